//! Operations: what they are called, what they take and what they give back.

use std::borrow::Cow;

use foldhash::HashMap;
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::envelope::Followed;
use super::errors::Body;
use super::names::{Scope, distinct};
use super::pagination::Paged;
use super::place::Place;
use super::schemas::{Draft, Schemas, Use, View};
use super::{Options, content, documentation, resources, select, words};
use crate::config::Envelope;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{
    BodyChoice, Content, Direction, Docs, Encoding, EnumBase, ErrorBody, ErrorResponse, Field,
    Home, Location, Operation, Output, Parameter, Parameters, Primitive, RequestBody,
    RequestEnvelope, SecurityRequirement, Shape, Status, Style, Type, TypeId, TypeKind,
};
use crate::load::Node;
use crate::openapi::operation as view;

/// What the field of a response is called that has the items of a list.
const ITEMS: &[&str] = &[
    "content", "data", "elements", "entries", "items", "list", "nodes", "objects", "records",
    "results", "rows", "values",
];

/// Lowers operations one by one and keeps what they have in common.
pub(super) struct Operations<'a, 'r> {
    pub schemas: Schemas<'a, 'r>,
    pub options: &'r Options<'r>,
    pub diagnostics: &'r Diagnostics,
    pub credentials: IndexMap<&'a str, usize>,
    pub error_bodies: IndexSet<Body>,
    pub followed: Followed,
    pub paged: Paged,
    /// What the configuration calls the operation at hand; empty if it does not name it.
    pub current: &'r str,
    names: Scope,
}

impl<'a, 'r> Operations<'a, 'r> {
    pub(super) fn new(
        schemas: Schemas<'a, 'r>,
        options: &'r Options<'r>,
        diagnostics: &'r Diagnostics,
        credentials: IndexMap<&'a str, usize>,
    ) -> Self {
        Self {
            schemas,
            options,
            diagnostics,
            credentials,
            error_bodies: IndexSet::new(),
            followed: Followed::default(),
            paged: Paged::default(),
            current: "",
            names: Scope::default(),
        }
    }

