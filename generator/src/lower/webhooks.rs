//! What an API sends on its own: one event type over all of it.

use std::collections::HashSet;

use foldhash::HashMap;
use serde_json::Value;

use super::merge::Merged;
use super::names::{Scope, UNKNOWN, described};
use super::operations::text;
use super::place::Place;
use super::schemas::{Draft, Schemas, View};
use super::tagging::is_tag;
use super::{content, enums, likeness, variants, words};
use crate::diagnostic::Diagnostic;
use crate::ir::{
    Direction, Docs, Encoding, Home, Shape, Tagging, Type, TypeId, TypeKind, Union, Variant,
    Webhook, Webhooks,
};
use crate::load::Node;
use crate::openapi::operation::Operation;

/// The properties by which events are told apart when several would do, best first.
const PREFERRED: &[&str] = &["type", "event", "event_type", "eventType", "action", "name"];

/// How deep in a payload the property may be that tells events apart.
const DEPTH: usize = 3;

/// How many properties of a payload are searched for it.
const SEARCHED: usize = 500;

/// An event, and what is sent.
struct Payload<'a> {
    webhook: Webhook,
    schema: Option<Node<'a>>,
    /// The name of a variant that stands for this event alone.
    name: String,
    node: Node<'a>,
}

/// How events are told apart: the property, and its value for each event.
struct Tags {
    tagging: Tagging,
    values: Vec<Value>,
}

/// Lowers webhooks; none if the document has none that send a body.
pub(super) fn webhooks<'a>(
    schemas: &mut Schemas<'a, '_>,
    views: &[Operation<'a>],
) -> Option<Webhooks> {
    let mut names = Scope::reserving([UNKNOWN]);
    let mut payloads = payloads(schemas, views, &mut names);
    let first = payloads.first()?.webhook.origin;
    let (tagging, variants) = match tags(schemas, &payloads) {
        Some(tags) => {
            let variants = tagged(&mut payloads, tags.values);
            (tags.tagging, variants)
        }
        None => (
            Tagging::Untagged,
            untagged(schemas, &mut payloads, &mut names),
        ),
    };
    let ty = Type {
        name: String::new(),
        wire_name: None,
        origin: first,
        docs: Docs {
            summary: Some("An event that the API sends to a webhook.".to_owned()),
            ..Docs::default()
        },
        deprecated: false,
        direction: Direction::default(),
        updates: false,
        home: Home::Webhooks,
        exact: false,
        derives: Vec::new(),
        own: None,
        kind: TypeKind::Union(Union {
            tagging,
            variants,
            unknown: UNKNOWN.to_owned(),
        }),
    };
    let event = schemas.push(Draft {
        ty,
        place: Place::root("WebhookPayload"),
        component: false,
        owned: true,
    });
    let events = payloads.into_iter().map(|payload| payload.webhook);
    Some(Webhooks {
        event,
        events: events.collect(),
    })
}

