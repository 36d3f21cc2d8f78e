//! The fields of multipart bodies.

use super::names::{self, FieldNames, OtherMethods};
use crate::ir::{Field, Multipart, Primitive, Shape};

/// The Rust type of a part that is a file.
pub(crate) const FILE: &str = "crate::runtime::multipart::Part";

/// The Rust type of parts that have no name.
pub(crate) const FORM: &str = "crate::runtime::multipart::Form";

/// Returns the fields of the struct, in which raw bytes are files and further parts are a form.
pub(crate) fn fields(multipart: &Multipart) -> Vec<Field> {
    let parts = multipart.parts.iter().map(|part| with_files(&part.field));
    let additional = multipart.additional.iter().map(|field| Field {
        shape: Shape::External(FORM.to_owned()),
        ..field.clone()
    });
    parts.chain(additional).collect()
}

/// Returns the names of such fields and of their methods, as they are in Rust.
pub(crate) fn emitted_names(fields: &[Field]) -> Vec<FieldNames> {
    let all: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    names::fields(&all, OtherMethods::PARAMETERS)
}

/// Returns a field in which raw bytes are files.
fn with_files(field: &Field) -> Field {
    Field {
        shape: files(&field.shape),
        ..field.clone()
    }
}

fn files(shape: &Shape) -> Shape {
    match shape {
        Shape::Primitive(Primitive::Binary) => Shape::External(FILE.to_owned()),
        Shape::List(item) => Shape::List(Box::new(files(item))),
        Shape::Nullable(inner) => Shape::Nullable(Box::new(files(inner))),
        other => other.clone(),
    }
}

/// Reports whether a shape is a file.
pub(crate) fn is_file(shape: &Shape) -> bool {
    matches!(shape, Shape::External(path) if path == FILE)
}
