//! Lowers operations: their names, parameters, request bodies, responses and errors.

mod bodies;
pub(crate) mod callbacks;
pub(crate) mod envelope;
pub(crate) mod errors;
pub(crate) mod filter;
pub(crate) mod json_pointer;
pub(crate) mod media_type;
pub(crate) mod multipart;
pub(crate) mod pagination;
mod parameters;
pub(crate) mod resources;
pub(crate) mod responses;
pub(crate) mod security;
mod streams;
pub(crate) mod webhooks;

use foldhash::HashMap;
use indexmap::{IndexMap, IndexSet};

use super::Options;
use super::naming::candidate::NameCandidate;
use super::naming::scope::NameScope;
use super::naming::words;
use super::operation::envelope::Followed;
use super::operation::errors::Body;
use super::operation::pagination::Paged;
use super::schema::{Draft, Schemas, types};
use crate::config::Envelope;
use crate::diagnostic::Diagnostics;
use crate::ir::{
    Directions, Docs, Module, Operation, Output, RequestBody, RequestEnvelope, SecurityRequirement,
    Shape, Status, Type, TypeKind,
};
use crate::load::Node;
use crate::openapi::operation as view;

/// The names of a response's property that has the items of a list.
const ITEMS: &[&str] = &[
    "content", "data", "elements", "entries", "items", "list", "nodes", "objects", "records",
    "results", "rows", "values",
];

/// Lowers operations one by one, and collects what they have in common.
pub(crate) struct Operations<'a, 'r> {
    pub schemas: Schemas<'a, 'r>,
    pub options: &'r Options<'r>,
    pub diagnostics: &'r Diagnostics,
    pub credentials: IndexMap<&'a str, usize>,
    pub error_bodies: IndexSet<Body>,
    pub followed: Followed,
    pub paged: Paged,
    /// The name of the current operation in the configuration; empty if the configuration does not name it.
    pub current: &'r str,
    /// The positions and names of operations in the configuration.
    configured: HashMap<filter::Key<'r>, (usize, &'r str)>,
    names: NameScope,
}

impl<'a, 'r> Operations<'a, 'r> {
    pub(crate) fn new(
        schemas: Schemas<'a, 'r>,
        options: &'r Options<'r>,
        diagnostics: &'r Diagnostics,
        credentials: IndexMap<&'a str, usize>,
    ) -> Self {
        let mut configured = HashMap::default();
        for (position, name) in options.config.operations().enumerate() {
            for key in filter::keys_of_name(name) {
                configured.entry(key).or_insert((position, name));
            }
        }
        Self {
            configured,
            schemas,
            options,
            diagnostics,
            credentials,
            error_bodies: IndexSet::new(),
            followed: Followed::default(),
            paged: Paged::default(),
            current: "",
            names: NameScope::default(),
        }
    }

    /// Lowers an operation of a resource. The name stays empty until all operations of the resource are
    /// lowered.
    pub(crate) fn operation(
        &mut self,
        view: &view::Operation<'a>,
        words: &[String],
        resource: &resources::Group,
    ) -> Operation {
        let id = view
            .id
            .map_or_else(|| format!("{} {}", view.method, view.path), str::to_owned);
        let base = self.base_name(words, resource);
        let (path_parameters, parameters) = self.parameters(view, &base);
        let constants = self.constants(view);
        let options = self.options;
        let candidate = view::Candidate {
            method: view.method.clone(),
            path: view.path,
            id: view.id,
            tags: Vec::new(),
        };
        // The first name in the configuration counts.
        let named = filter::keys_of_operation(&candidate);
        let named = named.filter_map(|key| self.configured.get(&key)).min();
        self.current = named.map_or("", |(_, name)| *name);
        let envelope = options.config.envelope(self.current);
        let (body, request_envelope) = self.request_directions(view, &base, envelope);
        let output = self.output(view, &base, envelope);
        let alternatives = self.alternatives(view, &base, envelope);
        let response_envelope = envelope
            .filter(|envelope| envelope.describes_responses())
            .and_then(|envelope| self.response_envelope(view, envelope));
        let errors = self.errors(view, &base, envelope);
        let error_media_types = self.media_types_of(&errors);
        let pagination = self.pagination(view, parameters.as_ref(), &output);
        let callbacks = self.callbacks(view, &base);
        Operation {
            id,
            name: String::new(),
            method: view.method.clone(),
            path: view.template.clone(),
            origin: view.node.origin(),
            docs: Docs {
                summary: text(view.summary),
                description: text(view.description),
                notes: Vec::new(),
                external: view.external_docs.map(str::to_owned),
            },
            deprecated: view.deprecated,
            path_parameters,
            parameters,
            constants,
            body,
            request_envelope,
            output,
            alternatives,
            response_envelope,
            success_statuses: redirects(&view.responses),
            errors,
            error_media_types,
            security: self.security(view),
            servers: Vec::new(),
            pagination,
            callbacks,
        }
    }

