//! Lowers operations: their names, parameters, request bodies, responses and errors.

pub(crate) mod callbacks;
pub(crate) mod envelope;
pub(crate) mod errors;
pub(crate) mod filter;
pub(crate) mod json_pointer;
pub(crate) mod media_type;
pub(crate) mod multipart;
pub(crate) mod pagination;
pub(crate) mod resources;
pub(crate) mod responses;
pub(crate) mod security;
pub(crate) mod webhooks;

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::Options;
use super::naming::candidate::NameCandidate;
use super::naming::scope::{NameScope, distinct};
use super::naming::words;
use super::operation::envelope::Followed;
use super::operation::errors::Body;
use super::operation::pagination::Paged;
use super::schema::branches::Composite;
use super::schema::merge::Merged;
use super::schema::types::Lists;
use super::schema::{Direction, Draft, Lowered, Schemas};
use super::schema::{docs, types};
use crate::config::Envelope;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::ir::{
    BodyChoice, Content, Directions, Docs, Encoding, ErrorBody, ErrorResponse, Field, Module,
    Operation, Output, Parameter, ParameterLocation, Parameters, Primitive, RequestBody,
    RequestEnvelope, SecurityRequirement, Shape, Status, Style, Type, TypeKind,
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
            method: view.method,
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
            method: view.method,
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

    fn parameters(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
    ) -> (Vec<Parameter>, Option<Parameters>) {
        let mut path: Vec<Parameter> = Vec::new();
        let mut others: Vec<Parameter> = Vec::new();
        let asked: Vec<&view::Parameter<'a>> = view
            .parameters
            .iter()
            .filter(|parameter| self.schemas.constant_of(parameter).is_none())
            .collect();
        let names = parameter_names(&asked);
        for (parameter, name) in asked.into_iter().zip(names) {
            let lowered = self.parameter(parameter, name, base);
            if parameter.location == ParameterLocation::Path {
                path.push(lowered);
            } else {
                others.push(lowered);
            }
        }
        let template: &str = &view.template;
        let mut places: HashMap<&str, usize> = HashMap::default();
        let mut open = None;
        for (at, brace) in template.match_indices(['{', '}']) {
            if brace == "{" {
                open = Some(at);
            } else if let Some(start) = open.take()
                && let Some(name) = template.get(start + 1..at)
            {
                places.entry(name).or_insert(start);
            }
        }
        path.sort_by_key(|parameter| places.get(parameter.field.wire_name.as_str()).copied());
        let parameters = (!others.is_empty()).then(|| Parameters {
            name: format!("{base}Params"),
            parameters: others,
        });
        (path, parameters)
    }

    /// Returns the parameters that callers do not set, because their only value is a list or an object.
    fn constants(&self, view: &view::Operation<'a>) -> Vec<Parameter> {
        let constant = |view: &view::Parameter<'a>| {
            let value = self.schemas.constant_of(view)?;
            let field = Field {
                name: words::field_name(view.name),
                wire_name: view.name.to_owned(),
                shape: Shape::Any,
                required: true,
                nullable: false,
                constant: Some(value),
                min_items: 0,
                docs: Docs::default(),
                deprecated: view.deprecated,
                origin: view.node.origin(),
            };
            Some(Parameter {
                style: self.style(view, field.constant.as_ref().is_some_and(Value::is_array)),
                field,
                location: view.location,
                explode: view.explode,
                allow_reserved: view.allow_reserved,
            })
        };
        view.parameters.iter().filter_map(constant).collect()
    }

    /// Returns the style of a parameter. The configuration can replace the style of lists in the query by
    /// brackets.
    fn style(&self, view: &view::Parameter<'a>, is_list: bool) -> Style {
        let overruled = self.options.query_array_brackets
            && is_list
            && view.location == ParameterLocation::Query
            && view.style == Style::Form;
        if overruled {
            Style::Brackets
        } else {
            view.style
        }
    }

    fn parameter(&mut self, view: &view::Parameter<'a>, name: String, base: &str) -> Parameter {
        let place = NameCandidate::root(base).property(view.name);
        let schema = view.schema.filter(|schema| self.is_writable(view, *schema));
        let used = match schema {
            Some(schema) => self.schemas.schema(schema, &place, Direction::Request),
            None => Lowered::non_null(Shape::Primitive(Primitive::String)),
        };
        let list = matches!(
            types::resolved(&self.schemas.drafts, &used.shape),
            Shape::List(_) | Shape::Tuple(_)
        );
        // The notes about a value do not apply to its text.
        let mut docs = schema
            .map(|schema| docs::of_schema(&self.schemas.reader.schema(schema)))
            .unwrap_or_default();
        docs.description = text(view.description).or(docs.description);
        let preset = self.schemas.constant_value(&used.shape, view.required);
        let field = Field {
            name,
            wire_name: view.name.to_owned(),
            shape: used.shape,
            required: view.required,
            nullable: used.nullable,
            constant: preset,
            min_items: 0,
            docs,
            deprecated: view.deprecated,
            origin: view.node.origin(),
        };
        let style = self.style(view, list);
        if !matches!(style, Style::DeepObject | Style::Brackets | Style::Json) {
            self.check_parts(view, &field.shape);
        }
        Parameter {
            field,
            location: view.location,
            style,
            explode: view.explode,
            allow_reserved: view.allow_reserved,
        }
    }

    /// Returns whether the bindings write the value of a parameter. In a media type other than JSON, they write scalars
    /// as text. Reports other values, which the caller writes.
    fn is_writable(&self, view: &view::Parameter<'a>, schema: Node<'a>) -> bool {
        let Some(content) = view.content else {
            return true;
        };
        let merged = Merged::of(self.schemas.reader, &[schema]);
        let is_scalar = merged.is_some_and(|merged| {
            let composites = [Composite::Array, Composite::Object];
            let mut composites = composites.into_iter();
            !composites.any(|composite| self.schemas.may_be(&merged, composite))
        });
        if !is_scalar {
            self.schemas.report_fallback(
                codes::PARAMETER_MEDIA_TYPE,
                content,
                &format!(
                    "the parameter `{}` cannot be written as {}; the argument is its text",
                    view.name,
                    content
                        .key()
                        .map_or_else(String::new, |key| format!("`{key}`")),
                ),
                "use `application/json` if the API accepts it",
            );
        }
        is_scalar
    }

    /// Warns about a parameter that its style cannot serialize. Styles are defined for scalars, and for lists
    /// and objects of scalars (`OpenAPI` 3.1.1, section 4.8.12.2).
    fn check_parts(&self, view: &view::Parameter<'a>, shape: &Shape) {
        let what = match types::resolved(&self.schemas.drafts, shape) {
            Shape::List(item) | Shape::Map(item)
                if types::is_composite(&self.schemas.drafts, item) =>
            {
                "nested items"
            }
            object @ Shape::Named(_) => {
                let in_pairs = matches!(
                    view.location,
                    ParameterLocation::Query | ParameterLocation::Cookie
                );
                let lists = if view.explode && in_pairs {
                    Lists::Repeated
                } else {
                    Lists::Nested
                };
                if !types::has_composite_fields(&self.schemas.drafts, object, lists) {
                    return;
                }
                "nested properties"
            }
            _ => return,
        };
        let message = format!(
            "the style of the parameter `{}` is not defined for {what}",
            view.name
        );
        self.diagnostics.push(
            Diagnostic::warning(codes::NESTED_PARAMETER, view.node.location(), message)
                .label("each of these is sent as JSON")
                .help(
                    "give it `content` with `application/json`, or `style: deepObject` if it is an object in the query",
                ),
        );
    }

    fn body(&mut self, view: &view::RequestBody<'a>, base: &str) -> Option<RequestBody> {
        let root = format!("{base}Request");
        let kinds = media_type::choices(&view.contents, |schema| self.schemas.has_files(schema));
        for media in media_type::left_out(&view.contents, &kinds) {
            let message = format!(
                "the request body has no schema for `{}`; it is sent as one of its other media types",
                media.name
            );
            self.schemas.report_fallback(
                codes::REQUEST_WITHOUT_SCHEMA,
                media.node,
                &message,
                "give the media type a `schema`, or remove it",
            );
        }
        let mut contents: Vec<(String, Content)> = Vec::new();
        let mut seen: HashSet<Content> = HashSet::default();
        let several = kinds.len() > 1;
        for (media, encoding) in kinds {
            let name = media_type::choice_name(media, encoding);
            let place = NameCandidate::root(&root);
            let place = if several { place.child(&name) } else { place };
            let lowered = self.content(media, encoding, &place, Direction::Request);
            if seen.insert(lowered.clone()) {
                contents.push((name, lowered));
            }
        }
        let docs = Docs {
            description: text(view.description),
            ..Docs::default()
        };
        match contents.as_slice() {
            [] => None,
            [(_, only)] => Some(RequestBody {
                required: view.required,
                content: only.clone(),
                choice: false,
                docs,
            }),
            [(_, first), ..] => {
                let (media_type, encoding) = (first.media_type.clone(), first.encoding);
                let mut names = NameScope::default();
                let choices = contents
                    .into_iter()
                    .map(|(name, content)| BodyChoice {
                        name: names.claim(&name),
                        content,
                    })
                    .collect();
                let shape = self.synthetic(view.node, &root, TypeKind::BodyChoice(choices));
                let content = Content {
                    media_type,
                    encoding,
                    shape,
                    styles: Vec::new(),
                    other_media_type: None,
                };
                Some(RequestBody {
                    required: view.required,
                    content,
                    choice: true,
                    docs,
                })
            }
        }
    }

    pub(crate) fn content(
        &mut self,
        media: &view::MediaType<'a>,
        encoding: Encoding,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Content {
        let encoding = if encoding == Encoding::Multipart && direction == Direction::Response {
            self.schemas.report_fallback(
                codes::MULTIPART_RESPONSE,
                media.node,
                "a multipart response is represented as bytes",
                "offer the response as `application/json` too",
            );
            Encoding::Binary
        } else if let Some(schema) = media.schema.filter(|schema| {
            matches!(encoding, Encoding::Multipart | Encoding::Form)
                && !self.schemas.has_parts(*schema)
        }) {
            self.without_properties(media, schema, encoding)
        } else if encoding == Encoding::Text
            && direction != Direction::Response
            && media_type::is_range(media)
        {
            // The caller chooses a media type in the range.
            Encoding::Binary
        } else if encoding == Encoding::TextOrJson && direction != Direction::Response {
            Encoding::Text
        } else {
            encoding
        };
        if matches!(encoding, Encoding::Form | Encoding::Multipart) {
            self.schemas.check_encodings(media);
        }
        let shape = match encoding {
            Encoding::Text | Encoding::TextOrJson => {
                self.text(media, encoding, candidate, direction)
            }
            Encoding::Binary | Encoding::Stream => Shape::Primitive(Primitive::Binary),
            Encoding::Multipart => self.multipart(media, candidate),
            Encoding::Json | Encoding::Form => match media.schema {
                Some(schema) => self
                    .schemas
                    .schema(schema, candidate, direction)
                    .into_nested(),
                None => Shape::Any,
            },
        };
        Content {
            media_type: if direction == Direction::Response {
                media_type::method_suffix(media.name, encoding)
            } else {
                media_type::sent_as(media.name, encoding)
            },
            encoding,
            shape,
            styles: if encoding == Encoding::Form {
                media_type::styles(media)
            } else {
                Vec::new()
            },
            other_media_type: None,
        }
    }

    /// Lowers a response in one of its media types.
    pub(crate) fn received(
        &mut self,
        contents: &[view::MediaType<'a>],
        (media, encoding): (&view::MediaType<'a>, Encoding),
        candidate: &NameCandidate,
    ) -> Content {
        let mut content = self.content(media, encoding, candidate, Direction::Response);
        if content.encoding == Encoding::Json
            && let Some(text) = media_type::text_beside(contents, media)
            && types::is_text(&self.schemas.drafts, &content.shape)
        {
            content.encoding = Encoding::TextOrJson;
            content.other_media_type = Some(media_type::method_suffix(text.name, Encoding::Text));
        }
        if let Some(file) = media_type::file_beside(contents, media) {
            content.other_media_type = Some(file.name.trim().to_owned());
        }
        content
    }

    /// Returns the type of a text body: the schema's type if that is a string in JSON, such as a date or an enum;
    /// otherwise a string.
    fn text(
        &mut self,
        media: &view::MediaType<'a>,
        encoding: Encoding,
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Shape {
        let string = Shape::Primitive(Primitive::String);
        let Some(schema) = media.schema.filter(|_| media.string_format.is_some()) else {
            return string;
        };
        let used = self.schemas.schema(schema, candidate, direction);
        let is_sent = direction != Direction::Response;
        if !types::is_text(&self.schemas.drafts, &used.shape)
            || is_sent && !types::is_displayed(&self.schemas.drafts, &used.shape)
        {
            return string;
        }
        // Text has no null, but JSON has.
        match encoding {
            Encoding::TextOrJson => used.into_nested(),
            _ => used.shape,
        }
    }

    /// Returns the encoding of a form or multipart body whose schema is not an object, and reports the fallback.
    fn without_properties(
        &mut self,
        media: &view::MediaType<'a>,
        schema: Node<'a>,
        encoding: Encoding,
    ) -> Encoding {
        let (code, message, encoding) = if encoding == Encoding::Form {
            (
                codes::FORM_WITHOUT_PROPERTIES,
                "the schema of this form is not an object; the body is represented as text",
                Encoding::Text,
            )
        } else if media_type::is_form_data(media) {
            (
                codes::MULTIPART_WITHOUT_PROPERTIES,
                "the schema of this body is not an object; the caller names the parts",
                Encoding::Multipart,
            )
        } else {
            (
                codes::MULTIPART_WITHOUT_PROPERTIES,
                "the schema of this body is not an object; the body is represented as bytes, and the caller sends the \
                 boundary in the header `content-type`",
                Encoding::Binary,
            )
        };
        let help = "describe the body as an object with `properties`";
        self.schemas.report_fallback(code, schema, message, help);
        encoding
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

    fn multipart(&mut self, media: &view::MediaType<'a>, candidate: &NameCandidate) -> Shape {
        let (properties, additional) = self.schemas.parts(media, candidate);
        let parts = properties
            .into_iter()
            .map(|field| media_type::part(media, field, &self.schemas))
            .collect();
        self.synthetic(
            media.node,
            &candidate.name,
            TypeKind::Multipart(crate::ir::Multipart { parts, additional }),
        )
    }

    fn errors(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
        envelope: Option<&Envelope>,
    ) -> Vec<ErrorResponse> {
        let success: Vec<Status> = successes(&view.responses)
            .map(|response| response.status)
            .collect();
        let mut errors = Vec::new();
        for response in &view.responses {
            if success.contains(&response.status)
                || matches!(
                    response.status,
                    Status::Code(100..=299) | Status::Range(1..=2)
                )
            {
                continue;
            }
            let body = media_type::preferred(&response.contents).map(|preferred| {
                let own = format!("{base}{}Error", media_type::status_name(response.status));
                let place = NameCandidate::root("ErrorResponse").with_fallback(own);
                let content = self.received(&response.contents, preferred, &place);
                let pointer = String::new();
                self.error_bodies.insert_full(Body { pointer, content }).0
            });
            errors.push(ErrorResponse {
                status: response.status,
                body,
            });
        }
        if let Some(envelope) = envelope {
            errors.extend(self.enveloped_errors(view, base, envelope));
        }
        errors
    }
}

impl Operations<'_, '_> {
    /// Returns the media types of error bodies, each once. Bodies that are read the same way are merged
    /// later.
    fn media_types_of(&self, errors: &[ErrorResponse]) -> Vec<String> {
        let bodies = errors.iter().filter_map(|error| error.body);
        let bodies = bodies.filter_map(|body| self.error_bodies.get_index(body));
        let mut media_types: Vec<String> = Vec::new();
        for content in bodies.map(|body| &body.content) {
            for media_type in [Some(&content.media_type), content.other_media_type.as_ref()] {
                let new = media_type.filter(|one| !media_types.contains(one)).cloned();
                media_types.extend(new);
            }
        }
        media_types
    }
}

/// Names error bodies after their types.
pub(crate) fn name_error_bodies(bodies: Vec<Body>, types: &[Type]) -> Vec<ErrorBody> {
    let mut names = NameScope::default();
    bodies
        .into_iter()
        .map(|Body { pointer, content }| {
            let name = match &content.shape {
                Shape::Named(id) => types
                    .get(id.index())
                    .map_or("Json", |ty| ty.name.as_str())
                    .to_owned(),
                Shape::List(inner) => match inner.as_ref() {
                    Shape::Named(id) => format!(
                        "{}List",
                        types.get(id.index()).map_or("Json", |ty| ty.name.as_str())
                    ),
                    _ => "List".to_owned(),
                },
                Shape::Map(_) => "Map".to_owned(),
                _ if content.encoding == Encoding::Text => "Text".to_owned(),
                _ if content.encoding == Encoding::Binary => "Bytes".to_owned(),
                Shape::Primitive(Primitive::String) => "String".to_owned(),
                _ => "Json".to_owned(),
            };
            ErrorBody {
                name: names.claim(&name),
                pointer,
                content,
            }
        })
        .collect()
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

/// Returns the names of parameters. Those of the path have a scope of their own.
///
/// If parameters in several locations have the same name, the first of query, header and cookie has the plain
/// name. The others get the location as a suffix.
fn parameter_names(parameters: &[&view::Parameter<'_>]) -> Vec<String> {
    let mut path = NameScope::with_reserved(["self", "parameters", "body"]);
    let mut others = NameScope::default();
    let mut names = vec![String::new(); parameters.len()];
    for location in [
        ParameterLocation::Path,
        ParameterLocation::Query,
        ParameterLocation::Header,
        ParameterLocation::Cookie,
    ] {
        let (suffix, scope) = match location {
            ParameterLocation::Path => ("", &mut path),
            ParameterLocation::Query => ("", &mut others),
            ParameterLocation::Header => ("header", &mut others),
            ParameterLocation::Cookie => ("cookie", &mut others),
        };
        let here = || {
            let parameters = parameters.iter().enumerate();
            parameters.filter(|(_, parameter)| parameter.location == location)
        };
        let wanted: Vec<(&str, Cow<'_, str>)> = here()
            .map(|(_, parameter)| {
                let name = words::field_name(parameter.name);
                let name = if suffix.is_empty() || !scope.contains(&name) {
                    name
                } else {
                    format!("{name}_{suffix}")
                };
                (parameter.name, Cow::Owned(name))
            })
            .collect();
        for ((at, _), name) in here().zip(distinct(scope, &wanted)) {
            if let Some(slot) = names.get_mut(at) {
                *slot = name.into_owned();
            }
        }
    }
    names
}

pub(crate) fn text(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
