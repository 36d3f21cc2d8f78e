//! Error bodies: which of them are equal, and where they have a code and a message.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Operations, media_type, successes};
use crate::config::Envelope;
use crate::ir::{
    Content, Encoding, ErrorBody, ErrorFormat, ErrorResponse, Operation, Primitive, Shape, Status,
    Struct, Type, TypeKind,
};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::NameScope;
use crate::openapi::operation as view;

/// Properties that have a short code, best first.
const CODES: &[&str] = &[
    "code",
    "error_code",
    "errorCode",
    "type",
    "status",
    "name",
    "reason",
];
/// Properties that have a message, best first.
const MESSAGES: &[&str] = &[
    "message",
    "error_message",
    "errorMessage",
    "error_description",
    "detail",
    "details",
    "description",
    "title",
    "reason",
    "msg",
];
/// Properties that have the error itself.
const WRAPPERS: &[&str] = &["error", "errors", "fault", "meta"];

/// An error body that has no name yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Body {
    /// The JSON pointer of the body in the response; empty if it is the whole response.
    pub pointer: String,
    /// The content of the body.
    pub content: Content,
}

impl<'a> Operations<'a, '_> {
    pub(super) fn errors(
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
                // The body of an error is read as a whole.
                let encoding = match preferred.1 {
                    Encoding::Stream => Encoding::Binary,
                    encoding => encoding,
                };
                let body = (preferred.0, encoding);
                let content = self.received(&response.contents, body, &place);
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

    /// Returns the media types of error bodies, each once. Bodies that are read the same way are merged
    /// later.
    pub(super) fn media_types_of(&self, errors: &[ErrorResponse]) -> Vec<String> {
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

/// Merges error bodies that became equal because their types are shared, and updates the operations.
pub(crate) fn unite(bodies: &mut Vec<Body>, lowered: &mut [Vec<Operation>]) {
    let mut distinct: Vec<Body> = Vec::new();
    let mut moved: Vec<usize> = Vec::with_capacity(bodies.len());
    let mut places: HashMap<Body, usize> = HashMap::new();
    for body in bodies.drain(..) {
        // The media type does not change how a body is read: `application/problem+json` is JSON.
        let mut alike = body.clone();
        alike.content.media_type.clear();
        alike.content.other_media_type = None;
        let at = *places.entry(alike).or_insert_with(|| {
            distinct.push(body);
            distinct.len() - 1
        });
        moved.push(at);
    }
    *bodies = distinct;
    for operation in lowered.iter_mut().flatten() {
        for error in &mut operation.errors {
            error.body = error.body.and_then(|body| moved.get(body).copied());
        }
    }
}

/// Returns the most frequent value; the first if there are several.
pub(crate) fn most_common<'v, T: Clone + Default + Eq + Hash + 'v>(
    values: impl Iterator<Item = &'v T>,
) -> T {
    let mut counts: HashMap<&T, (usize, usize)> = HashMap::new();
    for (index, value) in values.enumerate() {
        counts.entry(value).or_insert((0, index)).0 += 1;
    }
    let best = counts
        .into_iter()
        .max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first)));
    best.map(|(value, _)| value.clone()).unwrap_or_default()
}

/// Returns where the error bodies of an API have their code and message.
pub(crate) fn format(bodies: &[Body], types: &[Type]) -> ErrorFormat {
    let mut format = ErrorFormat::default();
    for body in bodies
        .iter()
        .filter(|body| body.content.encoding == Encoding::Json && body.pointer.is_empty())
    {
        collect(&body.content.shape, types, "", 0, &mut format);
    }
    format
}

fn collect(shape: &Shape, types: &[Type], prefix: &str, depth: usize, format: &mut ErrorFormat) {
    if depth > 3 {
        return;
    }
    match shape {
        Shape::Boxed(inner) | Shape::Nullable(inner) => {
            collect(inner, types, prefix, depth, format);
        }
        Shape::List(inner) => collect(inner, types, &format!("{prefix}/0"), depth + 1, format),
        Shape::Named(id) => match types.get(id.index()).map(|ty| &ty.kind) {
            Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => {
                collect(inner, types, prefix, depth + 1, format);
            }
            Some(TypeKind::Struct(found)) => members(found, types, prefix, depth, format),
            Some(TypeKind::Union(union)) => {
                for variant in &union.variants {
                    collect(&variant.shape, types, prefix, depth + 1, format);
                }
            }
            _ => {}
        },
        _ => {}
    }
}

fn members(found: &Struct, types: &[Type], prefix: &str, depth: usize, format: &mut ErrorFormat) {
    // The content of `error` is more specific than the properties next to it.
    for wrapper in WRAPPERS {
        if let Some(field) = found
            .fields
            .iter()
            .find(|field| field.wire_name == *wrapper)
        {
            collect(
                &field.shape,
                types,
                &format!("{prefix}/{wrapper}"),
                depth + 1,
                format,
            );
        }
    }
    let text = |name: &str| {
        found.fields.iter().any(|field| {
            field.wire_name == name
                && match &field.shape {
                    Shape::Primitive(_) => true,
                    Shape::Named(id) => matches!(
                        types.get(id.index()).map(|ty| &ty.kind),
                        Some(TypeKind::Enum(_) | TypeKind::Constant(_) | TypeKind::Alias(_))
                    ),
                    _ => false,
                }
        })
    };
    let add = |names: &[&str], list: &mut Vec<String>| {
        for name in names.iter().filter(|name| text(name)) {
            let pointer = format!("{prefix}/{name}");
            if !list.contains(&pointer) {
                list.push(pointer);
            }
        }
    };
    add(CODES, &mut format.code);
    add(MESSAGES, &mut format.message);
    let plain = found.fields.iter().any(|field| {
        field.wire_name == "error" && matches!(field.shape, Shape::Primitive(Primitive::String))
    });
    if plain && !format.message.contains(&format!("{prefix}/error")) {
        format.message.push(format!("{prefix}/error"));
    }
}
