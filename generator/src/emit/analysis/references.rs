//! Finds where types are used: the operation that sends or returns them, the field that contains them. The docs of a
//! type without a description show it, with links to the operations.

use foldhash::HashSet;

use super::names;
use super::names::Names;
use crate::emit::docs;
use crate::ir::{Api, Field, Operation, Output, Shape, Type, TypeId, TypeKind};

/// The number of uses that the docs of a type name; they only mention that there are more.
const NAMED: usize = 2;

/// The uses of all types.
pub(crate) struct References {
    of_types: Vec<Vec<Use>>,
    /// The names of the methods of each resource.
    functions: Vec<Vec<String>>,
}

/// A use of a type.
#[derive(Clone, Copy, PartialEq)]
struct Use {
    role: Role,
    part: Part,
}

/// The part of a value that has the type.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Whole,
    /// The items of a list.
    Item,
    /// The values of a map.
    Value,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Body(OperationRef),
    Response(MethodRef),
    /// The items of a stream.
    Item(MethodRef),
    Callback(OperationRef),
    /// A parameter, by its index: first the path parameters, then the others.
    Parameter(OperationRef, usize),
    Error,
    Webhook,
    Field(TypeId, usize),
    Variant(TypeId),
}

impl Role {
    /// Returns the order of roles in the docs: the most helpful one comes first.
    fn rank(self) -> u8 {
        match self {
            Self::Body(_) => 0,
            Self::Response(_) => 1,
            Self::Item(_) => 2,
            Self::Callback(_) => 3,
            Self::Parameter(..) => 4,
            Self::Error => 5,
            Self::Webhook => 6,
            Self::Field(..) => 7,
            Self::Variant(_) => 8,
        }
    }
}

/// An operation, by the index of its resource and its own index.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct OperationRef(pub usize, pub usize);

/// A method of an operation: the plain one, or the one for another media type by its index.
#[derive(Clone, Copy, PartialEq)]
struct MethodRef {
    operation: OperationRef,
    alternative: Option<usize>,
}

impl References {
    /// Finds the uses of all types of an API.
    pub(crate) fn new(api: &Api) -> Self {
        let mut finder = Finder {
            api,
            of_types: vec![Vec::new(); api.types.len()],
        };
        for (resource_index, resource) in api.resources.iter().enumerate() {
            for (index, operation) in resource.operations.iter().enumerate() {
                finder.operation(OperationRef(resource_index, index), operation);
            }
        }
        for body in &api.error_bodies {
            finder.add(&body.content.shape, Role::Error, Part::Whole);
        }
        if let Some(webhooks) = &api.webhooks {
            finder.add(&Shape::Named(webhooks.event), Role::Webhook, Part::Whole);
        }
        let added = added(api);
        for (id, ty) in (0..).map(TypeId).zip(&api.types) {
            if !added.contains(&id) {
                finder.members(id, own(ty));
            }
        }
        let functions = api.resources.iter().map(|resource| {
            let operations = resource.operations.iter();
            names::distinct(operations.map(|operation| operation.name.as_str()), &[])
        });
        Self {
            functions: functions.collect(),
            of_types: finder.of_types,
        }
    }

    /// Returns the names of the methods of a resource.
    pub(crate) fn functions(&self, resource: usize) -> &[String] {
        self.functions.get(resource).map_or(&[], Vec::as_slice)
    }

    /// Returns the sentence about uses for the docs of a type. A type with a description only gets it in two cases:
    /// its uses are whole bodies of at most two operations, or its only use is the whole response of one.
    pub(crate) fn sentence(&self, api: &Api, names: &Names, id: TypeId) -> Option<String> {
        let is_bare = api.get(id)?.docs.is_empty();
        let uses = self.of_types.get(usize::try_from(id.0).ok()?)?;
        let of_call = |found: &Use| match found.role {
            Role::Body(_) | Role::Callback(_) => found.part == Part::Whole,
            Role::Response(_) | Role::Item(_) => found.part == Part::Whole && uses.len() == 1,
            _ => false,
        };
        let is_of_calls = uses.len() <= NAMED && uses.iter().all(of_call);
        if !(is_bare || is_of_calls) {
            return None;
        }
        let phrases = uses
            .iter()
            .filter_map(|found| Some((found.role.rank(), self.phrase(api, names, *found)?)));
        // The order does not depend on that of the document.
        let mut phrases: Vec<(u8, (String, String))> = phrases.collect();
        phrases.sort_unstable();
        phrases.dedup();
        let more = phrases.len() > NAMED;
        let mut text = String::new();
        let mut before = None;
        for (_, (what, whose)) in phrases.into_iter().take(NAMED) {
            if !text.is_empty() {
                text.push_str(" and ");
            }
            if before.as_ref() != Some(&what) {
                text.push_str(&what);
            }
            text.push_str(&whose);
            before = Some(what);
        }
        if text.is_empty() {
            return None;
        }
        // The number of further uses is left out, so that an addition to the document changes nothing here.
        text.push_str(if more { ", and elsewhere." } else { "." });
        Some(capitalized(text))
    }