/// The events that have a JSON payload.
fn payloads<'a>(
    schemas: &mut Schemas<'a, '_>,
    views: &[Operation<'a>],
    names: &mut Scope,
) -> Vec<Payload<'a>> {
    let mut found = Vec::with_capacity(views.len());
    for view in views {
        let media = view
            .request_body
            .as_ref()
            .and_then(|body| content::preferred(&body.contents));
        let Some((media, Encoding::Json)) = media else {
            schemas.diagnostics.push(
                Diagnostic::warning(
                    "webhook-without-body",
                    view.node.place(),
                    format!("the webhook `{}` sends no JSON", view.path),
                )
                .help("give it a `requestBody` with `application/json`, or expect no event for it"),
            );
            continue;
        };
        let name = described(words::variant_name(view.path), "Event");
        let name = names.claim(&name);
        found.push((view, name, media.schema));
    }
    // What is written alike is one type, which belongs to no event alone.
    let mut written: HashMap<String, Vec<usize>> = HashMap::default();
    for (index, (_, _, schema)) in found.iter().enumerate() {
        if let Some(schema) = schema.filter(|schema| schema.get("$ref").is_none()) {
            let text = schema.to_json().to_string();
            written.entry(text).or_default().push(index);
        }
    }
    let mut first_of: Vec<usize> = (0..found.len()).collect();
    for alike in written.values().filter(|alike| alike.len() > 1) {
        for index in alike {
            if let (Some(slot), Some(first)) = (first_of.get_mut(*index), alike.first()) {
                *slot = *first;
            }
        }
    }
    let mut payloads: Vec<Payload<'a>> = Vec::with_capacity(found.len());
    for (index, (view, name, schema)) in found.iter().enumerate() {
        let first = first_of.get(index).copied().unwrap_or(index);
        let is_shared = first_of.iter().filter(|other| **other == first).count() > 1;
        let shape = match (schema, payloads.get(first)) {
            (None, _) => Shape::Any,
            (Some(_), Some(first)) => first.webhook.shape.clone(),
            (Some(schema), None) => {
                let place = if is_shared {
                    let alike = found.iter().zip(&first_of).filter(|(_, of)| **of == first);
                    common_name(alike.map(|((view, _, _), _)| view.path))
                } else {
                    format!("{name}Event")
                };
                let used = schemas.schema(*schema, &Place::root(place), View::Response);
                used.nested()
            }
        };
        let docs = Docs {
            summary: text(view.summary),
            description: text(view.description),
            notes: Vec::new(),
            external: view.external_docs.map(str::to_owned),
        };
        payloads.push(Payload {
            webhook: Webhook {
                name: view.path.to_owned(),
                shape,
                variant: index,
                docs,
                origin: view.node.origin(),
            },
            schema: *schema,
            name: name.clone(),
            node: view.node,
        });
    }
    payloads
}

/// A name for the type of several events: the words that their names begin with.
fn common_name<'n>(mut names: impl Iterator<Item = &'n str>) -> String {
    let mut common = names.next().map(words::words).unwrap_or_default();
    for name in names {
        let other = words::words(name);
        let same = common.iter().zip(&other);
        let same = same.take_while(|(left, right)| left == right).count();
        common.truncate(same);
    }
    common.push("event".to_owned());
    if common.len() == 1 {
        common.insert(0, "webhook".to_owned());
    }
    words::identifier(&words::pascal(&common), "Webhook")
}

