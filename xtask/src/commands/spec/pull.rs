//! `spec pull`: replaces the document of an API with the published one.

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use generator::config::{Api, Config};
use generator::diagnostic::Severity;
use untrusted::files::{self, Folder};

use crate::CommandStatus;
use crate::commands::drift;
use crate::commands::drift::{Document, Reports};
use crate::documents::fetch;
use crate::documents::sources;
use crate::output::write;
use crate::render::Listing;
use crate::terminal;
use crate::terminal::{Progress, STRONG, styled};
use crate::workspace;
use crate::workspace::{Configuration, Places, shown};

/// Replaces the document of an API with the published one
///
/// Fetches the document, generates bindings from it, shows how the changes affect Rust callers, and asks before it
/// replaces the file. A lock file next to the document records its source, time and digest. Exits with 0 if the
/// document is the published one, 1 if it was not replaced, 2 if it cannot be fetched, read or written.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Pull the document of this API
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Address of the published document [default: `upstream` in the configuration]
    #[arg(long, value_name = "FILE|URL")]
    from: Option<String>,
    /// Replace the document without asking
    #[arg(long)]
    yes: bool,
    /// Also accept a document with warnings that the API denies, or with invalid operations
    #[arg(long)]
    keep_going: bool,
    /// Show all changes, errors, warnings and notes, not just the first few changes, errors and warnings
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(options: &Options) -> anyhow::Result<CommandStatus> {
    let config_path = options.places.config();
    let configuration = Configuration::read(&config_path)?;
    let (name, api) = chosen(options, &configuration.config)?;
    let target = target(&configuration, api)?;
    let Some(from) = options.from.as_ref().or(api.upstream.as_ref()) else {
        bail!("`{name}` has no `upstream` in the configuration: name its address with --from");
    };
    let progress = Progress::new();
    progress.say(&format!("Fetching {from}"));
    let bytes = if fetch::is_address(from) {
        fetch::fetch(from)?
    } else {
        sources::document(Path::new(from))?
    };
    progress.clear();
    let mut lenient = api.clone();
    lenient.skip_invalid |= options.keep_going;
    let published = Document::published(&configuration, name, &lenient, from, bytes)?;
    if !is_taken(options, api, &published) {
        return Ok(CommandStatus::Failure);
    }
    if files::read(&target).is_ok_and(|there| there == published.bytes) {
        put_lock(&target, from, &published.bytes)?;
        writeln!(terminal::output(), "{} is up to date", shown(&target))?;
        return Ok(CommandStatus::Success);
    }
    show_drift(options, (name, api), &configuration, &published)?;
    if !options.yes && !ask(&target)? {
        terminal::note(&format!("{} is left as it was\n", shown(&target)));
        return Ok(CommandStatus::Failure);
    }
    write::replace(&target, &published.bytes)?;
    put_lock(&target, from, &published.bytes)?;
    writeln!(
        terminal::output(),
        "{} was replaced with the document of {from}; next run {}",
        shown(&target),
        styled(STRONG, "cargo xtask codegen")
    )?;
    Ok(CommandStatus::Success)
}

/// Returns the path of the document to replace. A configuration may be untrusted: the path must not leave the project,
/// pass through a link, or name a file of git.
fn target(configuration: &Configuration, api: &Api) -> anyhow::Result<PathBuf> {
    let target = configuration.beside(&api.document);
    let refusal =
        |reason: &str| anyhow!("cannot replace the document {}: {reason}", shown(&target));
    let trouble = || format!("cannot find the folder of {}", shown(&target));
    let folder = target.parent().unwrap_or(Path::new(""));
    let folder = Folder::new(folder).with_context(trouble)?;
    let home = configuration.home();
    let workspace = Folder::new(&workspace::root()).ok();
    let is_inside = |home: &Folder| folder.path().starts_with(home.path());
    if !is_inside(home) && !workspace.as_ref().is_some_and(is_inside) {
        return Err(refusal(&format!("it is outside of {}", shown(home.path()))));
    }
    if folder
        .path()
        .components()
        .any(|part| part.as_os_str() == ".git")
    {
        return Err(refusal("it is in the folder `.git`"));
    }
    let own = Folder::new(&configuration.beside("")).with_context(trouble)?;
    if folder.path()
        != plain(&own.path().join(&api.document))
            .parent()
            .unwrap_or(own.path())
    {
        return Err(refusal("its path leads through a link"));
    }
    if fs::symlink_metadata(&target).is_ok_and(|there| !there.is_file()) {
        return Err(refusal("it is a link, or not a regular file"));
    }
    Ok(target)
}

