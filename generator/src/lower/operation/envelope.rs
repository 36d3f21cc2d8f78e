//! Envelopes: JSON around the bodies of many operations, as in GraphQL over HTTP. The configuration declares
//! where the actual body is, and the document declares its type.
//!
//! Pointers are resolved in schemas before anything is lowered, so that the envelope never becomes a type.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::errors::Body;
use super::json_pointer::{Unresolved, is_only, steps};
use super::media_type;
use super::{Operations, successes};
use crate::config::Envelope;
use crate::diagnostic;
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{
    Content, Docs, Encoding, ErrorFormat, ErrorResponse, RequestBody, RequestEnvelope,
    ResponseEnvelope, Shape, Status,
};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::words;
use crate::lower::schema::Direction;
use crate::lower::schema::conjunction::merge::Merged;
use crate::openapi::operation as view;

/// The default pointers to the code of an error (GraphQL, section 7.1.2, and errors in the data).
const CODES: &[&str] = &["/extensions/code", "/code"];
/// The default pointers to the message of an error.
const MESSAGES: &[&str] = &["/message"];

/// The label for a pointer in the configuration.
const POINTER: &str = "the pointer";

/// The pointers that need not exist in every operation, and whether they exist in any.
#[derive(Default)]
pub(crate) struct Followed {
    /// The pointers that could not be resolved, each with the first location where it failed, and its own
    /// location.
    asked: IndexMap<String, (diagnostic::Location, diagnostic::Location)>,
    led: IndexSet<String>,
}

/// The JSON text around a part of a body.
struct Around<'a> {
    before: String,
    after: String,
    /// The schemas of the part; none if the whole body is constant.
    part: Option<Vec<Node<'a>>>,
}