    /// Lowers an operation of a resource. What it is called there is known when all operations of the resource are.
    pub(super) fn operation(
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
        let mut named = options.config.operations();
        self.current = named
            .find(|name| select::is_called(&candidate, name))
            .unwrap_or_default();
        let envelope = options.config.envelope(self.current);
        let (body, request_envelope) = self.sent(view, &base, envelope);
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

    /// What is sent: the part that the caller gives, and what stands around it.
    fn sent(
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

    /// What the types of an operation begin with, unique among operations.
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

    /// Whether an operation returns a list, or a page of one.
    pub(super) fn returns_list(&self, operation: &Operation, resource: &resources::Group) -> bool {
        if operation.pagination.is_some() {
            return true;
        }
        let Output::Content(content) = &operation.output else {
            return false;
        };
        match self.schemas.resolved(&content.shape) {
            Shape::List(_) => true,
            Shape::Named(TypeId(id)) => {
                let draft = self.schemas.drafts.get(*id as usize);
                let Some(TypeKind::Struct(found)) = draft.map(|draft| &draft.ty.kind) else {
                    return false;
                };
                found.fields.iter().any(|field| {
                    matches!(self.schemas.resolved(&field.shape), Shape::List(_))
                        && (ITEMS.contains(&field.wire_name.as_str())
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
            if parameter.location == Location::Path {
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

    /// The parameters that are not asked for, since they have no other value than one that no literal is written of.
    fn constants(&self, view: &view::Operation<'a>) -> Vec<Parameter> {
        let constant = |view: &view::Parameter<'a>| {
            let value = self.schemas.constant_of(view)?;
            let field = Field {
                name: words::field_name(view.name),
                wire_name: view.name.to_owned(),
                shape: Shape::Any,
                required: true,
                nullable: false,
                preset: Some(value),
                min_items: 0,
                docs: Docs::default(),
                deprecated: view.deprecated,
                origin: view.node.origin(),
            };
            Some(Parameter {
                style: self.style(view, field.preset.as_ref().is_some_and(Value::is_array)),
                field,
                location: view.location,
                explode: view.explode,
                allow_reserved: view.allow_reserved,
            })
        };
        view.parameters.iter().filter_map(constant).collect()
    }

    /// How a parameter is written: lists in the query as the configuration says.
    fn style(&self, view: &view::Parameter<'a>, is_list: bool) -> Style {
        let overruled = self.options.query_array_brackets
            && is_list
            && view.location == Location::Query
            && view.style == Style::Form;
        if overruled {
            Style::Brackets
        } else {
            view.style
        }
    }

    fn parameter(&mut self, view: &view::Parameter<'a>, name: String, base: &str) -> Parameter {
        let place = Place::root(base).property(view.name);
        let used = match view.schema {
            Some(schema) => self.schemas.schema(schema, &place, View::Request),
            None => Use::plain(Shape::Primitive(Primitive::String)),
        };
        let list = matches!(
            self.schemas.resolved(&used.shape),
            Shape::List(_) | Shape::Tuple(_)
        );
        let mut docs = view
            .schema
            .map(|schema| documentation::of_schema(&self.schemas.reader.schema(schema)))
            .unwrap_or_default();
        docs.description = text(view.description).or(docs.description);
        let preset = self.schemas.preset(&used.shape, view.required);
        let field = Field {
            name,
            wire_name: view.name.to_owned(),
            shape: used.shape,
            required: view.required,
            nullable: used.nullable,
            preset,
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

    /// Says where the standard has no form for a parameter: styles are of scalars, and of lists and objects of scalars
    /// (`OpenAPI` 3.1.1, section 4.8.12.2).
    fn check_parts(&self, view: &view::Parameter<'a>, shape: &Shape) {
        let what = match self.schemas.resolved(shape) {
            Shape::List(item) | Shape::Map(item) if self.schemas.has_places(item) => {
                "items with parts"
            }
            Shape::Named(id) => {
                let in_pairs = matches!(view.location, Location::Query | Location::Cookie);
                if !self.schemas.has_nested(*id, view.explode && in_pairs) {
                    return;
                }
                "members with parts"
            }
            _ => return,
        };
        let message = format!(
            "the parameter `{}` has {what}, for which its style has no form",
            view.name
        );
        self.diagnostics.push(
            Diagnostic::warning("nested-parameter", view.node.place(), message)
                .label("each of these is sent as JSON")
                .help(
                    "give it `content` with `application/json`, or `style: deepObject` if it is an object in the query",
                ),
        );
    }

    fn body(&mut self, view: &view::RequestBody<'a>, base: &str) -> Option<RequestBody> {
        let root = format!("{base}Request");
        let kinds = content::choices(&view.contents, |schema| self.schemas.has_files(schema));
        for media in content::left_out(&view.contents, &kinds) {
            let message = format!(
                "the request body has no schema as `{}`: it is sent as one of its other media types",
                media.name
            );
            self.schemas.generalised(
                "request-without-schema",
                media.node,
                &message,
                "give the media type a `schema`, or remove it",
            );
        }
        let mut contents: Vec<(String, Content)> = Vec::new();
        let several = kinds.len() > 1;
        for (media, encoding) in kinds {
            let name = content::choice_name(media, encoding);
            let place = Place::root(&root);
            let place = if several { place.step(&name) } else { place };
            let lowered = self.content(media, encoding, &place, View::Request);
            if !contents.iter().any(|(_, before)| before == &lowered) {
                contents.push((name, lowered));
            }
        }
        let docs = Docs {
            description: text(view.description),
            ..Docs::default()
        };
        match contents.as_slice() {
            [] => {
                if !view.contents.is_empty() {
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "unsupported-request-body",
                            view.node.place(),
                            "no media type of the request body can be sent",
                        )
                        .help("the operation is generated without a body"),
                    );
                }
                None
            }
            [(_, only)] => Some(RequestBody {
                required: view.required,
                content: only.clone(),
                choice: false,
                docs,
            }),
            [(_, first), ..] => {
                let (media_type, encoding) = (first.media_type.clone(), first.encoding);
                let mut names = Scope::default();
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
                    text_media_type: None,
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

    pub(super) fn content(
        &mut self,
        media: &view::MediaType<'a>,
        encoding: Encoding,
        place: &Place,
        view: View,
    ) -> Content {
        let encoding = if encoding == Encoding::Multipart && view == View::Response {
            self.schemas.generalised(
                "multipart-response",
                media.node,
                "a response of several parts is not taken apart; it is represented as its bytes",
                "offer the response as `application/json` too",
            );
            Encoding::Binary
        } else if let Some(schema) = media.schema.filter(|schema| {
            matches!(encoding, Encoding::Multipart | Encoding::Form)
                && !self.schemas.has_parts(*schema)
        }) {
            self.without_properties(media, schema, encoding)
        } else if encoding == Encoding::Text && view != View::Response && content::is_range(media) {
            // Which of the range it is, the caller says.
            Encoding::Binary
        } else if encoding == Encoding::TextOrJson && view != View::Response {
            Encoding::Text
        } else {
            encoding
        };
        let shape = match encoding {
            Encoding::Text | Encoding::TextOrJson => self.text(media, encoding, place, view),
            Encoding::Binary | Encoding::Stream => Shape::Primitive(Primitive::Binary),
            Encoding::Multipart => self.multipart(media, place),
            Encoding::Json | Encoding::Form => match media.schema {
                Some(schema) => self.schemas.schema(schema, place, view).nested(),
                None => Shape::Any,
            },
        };
        Content {
            media_type: if view == View::Response {
                content::asked_for(media.name, encoding)
            } else {
                content::sent_as(media.name, encoding)
            },
            encoding,
            shape,
            styles: if encoding == Encoding::Form {
                content::styles(media)
            } else {
                Vec::new()
            },
            text_media_type: None,
        }
    }

    /// The content of a response in one of its media types.
    pub(super) fn received(
        &mut self,
        contents: &[view::MediaType<'a>],
        (media, encoding): (&view::MediaType<'a>, Encoding),
        place: &Place,
    ) -> Content {
        let mut content = self.content(media, encoding, place, View::Response);
        if content.encoding == Encoding::Json
            && let Some(text) = content::text_beside(contents, media)
            && self.schemas.is_text(&content.shape)
        {
            content.encoding = Encoding::TextOrJson;
            content.text_media_type = Some(content::asked_for(text.name, Encoding::Text));
        }
        content
    }

    /// What a text is: a date, say, or an enum, where a string is described.
    fn text(
        &mut self,
        media: &view::MediaType<'a>,
        encoding: Encoding,
        place: &Place,
        view: View,
    ) -> Shape {
        let string = Shape::Primitive(Primitive::String);
        let Some(schema) = media.schema.filter(|_| media.string_format.is_some()) else {
            return string;
        };
        let used = self.schemas.schema(schema, place, view);
        let is_sent = view != View::Response;
        if !self.schemas.is_text(&used.shape) || is_sent && !self.schemas.is_shown(&used.shape) {
            return string;
        }
        // Text has no null, and JSON has.
        match encoding {
            Encoding::TextOrJson => used.nested(),
            _ => used.shape,
        }
    }

    /// How a body is written whose schema says nothing of the properties that it is made of.
    fn without_properties(
        &mut self,
        media: &view::MediaType<'a>,
        schema: Node<'a>,
        encoding: Encoding,
    ) -> Encoding {
        let (code, message, encoding) = if encoding == Encoding::Form {
            (
                "form-without-properties",
                "this form is no object, whose properties it is made of; it is represented as its text",
                Encoding::Text,
            )
        } else if content::is_form_data(media) {
            (
                "multipart-without-properties",
                "this body is no object, whose properties are parts; the caller names the parts",
                Encoding::Multipart,
            )
        } else {
            (
                "multipart-without-properties",
                "this body is no object, whose properties are parts; it is represented as its bytes, whose boundary the \
                 caller sends in the header `content-type`",
                Encoding::Binary,
            )
        };
        let help = "name what it is made of in `properties` of an object";
        self.schemas.generalised(code, schema, message, help);
        encoding
    }

    /// A type that no schema stands for.
    pub(super) fn synthetic(&mut self, node: Node<'a>, name: &str, kind: TypeKind) -> Shape {
        let ty = Type {
            name: String::new(),
            wire_name: None,
            origin: node.origin(),
            docs: Docs::default(),
            deprecated: false,
            direction: Direction::default(),
            updates: false,
            home: Home::Shared,
            exact: false,
            derives: Vec::new(),
            own: None,
            kind,
        };
        Shape::Named(self.schemas.push(Draft {
            ty,
            place: Place::root(name),
            component: false,
            owned: true,
        }))
    }

    fn multipart(&mut self, media: &view::MediaType<'a>, place: &Place) -> Shape {
        let (properties, additional) = self.schemas.parts(media, place);
        let parts = properties
            .into_iter()
            .map(|field| content::part(media, field, &self.schemas))
            .collect();
        self.synthetic(
            media.node,
            &place.name,
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
                    Status::Code(100..=399) | Status::Range(1..=3)
                )
            {
                continue;
            }
            let body = content::preferred(&response.contents).map(|preferred| {
                let own = format!("{base}{}Error", content::status_name(response.status));
                let place = Place::root("ErrorResponse").or(own);
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
    /// The media types of error bodies. Later these become one where they are read alike.
    fn media_types_of(&self, errors: &[ErrorResponse]) -> Vec<String> {
        let bodies = errors.iter().filter_map(|error| error.body);
        let bodies = bodies.filter_map(|body| self.error_bodies.get_index(body));
        let mut media_types: Vec<String> = Vec::new();
        for content in bodies.map(|body| &body.content) {
            for media_type in [Some(&content.media_type), content.text_media_type.as_ref()] {
                let new = media_type.filter(|one| !media_types.contains(one)).cloned();
                media_types.extend(new);
            }
        }
        media_types
    }
}

/// The bodies of errors, named after what they are.
pub(super) fn name_error_bodies(bodies: Vec<Body>, types: &[Type]) -> Vec<ErrorBody> {
    let mut names = Scope::default();
    bodies
        .into_iter()
        .map(|Body { pointer, content }| {
            let name = match &content.shape {
                Shape::Named(id) => types
                    .get(id.0 as usize)
                    .map_or("Json", |ty| ty.name.as_str())
                    .to_owned(),
                Shape::List(inner) => match inner.as_ref() {
                    Shape::Named(id) => format!(
                        "{}List",
                        types
                            .get(id.0 as usize)
                            .map_or("Json", |ty| ty.name.as_str())
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

/// The responses that mean success: those of `2XX`; where there is none, redirects; where there is none of these
/// either, `default`.
pub(super) fn successes<'v, 'a>(
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

/// The redirects among the successes.
fn redirects(responses: &[view::Response<'_>]) -> Vec<u16> {
    let codes = successes(responses).filter_map(|response| match response.status {
        Status::Code(code) if code >= 300 => Some(code),
        _ => None,
    });
    codes.collect()
}

/// The names of parameters: those of the path in a scope of their own. Of one name in several locations, the first of
/// query, header and cookie has the plain name, and the others say where they are.
fn parameter_names(parameters: &[&view::Parameter<'_>]) -> Vec<String> {
    let mut path = Scope::reserving(["self", "parameters", "body"]);
    let mut others = Scope::default();
    let mut names = vec![String::new(); parameters.len()];
    for location in [
        Location::Path,
        Location::Query,
        Location::Header,
        Location::Cookie,
    ] {
        let (suffix, scope) = match location {
            Location::Path => ("", &mut path),
            Location::Query => ("", &mut others),
            Location::Header => ("header", &mut others),
            Location::Cookie => ("cookie", &mut others),
        };
        let here = || {
            let parameters = parameters.iter().enumerate();
            parameters.filter(|(_, parameter)| parameter.location == location)
        };
        let wanted: Vec<(&str, Cow<'_, str>)> = here()
            .map(|(_, parameter)| {
                let name = words::field_name(parameter.name);
                let name = if suffix.is_empty() || !scope.has(&name) {
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

pub(super) fn text(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

impl Schemas<'_, '_> {
    /// Whether what has a shape is made of parts, whatever it is.
    fn has_places(&self, shape: &Shape) -> bool {
        match self.resolved(shape) {
            Shape::Boxed(inner) | Shape::Nullable(inner) => self.has_places(inner),
            Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) => true,
            Shape::Named(TypeId(id)) => {
                let draft = self.drafts.get(*id as usize);
                matches!(draft.map(|draft| &draft.ty.kind), Some(TypeKind::Struct(_)))
            }
            _ => false,
        }
    }

    /// Whether a member of an object is made of parts; one that is a list of scalars is not, where it is repeated.
    fn has_nested(&self, TypeId(id): TypeId, repeats: bool) -> bool {
        let draft = self.drafts.get(id as usize);
        match draft.map(|draft| &draft.ty.kind) {
            Some(TypeKind::Struct(found)) => {
                let is_repeated = |shape: &Shape| match self.resolved(shape) {
                    Shape::List(item) => repeats && !self.has_places(item),
                    _ => false,
                };
                let mut fields = found.fields.iter();
                fields.any(|field| self.has_places(&field.shape) && !is_repeated(&field.shape))
            }
            _ => false,
        }
    }

    /// Whether a value is a string in JSON, so that it can come as text without quotation marks.
    pub(super) fn is_text(&self, shape: &Shape) -> bool {
        match self.resolved(shape) {
            Shape::Nullable(inner) => self.is_text(inner),
            Shape::Primitive(primitive) => matches!(
                primitive,
                Primitive::String
                    | Primitive::DateTime
                    | Primitive::Date
                    | Primitive::Uuid
                    | Primitive::Base64
            ),
            Shape::External(_) => true,
            Shape::Named(TypeId(id)) => {
                let draft = self.drafts.get(*id as usize);
                match draft.map(|draft| &draft.ty.kind) {
                    Some(TypeKind::Enum(found)) => found.base == EnumBase::String,
                    Some(TypeKind::Constant(found)) => found.value.is_string(),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Whether the text of a value is how its type is displayed. A type of the configuration, or a secret, need not be.
    fn is_shown(&self, shape: &Shape) -> bool {
        !matches!(
            self.resolved(shape),
            Shape::External(_) | Shape::Primitive(Primitive::Base64)
        )
    }

    /// The shape behind aliases.
    pub(super) fn resolved<'s>(&'s self, shape: &'s Shape) -> &'s Shape {
        let mut current = shape;
        // Aliases of aliases end: each one is a component of the document.
        for _ in 0..32 {
            match current {
                Shape::Named(TypeId(id)) => {
                    match self.drafts.get(*id as usize).map(|draft| &draft.ty.kind) {
                        Some(TypeKind::Alias(inner)) => current = inner,
                        _ => return current,
                    }
                }
                _ => return current,
            }
        }
        current
    }
}
