//! Writes a module that verifies the types of an API: a function for each type that decodes a value and encodes it
//! again, and a table that maps the functions to parts of the document.
//!
//! The table contains locations of the document, and no decisions of lowering about presence, constants or tags. The
//! verifier reads the document independently.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::usage::Program;
use crate::base::source::Origin;
use crate::emit::analysis::fields::{Presence, StructRole, emitted_names, plain, presence};
use crate::emit::analysis::names::{self, escape_ident};
use crate::emit::types::values::listed_text;
use crate::ir::{
    Api, Content, Encoding, Operation, Output, Primitive, Shape, Status, Struct, Tagging, Type,
    TypeId, TypeKind, Union,
};

/// A module of functions, and the table of their subjects.
#[derive(Debug, Clone)]
pub struct Verification {
    /// The text of the module. The bindings are the module `crate::api`, the runtime is `crate::runtime`, and
    /// `crate::entry` has the helpers (`xtask/src/commands/verify/program/entry.rs`).
    pub entries: String,
    /// The table that maps functions to parts of the document.
    pub table: Value,
}

/// Returns the module and the table for the types of an API. `pointer` returns the location of an origin in the
/// document.
pub fn verification(api: &Api, pointer: &dyn Fn(Origin) -> String) -> Verification {
    let mut tables = Tables {
        program: Program::new(api),
        pointer,
        entries: Vec::new(),
        known: BTreeMap::new(),
    };
    let types: Vec<Value> = (0..)
        .zip(&api.types)
        .filter_map(|(id, ty)| tables.ty(TypeId(id), ty))
        .collect();
    let operations = api.resources.iter().flat_map(|all| &all.operations);
    let operations: Vec<Value> = operations.map(|one| tables.operation(api, one)).collect();
    let webhooks = api.webhooks.iter().flat_map(|all| &all.events);
    let webhooks: Vec<Value> = webhooks
        .filter_map(|event| {
            let entry = tables.shape(&event.shape)?;
            Some(json!({"pointer": pointer(event.origin), "entry": entry}))
        })
        .collect();
    let fallbacks = api.fallbacks.iter();
    let fallbacks: Vec<String> = fallbacks.map(|(origin, _)| pointer(*origin)).collect();
    let mut entries =
        "#![allow(deprecated, missing_docs, unused, clippy::all, clippy::pedantic)]\nuse crate::api::types;\n\n"
            .to_owned();
    let _ = writeln!(entries, "pub const ENTRIES: &[crate::entry::Entry] = &[");
    for entry in &tables.entries {
        let _ = writeln!(entries, "    {entry},");
    }
    entries.push_str("];\n");
    Verification {
        entries,
        table: json!({
            "types": types,
            "operations": operations,
            "webhooks": webhooks,
            "fallbacks": fallbacks,
        }),
    }
}

struct Tables<'a, 'p> {
    program: Program<'a>,
    pointer: &'p dyn Fn(Origin) -> String,
    /// The functions, each as an expression.
    entries: Vec<String>,
    /// The index of each existing function by its text.
    known: BTreeMap<String, usize>,
}

impl Tables<'_, '_> {
    /// Returns the function for a type that is used in the document. None for a value that is not JSON.
    fn shape(&mut self, shape: &Shape) -> Option<usize> {
        if !self.is_json(shape) {
            return None;
        }
        match self.resolved(shape) {
            Shape::Named(id) => self.named(*id),
            shape => {
                let ty = self.program.shape(shape);
                Some(self.entry(format!("crate::entry::plain::<{ty}>")))
            }
        }
    }

    /// Returns the function for a named type that is not an alias.
    fn named(&mut self, id: TypeId) -> Option<usize> {
        let api = self.program.context.api;
        let name = self.program.shape(&Shape::Named(id));
        let variants = match &api.get(id)?.kind {
            TypeKind::Union(union) => {
                let found = variant_names(union).into_iter().zip(&union.variants);
                let is_unit = |shape: &Shape| *shape == Shape::Null && !is_tagged(union);
                found
                    .map(|(variant, of)| (variant, is_unit(&of.shape)))
                    .collect()
            }
            TypeKind::Enum(found) => {
                let variants = found.values.iter().zip(names::variants(found));
                variants
                    .filter(|(value, _)| listed_text(&value.value).is_some())
                    .map(|(_, variant)| (variant, true))
                    .collect()
            }
            _ => Vec::new(),
        };
        if variants.is_empty() {
            return Some(self.entry(format!("crate::entry::plain::<{name}>")));
        }
        let mut arms = String::new();
        for (variant, is_unit) in variants {
            let held = if is_unit { "" } else { "(..)" };
            let _ = write!(arms, "{name}::{variant}{held} => {variant:?}, ");
        }
        let entry = format!(
            "|text| crate::entry::named::<{name}>(text, |it| match it {{ {arms}_ => \"\" }})"
        );
        Some(self.entry(entry))
    }

