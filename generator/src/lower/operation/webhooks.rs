//! Lowers webhooks to one event type over all of them.

use std::borrow::Cow;

use foldhash::HashMap;
use serde_json::Value;

use super::media_type;
use super::text;
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{
    Directions, Docs, Encoding, Module, Shape, TagWriter, Tagging, Type, TypeKind, Union, Variant,
    Webhook, Webhooks,
};
use crate::load::Node;
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::{NameScope, UNKNOWN, described};
use crate::lower::naming::words;
use crate::lower::schema::compatibility;
use crate::lower::schema::union::variants;
use crate::lower::schema::{Direction, Draft, Schemas};
use crate::openapi::operation::Operation;

mod alike;
mod fixed_values;
mod tags;

use tags::{Tags, tags};

/// The preferred properties if several distinguish events, best first.
const PREFERRED: &[&str] = &["type", "event", "event_type", "eventType", "action", "name"];

/// The depth in payloads down to which events are compared.
const DEPTH: usize = 3;

/// An event and its payload.
struct Payload<'a> {
    webhook: Webhook,
    schema: Option<Node<'a>>,
    /// The name of a variant for this event alone.
    name: String,
    node: Node<'a>,
}

/// Returns the position of a property among the preferred ones.
fn preference(name: &str) -> usize {
    let mut preferred = PREFERRED.iter();
    preferred
        .position(|preferred| *preferred == name)
        .unwrap_or(PREFERRED.len())
}

/// Lowers webhooks; returns none if no webhook sends JSON.
pub(crate) fn webhooks<'a>(
    schemas: &mut Schemas<'a, '_>,
    views: &[Operation<'a>],
) -> Option<Webhooks> {
    let mut names = NameScope::with_reserved([UNKNOWN]);
    let mut payloads = payloads(schemas, views, &mut names);
    let first = payloads.first()?.webhook.origin;
    let (tagging, variants) = if let Some(tags) = tags(schemas, &payloads) {
        let variants = tagged(schemas, &mut payloads, &tags, &mut names);
        (tags.tagging, variants)
    } else {
        let all = (0..payloads.len()).collect();
        let variants = untagged(schemas, &payloads, all, None, &mut names);
        (Tagging::Untagged, placed(&mut payloads, variants))
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
        directions: Directions::default(),
        updates: false,
        module: Module::Webhooks,
        is_eq_hash: false,
        derives: Vec::new(),
        unshared: None,
        kind: TypeKind::Union(Union {
            tagging,
            variants,
            unknown: UNKNOWN.to_owned(),
        }),
    };
    let event = schemas.push(Draft {
        ty,
        candidate: NameCandidate::root("WebhookPayload"),
        is_component: false,
        has_own_name: true,
    });
    let events = payloads.into_iter().map(|payload| payload.webhook);
    Some(Webhooks {
        event,
        events: events.collect(),
    })
}

