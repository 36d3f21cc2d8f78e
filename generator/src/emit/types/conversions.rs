//! Emits conversions from responses to requests, where `readOnly` or `writeOnly` split a schema into two types. A
//! received value can then be changed and sent back.

use proc_macro2::TokenStream;
use quote::quote;

use super::named_type::NamedType;
use super::values;
use crate::emit::analysis::conversions::{Change, change, structure};
use crate::emit::analysis::fields::{Presence, StructRole, emitted_names, plain, presence};
use crate::emit::analysis::names::ident;
use crate::emit::print::{FileWriter, RustCode};
use crate::ir::{Field, Struct};

/// Emits the conversion to a request type, if there is one.
pub(crate) fn conversion(
    file: &FileWriter<'_>,
    &NamedType {
        id,
        ty,
        ident: name,
    }: &NamedType<'_>,
    sent: &Struct,
) -> Option<TokenStream> {
    let context = file.context;
    let source = *context.conversions.get(&id)?;
    let source_type = context.api.get(source)?;
    let received = structure(context.api, source)?;
    let own_names = emitted_names(ty, sent);
    let source_names = emitted_names(source_type, received);
    let mut deprecated = ty.deprecated || source_type.deprecated;
    let mut members = Vec::with_capacity(own_names.len());
    let mut uses_source = sent.additional.is_some();
    for (field, names) in sent.fields.iter().zip(&own_names) {
        let mut sources = received.fields.iter().zip(&source_names);
        let found = sources.find(|(other, _)| other.wire_name == field.wire_name);
        deprecated |= field.deprecated;
        let value = match found {
            Some((other, source)) => {
                deprecated |= other.deprecated;
                uses_source = true;
                member(file, field, other, &source.field)?
            }
            None => missing(file, field)?,
        };
        let (own, value) = (ident(&names.field), RustCode(value));
        members.push(quote!(#own: #value));
    }
    if let (Some(_), Some(own)) = (&sent.additional, own_names.last()) {
        let own = ident(&own.field);
        let source = ident(&source_names.last()?.field);
        let value = quote!(value.#source);
        members.push(quote!(#own: #value));
    }
    let allow = deprecated.then(
        || quote!(#[allow(deprecated, reason = "deprecated items are still read and written")]),
    );
    let (source, name) = (file.named(source), ident(name));
    // If the response has no field of the request, all values are constants.
    let argument = if uses_source {
        quote!(value)
    } else {
        quote!(_)
    };
    Some(quote! {
        #allow
        impl ::std::convert::From<#source> for #name {
            /// Converts a response to a request body. Fields that only responses have are left out.
            fn from(#argument: #source) -> Self {
                Self { #(#members),* }
            }
        }
    })
}

/// Returns the value of a field that the response does not have.
fn missing(file: &FileWriter<'_>, field: &Field) -> Option<String> {
    match (presence(field, StructRole::Request), &field.constant) {
        (Presence::Optional, _) => Some("None".to_owned()),
        (Presence::OptionalNullable, _) => Some(format!("{}::Absent", file.runtime("Nullable"))),
        (_, preset) => values::expression(file, &field.shape, preset.as_ref()?),
    }
}

/// Returns the value of a field, converted from the response's field `source`.
fn member(file: &FileWriter<'_>, field: &Field, other: &Field, source: &str) -> Option<String> {
    let context = file.context;
    let (from, to) = (plain(&other.shape), plain(&field.shape));
    let change = change(context.api, &context.conversions, &from, &to)?;
    let value = format!("value.{source}");
    let from = presence(other, StructRole::Response);
    let to = presence(field, StructRole::Request);
    Some(match (from, to, expression(&change)) {
        (Presence::Required, Presence::Required, None) => value,
        (Presence::Required, Presence::Required, Some(expression)) => of(&value, &expression),
        (Presence::Required, Presence::Optional, None) => format!("Some({value})"),
        (
            Presence::RequiredNullable | Presence::Optional,
            Presence::OptionalNullable,
            expression,
        ) => {
            let nullable = file.runtime("Nullable");
            let given = match expression {
                None => format!("{nullable}::Value"),
                Some(expression) => format!("|value| {nullable}::Value({expression})"),
            };
            format!("{value}.map_or({nullable}::Absent, {given})")
        }
        (Presence::RequiredNullable, Presence::RequiredNullable, None)
        | (Presence::Optional, Presence::Optional, None) => value,
        (Presence::RequiredNullable, Presence::RequiredNullable, Some(expression))
        | (Presence::Optional, Presence::Optional, Some(expression)) => {
            format!("{value}.map({})", function(&expression))
        }
        _ => return None,
    })
}

/// Returns the expression that converts the variable `value`; none if the value stays as it is.
fn expression(change: &Change) -> Option<String> {
    Some(match change {
        Change::Same => return None,
        Change::Convert => INTO.to_owned(),
        Change::Boxed(inner) => {
            let inner = of("(*value)", &expression(inner)?);
            format!("::std::boxed::Box::new({inner})")
        }
        Change::Nullable(inner) => format!("value.map({})", function(&expression(inner)?)),
        Change::List(item) => {
            let function = function(&expression(item)?);
            format!("value.into_iter().map({function}).collect()")
        }
        Change::Map(value) => {
            let value = expression(value)?;
            format!("value.into_iter().map(|(name, value)| (name, {value})).collect()")
        }
    })
}

/// The expression that converts a value with `From`.
const INTO: &str = "value.into()";

/// Returns an expression of `value` as a function.
fn function(expression: &str) -> String {
    if expression == INTO {
        "::std::convert::Into::into".to_owned()
    } else {
        format!("|value| {expression}")
    }
}

/// Returns an expression of `value`, applied to another expression.
fn of(value: &str, expression: &str) -> String {
    match expression.strip_prefix("value") {
        Some(rest) => format!("{value}{rest}"),
        None => format!("{{ let value = {value}; {expression} }}"),
    }
}