    /// Lowers the part of the request body that the caller provides, and the envelope around it.
    fn request_directions(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
        envelope: Option<&Envelope>,
    ) -> (Option<RequestBody>, Option<RequestEnvelope>) {
        let Some(body) = &view.request_body else {
            return (None, None);
        };
        match envelope.and_then(|envelope| envelope.request.as_deref()) {
            Some(pointer) => self.enveloped_body(body, base, pointer),
            None => (self.body(body, base), None),
        }
    }

    /// Returns the prefix of the operation's type names, which is unique among operations.
    fn base_name(&mut self, words: &[String], resource: &resources::Group) -> String {
        let mut named = words.to_vec();
        let singular = words::singular_words(&resource.words);
        if let [verb, rest @ ..] = words
            && verb == "list"
            && rest == singular.as_slice()
        {
            named = [std::slice::from_ref(verb), resource.words.as_slice()].concat();
        }
        let name = words::identifier(&words::pascal(&named), "Operation");
        self.names.claim(&name)
    }

    /// Reports whether an operation returns a list, or a page of one.
    pub(crate) fn returns_list(&self, operation: &Operation, resource: &resources::Group) -> bool {
        if operation.pagination.is_some() {
            return true;
        }
        let Output::Content(content) = &operation.output else {
            return false;
        };
        match types::resolved(&self.schemas.drafts, &content.shape) {
            Shape::List(_) => true,
            Shape::Named(id) => {
                let draft = self.schemas.drafts.get(id.index());
                let Some(TypeKind::Struct(found)) = draft.map(|draft| &draft.ty.kind) else {
                    return false;
                };
                found.fields.iter().any(|field| {
                    matches!(
                        types::resolved(&self.schemas.drafts, &field.shape),
                        Shape::List(_)
                    ) && (ITEMS.contains(&field.wire_name.as_str())
                        || words::words(&field.wire_name) == resource.words)
                })
            }
            _ => false,
        }
    }

    fn security(&self, view: &view::Operation<'a>) -> Vec<Vec<SecurityRequirement>> {
        let resolve = |requirement: &view::Requirement<'a>| {
            let credential = *self.credentials.get(requirement.scheme)?;
            Some(SecurityRequirement {
                credential,
                scopes: requirement
                    .scopes
                    .iter()
                    .map(|&scope| scope.to_owned())
                    .collect(),
            })
        };
        view.security
            .iter()
            .filter_map(|alternative| alternative.iter().map(resolve).collect::<Option<Vec<_>>>())
            .collect()
    }

    /// Adds a type that no schema describes.
    pub(crate) fn synthetic(&mut self, node: Node<'a>, name: &str, kind: TypeKind) -> Shape {
        let ty = Type {
            name: String::new(),
            wire_name: None,
            origin: node.origin(),
            docs: Docs::default(),
            deprecated: false,
            directions: Directions::default(),
            updates: false,
            module: Module::Shared,
            is_eq_hash: false,
            derives: Vec::new(),
            unshared: None,
            kind,
        };
        Shape::Named(self.schemas.push(Draft {
            ty,
            candidate: NameCandidate::root(name),
            is_component: false,
            has_own_name: true,
        }))
    }
}

/// Returns the successful responses: those with `2XX`; without any, redirects; without these too, `default`.
pub(crate) fn successes<'v, 'a>(
    responses: &'v [view::Response<'a>],
) -> impl Iterator<Item = &'v view::Response<'a>> {
    let tests: [fn(Status) -> bool; 3] = [
        |status| matches!(status, Status::Code(200..=299) | Status::Range(2)),
        |status| matches!(status, Status::Code(300..=399)),
        |status| status == Status::Default,
    ];
    let is_success = tests
        .into_iter()
        .find(|is_success| responses.iter().any(|response| is_success(response.status)));
    responses
        .iter()
        .filter(move |response| is_success.is_some_and(|is_success| is_success(response.status)))
}

/// Returns the statuses of redirects that are successes.
fn redirects(responses: &[view::Response<'_>]) -> Vec<u16> {
    let codes = successes(responses).filter_map(|response| match response.status {
        Status::Code(code) if code >= 300 => Some(code),
        _ => None,
    });
    codes.collect()
}

pub(crate) fn text(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
