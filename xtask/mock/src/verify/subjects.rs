//! Determines what to verify: the schemas of a document that have a type.

use std::collections::HashMap;

use serde_json::Value;

use super::merged::Merged;
use super::table::{Content, Kind, Operation, Table, Type};
use crate::document::structure;
use crate::document::{Document, Place};
use crate::request::media;
use crate::request::operation::Operations;
use crate::schemas::convert::{Direction, have_directions};

/// A schema and its type.
#[derive(Clone)]
pub(super) struct Subject<'d> {
    pub(super) schema: Place<'d>,
    pub(super) direction: Direction,
    /// True if the type is built for requests. A type of both directions is verified in one of them.
    pub(super) is_sent: bool,
    pub(super) entry: usize,
    /// Name in reports.
    pub(super) name: String,
    /// The named type of the schema.
    pub(super) ty: Option<&'d Type>,
    /// True if null is verified where the type is used: a named type is the same with and without null.
    pub(super) without_null: bool,
    /// Examples adjacent to the schema.
    pub(super) examples: Vec<&'d Value>,
}

/// Returns all schemas with a type. Named types are first, so that their failures are reported there.
pub(super) fn subjects<'d>(document: &'d Document, table: &'d Table) -> Vec<Subject<'d>> {
    let mut found = Found {
        document,
        has_directions: have_directions(document),
        merged: Merged::of(document),
        types: HashMap::new(),
        subjects: Vec::new(),
        known: HashMap::new(),
    };
    for ty in &table.types {
        let types = found.types.entry(ty.pointer.as_str()).or_default();
        types.push(ty);
    }
    for ty in table.types.iter().filter(|ty| ty.kind != Kind::Call) {
        found.ty(ty);
    }
    let operations: HashMap<&str, &Operation> = table
        .operations
        .iter()
        .map(|operation| (operation.pointer.as_str(), operation))
        .collect();
    for operation in Operations::of(document).all {
        let Some(place) = operation.place(document) else {
            continue;
        };
        let pointer = document.pointer(&place);
        if let Some(typed) = operations.get(pointer.as_str()) {
            let name = format!("{} {}", operation.method, operation.template);
            found.operation(&name, &place, typed);
        }
    }
    for webhook in &table.webhooks {
        if let Some(place) = document.located(&webhook.pointer) {
            let (bodies, name) = (found.body(&place), format!("webhook {}", webhook.pointer));
            let json = bodies.into_iter().find(|(name, _)| media::is_json(name));
            if let Some((_, body)) = json {
                found.media_type(&name, &body, Direction::Response, webhook.entry);
            }
        }
    }
    found.subjects
}

struct Found<'d> {
    document: &'d Document,
    has_directions: bool,
    merged: Merged,
    /// Named types by location.
    types: HashMap<&'d str, Vec<&'d Type>>,
    subjects: Vec<Subject<'d>>,
    /// Subjects by schema, direction and entry.
    known: HashMap<(*const Value, Direction, usize), usize>,
}

impl<'d> Found<'d> {
    fn ty(&mut self, ty: &'d Type) {
        let Some(schema) = self.document.located(&ty.pointer) else {
            return;
        };
        if !structure::is_schema(&schema) || self.is_of_context(ty, &schema) {
            return;
        }
        let both = ty.request && ty.response && !self.has_directions;
        let is_unused = !ty.request && !ty.response;
        // A component that is only sent has an unused type for responses, too.
        let of_place = self.types.get(ty.pointer.as_str());
        let is_sent = of_place.is_some_and(|types| types.iter().any(|other| other.request));
        let of_unused = if is_sent {
            Direction::Response
        } else {
            Direction::Neither
        };
        for (travels, direction) in [
            (ty.request && !both, Direction::Request),
            (ty.response, Direction::Response),
            (is_unused, of_unused),
        ] {
            if travels {
                self.add(Subject {
                    schema: schema.clone(),
                    direction,
                    is_sent: both || direction == Direction::Request,
                    entry: ty.entry,
                    name: ty.name.clone(),
                    ty: Some(ty),
                    without_null: true,
                    examples: Vec::new(),
                });
            }
        }
    }