/// Lowers the payloads of webhooks that send JSON, and warns about the other webhooks.
fn payloads<'a>(
    schemas: &mut Schemas<'a, '_>,
    views: &[Operation<'a>],
    names: &mut NameScope,
) -> Vec<Payload<'a>> {
    let mut found = Vec::with_capacity(views.len());
    for view in views {
        let media = view
            .request_body
            .as_ref()
            .and_then(|body| media_type::preferred(&body.contents));
        let Some((media, Encoding::Json)) = media else {
            schemas.diagnostics.push(
                Diagnostic::warning(
                    codes::WEBHOOK_WITHOUT_BODY,
                    view.node.location(),
                    format!("the webhook `{}` sends no JSON", view.path),
                )
                .help("add a `requestBody` with `application/json`; without one, no event is generated"),
            );
            continue;
        };
        let name = described(words::variant_name(view.path), "Event");
        let name = names.claim(&name);
        found.push((view, name, media.schema));
    }
    // Equal schemas become one type, which belongs to no single event.
    let mut written: HashMap<String, Vec<usize>> = HashMap::default();
    for (index, (_, _, schema)) in found.iter().enumerate() {
        if let Some(schema) = schema.filter(|schema| schema.get("$ref").is_none()) {
            let text = schema.to_json().to_string();
            written.entry(text).or_default().push(index);
        }
    }
    let mut same: Vec<&[usize]> = vec![&[]; found.len()];
    for alike in written.values().filter(|alike| alike.len() > 1) {
        for index in alike {
            if let Some(slot) = same.get_mut(*index) {
                *slot = alike;
            }
        }
    }
    let mut payloads: Vec<Payload<'a>> = Vec::with_capacity(found.len());
    for (index, (view, name, schema)) in found.iter().enumerate() {
        let same = same.get(index).copied().unwrap_or_default();
        let first = same.first().copied().unwrap_or(index);
        let shape = match (schema, payloads.get(first)) {
            (None, _) => Shape::Any,
            (Some(_), Some(first)) => first.webhook.shape.clone(),
            (Some(schema), None) => {
                let place = if same.is_empty() {
                    format!("{name}Event")
                } else {
                    let same = same.iter().filter_map(|at| found.get(*at));
                    common_name(same.map(|(view, _, _)| view.path))
                };
                let used =
                    schemas.schema(*schema, &NameCandidate::root(place), Direction::Response);
                used.into_nested()
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

/// Returns the name for the type of several events: the words with which all their names begin, then `Event`.
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

/// Returns the variants of events that a property distinguishes. Events whose payloads list no value of the
/// property come last: they are tried for values that are not listed.
fn tagged<'a>(
    schemas: &Schemas<'a, '_>,
    payloads: &mut [Payload<'a>],
    tags: &Tags,
    names: &mut NameScope,
) -> Vec<Variant> {
    let mut groups: Vec<(&[Value], Vec<usize>)> = Vec::new();
    let mut others = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::default();
    for (index, values) in tags.values.iter().enumerate() {
        let Some(first) = values.first() else {
            others.push(index);
            continue;
        };
        let at = *known.entry(first.to_string()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, events)) => events.push(index),
            None => groups.push((values, vec![index])),
        }
    }
    let mut variants: Vec<(Variant, Vec<usize>)> = Vec::new();
    for (values, events) in groups {
        let members: Vec<&Payload<'_>> = events.iter().filter_map(|at| payloads.get(*at)).collect();
        let mut variant = match members.as_slice() {
            [] => continue,
            [only] => of_event(only),
            [first, ..] => {
                report_alike(schemas, members.iter().copied());
                let name = common_type(schemas, &first.webhook.shape, events.len());
                of_events(names.claim(&name), &first.webhook.shape, &members)
            }
        };
        variant.tags = values.to_vec();
        variants.push((variant, events));
    }
    variants.extend(untagged(schemas, payloads, others, Some(tags), names));
    placed(payloads, variants)
}

/// Stores the index of its variant in each event, and returns the variants.
fn placed(payloads: &mut [Payload<'_>], variants: Vec<(Variant, Vec<usize>)>) -> Vec<Variant> {
    for (at, (_, events)) in variants.iter().enumerate() {
        for event in events {
            if let Some(payload) = payloads.get_mut(*event) {
                payload.webhook.variant = at;
            }
        }
    }
    variants.into_iter().map(|(variant, _)| variant).collect()
}

/// Returns the variant of a single event.
fn of_event(payload: &Payload<'_>) -> Variant {
    Variant {
        name: payload.name.clone(),
        shape: payload.webhook.shape.clone(),
        tags: Vec::new(),
        implicit_tags: Vec::new(),
        tag_writer: TagWriter::Payload,
        docs: payload.webhook.docs.clone(),
    }
}

/// The limit of events that the docs of a variant list.
const LISTED: usize = 50;

/// The number of bytes that each name in the docs of a variant for several events keeps.
const NAMED: usize = 100;

/// Returns the beginning of the name of an event, for lists of several.
fn listed_name(name: &str) -> Cow<'_, str> {
    if name.len() <= NAMED {
        return Cow::Borrowed(name);
    }
    let mut end = NAMED;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Cow::Owned(format!("{}…", name.get(..end).unwrap_or_default()))
}

/// Returns a variant that is not named after an event, because it can be any of several.
fn of_events(name: String, shape: &Shape, events: &[&Payload<'_>]) -> Variant {
    let called: Vec<String> = events
        .iter()
        .take(LISTED)
        .map(|payload| format!("`{}`", listed_name(&payload.webhook.name)))
        .collect();
    let called = called.join(", ");
    let summary = match (events.len(), events.len().saturating_sub(LISTED)) {
        (1, _) => format!("The event {called}, or one that the document does not describe."),
        (_, 0) => format!("One of the events {called}."),
        (_, more) => format!("One of the events {called} and {more} more."),
    };
    Variant {
        name,
        shape: shape.clone(),
        tags: Vec::new(),
        implicit_tags: Vec::new(),
        tag_writer: TagWriter::Payload,
        docs: Docs {
            summary: Some(summary),
            ..Docs::default()
        },
    }
}

/// Returns the variants of events that no property distinguishes, each with its events, the most specific
/// first.
///
/// A variant for events with similar payloads is not named after an event, because it can be any of them.
/// `tags` are the tag values of all other events.
fn untagged<'a>(
    schemas: &Schemas<'a, '_>,
    payloads: &[Payload<'a>],
    indices: Vec<usize>,
    tags: Option<&Tags>,
    names: &mut NameScope,
) -> Vec<(Variant, Vec<usize>)> {
    let mut variants: Vec<(Variant, Vec<usize>)> = Vec::new();
    let comparison = alike::comparison(schemas);
    let first = indices.first().and_then(|at| payloads.get(*at));
    let groups = alike::groups(&comparison, payloads, indices);
    let are_compared = !comparison.is_exhausted();
    let tagged = tags.map(|tags| alike::Tagged::of(&comparison, payloads, tags));
    for group in groups {
        let members: Vec<&Payload<'_>> = group.iter().filter_map(|at| payloads.get(*at)).collect();
        if let [only] = members.as_slice() {
            // An event that the document does not describe is an object with another tag value.
            let is_told = |tagged: &alike::Tagged<'_>| {
                compatibility::is_never_object(&schemas.drafts, &only.webhook.shape)
                    || tagged.have_less(&comparison, only)
            };
            let tags = tags.filter(|_| !tagged.as_ref().is_some_and(is_told));
            let variant = match tags {
                None => of_event(only),
                Some(tags) => {
                    report_open(schemas, only, &tags.tagging);
                    let shape = &only.webhook.shape;
                    of_events(names.claim(&schemas.shape_name(shape)), shape, &members)
                }
            };
            variants.push((variant, group));
            continue;
        }
        if are_compared {
            report_alike(schemas, members.iter().copied());
        }
        let mut shapes: Vec<(Shape, Vec<usize>)> = Vec::new();
        let mut known: HashMap<&Shape, usize> = HashMap::default();
        for index in &group {
            let Some(shape) = payloads.get(*index).map(|payload| &payload.webhook.shape) else {
                continue;
            };
            let at = *known.entry(shape).or_insert(shapes.len());
            match shapes.get_mut(at) {
                Some((_, events)) => events.push(*index),
                None => shapes.push((shape.clone(), vec![*index])),
            }
        }
        for (shape, events) in shapes {
            let name = names.claim(&common_type(schemas, &shape, events.len()));
            variants.push((of_events(name, &shape, &members), events));
        }
    }
    if let Some(first) = first.filter(|_| comparison.is_exhausted()) {
        alike::report_limit(schemas, first);
    }
    variants.sort_by_key(|(variant, _)| variants::rank(&schemas.drafts, &variant.shape));
    variants
}

/// Returns the name of a variant for events with a type: the name of the type, if several events have it. A
/// type of one event is named after that event, so only its kind is used unless it is a component.
fn common_type(schemas: &Schemas<'_, '_>, shape: &Shape, events: usize) -> String {
    let draft = match shape {
        Shape::Named(id) if events > 1 => schemas.drafts.get(id.index()),
        _ => None,
    };
    draft.map_or_else(
        || schemas.shape_name(shape),
        |draft| draft.candidate.name.clone(),
    )
}

/// Warns that nothing distinguishes events.
fn report_alike<'p, 'a: 'p>(
    schemas: &Schemas<'_, '_>,
    mut payloads: impl Iterator<Item = &'p Payload<'a>>,
) {
    let Some(first) = payloads.next() else {
        return;
    };
    let names: Vec<String> = std::iter::once(first)
        .chain(payloads)
        .map(|payload| format!("`{}`", listed_name(&payload.webhook.name)))
        .collect();
    let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = match names.len().saturating_sub(5) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let wanted = if compatibility::is_never_object(&schemas.drafts, &first.webhook.shape) {
        "send each payload in an object that requires a property with a different constant"
    } else {
        "give each payload a required property with a different constant"
    };
    schemas.diagnostics.push(
        Diagnostic::warning(
            codes::WEBHOOKS_ALIKE,
            first.node.location(),
            format!("nothing in their payloads distinguishes the webhooks {shown}{more}"),
        )
        .help(format!(
            "{wanted}, such as `type: {{const: …}}`; otherwise their common variant is not named after an event"
        )),
    );
}

/// Warns that an event that the document does not describe may be mistaken for one that it describes.
fn report_open(schemas: &Schemas<'_, '_>, payload: &Payload<'_>, tagging: &Tagging) {
    let property = match tagging {
        Tagging::Property { wire_name } => wire_name,
        Tagging::Pointer { pointer } => pointer,
        Tagging::Key | Tagging::Untagged => return,
    };
    schemas.diagnostics.push(
        Diagnostic::warning(
            codes::WEBHOOKS_ALIKE,
            payload.node.location(),
            format!(
                "the payload of the webhook `{}` lists no value of `{property}`, and no required property distinguishes \
                 it from events with an unknown value",
                payload.webhook.name
            ),
        )
        .help(format!(
            "give it a required `{property}` with a different constant, such as `{{const: …}}`; otherwise its variant is \
             not named after the event"
        )),
    );
}
