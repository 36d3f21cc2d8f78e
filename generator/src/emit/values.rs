//! Values of the document as Rust literals and expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use super::names;
use super::scope::{Scope, spelled_ident};
use crate::ir::{EnumBase, Primitive, Shape, Type, TypeKind};

/// A scalar as a literal; none for a list or an object.
pub(super) fn literal(value: &Value) -> Option<TokenStream> {
    match value {
        Value::Null => Some(quote!(null)),
        Value::Bool(value) => Some(quote!(#value)),
        Value::String(value) => Some(quote!(#value)),
        Value::Number(number) => Some(number_literal(number)),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number as a literal without a suffix.
fn number_literal(number: &Number) -> TokenStream {
    if let Some(value) = number.as_u64() {
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
    if value.is_sign_negative() { quote!(-#literal) } else { quote!(#literal) }
}

/// A value as an expression of a shape's type; none when the value is not one of the shape.
pub(super) fn expression(scope: &Scope<'_>, shape: &Shape, value: &Value) -> Option<TokenStream> {
    match (scope.resolve(shape), value) {
        ((Shape::Boxed(inner), _), value) => {
            let (boxed, inner) = (scope.boxed(), expression(scope, inner, value)?);
            Some(quote!(#boxed::new(#inner)))
        }
        ((Shape::Nullable(_), _), Value::Null) => Some(quote!(None)),
        ((Shape::Nullable(inner), _), value) => {
            let inner = expression(scope, inner, value)?;
            Some(quote!(Some(#inner)))
        }
        ((Shape::Null, _), Value::Null) => Some(quote!(())),
        ((Shape::Any, _), value) => {
            let any = scope.runtime("Value");
            match value {
                Value::Null => Some(quote!(#any::Null)),
                value => {
                    let literal = literal(value)?;
                    Some(quote!(#any::from(#literal)))
                }
            }
        }
        ((Shape::Primitive(primitive), _), value) => scalar(*primitive, value),
        ((Shape::Named(id), Some(ty)), value) => named(&scope.named(*id), ty, value),
        _ => None,
    }
}

fn scalar(primitive: Primitive, value: &Value) -> Option<TokenStream> {
    match (primitive, value) {
        (Primitive::String, Value::String(text)) => Some(quote!(#text.into())),
        (Primitive::Boolean, Value::Bool(value)) => Some(quote!(#value)),
        (Primitive::Int32, Value::Number(number)) if number.as_i64().is_some_and(|value| i32::try_from(value).is_ok()) => {
            Some(number_literal(number))
        }
        (Primitive::Int64, Value::Number(number)) if number.is_i64() => Some(number_literal(number)),
        (Primitive::Uint32, Value::Number(number)) if number.as_u64().is_some_and(|value| u32::try_from(value).is_ok()) => {
            Some(number_literal(number))
        }
        (Primitive::Uint64, Value::Number(number)) if number.is_u64() => Some(number_literal(number)),
        (Primitive::Float | Primitive::Double, Value::Number(number)) => number.as_f64().map(float_literal),
        _ => None,
    }
}

/// A value of an enum or a constant.
fn named(path: &TokenStream, ty: &Type, value: &Value) -> Option<TokenStream> {
    match &ty.kind {
        TypeKind::Constant(constant) if &constant.value == value => {
            let variant = spelled_ident(&constant.name);
            Some(quote!(#path::#variant))
        }
        TypeKind::Enum(listed) => {
            let names = names::variants(listed);
            let known = listed.values.iter().zip(names).find(|(known, _)| &known.value == value);
            if let Some((_, name)) = known {
                let variant = names::ident(&name);
                return Some(quote!(#path::#variant));
            }
            match (listed.base, value) {
                (EnumBase::String, Value::String(text)) => Some(quote!(#path::from(#text))),
                (EnumBase::Integer, Value::Number(number)) if number.is_i64() => {
                    let literal = number_literal(number);
                    Some(quote!(#path::from(#literal)))
                }
                _ => None,
            }
        }
        _ => None,
    }
}
