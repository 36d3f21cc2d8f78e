//! Writes the beginning of a program that uses the bindings, for a readme and for the docs of a module: a call that
//! needs only a client.

use crate::emit::analysis::names::{self, Names, escape_ident};
use crate::ir::{Api, Encoding, Operation, Output, Parameters, Primitive, Shape};

/// The beginning of a program that uses the bindings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The environment variables that `Client::from_env` reads the credentials from: `A and B, or C`. Empty if none
    /// are needed.
    pub environment: String,
    /// The call as an expression, where `client` is a client and `types` the module of the types:
    /// `client.users().retrieve("id")`. Its output implements `Debug`. None if every call needs values that cannot be
    /// made up.
    pub call: Option<String>,
    /// Whether the call returns a value.
    pub answers: bool,
}

/// Returns the beginning of a program with the simplest call; none if only types are emitted.
pub fn example(api: &Api) -> Option<Example> {
    if api.types_only {
        return None;
    }
    let spelled = Names::new(api);
    let mut best: Option<(usize, String, bool)> = None;
    for (resource, method) in api.resources.iter().zip(&spelled.resource_methods) {
        let functions = resource.operations.iter().map(|one| one.name.as_str());
        let functions = names::distinct(functions, &[]);
        for (operation, function) in resource.operations.iter().zip(functions) {
            let Some((effort, arguments)) = arguments(operation) else {
                continue;
            };
            if best.as_ref().is_none_or(|(least, ..)| effort < *least) {
                let call = format!("client.{method}().{function}({arguments})");
                let answers = !matches!(operation.output, Output::Nothing);
                best = Some((effort, call, answers));
            }
        }
    }
    Some(Example {
        environment: super::of_environment(api, str::to_owned),
        answers: best.as_ref().is_some_and(|(_, _, answers)| *answers),
        call: best.map(|(_, call, _)| call),
    })
}

/// Returns docs for the module of an API, with the beginning of a program; empty if only types are emitted. A macro
/// inserts the path of the module, because the crate is not known here.
pub(crate) fn module_docs(api: &Api) -> String {
    let Some(example) = example(api) else {
        return String::new();
    };
    let call = example.call.as_deref();
    let imported = match call {
        Some(call) if call.contains("types::") => "{Client, types}",
        _ => "Client",
    };
    let mut lines = vec![
        "# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        match example.environment.as_str() {
            "" => "let client = Client::from_env()?;".to_owned(),
            variables => format!("let client = Client::from_env()?; // reads {variables}"),
        },
    ];
    match (call, example.answers) {
        (Some(call), true) => {
            lines.push(format!("let answer = {call}.await?;"));
            lines.push("println!(\"{answer:?}\");".to_owned());
        }
        (Some(call), false) => lines.push(format!("{call}.await?;")),
        (None, _) => lines.push("println!(\"{client:?}\");".to_owned()),
    }
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    let mut text = "//!\n//! ```no_run\n".to_owned();
    text.push_str(&format!(
        "#![doc = concat!(\"use \", module_path!(), \"::{imported};\")]\n"
    ));
    for line in lines {
        text.push_str(&format!("//! {line}\n"));
    }
    text.push_str(GUIDE);
    let operations = || {
        api.resources
            .iter()
            .flat_map(|resource| &resource.operations)
    };
    if operations().any(|operation| operation.pagination.is_some()) {
        text.push_str(PAGES);
    }
    if api.webhooks.is_some() {
        text.push_str(WEBHOOKS);
    }
    text
}

/// An overview of the module of an API.
const GUIDE: &str = "\
//!
//! - [`Client`] has a method for each resource. A resource has a method for each operation, which returns a
//!   [`Call`](crate::runtime::Call). Set the call's timeout, retries and headers before awaiting it.
//! - [`types`] contains the types of requests and responses. `new` takes the required fields; each optional field has
//!   a method.
//! - [`Error`](crate::runtime::Error) contains the message, status, headers and body of the response, the path of a
//!   value that does not match the document, and whether a retry can help.
";

const PAGES: &str = "\
//! - A list returns a [`Page`](crate::runtime::Page), which can request the next one. `.stream()` on the call returns the
//!   items of all pages ([`PageCall`](crate::runtime::PageCall)).
";

const WEBHOOKS: &str = "\
//! - [`webhooks`] verifies and decodes webhook requests.
";

/// Returns the arguments of a call, and its cost as an example: the call with the lowest cost is shown.
fn arguments(operation: &Operation) -> Option<(usize, String)> {
    let mut effort = match &operation.output {
        Output::Content(content) if content.encoding == Encoding::Json => 0,
        Output::Content(content) | Output::Optional(content) if content.encoding.is_stream() => {
            return None;
        }
        _ => 100,
    };
    effort += match &*operation.method {
        "GET" => 0,
        "DELETE" => return None,
        _ => 200,
    };
    effort += usize::from(operation.deprecated) * 50;
    if operation.body.as_ref().is_some_and(|body| body.required) {
        return None;
    }
    let mut arguments = Vec::new();
    for parameter in &operation.path_parameters {
        if parameter.field.shape != Shape::Primitive(Primitive::String) {
            return None;
        }
        arguments.push(format!("{:?}", parameter.field.wire_name));
    }
    // A call with one argument is the best example; one without arguments may be trivial.
    effort += arguments.len().abs_diff(1) * 2 + usize::from(operation.parameters.is_some());
    if let Some(parameters) = &operation.parameters {
        if !can_be_empty(parameters) {
            return None;
        }
        arguments.push(format!("types::{}::new()", escape_ident(&parameters.name)));
    }
    if operation.body.is_some() {
        arguments.push("None".to_owned());
    }
    Some((effort, arguments.join(", ")))
}

/// Reports whether `new` has no arguments.
fn can_be_empty(parameters: &Parameters) -> bool {
    let mut fields = parameters.parameters.iter().map(|one| &one.field);
    fields.all(|field| !field.required || field.constant.is_some())
}
