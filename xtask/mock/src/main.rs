//! The command: serves a document until it is interrupted, and prints the verdict for each request.

use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::{Parser, ValueEnum};
use generator::config::{self, QueryArrayFormat};
use mock::{Mock, Options, QueryArrays, RecordedRequest, Verdict};
use untrusted::files::{self, Folder};
use untrusted::text;

/// Path of the configuration from the root of the workspace.
const CONFIGURATION: &str = "spec/codegen.yml";

/// Serves an API's document on 127.0.0.1: validates each request, and responds with the document's examples
///
/// A valid request gets the first 2xx response of its operation, an invalid one gets a report of all its problems.
/// Headers of a request, such as `x-mock-status: 422`, select another response; docs/mock.md lists them. The first line
/// of the output is the base URL.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask mock", bin_name = "cargo xtask mock")]
struct Arguments {
    /// API of spec/codegen.yml [default: the first]
    #[arg(long, value_name = "NAME", conflicts_with = "document")]
    api: Option<String>,
    /// Serve this document instead of an API of the configuration
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// Folder whose files the document may refer to [default: that of the configuration; for a document, its own]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Configuration [default: spec/codegen.yml of the workspace]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Port; 0 for any free port
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Serialization of lists in the query [default: that of the configuration; for a document, as it declares]
    #[arg(long, value_name = "HOW")]
    query_arrays: Option<Arrays>,
    /// Accept what servers usually ignore, such as undeclared query parameters
    #[arg(long)]
    lenient: bool,
}

/// Serialization of lists in the query.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Arrays {
    /// As each parameter's style and explode declare
    Document,
    /// name[]=a&name[]=b
    Brackets,
    /// Both
    Both,
}

impl From<Arrays> for QueryArrays {
    fn from(arrays: Arrays) -> Self {
        match arrays {
            Arrays::Document => Self::Document,
            Arrays::Brackets => Self::Brackets,
            Arrays::Both => Self::Both,
        }
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", text::lines(&error.to_string()));
            for cause in error.chain().skip(1) {
                eprintln!("  caused by: {}", text::lines(&cause.to_string()));
            }
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Served {
        document,
        root,
        query_arrays,
    } = served(arguments)?;
    let query_arrays = arguments
        .query_arrays
        .map_or(query_arrays, QueryArrays::from);
    let mut options = Options::new()
        .port(arguments.port)
        .query_arrays(query_arrays)
        .lenient(arguments.lenient)
        .keep_requests(false)
        .on_request(log);
    if let Some(root) = arguments.root.clone().or(root) {
        options = options.root(root);
    }
    let running = Mock::start(&document, options)
        .with_context(|| format!("cannot serve {}", document.display()))?;
    // The address is alone in the first line, so that scripts can read it.
    let mut output = io::stdout();
    writeln!(output, "{}", text::line(&running.base_url()))?;
    output.flush()?;
    eprintln!(
        "Serving {} operations of {}; Ctrl-C ends it.",
        running.operations().len(),
        text::line(&document.to_string_lossy())
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    if io::stderr().is_terminal() {
        eprintln!();
    }
    Ok(())
}

/// Prints a line for each request, and a line for each of its problems.
fn log(request: &RecordedRequest) {
    let mut log = format!("{}\n", text::line(&request.to_string()));
    if request.verdict != Verdict::Valid {
        for problem in &request.problems {
            log.push_str(&format!("    {}\n", text::line(&problem.to_string())));
        }
    }
    // An error of standard error cannot be reported.
    let _ = io::stderr().write_all(log.as_bytes());
}

/// The document to serve.
struct Served {
    document: PathBuf,
    /// Folder whose files the document may refer to, if it is not its own.
    root: Option<PathBuf>,
    /// Serialization of lists in its queries.
    query_arrays: QueryArrays,
}

/// Returns the document that the command line or the configuration selects.
fn served(arguments: &Arguments) -> anyhow::Result<Served> {
    if let Some(document) = &arguments.document {
        return Ok(Served {
            document: document.clone(),
            root: None,
            query_arrays: QueryArrays::Document,
        });
    }
    let path = match &arguments.config {
        Some(path) => path.clone(),
        None => configuration()?,
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let trouble = || format!("cannot read the configuration {}", path.display());
    let text = files::read_to_string(&path).with_context(trouble)?;
    let is_linked = Folder::new(folder)
        .with_context(trouble)?
        .inside(&path)
        .is_none();
    let config = config::parse(&text).map_err(|error| {
        // The error may quote the text, and a link may lead to a file with secrets.
        if is_linked {
            anyhow!(
                "{} is a link to a file outside of its folder, which is not a configuration",
                path.display()
            )
        } else {
            anyhow!("{}:{error}", path.display())
        }
    })?;
    let first = config.apis.keys().next();
    let Some(name) = arguments.api.as_ref().or(first) else {
        bail!("the configuration has no API")
    };
    let Some(api) = config.apis.get(name) else {
        let known: Vec<&str> = config.apis.keys().map(String::as_str).collect();
        bail!(
            "there is no API `{name}` in the configuration, which has: {}",
            known.join(", ")
        )
    };
    let query_arrays = match api.query_array_format {
        QueryArrayFormat::Document => QueryArrays::Document,
        QueryArrayFormat::Brackets => QueryArrays::Brackets,
    };
    Ok(Served {
        document: folder.join(&api.document),
        root: api.root.as_ref().map(|root| folder.join(root)),
        query_arrays,
    })
}

/// Returns the path of the configuration in the workspace of the current folder, or of this package.
fn configuration() -> anyhow::Result<PathBuf> {
    let folders = [
        env::current_dir().ok(),
        env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
    ];
    let found = folders.iter().flatten().find_map(|folder| {
        let mut candidates = folder.ancestors().map(|folder| folder.join(CONFIGURATION));
        candidates.find(|path| path.exists())
    });
    found.with_context(|| {
        format!("there is no {CONFIGURATION} here or above; name it with --config")
    })
}