    /// Describes a use: what the type is there, and the owner of that.
    fn phrase(&self, api: &Api, names: &Names, found: Use) -> Option<(String, String)> {
        let (of_part, the) = match found.part {
            Part::Whole => ("", ""),
            Part::Item => ("item in ", "the "),
            Part::Value => ("value in ", "the "),
        };
        let (what, whose) = match found.role {
            Role::Body(call) => (format!("{the}body of "), self.call(api, names, call)?),
            Role::Response(method) => (
                format!("{the}response of "),
                self.method(api, names, method)?,
            ),
            Role::Item(method) => (
                format!("{the}item in the stream of "),
                self.method(api, names, method)?,
            ),
            Role::Callback(call) => (
                format!("{the}callback body of "),
                self.call(api, names, call)?,
            ),
            Role::Parameter(call, index) => {
                let field = parameters(operation(api, call)?).nth(index)?;
                let name = docs::code(&field.name);
                (
                    format!("{the}parameter {name} of "),
                    self.call(api, names, call)?,
                )
            }
            Role::Error => (format!("{the}body of an error response"), String::new()),
            Role::Webhook => (format!("{the}webhook event"), String::new()),
            Role::Field(of, index) => {
                let field = fields(own(api.get(of)?)).nth(index)?;
                let name = docs::code(&field.name);
                (format!("{name} of "), named(names, of)?)
            }
            Role::Variant(of) => ("variant of ".to_owned(), named(names, of)?),
        };
        Some((format!("{of_part}{what}"), whose))
    }

    /// Returns the call of a method, with a link to it.
    fn method(&self, api: &Api, names: &Names, method: MethodRef) -> Option<String> {
        let OperationRef(resource, _) = method.operation;
        let Some(index) = method.alternative else {
            return self.call(api, names, method.operation);
        };
        let alternative = operation(api, method.operation)?.alternatives.get(index)?;
        link(
            api,
            names,
            resource,
            &names::escape_ident(&alternative.name),
        )
    }

    /// Returns the call of an operation, with a link to its method.
    pub(crate) fn call(
        &self,
        api: &Api,
        names: &Names,
        OperationRef(resource, index): OperationRef,
    ) -> Option<String> {
        let function = self.functions.get(resource)?.get(index)?;
        link(api, names, resource, function)
    }
}

/// Returns the shared types that have the origin of one of their aliases. Their fields count as those of the alias.
fn added(api: &Api) -> HashSet<TypeId> {
    let shared = api.types.iter().filter_map(|ty| {
        let (TypeKind::Alias(Shape::Named(id)), Some(_)) = (&ty.kind, &ty.unshared) else {
            return None;
        };
        (api.get(*id)?.origin == ty.origin).then_some(*id)
    });
    shared.collect()
}

/// Returns the call of a function of a resource, with a link to it.
fn link(api: &Api, names: &Names, resource: usize, function: &str) -> Option<String> {
    let method = names.resource_methods.get(resource)?;
    let text = docs::code(&format!("{method}().{function}"));
    if api.types_only {
        return Some(text);
    }
    let address = address(names, resource, function)?;
    Some(format!("[{text}](super::super::{address})"))
}

/// Returns the path of a method in the API's module, for links.
fn address(names: &Names, resource: usize, function: &str) -> Option<String> {
    let handle = names.resource_types.get(resource)?;
    let (handle, function) = (names::strip_raw(handle), names::strip_raw(function));
    Some(format!("resources::{handle}::{function}"))
}

/// Returns a type with a link to it from a file of types.
fn named(names: &Names, id: TypeId) -> Option<String> {
    let name = names::strip_raw(names.of(id)?);
    Some(format!("[{}](super::{name})", docs::code(name)))
}

fn capitalized(text: String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => text,
    }
}

fn operation(api: &Api, OperationRef(resource, index): OperationRef) -> Option<&Operation> {
    api.resources.get(resource)?.operations.get(index)
}