impl<'a> Operations<'a, '_> {
    /// Lowers the part of a request body that the caller provides, and the envelope around it.
    pub(crate) fn enveloped_body(
        &mut self,
        view: &view::RequestBody<'a>,
        base: &str,
        pointer: &str,
    ) -> (Option<RequestBody>, Option<RequestEnvelope>) {
        let Some((media, schema)) = json(&view.contents) else {
            self.without_json(view.node, "the request body");
            return (None, None);
        };
        let steps = steps(pointer);
        let Some(around) = self.around(vec![schema], &steps, pointer) else {
            return (None, None);
        };
        let media_type = media_type::sent_as(media.name, Encoding::Json);
        let envelope = RequestEnvelope {
            media_type: media_type.clone(),
            before: around.before,
            after: around.after,
        };
        let body = around.part.map(|nodes| {
            let place = match steps.last() {
                Some(step) => NameCandidate::root(base).property(step),
                None => NameCandidate::root(format!("{base}Request")),
            };
            RequestBody {
                required: true,
                content: Content {
                    media_type,
                    encoding: Encoding::Json,
                    shape: self.part(&nodes, &place, Direction::Request),
                    styles: Vec::new(),
                    other_media_type: None,
                },
                choice: false,
                docs: Docs {
                    description: super::text(view.description),
                    ..Docs::default()
                },
            }
        });
        (body, Some(envelope))
    }

    /// Lowers the schemas that a pointer leads to.
    fn part(
        &mut self,
        nodes: &[Node<'a>],
        candidate: &NameCandidate,
        direction: Direction,
    ) -> Shape {
        match nodes {
            [] => Shape::Any,
            [node] => self
                .schemas
                .schema(*node, candidate, direction)
                .into_nested(),
            nodes => self
                .schemas
                .conjunction(nodes, candidate, direction)
                .into_nested(),
        }
    }

    /// Returns the JSON around the part of a body at the end of these steps. Reports an error and returns
    /// none if there is no such part, or if a required property around it is not constant.
    fn around(&self, nodes: Vec<Node<'a>>, steps: &[String], pointer: &str) -> Option<Around<'a>> {
        let Some((step, further)) = steps.split_first() else {
            return Some(Around {
                before: String::new(),
                after: String::new(),
                part: Some(nodes),
            });
        };
        let merged = self.object(nodes)?;
        let chosen = merged
            .object
            .properties
            .get_key_value(step.as_str())
            .or_else(|| {
                merged
                    .object
                    .properties
                    .iter()
                    .next()
                    .filter(|_| is_only(&merged, step))
            })
            .map(|(name, _)| *name);
        let mut around = Around {
            before: String::new(),
            after: String::new(),
            part: None,
        };
        let mut members: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        let mut inner = None;
        let mut left_out = false;
        for (&name, property) in &merged.object.properties {
            let key = Value::from(name);
            if Some(name) == chosen {
                let found = self.around(property.nodes.clone(), further, pointer)?;
                around.before = format!("{key}:{}", found.before);
                around.after.clone_from(&found.after);
                inner = Some(found.part);
                continue;
            }
            let required = merged.object.required.contains(name);
            let [before, after] = &mut members;
            match self.constant(&property.nodes, required) {
                Some(value) => {
                    let list = if inner.is_some() { after } else { before };
                    list.push(format!("{key}:{value}"));
                }
                None if required => {
                    let node = property.nodes.first().copied().unwrap_or(merged.first.node);
                    self.not_constant(node, name, pointer);
                    return None;
                }
                None => left_out = true,
            }
        }
        match inner {
            None if left_out || merged.object.properties.is_empty() => {
                self.lost(&Unresolved::at(&merged, step), pointer, "request");
                return None;
            }
            None => {}
            Some(part) => around.part = part,
        }
        let [mut before, after] = members;
        if !around.before.is_empty() {
            before.push(around.before);
        }
        around.before = format!("{{{}", before.join(","));
        for member in after {
            around.after.push(',');
            around.after.push_str(&member);
        }
        around.after.push('}');
        Some(around)
    }

    /// Returns the only value that a property can have, as JSON.
    fn constant(&self, nodes: &[Node<'a>], required: bool) -> Option<Value> {
        let merged = Merged::of(self.schemas.reader, nodes)?;
        match (merged.value.constant, merged.value.values.as_slice()) {
            (Some(constant), _) => Some(merged.json(constant)),
            (None, [only]) if required => Some(merged.json(*only)),
            _ => None,
        }
    }

    /// Returns the envelope of an operation's response.
    pub(crate) fn response_envelope(
        &mut self,
        view: &view::Operation<'a>,
        envelope: &Envelope,
    ) -> Option<ResponseEnvelope> {
        let contents = success_schemas(view);
        if contents.is_empty() {
            self.without_json(view.node, "a success response");
            return None;
        }
        let mut error_format = ErrorFormat::default();
        for &schema in &contents {
            for (position, pointer) in envelope.success.iter().enumerate() {
                let option = self.option(&["success", &position.to_string()]);
                self.follow_if_there(schema, pointer, option);
            }
            for (position, pointer) in envelope.errors.iter().enumerate() {
                let option = self.option(&["errors", &position.to_string()]);
                if let Some(nodes) = self.follow_if_there(schema, pointer, option) {
                    self.find_format(&nodes, pointer, envelope, &mut error_format);
                }
            }
        }
        Some(ResponseEnvelope {
            payload: envelope.payload.clone().unwrap_or_default(),
            errors: envelope.errors.clone(),
            success: envelope.success.clone(),
            error_format,
        })
    }

    /// Determines where an error has its code and message.
    fn find_format(
        &mut self,
        nodes: &[Node<'a>],
        pointer: &str,
        envelope: &Envelope,
        format: &mut ErrorFormat,
    ) {
        let merged = self.object(nodes.to_vec());
        let is_list =
            merged.is_some_and(|merged| merged.value.types.array || !merged.array.items.is_empty());
        let item = if is_list { "/0" } else { "" };
        let lists = [
            ("code", &envelope.code, CODES, &mut format.code),
            ("message", &envelope.message, MESSAGES, &mut format.message),
        ];
        for (member, said, usual, found) in lists {
            let usual = usual.iter().copied().filter(|_| said.is_empty());
            let all = said.iter().map(String::as_str).chain(usual);
            for (position, relative) in all.enumerate() {
                let steps = steps(&format!("{item}{relative}"));
                let led = self.follow(nodes.to_vec(), &steps);
                if !said.is_empty() {
                    let option = self.option(&[member, &position.to_string()]);
                    self.note(relative, option, led.as_ref().err().map(|lost| lost.node));
                }
                let whole = format!("{pointer}{item}{relative}");
                if led.is_ok() && !found.contains(&whole) {
                    found.push(whole);
                }
            }
        }
    }

    /// Lowers the payload of a successful response.
    pub(crate) fn enveloped_content(
        &mut self,
        media: &view::MediaType<'a>,
        schema: Node<'a>,
        pointer: &str,
        candidate: &NameCandidate,
    ) -> Content {
        let shape = match self.follow(vec![schema], &steps(pointer)) {
            Ok(nodes) => self.part(&nodes, candidate, Direction::Response),
            Err(lost) => {
                self.lost(&lost, pointer, "payload");
                Shape::Any
            }
        };
        Content {
            media_type: media_type::sent_as(media.name, Encoding::Json),
            encoding: Encoding::Json,
            shape,
            styles: Vec::new(),
            other_media_type: None,
        }
    }

    /// Returns the errors in successful responses. They also apply to every status for which nothing else is
    /// declared: an API reports errors in one format, whatever the status.
    pub(crate) fn enveloped_errors(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
        envelope: &Envelope,
    ) -> Vec<ErrorResponse> {
        let mut statuses = vec![Status::Default];
        if view
            .responses
            .iter()
            .any(|response| response.status == Status::Default)
        {
            statuses = successes(&view.responses)
                .map(|response| response.status)
                .collect();
        }
        let mut errors = Vec::new();
        for schema in success_schemas(view) {
            for pointer in &envelope.errors {
                let Ok(nodes) = self.follow(vec![schema], &steps(pointer)) else {
                    continue;
                };
                let body = self.error_body(&nodes, base, pointer);
                for &status in &statuses {
                    let body = Some(body);
                    let error = ErrorResponse { status, body };
                    if !errors.contains(&error) {
                        errors.push(error);
                    }
                }
            }
        }
        errors
    }

    fn error_body(&mut self, nodes: &[Node<'a>], base: &str, pointer: &str) -> usize {
        let steps = steps(pointer);
        let step = steps.iter().rfind(|step| *step != "*");
        let name = format!(
            "Response{}",
            words::type_name(step.map_or("error", String::as_str))
        );
        let place = NameCandidate::root(name.as_str()).with_fallback(format!("{base}{name}"));
        let shape = match self.part(nodes, &place, Direction::Response) {
            // Null is not an error.
            Shape::Nullable(shape) => *shape,
            shape => shape,
        };
        let content = Content {
            media_type: "application/json".to_owned(),
            encoding: Encoding::Json,
            shape,
            styles: Vec::new(),
            other_media_type: None,
        };
        let pointer = pointer.to_owned();
        self.error_bodies.insert_full(Body { pointer, content }).0
    }

    /// Resolves a pointer that need not exist in every operation.
    fn follow_if_there(
        &mut self,
        schema: Node<'a>,
        pointer: &str,
        option: diagnostic::Location,
    ) -> Option<Vec<Node<'a>>> {
        let led = self.follow(vec![schema], &steps(pointer));
        self.note(pointer, option, led.as_ref().err().map(|lost| lost.node));
        led.ok()
    }

    /// Records whether a pointer was resolved, or where it failed.
    fn note(&mut self, pointer: &str, option: diagnostic::Location, lost: Option<Node<'a>>) {
        match lost {
            None => {
                self.followed.led.insert(pointer.to_owned());
            }
            Some(node) => {
                let asked = self.followed.asked.entry(pointer.to_owned());
                asked.or_insert_with(|| (node.location(), option));
            }
        }
    }

    /// Reports pointers that were not resolved in any operation.
    pub(crate) fn check_envelopes(&self) {
        for (pointer, (place, option)) in &self.followed.asked {
            if !self.followed.led.contains(pointer) {
                let message = format!(
                    "`{pointer}` of the option `envelope` does not resolve in any operation, beginning here"
                );
                self.diagnostics.push(
                    Diagnostic::error(codes::ENVELOPE_POINTER, place.clone(), message)
                        .related(option.clone(), POINTER),
                );
            }
        }
    }

    /// Returns the location of an option of the current operation's envelope.
    fn option(&self, steps: &[&str]) -> diagnostic::Location {
        let config = self.options.config;
        diagnostic::Location::option(&[&config.envelope_option(self.current), steps].concat())
    }

    fn lost(&self, lost: &Unresolved<'a>, pointer: &str, member: &str) {
        let place = self.schemas.behind_references(lost.node).location();
        if self.schemas.reader.is_exhausted() {
            let limit = self.schemas.reader.step_limit();
            let message = format!(
                "the schemas of the document take too much work; `{pointer}` of the option `envelope` is not followed"
            );
            self.diagnostics.push(
                Diagnostic::error(codes::TOO_MANY_STEPS, place, message)
                    .related(self.option(&[member]), POINTER)
                    .help(format!(
                        "at most {limit} steps are taken for this document (limit `steps`); look for a schema with very \
                         many properties that many operations refer to"
                    )),
            );
            return;
        }
        let message = format!(
            "`{pointer}` of the option `envelope` does not resolve: there is no `{}` here",
            lost.step
        );
        let help = match self
            .diagnostics
            .nearest(&lost.step, lost.known.iter().copied())
        {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None if lost.known.is_empty() => "the schema names no properties".to_owned(),
            None => format!("the properties are: {}", lost.shown()),
        };
        self.diagnostics.push(
            Diagnostic::error(codes::ENVELOPE_POINTER, place, message)
                .related(self.option(&[member]), POINTER)
                .help(help),
        );
    }

    fn not_constant(&self, node: Node<'a>, name: &str, pointer: &str) {
        let message = format!(
            "`{name}` is required next to `{pointer}`, the only value that callers pass with the option `envelope`"
        );
        self.diagnostics.push(
            Diagnostic::error(codes::ENVELOPE_NOT_CONSTANT, node.location(), message)
                .related(self.option(&["request"]), POINTER)
                .help("give it a `const`, or use a pointer to a value that contains both"),
        );
    }

    fn without_json(&self, node: Node<'a>, what: &str) {
        let message = format!("{what} has no JSON body with a schema for the envelope");
        let config = self.options.config;
        let option = diagnostic::Location::option_key(&config.envelope_option(self.current));
        self.diagnostics.push(
            Diagnostic::error(codes::ENVELOPE_WITHOUT_JSON, node.location(), message)
                .related(option, "the option")
                .help("describe it, or give the operation `envelope: none`"),
        );
    }
}

/// Returns the preferred media type and its schema, if it is JSON.
fn json<'m, 'a>(
    contents: &'m [view::MediaType<'a>],
) -> Option<(&'m view::MediaType<'a>, Node<'a>)> {
    let (media, encoding) = media_type::preferred(contents)?;
    (encoding == Encoding::Json)
        .then_some(media)
        .and_then(|media| Some((media, media.schema?)))
}

/// Returns the schemas of all successful JSON responses.
fn success_schemas<'a>(view: &view::Operation<'a>) -> Vec<Node<'a>> {
    let contents = successes(&view.responses).filter_map(|response| json(&response.contents));
    contents.map(|(_, schema)| schema).collect()
}