    fn entry(&mut self, text: String) -> usize {
        if let Some(known) = self.known.get(&text) {
            return *known;
        }
        let index = self.entries.len();
        self.entries.push(text.clone());
        self.known.insert(text, index);
        index
    }

    /// Returns a shape without its boxes and aliases.
    fn resolved<'s>(&'s self, shape: &'s Shape) -> &'s Shape {
        match shape {
            Shape::Boxed(inner) => self.resolved(inner),
            Shape::Named(id) => match self.program.context.api.get(*id).map(|ty| &ty.kind) {
                Some(TypeKind::Alias(inner)) => self.resolved(inner),
                _ => shape,
            },
            _ => shape,
        }
    }

    /// Returns true for a JSON value, false for files and choices of media types.
    fn is_json(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Primitive(Primitive::Binary) => false,
            Shape::Boxed(inner)
            | Shape::List(inner)
            | Shape::Map(inner)
            | Shape::Nullable(inner) => self.is_json(inner),
            Shape::Tuple(items) => items.iter().all(|item| self.is_json(item)),
            Shape::Named(id) => match self.program.context.api.get(*id).map(|ty| &ty.kind) {
                Some(
                    TypeKind::BodyChoice(_) | TypeKind::ResponseChoice(_) | TypeKind::Multipart(_),
                )
                | None => false,
                Some(TypeKind::Alias(inner)) => self.is_json(inner),
                Some(_) => true,
            },
            _ => true,
        }
    }

    /// Describes a named type: its location, its function, and the content of its variants.
    fn ty(&mut self, id: TypeId, ty: &Type) -> Option<Value> {
        let entry = self.shape(&Shape::Named(id))?;
        // An alias may refer to a structurally equal type of another location.
        let alias = Shape::Named(id);
        let (target, found) = match self.resolved(&alias) {
            Shape::Named(target) => (*target, self.program.context.api.get(*target)?),
            _ => (id, ty),
        };
        let mut table = json!({
            "name": ty.name,
            "pointer": (self.pointer)(ty.origin),
            "request": ty.directions.request,
            "response": ty.directions.response,
            "entry": entry,
            "kind": kind(&found.kind),
        });
        let more = match &found.kind {
            TypeKind::Union(union) => {
                let mut variants = Vec::new();
                for (name, variant) in variant_names(union).into_iter().zip(&union.variants) {
                    let held = self.shape(&variant.shape);
                    variants.push(json!({"name": name, "entry": held}));
                }
                Some(("variants", Value::from(variants)))
            }
            TypeKind::Struct(of) if found.directions.request => {
                let name = self.program.shape(&Shape::Named(target));
                let builder = self.builder(&name, found, of);
                Some(("builder", self.entry(builder).into()))
            }
            _ => None,
        };
        if let (Some((key, value)), Some(members)) = (more, table.as_object_mut()) {
            members.insert(key.to_owned(), value);
        }
        Some(table)
    }

    /// Returns a function that builds a struct as a caller does: `new`, then a setter for each property that is
    /// present.
    fn builder(&self, name: &str, ty: &Type, found: &Struct) -> String {
        let mut names = emitted_names(ty, found).into_iter();
        let mut asked: Vec<(&str, String)> = Vec::new();
        let mut setters = String::new();
        let mut passed = String::new();
        for (field, names) in found.fields.iter().zip(names.by_ref()) {
            let (wire, setter) = (&field.wire_name, &names.setter);
            if field.constant.is_some() {
                let _ = write!(passed, "members.pass({wire:?}); ");
                continue;
            }
            // A setter boxes the value itself.
            let mut given = &field.shape;
            while let Shape::Boxed(inner) = given {
                given = inner;
            }
            let ty_of_field = self.program.shape(&plain(given));
            if plain(given) != *given {
                // Setters take numbers, not their text.
                let read = self.program.shape(given);
                let _ = write!(passed, "members.normalize::<{read}>({wire:?})?; ");
            }
            match presence(field, StructRole::Request) {
                Presence::Required => {
                    let value = format!("members.required::<{ty_of_field}>({wire:?})?");
                    asked.push((&field.name, value));
                }
                Presence::RequiredNullable => {
                    let value = format!("members.required::<Option<{ty_of_field}>>({wire:?})?");
                    asked.push((&field.name, value));
                }
                Presence::Optional => {
                    let _ = write!(
                        setters,
                        "if let Some(value) = members.optional::<{ty_of_field}>({wire:?})? {{ it = it.{setter}(value); }} "
                    );
                }
                Presence::OptionalNullable => {
                    let null = if ty.updates {
                        format!("it = it.{}()", names.clear)
                    } else {
                        format!("it.{} = crate::runtime::Nullable::Null", names.field)
                    };
                    let _ = write!(
                        setters,
                        "match members.nullable::<{ty_of_field}>({wire:?})? {{ Some(Some(value)) => it = it.{setter}(value), Some(None) => {null}, None => {{}} }} "
                    );
                }
            }
        }
        if let (Some(rest), Some(names)) = (&found.additional, names.next()) {
            let map = self
                .program
                .shape(&Shape::Map(Box::new(rest.shape.clone())));
            let setter = &names.setter;
            let _ = write!(setters, "it = it.{setter}(members.rest::<{map}>()?); ");
        }
        asked.sort_unstable_by_key(|(name, _)| *name);
        let asked: Vec<String> = asked.into_iter().map(|(_, value)| value).collect();
        let asked = asked.join(", ");
        format!(
            "|text| {{ let mut members = crate::entry::Members::read(text)?; {passed}let mut it = {name}::new({asked}); {setters}crate::entry::finish(&it) }}"
        )
    }

    fn operation(&mut self, api: &Api, operation: &Operation) -> Value {
        let mut requests = Vec::new();
        if let Some(body) = operation
            .body
            .as_ref()
            .filter(|_| operation.request_envelope.is_none())
        {
            match self.choices(&body.content.shape) {
                Some(TypeKind::BodyChoice(choices)) if body.choice => {
                    for choice in choices {
                        requests.extend(self.content(None, &choice.content));
                    }
                }
                _ => requests.extend(self.content(None, &body.content)),
            }
        }
        let mut successes = Vec::new();
        let mut errors = Vec::new();
        if operation.response_envelope.is_none() {
            let alternatives = operation.alternatives.iter().map(|other| &other.output);
            for output in std::iter::once(&operation.output).chain(alternatives) {
                match output {
                    Output::Nothing => {}
                    Output::Content(content) | Output::Optional(content) => {
                        successes.extend(self.content(None, content));
                    }
                    Output::Choice(id) => {
                        if let Some(TypeKind::ResponseChoice(choices)) =
                            self.choices(&Shape::Named(*id))
                        {
                            for choice in choices {
                                let content = choice.content.as_ref();
                                let status = Some(choice.status);
                                successes
                                    .extend(content.and_then(|found| self.content(status, found)));
                            }
                        }
                    }
                }
            }
            for error in &operation.errors {
                let body = error.body.and_then(|index| api.error_bodies.get(index));
                if let Some(body) = body.filter(|body| body.pointer.is_empty()) {
                    errors.extend(self.content(Some(error.status), &body.content));
                }
            }
        }
        let others = operation
            .parameters
            .iter()
            .flat_map(|all| &all.parameters)
            .chain(&operation.constants);
        let mut parameters = Vec::new();
        for parameter in operation.path_parameters.iter().chain(others) {
            if let Some(entry) = self.shape(&parameter.field.shape) {
                parameters.push(json!({
                    "pointer": (self.pointer)(parameter.field.origin),
                    "entry": entry,
                }));
            }
        }
        json!({
            "id": operation.id,
            "pointer": (self.pointer)(operation.origin),
            "requests": requests,
            "successes": successes,
            "errors": errors,
            "parameters": parameters,
        })
    }

    /// Describes a body that is sent as JSON or as a form.
    fn content(&mut self, status: Option<Status>, content: &Content) -> Option<Value> {
        if !matches!(content.encoding, Encoding::Json | Encoding::Form) {
            return None;
        }
        let entry = self.shape(&content.shape)?;
        let status = status.map(|status| match status {
            Status::Code(code) => code.to_string(),
            Status::Range(hundred) => format!("{hundred}XX"),
            Status::Default => "default".to_owned(),
        });
        Some(json!({
            "status": status,
            "media_type": content.media_type,
            "entry": entry,
        }))
    }

    fn choices(&self, shape: &Shape) -> Option<TypeKind> {
        let Shape::Named(id) = self.resolved(shape) else {
            return None;
        };
        self.program.context.api.get(*id).map(|ty| ty.kind.clone())
    }
}

/// Returns the Rust names of a union's variants.
fn variant_names(union: &Union) -> Vec<String> {
    let unknown = escape_ident(&union.unknown);
    let reserved: &[&str] = if is_tagged(union) { &[&unknown] } else { &[] };
    let variants = union.variants.iter().map(|variant| variant.name.as_str());
    names::distinct(variants, reserved)
}

fn is_tagged(union: &Union) -> bool {
    union.tagging != Tagging::Untagged
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct(_) => "struct",
        TypeKind::Enum(_) => "enum",
        TypeKind::Constant(_) => "constant",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "scalar",
        TypeKind::Newtype(_) => "newtype",
        TypeKind::BodyChoice(_) | TypeKind::ResponseChoice(_) | TypeKind::Multipart(_) => "call",
    }
}