/// Returns all parameters of an operation.
fn parameters(operation: &Operation) -> impl Iterator<Item = &Field> {
    let others = operation.parameters.iter();
    let others = others.flat_map(|parameters| &parameters.parameters);
    let all = operation.path_parameters.iter().chain(others);
    all.map(|parameter| &parameter.field)
}

/// Returns the kind that the document describes at the type's own location, even if the type is an alias of a shared
/// type.
fn own(ty: &Type) -> &TypeKind {
    ty.unshared.as_ref().map_or(&ty.kind, |own| &own.kind)
}

/// Returns the fields of a type.
fn fields(kind: &TypeKind) -> impl Iterator<Item = &Field> {
    let (fields, parts) = match kind {
        TypeKind::Struct(structure) => (structure.fields.as_slice(), None),
        TypeKind::Multipart(multipart) => (&[][..], Some(&multipart.parts)),
        _ => (&[][..], None),
    };
    let parts = parts.into_iter().flatten().map(|part| &part.field);
    fields.iter().chain(parts)
}

struct Finder<'a> {
    api: &'a Api,
    of_types: Vec<Vec<Use>>,
}

impl Finder<'_> {
    fn operation(&mut self, call: OperationRef, operation: &Operation) {
        if let Some(body) = &operation.body {
            self.add(&body.content.shape, Role::Body(call), Part::Whole);
        }
        self.output(
            MethodRef {
                operation: call,
                alternative: None,
            },
            &operation.output,
        );
        for (index, alternative) in operation.alternatives.iter().enumerate() {
            let method = MethodRef {
                operation: call,
                alternative: Some(index),
            };
            self.output(method, &alternative.output);
        }
        for callback in &operation.callbacks {
            self.add(&callback.shape, Role::Callback(call), Part::Whole);
        }
        for (index, field) in parameters(operation).enumerate() {
            self.add(&field.shape, Role::Parameter(call, index), Part::Whole);
        }
    }

    fn output(&mut self, method: MethodRef, output: &Output) {
        match output {
            Output::Nothing => {}
            Output::Content(content) | Output::Optional(content) => {
                let role = if content.encoding.is_stream() {
                    Role::Item(method)
                } else {
                    Role::Response(method)
                };
                self.add(&content.shape, role, Part::Whole);
            }
            Output::Choice(id) => {
                self.add(&Shape::Named(*id), Role::Response(method), Part::Whole);
            }
        }
    }

    fn members(&mut self, id: TypeId, kind: &TypeKind) {
        for (index, field) in fields(kind).enumerate() {
            self.add(&field.shape, Role::Field(id, index), Part::Whole);
        }
        match kind {
            TypeKind::Union(union) => {
                for variant in &union.variants {
                    self.add(&variant.shape, Role::Variant(id), Part::Whole);
                }
            }
            TypeKind::BodyChoice(choices) => {
                for choice in choices {
                    self.add(&choice.content.shape, Role::Variant(id), Part::Whole);
                }
            }
            TypeKind::ResponseChoice(choices) => {
                for content in choices.iter().filter_map(|choice| choice.content.as_ref()) {
                    self.add(&content.shape, Role::Variant(id), Part::Whole);
                }
            }
            _ => {}
        }
    }

    /// Records a use for all types in a shape, and for the types that they are aliases of.
    fn add(&mut self, shape: &Shape, role: Role, part: Part) {
        match shape {
            Shape::Boxed(inner) | Shape::Nullable(inner) => self.add(inner, role, part),
            Shape::List(inner) => self.add(inner, role, Part::Item),
            Shape::Map(inner) => self.add(inner, role, Part::Value),
            Shape::Tuple(items) => {
                for item in items {
                    self.add(item, role, Part::Item);
                }
            }
            Shape::Named(id) => self.note(*id, Use { role, part }),
            Shape::Primitive(_)
            | Shape::Numeric(_)
            | Shape::Any
            | Shape::External(_)
            | Shape::Null => {}
        }
    }

    fn note(&mut self, id: TypeId, found: Use) {
        let uses = usize::try_from(id.0)
            .ok()
            .and_then(|index| self.of_types.get_mut(index));
        let Some(uses) = uses else { return };
        // The type occurs twice in one place, or in a cycle of aliases.
        if uses.last() == Some(&found) {
            return;
        }
        uses.push(found);
        if let Some(TypeKind::Alias(shape)) = self.api.get(id).map(|ty| &ty.kind) {
            self.add(shape, found.role, found.part);
        }
    }
}
