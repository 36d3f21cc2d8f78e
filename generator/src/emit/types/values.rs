//! Emits values of the document as Rust literals and expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use crate::emit::analysis::names;
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{EnumBase, Primitive, Shape, Type, TypeKind};

/// Returns a scalar as a literal; none for a list or an object.
pub(crate) fn literal(value: &Value) -> Option<TokenStream> {
    match value {
        Value::Null => Some(quote!(null)),
        Value::Bool(value) => Some(quote!(#value)),
        Value::String(value) => Some(quote!(#value)),
        Value::Number(number) => Some(number_literal(number)),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns a value as it is written in `json!`.
pub(crate) fn json(value: &Value) -> TokenStream {
    match value {
        Value::Array(items) => {
            let items = items.iter().map(json);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json(value);
                quote!(#name: #value)
            });
            quote!({#(#members),*})
        }
        scalar => literal(scalar).unwrap_or_default(),
    }
}

/// Returns a number as a literal. It has a suffix only if it is beyond `i64`, the type that the macros assume for
/// integers.
fn number_literal(number: &Number) -> TokenStream {
    if let Some(value) = number.as_u64() {
        if i64::try_from(value).is_err() {
            let literal = Literal::u64_suffixed(value);
            return quote!(#literal);
        }
        let literal = Literal::u64_unsuffixed(value);
        return quote!(#literal);
    }
    if let Some(value) = number.as_i64() {
        let literal = Literal::u64_unsuffixed(value.unsigned_abs());
        return quote!(-#literal);
    }
    float_literal(number.as_f64().unwrap_or_default())
}

fn float_literal(value: f64) -> TokenStream {
    let value = if value.is_finite() { value } else { 0.0 };
    let literal = Literal::f64_unsuffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// Returns a value as an expression of a shape's type; none if the value does not match the shape.
pub(crate) fn expression(file: &FileWriter<'_>, shape: &Shape, value: &Value) -> Option<String> {
    match (file.resolve(shape), value) {
        ((Shape::Boxed(inner), _), value) => Some(format!(
            "{}::new({})",
            file.boxed(),
            expression(file, inner, value)?
        )),
        ((Shape::Nullable(_), _), Value::Null) => Some("None".to_owned()),
        ((Shape::Nullable(inner), _), value) => {
            Some(format!("Some({})", expression(file, inner, value)?))
        }
        ((Shape::Null, _), Value::Null) => Some("()".to_owned()),
        ((Shape::Any, _), Value::Null) => Some(format!("{}::Null", file.value())),
        ((Shape::Any, _), value) => {
            Some(format!("{}::from({})", file.value(), literal_text(value)?))
        }
        ((Shape::Primitive(primitive), _), value) => scalar(*primitive, value),
        ((Shape::Named(id), Some(ty)), value) => named(&file.named(*id), ty, value),
        _ => None,
    }
}

/// Returns the text of a scalar's literal; none for null.
pub(crate) fn literal_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(Literal::string(text).to_string()),
        Value::Number(number) => Some(number_literal(number).to_string().replace("- ", "-")),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// Returns the text of a scalar for a list in the runtime's macros: integers are `i64` there, and larger ones are
/// marked.
pub(crate) fn listed_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some("null".to_owned()),
        Value::Number(number) if number.is_u64() && !number.is_i64() => {
            Some(format!("unsigned({number})"))
        }
        value => literal_text(value),
    }
}

fn scalar(primitive: Primitive, value: &Value) -> Option<String> {
    let number = value.as_number();
    let fits = match primitive {
        Primitive::String => {
            return value
                .is_string()
                .then(|| literal_text(value))?
                .map(|text| format!("{text}.into()"));
        }
        Primitive::Boolean => value.is_boolean(),
        Primitive::Int32 => number
            .and_then(Number::as_i64)
            .is_some_and(|number| i32::try_from(number).is_ok()),
        Primitive::Int64 => number.is_some_and(Number::is_i64),
        Primitive::Int128 => {
            return number
                .filter(|number| !number.is_f64())
                .map(ToString::to_string);
        }
        Primitive::Uint32 => number
            .and_then(Number::as_u64)
            .is_some_and(|number| u32::try_from(number).is_ok()),
        Primitive::Uint64 => number.is_some_and(Number::is_u64),
        Primitive::Float | Primitive::Double => {
            return number?
                .as_f64()
                .map(|number| float_literal(number).to_string().replace("- ", "-"));
        }
        _ => false,
    };
    fits.then(|| literal_text(value))?
}

/// Returns a value of an enum or a constant as an expression.
fn named(path: &RustCode, ty: &Type, value: &Value) -> Option<String> {
    match &ty.kind {
        TypeKind::Constant(constant) if &constant.value == value => {
            Some(format!("{path}::{}", names::escape_ident(&constant.name)))
        }
        TypeKind::Enum(listed) => {
            let names = names::variants(listed);
            let known = listed
                .values
                .iter()
                .zip(names)
                .find(|(known, _)| &known.value == value);
            match (known, listed.base, value) {
                (Some((_, name)), _, _) => Some(format!("{path}::{name}")),
                (None, EnumBase::String, Value::String(_)) => {
                    Some(format!("{path}::from({})", literal_text(value)?))
                }
                (None, EnumBase::Integer, Value::Number(number)) if number.is_i64() => {
                    Some(format!("{path}::from({})", literal_text(value)?))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
