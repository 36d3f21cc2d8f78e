//! Emits conversions from responses to requests, where `readOnly` or `writeOnly` split a schema into two types. A
//! received value can then be changed and sent back.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::structs::{Presence, StructRole, beside, field_names, plain, presence};
use crate::base::source::Origin;
use crate::emit::names;
use crate::emit::names::ident;
use crate::emit::scope::{FileWriter, RustCode};
use crate::ir::{Api, Directions, Field, Shape, Struct, Type, TypeId, TypeKind};

/// For each request type with a conversion, the response type that it is converted from.
pub(crate) type Conversions = HashMap<TypeId, TypeId>;

/// Finds the request types that can be converted from a response type: the response must have their required
/// properties.
pub(crate) fn conversions(api: &Api) -> Conversions {
    // None if several types come from one schema.
    let mut received: HashMap<Origin, Option<TypeId>> = HashMap::new();
    let structs = || {
        let types = (0..).map(TypeId).zip(&api.types);
        types.filter(|(_, ty)| matches!(ty.kind, TypeKind::Struct(_)))
    };
    let response = Directions {
        request: false,
        response: true,
    };
    for (id, ty) in structs().filter(|(_, ty)| ty.directions == response) {
        let slot = received.entry(ty.origin).or_insert(Some(id));
        *slot = slot.filter(|known| *known == id);
    }
    let sent = structs().filter(|(_, ty)| ty.directions.request && !ty.directions.response);
    let mut pairs: Conversions = sent
        .filter_map(|(id, ty)| Some((id, (*received.get(&ty.origin)?)?)))
        .collect();
    // A conversion may need another one, which may turn out to be impossible.
    loop {
        let possible = |(sent, received): (&TypeId, &TypeId)| {
            let types = structure(api, *sent).zip(structure(api, *received));
            types.is_some_and(|(sent, received)| is_possible(api, &pairs, received, sent))
        };
        let impossible: Vec<TypeId> = pairs
            .iter()
            .filter(|pair| !possible((pair.0, pair.1)))
            .map(|(sent, _)| *sent)
            .collect();
        if impossible.is_empty() {
            return pairs;
        }
        for id in impossible {
            pairs.remove(&id);
        }
    }
}

fn structure(api: &Api, id: TypeId) -> Option<&Struct> {
    match api.get(id).map(|ty| &ty.kind) {
        Some(TypeKind::Struct(found)) => Some(found),
        _ => None,
    }
}

fn is_possible(api: &Api, pairs: &Conversions, received: &Struct, sent: &Struct) -> bool {
    let additional = match (&received.additional, &sent.additional) {
        (Some(received), Some(sent)) => {
            matches!(
                change(api, pairs, &received.shape, &sent.shape),
                Some(Change::None)
            )
        }
        (None, Some(_)) => false,
        (_, None) => true,
    };
    additional
        && sent.fields.iter().all(|field| {
            let Some(source) = counterpart(received, field) else {
                return !field.required || field.constant.is_some();
            };
            (source.required || !field.required)
                && (source.nullable == field.nullable)
                && change(api, pairs, &plain(&source.shape), &plain(&field.shape)).is_some()
        })
}

fn counterpart<'s>(received: &'s Struct, field: &Field) -> Option<&'s Field> {
    let mut fields = received.fields.iter();
    fields.find(|other| other.wire_name == field.wire_name)
}

/// The conversion of a value.
enum Change {
    None,
    /// By an expression that uses the variable `value`.
    By(String),
}

