//! Writes a call of every operation of a bundled API, for the test that calls them all.
//!
//! The calls look like those of a user, with every parameter by its name. If an operation is missing in the
//! bindings, or takes other values than the document declares, this code does not compile.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use generator::diagnostic::Diagnostics;
use generator::ir::{
    Api, Content, Encoding, Operation, Output, Parameter, ParameterLocation, Parameters, Primitive,
    Resource, Shape,
};
use generator::openapi::Reader;
use generator::{config, load, lower};

/// Writes `<name>_operations.rs` into `out`: a table of functions by `operationId`.
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

/// Returns the table of calls, the operations without a call, and a function that serializes error bodies.
/// Methods and fields are raw identifiers, so that keywords are valid names.
fn calls(api: &Api) -> Result<String, Box<dyn Error>> {
    let mut driven = "const OPERATIONS: &[(&str, Drive)] = &[\n".to_owned();
    let mut left_out = "const LEFT_OUT: &[(&str, &str)] = &[\n".to_owned();
    for resource in &api.resources {
        for operation in &resource.operations {
            if let Some(reason) = why_left_out(operation) {
                writeln!(left_out, "({:?}, {reason:?}),", operation.id)?;
                continue;
            }
            let arguments = arguments(api, operation)
                .map_err(|error| format!("the operation `{}`: {error}", operation.id))?;
            let call = call(resource, operation, &arguments.join(", "));
            writeln!(
                driven,
                "({:?}, |client, wanted| exchange({call}, wanted)),",
                operation.id
            )?;
        }
    }
    let mut errors =
        "fn error_value(body: &ErrorBody) -> Option<Value> {\n    match body {\n".to_owned();
    for body in &api.error_bodies {
        if body.content.encoding == Encoding::Json {
            let name = &body.name;
            writeln!(
                errors,
                "ErrorBody::{name}(it) => serde_json::to_value(it).ok(),"
            )?;
        }
    }
    Ok(format!(
        "{driven}];\n{left_out}];\n{errors}_ => None,\n    }}\n}}\n"
    ))
}

/// Returns the reason why an operation is not called. The test compares JSON, and finds operations by
/// `operationId`.
fn why_left_out(operation: &Operation) -> Option<&'static str> {
    let is_json = |content: &Content| content.encoding == Encoding::Json;
    if operation.id.contains(' ') {
        return Some("it has no operationId");
    }
    if operation
        .body
        .as_ref()
        .is_some_and(|body| body.choice || !is_json(&body.content))
    {
        return Some("its request body is not JSON");
    }
    match &operation.output {
        Output::Nothing => None,
        Output::Content(content) | Output::Optional(content) if is_json(content) => None,
        Output::Content(_) | Output::Optional(_) | Output::Choice(_) => {
            Some("its response body is not JSON, or one of several")
        }
    }
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
    let mut arguments = Vec::new();
    for Parameter { field, .. } in &operation.path_parameters {
        let name = &field.wire_name;
        arguments.push(match &field.shape {
            Shape::Primitive(Primitive::String) => format!("wanted.text({name:?})"),
            shape => {
                let borrow = match shape {
                    Shape::Primitive(_) => "",
                    _ => "&",
                };
                let ty = spelled(api, shape)?;
                format!("{borrow}wanted.parameter::<{ty}>(\"path\", {name:?})")
            }
        });
    }
    if let Some(parameters) = &operation.parameters {
        arguments.push(parameters_value(api, parameters)?);
    }
    if let Some(body) = &operation.body {
        let ty = spelled(api, &body.content.shape)?;
        arguments.push(if body.required {
            format!("wanted.body::<{ty}>()")
        } else {
            format!("wanted.body::<Option<{ty}>>()")
        });
    }
    Ok(arguments)
}

/// Returns the struct of parameters: `new` with the required ones, sorted by name, then an assignment for
/// each of the others.
fn parameters_value(api: &Api, parameters: &Parameters) -> Result<String, Box<dyn Error>> {
    let mut required: Vec<(&str, String)> = Vec::new();
    let mut assigned = String::new();
    for Parameter {
        field, location, ..
    } in &parameters.parameters
    {
        let location = match location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
        };
        let place = format!("{location:?}, {:?}", field.wire_name);
        if field.required {
            // `new` may be generic, so the type must be explicit.
            let ty = spelled(api, &field.shape)?;
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

/// Returns a type reference as Rust code for the test.
fn spelled(api: &Api, shape: &Shape) -> Result<String, Box<dyn Error>> {
    let inner = |shape: &Shape| spelled(api, shape);
    Ok(match shape {
        Shape::Named(id) => {
            let named = api.get(*id).ok_or("a type that is none")?;
            format!("types::{}", named.name)
        }
        Shape::Boxed(shape) => inner(shape)?,
        // Parameters are numbers, in every wire format.
        Shape::Primitive(primitive) | Shape::Numeric(primitive) => scalar(*primitive).to_owned(),
        Shape::List(item) => format!("Vec<{}>", inner(item)?),
        Shape::Map(value) => format!("generated::runtime::Map<{}>", inner(value)?),
        Shape::Tuple(items) => {
            let items: Result<Vec<String>, _> = items.iter().map(inner).collect();
            format!("({},)", items?.join(", "))
        }
        Shape::Nullable(shape) => format!("Option<{}>", inner(shape)?),
        Shape::Any => "Value".to_owned(),
        Shape::External(path) => path.replace("crate::", "generated::"),
        Shape::Null => "()".to_owned(),
    })
}

fn scalar(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::String => "String",
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Int128 => "i128",
        Primitive::Uint32 => "u32",
        Primitive::Uint64 => "u64",
        Primitive::Float => "f32",
        Primitive::Double => "f64",
        Primitive::DateTime => "generated::runtime::DateTime",
        Primitive::Date => "generated::runtime::Date",
        Primitive::Uuid => "generated::runtime::Uuid",
        Primitive::Base64 => "generated::runtime::Base64",
        Primitive::Binary => "generated::runtime::Bytes",
    }
}
