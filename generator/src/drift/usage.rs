//! Which types something uses, and which go with it.

use std::collections::HashSet;

use super::{Comparison, Rule, Subject, code};
use crate::ir::{Api, Directions, Operation, Output, Shape, TypeId, TypeKind, Webhook};
use crate::load::Origin;

/// An operation or a webhook that is gone. What goes with it is known when all else is compared.
pub(super) struct Removed<'a> {
    pub(super) subject: Subject,
    pub(super) rule: &'static Rule,
    /// What is told of it.
    pub(super) what: String,
    pub(super) origin: Origin,
    pub(super) way: Directions,
    /// What goes with it beside types: its struct of parameters, its errors, its handle where that has no other function.
    pub(super) named: Vec<String>,
    pub(super) uses: Usage<'a>,
}

impl<'a> Comparison<'a> {
    /// The types of the old document that were compared with a type of the new document.
    pub(super) fn types_in_use(&self) -> HashSet<TypeId> {
        let met = self.pairs.keys().map(|(old, _)| *old);
        met.filter_map(|id| self.old.canonical(id)).collect()
    }

    /// The names of the types that something used, that nothing else uses, and that are gone.
    pub(super) fn without_use(&self, uses: &Usage<'a>, met: &HashSet<TypeId>) -> Vec<&'a str> {
        let types = uses.all(self.old.api).into_iter();
        let types = types.filter(|id| {
            let shared = self.old.canonical(*id);
            shared.is_none_or(|shared| !met.contains(&shared))
        });
        let names = types.filter_map(|id| Some(self.old.get(id)?.name.as_str()));
        names
            .filter(|name| !self.new.names.contains_key(name))
            .collect()
    }

    /// Tells what is gone, with the types that nothing else uses. Gives the names of those.
    pub(super) fn went(&mut self) -> Vec<String> {
        // What several of them used is told of the first.
        let mut told: HashSet<String> = HashSet::new();
        let met = self.types_in_use();
        for went in std::mem::take(&mut self.removed) {
            let names = self.without_use(&went.uses, &met).into_iter();
            let gone = went.named.into_iter().chain(names.map(str::to_owned));
            let gone = gone.filter(|name| told.insert(name.clone()));
            let gone: Vec<String> = gone.map(code).collect();
            let what = match gone.as_slice() {
                [] => went.what,
                gone => format!("{}, with {}", went.what, gone.join(", ")),
            };
            self.subject = went.subject;
            self.report(went.rule, what, (Some(went.origin), None), went.way);
        }
        self.subject = Subject::Whole;
        told.into_iter().collect()
    }
}

/// What something is directly made of.
#[derive(Default)]
pub(super) struct Usage<'a> {
    shapes: Vec<&'a Shape>,
    types: Vec<TypeId>,
}

impl<'a> Usage<'a> {
    /// What an operation sends and gives.
    pub(super) fn of_operation(api: &'a Api, operation: &'a Operation) -> Self {
        let mut uses = Self::default();
        uses.operation(operation);
        let bodies = operation.errors.iter().filter_map(|error| error.body);
        let bodies = bodies.filter_map(|body| api.error_bodies.get(body));
        uses.shapes.extend(bodies.map(|body| &body.content.shape));
        uses
    }

    /// What an event is.
    pub(super) fn of_webhook(webhook: &'a Webhook) -> Self {
        Self::of_shape(&webhook.shape)
    }

    /// What a value is.
    pub(super) fn of_shape(shape: &'a Shape) -> Self {
        Self {
            shapes: vec![shape],
            types: Vec::new(),
        }
    }

    /// But for errors.
    fn operation(&mut self, operation: &'a Operation) {
        let path = operation.path_parameters.iter();
        self.shapes.extend(path.map(|one| &one.field.shape));
        let parameters = operation.parameters.iter().flat_map(|all| &all.parameters);
        self.shapes.extend(parameters.map(|one| &one.field.shape));
        let body = operation.body.iter();
        self.shapes.extend(body.map(|body| &body.content.shape));
        let callbacks = operation.callbacks.iter();
        self.shapes.extend(callbacks.map(|one| &one.shape));
        let alternatives = operation.alternatives.iter();
        let alternatives = alternatives.map(|alternative| &alternative.output);
        for output in std::iter::once(&operation.output).chain(alternatives) {
            match output {
                Output::Nothing => {}
                Output::Content(content) | Output::Optional(content) => {
                    self.shapes.push(&content.shape);
                }
                Output::Choice(id) => self.types.push(*id),
            }
        }
    }

    /// The types, and those that they are made of.
    pub(super) fn all(&self, api: &Api) -> Vec<TypeId> {
        let mut ids: Vec<TypeId> = self.types.clone();
        for shape in &self.shapes {
            named(shape, &mut ids);
        }
        let mut met: HashSet<TypeId> = HashSet::new();
        let mut all = Vec::new();
        ids.reverse();
        while let Some(id) = ids.pop() {
            if met.insert(id)
                && let Some(ty) = api.get(id)
            {
                all.push(id);
                let mut inner = Vec::new();
                // A name of a shared type has names in it that stand for what the shared type has in it.
                let own = ty.unshared.iter().flat_map(|own| shapes(&own.kind));
                for shape in shapes(&ty.kind).into_iter().chain(own) {
                    named(shape, &mut inner);
                }
                ids.extend(inner.into_iter().rev());
            }
        }
        all
    }
}

/// The types that a shape names, in their order.
fn named(shape: &Shape, ids: &mut Vec<TypeId>) {
    match shape {
        Shape::Named(id) => ids.push(*id),
        Shape::Boxed(inner) | Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => {
            named(inner, ids);
        }
        Shape::Tuple(items) => {
            for item in items {
                named(item, ids);
            }
        }
        Shape::Primitive(_) | Shape::Numeric(_) | Shape::Any | Shape::External(_) | Shape::Null => {
        }
    }
}

/// The types that operations, webhooks and errors use.
pub(super) fn used(api: &Api) -> HashSet<TypeId> {
    let mut uses = Usage::default();
    for operation in operations(api) {
        uses.operation(operation);
    }
    let errors = api.error_bodies.iter();
    uses.shapes.extend(errors.map(|body| &body.content.shape));
    let events = api.webhooks.iter();
    uses.types.extend(events.map(|webhooks| webhooks.event));
    uses.all(api).into_iter().collect()
}

/// The shapes that a type is directly made of.
fn shapes(kind: &TypeKind) -> Vec<&Shape> {
    match kind {
        TypeKind::Struct(found) => {
            let additional = found.additional.iter().map(|rest| &rest.shape);
            let fields = found.fields.iter().map(|field| &field.shape);
            fields.chain(additional).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|one| &one.shape).collect(),
        TypeKind::Alias(shape) | TypeKind::Newtype(shape) => vec![shape],
        TypeKind::BodyChoice(choices) => choices.iter().map(|one| &one.content.shape).collect(),
        TypeKind::ResponseChoice(choices) => choices
            .iter()
            .filter_map(|one| Some(&one.content.as_ref()?.shape))
            .collect(),
        TypeKind::Multipart(form) => form.parts.iter().map(|part| &part.field.shape).collect(),
        TypeKind::Enum(_) | TypeKind::Constant(_) => Vec::new(),
    }
}

/// All operations of an API.
pub(super) fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.resources
        .iter()
        .flat_map(|resource| &resource.operations)
}
