//! Emits arguments of setters and constructors: the type of an argument, and its conversion.

use crate::emit::analysis::multipart::FILE;
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{Primitive, SECRET, Shape, TypeKind};

/// An argument for a value of a shape.
pub(crate) struct Argument {
    /// The type of the argument.
    pub(crate) ty: String,
    /// The expression that converts it to the shape's own type.
    pub(crate) value: String,
}

/// Returns the most convenient argument for a shape. Text, dates, enums and unions take `impl Into`, and lists take
/// any iterator of items. Other shapes take their own type, so that the compiler can infer it.
pub(crate) fn argument(file: &FileWriter<'_>, shape: &Shape, name: &str) -> Argument {
    let plain = || Argument {
        ty: file.shape(shape).0,
        value: name.to_owned(),
    };
    let (resolved, ty) = file.resolve(shape);
    match resolved {
        Shape::Primitive(
            Primitive::String
            | Primitive::Base64
            | Primitive::Binary
            | Primitive::DateTime
            | Primitive::Date,
        )
        | Shape::Numeric(_)
        | Shape::Any => into(file, &file.shape(shape), name),
        Shape::External(path) if path == FILE || path == SECRET => {
            into(file, &file.shape(shape), name)
        }
        Shape::Named(_) => match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Enum(_) | TypeKind::Union(_)) => into(file, &file.shape(shape), name),
            _ => plain(),
        },
        Shape::Boxed(inner) => {
            let Argument { ty, value } = argument(file, inner, name);
            Argument {
                ty,
                value: format!("{}::new({value})", file.boxed()),
            }
        }
        Shape::List(item) => list(file, item, name),
        Shape::Map(value) => map(file, value, name),
        _ => plain(),
    }
}

/// Returns an argument for a list: an iterator. With items of their own type, the compiler can infer the type of an
/// empty list.
fn list(file: &FileWriter<'_>, item: &Shape, name: &str) -> Argument {
    let iterator = file.std("iter", "IntoIterator");
    if is_converted(file, item) {
        let (into, item) = (file.into(), converted(file, item));
        return Argument {
            ty: format!("impl {iterator}<Item = impl {into}<{item}>>"),
            value: format!("{name}.into_iter().map({into}::into).collect()"),
        };
    }
    let item = file.shape(item);
    Argument {
        ty: format!("impl {iterator}<Item = {item}>"),
        value: format!("{name}.into_iter().collect()"),
    }
}

/// Returns an argument for a map: an iterator of pairs.
fn map(file: &FileWriter<'_>, value: &Shape, name: &str) -> Argument {
    let (into, iterator, string) = (file.into(), file.std("iter", "IntoIterator"), file.string());
    let key = format!("impl {into}<{string}>");
    let (item, change) = if is_converted(file, value) {
        let value = converted(file, value);
        (format!("impl {into}<{value}>"), "value.into()")
    } else {
        (file.shape(value).0, "value")
    };
    Argument {
        ty: format!("impl {iterator}<Item = ({key}, {item})>"),
        value: format!("{name}.into_iter().map(|(key, value)| (key.into(), {change})).collect()"),
    }
}

/// Returns how a setter takes the value of an optional field, for the runtime's macro `setters!`. This is one of the
/// traits that also accept an `Option`. Shapes that take their own type use `Into`, so that the compiler infers the
/// type of a number. Any JSON value, which has its own null, uses an argument with an expression. `around` is the
/// constructor that wraps the value.
pub(crate) fn setting(file: &FileWriter<'_>, shape: &Shape, name: &str, around: &str) -> String {
    let (resolved, ty) = file.resolve(shape);
    let how = match resolved {
        Shape::Any => {
            let Argument { ty, value } = argument(file, shape, name);
            return format!("({ty} = {around}({value}))");
        }
        Shape::Primitive(
            Primitive::String
            | Primitive::Base64
            | Primitive::Binary
            | Primitive::DateTime
            | Primitive::Date,
        )
        | Shape::Numeric(_) => "IntoField",
        Shape::External(path) if path == FILE || path == SECRET => "IntoField",
        Shape::Named(_) => match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Enum(_) | TypeKind::Union(_)) => "IntoField",
            _ => "Into",
        },
        Shape::Boxed(_) => "IntoBoxed",
        Shape::List(item) if is_converted(file, item) => "IntoConvertedItems",
        Shape::List(_) => "IntoItems",
        Shape::Map(value) if is_converted(file, value) => "IntoConvertedEntries",
        Shape::Map(_) => "IntoEntries",
        _ => "Into",
    };
    how.to_owned()
}

fn into(file: &FileWriter<'_>, ty: &RustCode, name: &str) -> Argument {
    Argument {
        ty: format!("impl {}<{ty}>", file.into()),
        value: format!("{name}.into()"),
    }
}

/// Reports whether the items of a list or the values of a map are converted with `Into`: text, date-times (callers
/// have a `Timestamp`) and dates (callers have a `jiff::civil::Date`).
fn is_converted(file: &FileWriter<'_>, shape: &Shape) -> bool {
    matches!(
        file.resolve(shape).0,
        Shape::Primitive(Primitive::String | Primitive::DateTime | Primitive::Date)
    )
}

/// Returns the type that such an item is converted to.
fn converted(file: &FileWriter<'_>, shape: &Shape) -> RustCode {
    match file.resolve(shape).0 {
        Shape::Primitive(Primitive::String) => file.string(),
        _ => file.shape(shape),
    }
}
