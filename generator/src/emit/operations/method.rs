//! Emits the methods of an operation, with their docs.

use indexmap::IndexSet;

use super::arguments::{Arguments, typed};
use super::output::{MethodOutput, output, output_of};
use super::request::{body, errors_call};
use crate::emit::analysis::names;
use crate::emit::docs;
use crate::emit::print::layout::Function;
use crate::emit::print::text::Writer;
use crate::emit::print::{EmitError, FileWriter};
use crate::ir::{Callback, Encoding, Operation, Output, Shape};

/// A method of an operation.
struct Method<'a> {
    operation: &'a Operation,
    name: &'a str,
    docs: Vec<String>,
    output: MethodOutput,
}

/// Writes the methods of an operation in the `impl` of its resource: one for the operation, and one for each
/// further media type that can be requested.
pub(super) fn operation(
    file: &FileWriter<'_>,
    operation: &Operation,
    name: &str,
    writer: &mut Writer,
) -> Result<(), EmitError> {
    let main = Method {
        operation,
        name,
        docs: operation_docs(file, operation, None, &operation.output),
        output: output(file, operation),
    };
    method(file, main, writer)?;
    for alternative in &operation.alternatives {
        let alternative = Method {
            operation,
            name: &names::escape_ident(&alternative.name),
            docs: operation_docs(
                file,
                operation,
                Some(&alternative.media_type),
                &alternative.output,
            ),
            output: output_of(file, &alternative.output, &operation.error_media_types),
        };
        method(file, alternative, writer)?;
    }
    Ok(())
}

fn method(file: &FileWriter<'_>, method: Method<'_>, writer: &mut Writer) -> Result<(), EmitError> {
    let Method {
        operation,
        name,
        docs,
        output: MethodOutput { ty, mut end },
    } = method;
    writer.docs(&docs);
    if operation.deprecated {
        writer.attribute("deprecated");
    }
    writer.attribute("inline");
    let arguments = Arguments::new(file, operation);
    end.extend(errors_call(file, operation));
    let function = Function {
        name: name.to_owned(),
        arguments: typed(file, operation, &arguments),
        output: ty,
        body: body(file, operation, &arguments, end),
    };
    function.write(writer)
}

/// Returns the docs of an operation: summary, description, method and path, scopes, callbacks, path parameters and
/// body.
fn operation_docs(
    file: &FileWriter<'_>,
    operation: &Operation,
    media_type: Option<&str>,
    output: &Output,
) -> Vec<String> {
    let width = docs::width(4);
    let mut fact = docs::code(&format!("{} {}", operation.method, operation.path));
    if let Some(media_type) = media_type {
        fact.push_str(&format!(", response as {}", docs::code(media_type)));
    }
    fact.push('.');
    let scopes: IndexSet<&str> = operation
        .security
        .iter()
        .flatten()
        .flat_map(|requirement| &requirement.scopes)
        .map(String::as_str)
        .collect();
    let scopes: Vec<String> = scopes.into_iter().map(docs::code).collect();
    let description = operation.docs.description.as_deref().unwrap_or_default();
    // Many documents also list the scopes in the description.
    if !scopes.iter().all(|scope| description.contains(scope)) {
        fact.push_str(&format!(" Scopes: {}.", scopes.join(", ")));
    }
    let mut facts = vec![fact];
    facts.extend(stream_docs(output).map(str::to_owned));
    facts.extend(
        operation
            .callbacks
            .iter()
            .map(|callback| callback_docs(file, callback)),
    );
    let mut lines = docs::doc_lines(&operation.docs, &facts, width);
    let mut items = Vec::new();
    for parameter in &operation.path_parameters {
        docs::item(
            &mut items,
            &parameter.field.name,
            &parameter.field.docs,
            width,
        );
    }
    if let Some(body) = &operation.body {
        docs::item(&mut items, "body", &body.docs, width);
    }
    docs::append(&mut lines, items);
    lines
}

/// Describes how to read the items of a stream that is returned as bytes.
fn stream_docs(output: &Output) -> Option<&'static str> {
    let content = match output {
        Output::Content(content) | Output::Optional(content) => content,
        Output::Nothing | Output::Choice(_) => return None,
    };
    if content.encoding != Encoding::Stream {
        return None;
    }
    let media_type = content.media_type.to_ascii_lowercase();
    let has = |part: &&str| media_type.contains(*part);
    if media_type.starts_with("text/event-stream") {
        Some("`.events()` of the response reads the server-sent events.")
    } else if ["ndjson", "jsonl", "json-lines"].iter().any(has) {
        Some("`.lines()` of the response reads the lines.")
    } else {
        None
    }
}

/// Describes a callback, with a link to the type of its body.
fn callback_docs(file: &FileWriter<'_>, callback: &Callback) -> String {
    let name = docs::code(&callback.name);
    let (of, id) = match &callback.shape {
        Shape::List(item) => ("a list of ", item.as_ref()),
        shape => ("", shape),
    };
    let ty = match id {
        Shape::Named(id) => file.context.names.of(*id).map(names::strip_raw),
        _ => None,
    };
    match ty {
        Some(ty) => format!(
            "The API sends {of}[{}](super::super::types::{ty}) to the callback {name}.",
            docs::code(ty)
        ),
        None => format!("The API calls the callback {name}."),
    }
}