    /// Returns true if a type expresses more than the schema at its location. If a component has several types, those
    /// of the component alone have its name.
    fn is_of_context(&self, ty: &Type, schema: &Place<'d>) -> bool {
        let is_unused = |ty: &Type| !ty.request && !ty.response;
        let is_alone = |other: &&Type| {
            other.request && ty.request
                || other.response && ty.response
                || is_unused(other) && is_unused(ty)
        };
        let of_place = self.types.get(ty.pointer.as_str());
        let count = of_place.map_or(0, |types| types.iter().copied().filter(is_alone).count());
        if count < 2 && !self.merged.has(schema) {
            return false;
        }
        let (_, component) = ty.pointer.rsplit_once('/').unwrap_or_default();
        let is_component = ty.pointer == format!("#/components/schemas/{component}");
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(|letter| letter.is_alphanumeric());
            letters.flat_map(char::to_lowercase).collect()
        };
        let (component, name) = (letters(component), letters(&ty.name));
        // The type of one direction has a suffix.
        let suffix = name.strip_prefix(&component);
        !is_component || !matches!(suffix, Some("" | "request" | "response"))
    }

    fn operation(&mut self, name: &str, place: &Place<'d>, typed: &'d Operation) {
        for (media_type, body) in self.body(place) {
            let same = |content: &&Content| is_same(&content.media_type, media_type);
            if let Some(content) = typed.requests.iter().find(same) {
                let name = format!("{name} request {media_type}");
                self.media_type(&name, &body, Direction::Request, content.entry);
            }
        }
        let responses = place.member("responses");
        for (status, response) in responses.iter().flat_map(Place::members) {
            let Ok(response) = self.document.follow(response) else {
                continue;
            };
            let content = response.member("content");
            let content: Vec<(&str, Place<'d>)> = content.iter().flat_map(Place::members).collect();
            for (media_type, body) in &content {
                let is_success = |content: &&Content| {
                    is_same(&content.media_type, media_type)
                        && content.status.as_deref().map_or_else(
                            || status.starts_with('2'),
                            |of| of.eq_ignore_ascii_case(status),
                        )
                };
                let entry = typed.successes.iter().find(is_success);
                let entry = entry.map(|content| content.entry).or_else(|| {
                    error(typed, status).filter(|_| {
                        let json = content.iter().filter(|(name, _)| media::is_json(name));
                        media::is_json(media_type) && json.count() == 1
                    })
                });
                if let Some(entry) = entry {
                    let name = format!("{name} response {status} {media_type}");
                    self.media_type(&name, body, Direction::Response, entry);
                }
            }
        }
        for parameter in &typed.parameters {
            let place = self.document.located(&parameter.pointer);
            let Some(place) = place.and_then(|place| self.document.follow(place).ok()) else {
                continue;
            };
            let content = place.member("content");
            let content = content.iter().flat_map(Place::members).next();
            if content
                .as_ref()
                .is_some_and(|(name, _)| !media::is_json(name))
            {
                // The argument can be the text that the caller writes.
                continue;
            }
            let schema = place.member("schema");
            let schema = schema.or_else(|| content.and_then(|(_, body)| body.member("schema")));
            if let Some(schema) = schema {
                self.add(Subject {
                    schema,
                    direction: Direction::Request,
                    is_sent: true,
                    entry: parameter.entry,
                    name: format!(
                        "{name} parameter {}",
                        place.text("name").unwrap_or_default()
                    ),
                    ty: None,
                    without_null: true,
                    examples: examples(self.document, &place),
                });
            }
        }
    }

    /// Returns the media types of a request body.
    fn body(&self, operation: &Place<'d>) -> Vec<(&'d str, Place<'d>)> {
        let body = operation.member("requestBody");
        let body = body.and_then(|body| self.document.follow(body).ok());
        let content = body.and_then(|body| body.member("content"));
        content.iter().flat_map(Place::members).collect()
    }

    fn media_type(&mut self, name: &str, body: &Place<'d>, direction: Direction, entry: usize) {
        if let Some(schema) = body.member("schema") {
            self.add(Subject {
                schema,
                direction,
                is_sent: direction == Direction::Request,
                entry,
                name: name.to_owned(),
                ty: None,
                without_null: false,
                examples: examples(self.document, body),
            });
        }
    }

    fn add(&mut self, mut subject: Subject<'d>) {
        // A schema with only a reference is the same as its target.
        while subject
            .schema
            .value
            .as_object()
            .is_some_and(|keywords| keywords.len() == 1)
            && let Some(reference) = subject.schema.text("$ref")
            && let Ok(target) = self.document.target(subject.schema.file, reference)
            && !target.is(&subject.schema)
        {
            subject.schema = target;
        }
        let key = (
            std::ptr::from_ref(subject.schema.value),
            subject.direction,
            subject.entry,
        );
        let known = self
            .known
            .get(&key)
            .and_then(|at| self.subjects.get_mut(*at));
        if let Some(known) = known {
            known.examples.append(&mut subject.examples);
        } else {
            self.known.insert(key, self.subjects.len());
            self.subjects.push(subject);
        }
    }
}

/// Returns the entry of the only body that an operation has for an error status.
fn error(typed: &Operation, status: &str) -> Option<usize> {
    let mut of_status = typed.errors.iter().filter(|content| {
        content
            .status
            .as_deref()
            .is_some_and(|of| of.eq_ignore_ascii_case(status))
    });
    let first = of_status.next()?;
    of_status.next().is_none().then_some(first.entry)
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

/// Returns the values of `example` and `examples` of a media type or a parameter.
fn examples<'d>(document: &'d Document, place: &Place<'d>) -> Vec<&'d Value> {
    let named = place.member("examples");
    let named = named.iter().flat_map(Place::members);
    let named = named.filter_map(|(_, example)| {
        let example = document.follow(example).ok()?;
        Some(example.member("value")?.value)
    });
    place
        .member("example")
        .map(|example| example.value)
        .into_iter()
        .chain(named)
        .collect()
}
