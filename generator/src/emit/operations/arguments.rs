//! The arguments of an operation's method, and their types.

use crate::emit::analysis::fields::plain;
use crate::emit::analysis::names;
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{Encoding, Operation, Parameter, Primitive, RequestBody, Shape, TypeKind};

/// The names of a method's arguments.
pub(super) struct Arguments {
    /// One for each path parameter; none for a constant.
    pub(super) path: Vec<Option<String>>,
    pub(super) parameters: Option<String>,
    pub(super) body: Option<String>,
}

impl Arguments {
    pub(super) fn new(file: &FileWriter<'_>, operation: &Operation) -> Self {
        let asked = |parameter: &&Parameter| !is_constant(file, &parameter.field.shape);
        let path = operation.path_parameters.iter().filter(asked);
        let path = path.map(|parameter| parameter.field.name.as_str());
        let parameters = operation.parameters.as_ref().map(|_| "parameters");
        let body = operation.body.as_ref().map(|_| "body");
        // Names from the document come first, so that they stay unchanged.
        let names = names::distinct(path.chain(parameters).chain(body), &[]);
        let mut names = names.into_iter();
        Self {
            path: operation
                .path_parameters
                .iter()
                .map(|parameter| {
                    let asked = !is_constant(file, &parameter.field.shape);
                    asked.then(|| names.next()).flatten()
                })
                .collect(),
            parameters: parameters.and_then(|_| names.next()),
            body: body.and_then(|_| names.next()),
        }
    }
}

/// Returns the arguments after `&self`, with their types.
pub(super) fn typed(
    file: &FileWriter<'_>,
    operation: &Operation,
    arguments: &Arguments,
) -> Vec<(String, String)> {
    let path = operation.path_parameters.iter().zip(&arguments.path);
    let mut typed: Vec<(String, String)> = path
        .filter_map(|(parameter, name)| {
            let ty = path_type(file, &plain(&parameter.field.shape)).0;
            Some((name.clone()?, ty))
        })
        .collect();
    if let (Some(parameters), Some(name)) = (&operation.parameters, &arguments.parameters) {
        typed.push((name.clone(), file.of_parameters(parameters).0));
    }
    if let (Some(body), Some(name)) = (&operation.body, &arguments.body) {
        typed.push((name.clone(), body_type(file, body).0));
    }
    typed
}

/// Returns the type of an argument for a path parameter: text and types of the API by reference, small values by
/// value.
fn path_type(file: &FileWriter<'_>, shape: &Shape) -> RustCode {
    if is_text(file, shape) {
        return RustCode("&str".to_owned());
    }
    if let Shape::List(item) = shape {
        return RustCode(format!("&[{}]", file.shape(item)));
    }
    let ty = file.shape(shape);
    if is_small(file, shape) {
        ty
    } else {
        RustCode(format!("&{ty}"))
    }
}

fn is_text(file: &FileWriter<'_>, shape: &Shape) -> bool {
    matches!(file.resolve(shape).0, Shape::Primitive(Primitive::String))
}

/// Reports whether there is only one value, so that no argument is needed.
fn is_constant(file: &FileWriter<'_>, shape: &Shape) -> bool {
    let (_, ty) = file.resolve(shape);
    matches!(ty.map(|ty| &ty.kind), Some(TypeKind::Constant(_)))
}

/// Reports whether a value is copied instead of passed by reference.
pub(super) fn is_small(file: &FileWriter<'_>, shape: &Shape) -> bool {
    match file.resolve(shape).0 {
        Shape::Primitive(primitive) => !matches!(
            primitive,
            Primitive::String | Primitive::Base64 | Primitive::Binary
        ),
        _ => false,
    }
}

fn body_type(file: &FileWriter<'_>, body: &RequestBody) -> RustCode {
    let ty = match body.content.encoding {
        encoding if (encoding == Encoding::Binary || encoding.is_stream()) && !body.choice => {
            file.runtime("Body")
        }
        _ => file.shape(&body.content.shape),
    };
    if !body.required {
        RustCode(format!("impl {}<{}<{ty}>>", file.into(), file.option()))
    } else if converts(file, body) {
        RustCode(format!("impl {}<{ty}>", file.into()))
    } else {
        ty
    }
}

/// Reports whether a required body is passed as `impl Into`.
pub(super) fn converts(file: &FileWriter<'_>, body: &RequestBody) -> bool {
    let (shape, ty) = file.resolve(&body.content.shape);
    matches!(
        ty.map(|ty| &ty.kind),
        Some(TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::BodyChoice(_))
    ) || matches!(
        shape,
        Shape::Any | Shape::Primitive(Primitive::String | Primitive::Binary)
    ) || (body.content.encoding == Encoding::Binary || body.content.encoding.is_stream())
}
