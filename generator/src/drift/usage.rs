//! Collects the types that operations and webhooks use, and reports the types that are removed with them.

use std::collections::HashSet;

use super::{Comparison, Rule, Subject, code};
use crate::base::source::Origin;
use crate::ir::{Api, Directions, Operation, Output, Shape, TypeId, TypeKind, Webhook};

/// A removed operation or webhook. It is reported after everything else is compared, when the types that are removed
/// with it are known.
pub(super) struct Removed<'a> {
    pub(super) subject: Subject,
    pub(super) rule: &'static Rule,
    /// The text of the change, without the types that are removed.
    pub(super) what: String,
    pub(super) origin: Origin,
    pub(super) way: Directions,
    /// The other items that are removed with it: its parameter struct, its errors, and its resource if that has no other
    /// method.
    pub(super) named: Vec<String>,
    pub(super) uses: Usage<'a>,
}

impl<'a> Comparison<'a> {
    /// Returns the types of the old API that were compared with a type of the new one.
    pub(super) fn types_in_use(&self) -> HashSet<TypeId> {
        let met = self.pairs.keys().map(|(old, _)| *old);
        met.filter_map(|id| self.old.canonical(id)).collect()
    }

    /// Returns the names of used types that are removed and that nothing else uses. `met` are the types that were
    /// compared.
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

    /// Reports the removed operations and webhooks, with the types that nothing else uses. Returns the names of
    /// everything that is reported as removed.
    pub(super) fn went(&mut self) -> Vec<String> {
        // A type that several of them used is reported with the first.
        let mut told: HashSet<String> = HashSet::new();
        let met = self.types_in_use();
        for went in std::mem::take(&mut self.removed) {
            let names = self.without_use(&went.uses, &met).into_iter();
            let removed = went.named.into_iter().chain(names.map(str::to_owned));
            let removed = removed.filter(|name| told.insert(name.clone()));
            let removed: Vec<String> = removed.map(code).collect();
            let what = match removed.as_slice() {
                [] => went.what,
                removed => format!("{}, with {}", went.what, removed.join(", ")),
            };
            self.subject = went.subject;
            self.report(went.rule, what, (Some(went.origin), None), went.way);
        }
        self.subject = Subject::Whole;
        told.into_iter().collect()
    }
}

/// The shapes and types that something refers to directly.
#[derive(Default)]
pub(super) struct Usage<'a> {
    shapes: Vec<&'a Shape>,
    types: Vec<TypeId>,
}

impl<'a> Usage<'a> {
    /// Returns the usage of an operation.
    pub(super) fn of_operation(api: &'a Api, operation: &'a Operation) -> Self {
        let mut uses = Self::default();
        uses.operation(operation);
        let bodies = operation.errors.iter().filter_map(|error| error.body);
        let bodies = bodies.filter_map(|body| api.error_bodies.get(body));
        uses.shapes.extend(bodies.map(|body| &body.content.shape));
        uses
    }

    /// Returns the usage of a webhook.
    pub(super) fn of_webhook(webhook: &'a Webhook) -> Self {
        Self::of_shape(&webhook.shape)
    }

    /// Returns the usage of a value.
    pub(super) fn of_shape(shape: &'a Shape) -> Self {
        Self {
            shapes: vec![shape],
            types: Vec::new(),
        }
    }

    /// Adds an operation without its errors.
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

    /// Returns the types that are used, directly or by other types.
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
                // The unshared type of an alias refers to the aliases of the types that the shared type refers to.
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

/// Collects the types that a shape names, in their order.
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

/// Returns the types that operations, webhooks and errors use.
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

/// Returns the shapes that a type refers to directly.
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

/// Returns all operations of an API.
pub(super) fn operations(api: &Api) -> impl Iterator<Item = &Operation> {
    api.resources
        .iter()
        .flat_map(|resource| &resource.operations)
}
