//! Writes a call of every operation of a bundled API, for the test that drives them all.
//!
//! The calls are those that a user would write, with every parameter by its name: that of an operation that is not
//! generated, or that takes other values than the document says, does not compile.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use generator::diagnostic::Diagnostics;
use generator::ir::{
    Api, Location, Operation, Parameter, Parameters, Primitive, RequestBody, Resource, Shape,
    TypeId,
};
use generator::openapi::Reader;
use generator::{config, load, lower};

/// Writes `<name>_operations.rs` into a folder: a table of functions by `operationId`.
pub(crate) fn write(name: &str, spec: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let config = spec.join("codegen.yml");
    println!("cargo::rerun-if-changed={}", config.display());
    let config = config::parse(&fs::read_to_string(config)?)?;
    let options = config.apis.get(name).ok_or("the API is not configured")?;
    let document = spec.join(&options.document);
    println!("cargo::rerun-if-changed={}", document.display());
    let read = |path: &str| fs::read(spec.join(path));
    let loaded = load::load(&options.document, fs::read(document)?, &read);
    let diagnostics = Diagnostics::default();
    let document = loaded.document.ok_or("the document cannot be read")?;
    let reader = Reader::new(&document, &diagnostics).ok_or("the document is not OpenAPI 3")?;
    let api = lower::lower(&reader, name, options, &diagnostics);
    fs::write(out.join(format!("{name}_operations.rs")), calls(&api)?)?;
    Ok(())
}

/// The table. Names of functions and fields are raw identifiers, which any word may be, a keyword or not.
fn calls(api: &Api) -> Result<String, Box<dyn Error>> {
    let mut text = "const OPERATIONS: &[(&str, Drive)] = &[\n".to_owned();
    for resource in &api.resources {
        for operation in &resource.operations {
            let arguments = arguments(api, operation)
                .map_err(|error| format!("the operation `{}`: {error}", operation.id))?;
            let call = call(resource, operation, &arguments.join(", "));
            writeln!(
                text,
                "({:?}, |client, wanted| exchange({call}, wanted)),",
                operation.id
            )?;
        }
    }
    text.push_str("];\n");
    Ok(text)
}

fn call(resource: &Resource, operation: &Operation, arguments: &str) -> String {
    let end = match operation.pagination {
        Some(_) => ".into_call()",
        None => "",
    };
    format!(
        "client.r#{}().r#{}({arguments}){end}",
        resource.name, operation.name
    )
}

fn arguments(api: &Api, operation: &Operation) -> Result<Vec<String>, Box<dyn Error>> {
    let mut arguments: Vec<String> = operation
        .path_parameters
        .iter()
        .map(|parameter| format!("wanted.text({:?})", parameter.field.wire_name))
        .collect();
    if let Some(parameters) = &operation.parameters {
        arguments.push(parameters_value(api, parameters)?);
    }
    if let Some(body) = &operation.body {
        arguments.push(format!("wanted.body::<{}>()", body_type(api, body)?));
    }
    Ok(arguments)
}

/// The struct of parameters: `new` with those that are required, by name, then all others one by one.
fn parameters_value(api: &Api, parameters: &Parameters) -> Result<String, Box<dyn Error>> {
    let mut required: Vec<(&str, String)> = Vec::new();
    let mut assigned = String::new();
    for Parameter {
        field, location, ..
    } in &parameters.parameters
    {
        let location = match location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let place = format!("{location:?}, {:?}", field.wire_name);
        if field.required {
            // `new` may take anything that becomes the type, which has to be said then.
            let ty = match &field.shape {
                Shape::Primitive(Primitive::String) => "String".to_owned(),
                Shape::Named(id) => type_name(api, *id)?,
                _ => "_".to_owned(),
            };
            required.push((&field.name, format!("wanted.parameter::<{ty}>({place})")));
        } else {
            let name = &field.name;
            write!(
                assigned,
                "parameters.r#{name} = wanted.parameter({place}); "
            )?;
        }
    }
    required.sort_unstable();
    let required = required.into_iter().map(|(_, value)| value);
    let required = required.collect::<Vec<_>>().join(", ");
    let name = &parameters.name;
    Ok(format!(
        "{{ let mut parameters = types::{name}::new({required}); {assigned}parameters }}"
    ))
}

fn type_name(api: &Api, id: TypeId) -> Result<String, Box<dyn Error>> {
    let named = api.get(id).ok_or("a type that is none")?;
    Ok(format!("types::{}", named.name))
}

/// The type of a body, as the function takes it.
fn body_type(api: &Api, body: &RequestBody) -> Result<String, Box<dyn Error>> {
    let Shape::Named(id) = &body.content.shape else {
        return Err("its body has no type of its own".into());
    };
    let name = type_name(api, *id)?;
    Ok(if body.required {
        name
    } else {
        format!("Option<{name}>")
    })
}