/// Resolves `.` and `..` in a path without looking at links.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// Returns the selected API, or the only one with an `upstream`.
fn chosen<'c>(options: &'c Options, config: &'c Config) -> anyhow::Result<(&'c str, &'c Api)> {
    if let Some(name) = &options.api {
        return Ok((name, workspace::api(config, name)?));
    }
    let mut published = config.apis.iter().filter(|(_, api)| api.upstream.is_some());
    match (published.next(), published.next(), config.apis.len()) {
        (Some((name, api)), None, _) => Ok((name, api)),
        (None, _, 1) => config
            .apis
            .iter()
            .next()
            .map(|(name, api)| (name.as_str(), api))
            .context("the configuration has no API"),
        _ => bail!("the configuration has several APIs: select one with --api"),
    }
}

/// Shows the problems of a document. Returns true if it can replace the old one.
fn is_taken(options: &Options, api: &Api, published: &Document) -> bool {
    terminal::note(&published.problems(Listing::complete_if(options.all)));
    if published.count(Severity::Error) > 0 {
        let hint = if options.keep_going {
            ""
        } else {
            "; --keep-going leaves out invalid parts where possible"
        };
        terminal::error(&format!("the document has errors{hint}"));
        return false;
    }
    if api.deny_warnings && !options.keep_going && published.count(Severity::Warning) > 0 {
        terminal::error(
            "the document has warnings, which `deny-warnings` forbids; pass --keep-going to accept it",
        );
        return false;
    }
    true
}

/// Shows how the published document affects callers, if there is an old document.
fn show_drift(
    options: &Options,
    (name, api): (&str, &Api),
    configuration: &Configuration,
    published: &Document,
) -> anyhow::Result<()> {
    let bundled = Document::bundled(configuration, name, api);
    let report = bundled.and_then(|bundled| drift::compare(name, &bundled, published));
    match report {
        Ok(mut report) => {
            // The diagnostics were printed before the comparison.
            report.diagnostics.clear();
            report.is_rejected = false;
            let mut reports = Reports::new(drift::crate_version(&options.places.output()));
            reports.apis.push(report);
            let text = drift::shown(&reports, Listing::complete_if(options.all));
            terminal::output().write_all(text.as_bytes())?;
        }
        Err(error) => terminal::note(&format!(
            "cannot compare the documents: {}\n",
            crate::failure::describe(&error)
        )),
    }
    Ok(())
}

/// Asks whether to replace the document.
fn ask(target: &Path) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        bail!(
            "stdin is not a terminal: pass --yes to replace {}",
            shown(target)
        );
    }
    terminal::note(&format!("Replace {}? [y/N] ", shown(target)));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Writes the lock file: source, time and digest of the document.
fn put_lock(target: &Path, source: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = beside(target, ".lock");
    let digest = generator::digest(bytes);
    let source = serde_json::to_string(source)?;
    let told = |text: &str| {
        text.contains(&format!("sha256: {digest}\n"))
            && text.contains(&format!("source: {source}\n"))
    };
    if files::read_to_string(&path).is_ok_and(|there| told(&there)) {
        return Ok(());
    }
    let date = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let text = format!(
        "# Written by `cargo xtask spec pull`: the source of the document next to this file.\nsource: {source}\ndate: {date}\nsha256: {digest}\n"
    );
    write::replace(&path, text.as_bytes())
}

/// Appends a suffix to a path.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
