//! A call that can be made with nothing but a client, for a readme: how a program begins.

use super::names::{self, spelled};
use super::scope::Context;
use crate::ir::{Api, CredentialKind, Encoding, Operation, Output, Parameters, Primitive, Shape};

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The environment variables that `Client::from_env` reads the credentials from.
    pub environment: Vec<String>,
    /// The call as an expression, where `client` is a client and `types` the module of the types:
    /// `client.users().retrieve("id")`. It gives something that has `Debug`.
    pub call: String,
}

/// The call that is the simplest one; none if all of them need values that cannot be made up.
pub fn example(api: &Api) -> Option<Example> {
    if api.types_only {
        return None;
    }
    let context = Context::new(api);
    let mut best: Option<(usize, String)> = None;
    for (resource, method) in api.resources.iter().zip(&context.names.resource_methods) {
        let functions = resource.operations.iter().map(|one| one.name.as_str());
        let functions = names::distinct(functions, &[]);
        for (operation, function) in resource.operations.iter().zip(functions) {
            let Some((effort, arguments)) = arguments(operation) else {
                continue;
            };
            if best.as_ref().is_none_or(|(least, _)| effort < *least) {
                let call = format!("client.{method}().{function}({arguments})");
                best = Some((effort, call));
            }
        }
    }
    let credentials = api.credentials.iter();
    let environment = credentials
        .filter(|credential| credential.kind != CredentialKind::Connection)
        .flat_map(|credential| credential.environment.iter().cloned());
    Some(Example {
        environment: environment.collect(),
        call: best?.1,
    })
}

/// What an operation is called with, and how little it says about the API: the less, the sooner it is shown.
fn arguments(operation: &Operation) -> Option<(usize, String)> {
    let is_shown = match &operation.output {
        Output::Content(content) => content.encoding == Encoding::Json,
        _ => false,
    };
    let reads = operation.method == "GET" && !operation.deprecated;
    if !is_shown || !reads || operation.body.as_ref().is_some_and(|body| body.required) {
        return None;
    }
    let mut arguments = Vec::new();
    for parameter in &operation.path_parameters {
        if parameter.field.shape != Shape::Primitive(Primitive::String) {
            return None;
        }
        arguments.push(format!("{:?}", parameter.field.wire_name));
    }
    // A call with one argument says what a call is; one with none could be a greeting.
    let effort = arguments.len().abs_diff(1) * 2 + usize::from(operation.parameters.is_some());
    if let Some(parameters) = &operation.parameters {
        if !can_be_empty(parameters) {
            return None;
        }
        arguments.push(format!("types::{}::new()", spelled(&parameters.name)));
    }
    if operation.body.is_some() {
        arguments.push("None".to_owned());
    }
    Some((effort, arguments.join(", ")))
}

/// Whether `new` asks for nothing.
fn can_be_empty(parameters: &Parameters) -> bool {
    let mut fields = parameters.parameters.iter().map(|one| &one.field);
    fields.all(|field| !field.required || field.preset.is_some())
}