/// One variant for each event.
fn tagged(payloads: &mut [Payload<'_>], tags: Vec<Value>) -> Vec<Variant> {
    payloads
        .iter()
        .zip(tags)
        .map(|(payload, tag)| Variant {
            name: payload.name.clone(),
            shape: payload.webhook.shape.clone(),
            tags: vec![tag],
            writes_tag: false,
            docs: payload.webhook.docs.clone(),
        })
        .collect()
}

/// How many events the docs of a variant name that may be any of them.
const LISTED: usize = 50;

/// The variants of events that no property tells apart, the most specific first. Of those that look alike none has
/// the name of an event: it may be the other.
fn untagged(
    schemas: &mut Schemas<'_, '_>,
    payloads: &mut [Payload<'_>],
    names: &mut Scope,
) -> Vec<Variant> {
    let groups = alike(schemas, payloads);
    let mut variants: Vec<(Variant, Vec<usize>)> = Vec::new();
    for group in &groups {
        let members = || group.iter().filter_map(|index| payloads.get(*index));
        if let ([only], Some(payload)) = (group.as_slice(), members().next()) {
            let variant = Variant {
                name: payload.name.clone(),
                shape: payload.webhook.shape.clone(),
                tags: Vec::new(),
                writes_tag: false,
                docs: payload.webhook.docs.clone(),
            };
            variants.push((variant, vec![*only]));
            continue;
        }
        report_alike(schemas, members());
        let mut shapes: Vec<(Shape, Vec<usize>)> = Vec::new();
        for index in group {
            let Some(shape) = payloads.get(*index).map(|payload| &payload.webhook.shape) else {
                continue;
            };
            match shapes.iter_mut().find(|(known, _)| known == shape) {
                Some((_, events)) => events.push(*index),
                None => shapes.push((shape.clone(), vec![*index])),
            }
        }
        for (shape, events) in shapes {
            let called: Vec<String> = members()
                .take(LISTED)
                .map(|payload| format!("`{}`", payload.webhook.name))
                .collect();
            let more = match group.len().saturating_sub(LISTED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let variant = Variant {
                name: names.claim(&common_type(schemas, &shape, events.len())),
                shape,
                tags: Vec::new(),
                writes_tag: false,
                docs: Docs {
                    summary: Some(format!("One of the events {}{more}.", called.join(", "))),
                    ..Docs::default()
                },
            };
            variants.push((variant, events));
        }
    }
    variants.sort_by_key(|(variant, _)| variants::rank(&schemas.drafts, &variant.shape));
    for (at, (_, events)) in variants.iter().enumerate() {
        for event in events {
            if let Some(payload) = payloads.get_mut(*event) {
                payload.webhook.variant = at;
            }
        }
    }
    variants.into_iter().map(|(variant, _)| variant).collect()
}

/// The name of the type that events have in common. A type that one event alone has is named after it.
fn common_type(schemas: &Schemas<'_, '_>, shape: &Shape, events: usize) -> String {
    let draft = match shape {
        Shape::Named(id) if events > 1 => schemas.drafts.get(id.0 as usize),
        _ => None,
    };
    draft.map_or_else(
        || schemas.shape_name(shape),
        |draft| draft.place.name.clone(),
    )
}

/// Says that nothing tells events apart.
fn report_alike<'p, 'a: 'p>(
    schemas: &Schemas<'_, '_>,
    mut payloads: impl Iterator<Item = &'p Payload<'a>>,
) {
    let Some(first) = payloads.next() else {
        return;
    };
    let names: Vec<String> = std::iter::once(first)
        .chain(payloads)
        .map(|payload| format!("`{}`", payload.webhook.name))
        .collect();
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = match names.len().saturating_sub(5) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    schemas.diagnostics.push(
        Diagnostic::warning(
            "webhooks-alike",
            first.node.place(),
            format!("nothing in their payloads tells the webhooks {shown}{more} apart"),
        )
        .help(
            "give each payload a required property with a constant of its own, such as `type: {const: …}`; until \
             then the variant that they have in common is not named after an event",
        ),
    );
}

/// The events in groups, each of which may be any of its group. Those that are alone in theirs are told apart by what
/// they require.
fn alike(schemas: &Schemas<'_, '_>, payloads: &[Payload<'_>]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..payloads.len()).collect();
    for (index, payload) in payloads.iter().enumerate() {
        for (other, before) in payloads.iter().enumerate().take(index) {
            let (Some(&left), Some(&right)) = (group.get(index), group.get(other)) else {
                continue;
            };
            let (shape, known) = (&payload.webhook.shape, &before.webhook.shape);
            if left != right && !likeness::differ(&schemas.drafts, shape, known, DEPTH) {
                let (from, to) = (left.max(right), left.min(right));
                group
                    .iter_mut()
                    .filter(|of| **of == from)
                    .for_each(|of| *of = to);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); payloads.len()];
    for (index, of) in group.into_iter().enumerate() {
        if let Some(group) = groups.get_mut(of) {
            group.push(index);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The property that tells events apart, and its value for each: a constant of its own, or a value that names the
/// event, wherever it is.
fn tags(schemas: &Schemas<'_, '_>, payloads: &[Payload<'_>]) -> Option<Tags> {
    by_constants(schemas, payloads).or_else(|| by_names(schemas, payloads))
}

/// The property that each payload requires and fixes to another value.
fn by_constants(schemas: &Schemas<'_, '_>, payloads: &[Payload<'_>]) -> Option<Tags> {
    let constants: Vec<Vec<(String, Value)>> = payloads
        .iter()
        .map(|payload| constants(schemas, &payload.webhook.shape))
        .collect();
    let first = constants.first()?;
    let mut candidates: Vec<&String> = first.iter().map(|(name, _)| name).collect();
    candidates.sort_by_key(|name| preference(name));
    candidates.into_iter().find_map(|property| {
        let values = constants.iter().map(|all| {
            let found = all.iter().find(|(name, _)| name == property);
            found.map(|(_, value)| value.clone())
        });
        let values = values.collect::<Option<Vec<Value>>>()?;
        is_distinct(&values).then(|| Tags {
            tagging: Tagging::Property {
                wire_name: property.clone(),
            },
            values,
        })
    })
}

fn preference(name: &str) -> usize {
    let mut preferred = PREFERRED.iter();
    preferred
        .position(|preferred| *preferred == name)
        .unwrap_or(PREFERRED.len())
}

fn is_distinct(values: &[Value]) -> bool {
    let texts: HashSet<String> = values.iter().map(ToString::to_string).collect();
    texts.len() == values.len()
}

/// The properties of a type that can have but one value.
fn constants(schemas: &Schemas<'_, '_>, shape: &Shape) -> Vec<(String, Value)> {
    let Shape::Named(TypeId(id)) = schemas.resolved(shape) else {
        return Vec::new();
    };
    match schemas.drafts.get(*id as usize).map(|draft| &draft.ty.kind) {
        Some(TypeKind::Struct(found)) => found
            .fields
            .iter()
            .filter(|field| field.required)
            .filter_map(|field| Some((field.wire_name.clone(), field.preset.clone()?)))
            .filter(|(_, value)| is_tag(value))
            .collect(),
        _ => Vec::new(),
    }
}

/// The property, at any depth, of which a value names the event in each payload: among those that are listed, or the
/// example.
fn by_names(schemas: &Schemas<'_, '_>, payloads: &[Payload<'_>]) -> Option<Tags> {
    let first = payloads.first()?;
    let mut candidates = Vec::new();
    let mut waiting: Vec<(Vec<&str>, Vec<Node<'_>>)> =
        vec![(Vec::new(), first.schema.into_iter().collect())];
    let mut searched = 0;
    while !waiting.is_empty() && searched < SEARCHED {
        let mut next = Vec::new();
        for (path, nodes) in waiting {
            let Some(merged) = Merged::of(schemas.reader, &nodes) else {
                continue;
            };
            if naming(&merged, &first.webhook.name).is_some() {
                candidates.push(path.clone());
            }
            if path.len() < DEPTH {
                searched += merged.properties.len();
                next.extend(merged.properties.into_iter().map(|(name, property)| {
                    let path = path.iter().copied().chain([name]).collect();
                    (path, property.nodes)
                }));
            }
        }
        waiting = next;
    }
    candidates.sort_by_key(|path| {
        let last = path.last().copied().unwrap_or_default();
        (path.len(), preference(last))
    });
    candidates.into_iter().find_map(|path| {
        let values = payloads.iter().map(|payload| {
            let mut nodes: Vec<Node<'_>> = payload.schema.into_iter().collect();
            for step in &path {
                let mut merged = Merged::of(schemas.reader, &nodes)?;
                nodes = merged.properties.swap_remove(*step)?.nodes;
            }
            naming(&Merged::of(schemas.reader, &nodes)?, &payload.webhook.name)
        });
        let values = values.collect::<Option<Vec<Value>>>()?;
        is_distinct(&values).then(|| Tags {
            tagging: match path.as_slice() {
                [only] => Tagging::Property {
                    wire_name: (*only).to_owned(),
                },
                path => Tagging::Pointer {
                    pointer: pointer(path),
                },
            },
            values,
        })
    })
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &[&str]) -> String {
    path.iter().fold(String::new(), |pointer, step| {
        pointer + "/" + &step.replace('~', "~0").replace('/', "~1")
    })
}

/// The value of a schema that names an event: one that is listed, or the example where none is.
fn naming(merged: &Merged<'_>, event: &str) -> Option<Value> {
    let names = words::words(event);
    let is_name = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| words::words(text) == names)
    };
    if let Some(constant) = merged.constant {
        return Some(constant.to_json()).filter(is_name);
    }
    if !merged.values.is_empty() {
        let mut listed = enums::listed(merged).into_iter().map(|item| item.value);
        return listed.find(is_name);
    }
    let examples = merged.first.examples.iter().chain(&merged.first.default);
    examples.map(|node| node.to_json()).find(is_name)
}