/// Returns how a value of one shape is converted to another shape; none if that is impossible.
fn change(api: &Api, pairs: &Conversions, from: &Shape, to: &Shape) -> Option<Change> {
    let (from, to) = (resolve(api, from), resolve(api, to));
    if from == to {
        return Some(Change::None);
    }
    let inner = |from: &Shape, to: &Shape, each: &dyn Fn(&str) -> String| {
        Some(match change(api, pairs, from, to)? {
            Change::None => Change::None,
            Change::By(expression) => Change::By(each(&expression)),
        })
    };
    match (from, to) {
        (Shape::Named(from), Shape::Named(to)) => {
            (pairs.get(to) == Some(from)).then(|| Change::By(INTO.to_owned()))
        }
        (Shape::Boxed(from), Shape::Boxed(to)) => inner(from, to, &|expression| {
            format!("::std::boxed::Box::new({})", of("(*value)", expression))
        }),
        (Shape::Nullable(from), Shape::Nullable(to)) => inner(from, to, &|expression| {
            format!("value.map({})", function(expression))
        }),
        (Shape::List(from), Shape::List(to)) => inner(from, to, &|expression| {
            format!("value.into_iter().map({}).collect()", function(expression))
        }),
        (Shape::Map(from), Shape::Map(to)) => inner(from, to, &|expression| {
            format!("value.into_iter().map(|(name, value)| (name, {expression})).collect()")
        }),
        _ => None,
    }
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

/// Returns the shape behind aliases.
fn resolve<'a>(api: &'a Api, shape: &'a Shape) -> &'a Shape {
    let mut shape = shape;
    for _ in 0..16 {
        match shape {
            Shape::Named(id) => match api.get(*id).map(|ty| &ty.kind) {
                Some(TypeKind::Alias(inner)) => shape = inner,
                _ => return shape,
            },
            _ => return shape,
        }
    }
    shape
}

/// Emits the conversion to a request type, if there is one.
pub(crate) fn conversion(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    sent: &Struct,
) -> Option<TokenStream> {
    let context = scope.context;
    let source = *context.conversions.get(&id)?;
    let source_type = context.api.get(source)?;
    let received = structure(context.api, source)?;
    let own_names = names::fields(&field_names(sent), beside(ty));
    let source_names = names::fields(&field_names(received), beside(source_type));
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
                member(scope, field, other, &source.field)?
            }
            None => missing(scope, field)?,
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
        || quote!(#[allow(deprecated, reason = "what is deprecated is still read and written")]),
    );
    let (source, name) = (scope.named(source), ident(name));
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
fn missing(scope: &FileWriter<'_>, field: &Field) -> Option<String> {
    match (presence(field, StructRole::Request), &field.constant) {
        (Presence::Optional, _) => Some("None".to_owned()),
        (Presence::OptionalNullable, _) => Some(format!("{}::Absent", scope.runtime("Nullable"))),
        (_, preset) => super::values::expression(scope, &field.shape, preset.as_ref()?),
    }
}

/// Returns the value of a field, converted from the response's field `source`.
fn member(scope: &FileWriter<'_>, field: &Field, other: &Field, source: &str) -> Option<String> {
    let context = scope.context;
    let (from, to) = (plain(&other.shape), plain(&field.shape));
    let change = change(context.api, &context.conversions, &from, &to)?;
    let value = format!("value.{source}");
    let from = presence(other, StructRole::Response);
    let to = presence(field, StructRole::Request);
    Some(match (from, to, change) {
        (Presence::Required, Presence::Required, Change::None) => value,
        (Presence::Required, Presence::Required, Change::By(expression)) => of(&value, &expression),
        (Presence::Required, Presence::Optional, Change::None) => format!("Some({value})"),
        (Presence::RequiredNullable | Presence::Optional, Presence::OptionalNullable, change) => {
            let nullable = scope.runtime("Nullable");
            let given = match change {
                Change::None => format!("{nullable}::Value"),
                Change::By(expression) => format!("|value| {nullable}::Value({expression})"),
            };
            format!("{value}.map_or({nullable}::Absent, {given})")
        }
        (Presence::RequiredNullable, Presence::RequiredNullable, Change::None)
        | (Presence::Optional, Presence::Optional, Change::None) => value,
        (Presence::RequiredNullable, Presence::RequiredNullable, Change::By(expression))
        | (Presence::Optional, Presence::Optional, Change::By(expression)) => {
            format!("{value}.map({})", function(&expression))
        }
        _ => return None,
    })
}
