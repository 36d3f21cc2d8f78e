//! Finds the property of payloads that distinguishes events.

use std::collections::HashSet;

use foldhash::HashMap;
use serde_json::Value;

use super::{DEPTH, Payload};
use crate::ir::{Shape, Tagging, TypeKind};
use crate::load::Node;
use crate::lower::naming::words;
use crate::lower::schema::Schemas;
use crate::lower::schema::discriminator::is_tag;
use crate::lower::schema::enumeration;
use crate::lower::schema::merge::Merged;

/// The preferred properties if several distinguish events, best first.
const PREFERRED: &[&str] = &["type", "event", "event_type", "eventType", "action", "name"];

/// The limit of properties of a payload that are searched.
const SEARCHED: usize = 500;

/// The limit of properties that are compared in the payloads of all events.
const CANDIDATES: usize = 32;

/// How events are distinguished: the property, and its values for each event.
pub(crate) struct Tags {
    pub tagging: Tagging,
    /// The values of each event; empty if its payload lists none. Events with the same values share a
    /// payload.
    pub values: Vec<Vec<Value>>,
}

/// What the payload of an event declares about a property.
struct Listing {
    /// The value that names the event.
    naming: Option<Value>,
    /// All values that are listed.
    listed: Vec<Value>,
    /// Whether the payload requires the property.
    required: bool,
}

/// Returns the property that distinguishes events, and its values for each. A required constant that differs
/// in all payloads is preferred to a property that lists values, one of which may name the event.
pub(crate) fn tags<'a>(schemas: &Schemas<'a, '_>, payloads: &[Payload<'a>]) -> Option<Tags> {
    by_constants(schemas, payloads).or_else(|| by_lists(schemas, payloads))
}

/// Finds a property that each payload requires with a different constant.
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
            values: values.into_iter().map(|value| vec![value]).collect(),
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

/// Returns the required properties of a type that have a single value.
fn constants(schemas: &Schemas<'_, '_>, shape: &Shape) -> Vec<(String, Value)> {
    let Shape::Named(id) = schemas.resolved(shape) else {
        return Vec::new();
    };
    match schemas.drafts.get(id.index()).map(|draft| &draft.ty.kind) {
        Some(TypeKind::Struct(found)) => found
            .fields
            .iter()
            .filter(|field| field.required)
            .filter_map(|field| Some((field.wire_name.clone(), field.constant.clone()?)))
            .filter(|(_, value)| is_tag(value))
            .collect(),
        _ => Vec::new(),
    }
}

/// Finds the property whose listed values distinguish the most events, down to [`DEPTH`].
fn by_lists<'a>(schemas: &Schemas<'a, '_>, payloads: &[Payload<'a>]) -> Option<Tags> {
    let mut candidates = naming_paths(schemas, payloads.first()?);
    for preferred in PREFERRED {
        if !candidates.iter().any(|path| path == &[*preferred]) {
            candidates.push(vec![preferred]);
        }
    }
    candidates.sort_by_key(|path| {
        let last = path.last().copied().unwrap_or_default();
        (path.len(), preference(last))
    });
    candidates.truncate(CANDIDATES);
    let mut best: Option<(usize, Tags)> = None;
    for path in candidates {
        let listings: Vec<Listing> = payloads
            .iter()
            .map(|payload| listing(schemas, payload, &path))
            .collect();
        let last = path.last().copied().unwrap_or_default();
        let Some(values) = assigned(payloads, &listings, PREFERRED.contains(&last)) else {
            continue;
        };
        let count = values.iter().filter(|values| !values.is_empty()).count();
        if best.as_ref().is_some_and(|(before, _)| *before >= count) {
            continue;
        }
        let tagging = match path.as_slice() {
            [only] => Tagging::Property {
                wire_name: (*only).to_owned(),
            },
            path => Tagging::Pointer {
                pointer: pointer(path),
            },
        };
        best = Some((count, Tags { tagging, values }));
        if count == payloads.len() {
            break;
        }
    }
    best.map(|(_, tags)| tags)
}

/// Returns the paths of properties, down to [`DEPTH`], with a value that names the event.
fn naming_paths<'a>(schemas: &Schemas<'a, '_>, payload: &Payload<'a>) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut waiting: Vec<(Vec<&'a str>, Vec<Node<'a>>)> =
        vec![(Vec::new(), payload.schema.into_iter().collect())];
    let mut searched = 0;
    while !waiting.is_empty() && searched < SEARCHED {
        let mut next = Vec::new();
        for (path, nodes) in waiting {
            let Some(merged) = Merged::of(schemas.reader, &nodes) else {
                continue;
            };
            if !path.is_empty() && naming(&merged, &payload.webhook.name).is_some() {
                found.push(path.clone());
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
    found
}

/// Returns what the payload of an event declares about a property.
fn listing<'a>(schemas: &Schemas<'a, '_>, payload: &Payload<'a>, path: &[&'a str]) -> Listing {
    let mut found = Listing {
        naming: None,
        listed: Vec::new(),
        required: true,
    };
    let mut nodes: Vec<Node<'a>> = payload.schema.into_iter().collect();
    for step in path {
        let property = Merged::of(schemas.reader, &nodes).and_then(|mut merged| {
            found.required &= merged.required.contains(step);
            merged.properties.swap_remove(step)
        });
        let Some(property) = property else {
            return found;
        };
        nodes = property.nodes;
    }
    let Some(merged) = Merged::of(schemas.reader, &nodes) else {
        return found;
    };
    found.naming = naming(&merged, &payload.webhook.name);
    found.listed = match merged.constant {
        Some(constant) => vec![constant.to_json()],
        None => enumeration::collect_values(&merged)
            .into_iter()
            .map(|item| item.value)
            .collect(),
    };
    if !found.listed.iter().all(is_tag) {
        found.listed.clear();
    } else if found.listed.is_empty() {
        found.listed.extend(found.naming.clone());
    }
    found
}

/// Returns the values of a property for each event: the value that names it, and values that only its payload
/// lists. Events without such values that have the same payload share all values that it lists.
///
/// Returns none if a value may belong to events with different payloads, or if no event has a value of its
/// own. Without a value that names an event, the property must be a preferred one.
fn assigned(
    payloads: &[Payload<'_>],
    listings: &[Listing],
    is_preferred: bool,
) -> Option<Vec<Vec<Value>>> {
    let is_named = listings.iter().all(|listing| listing.naming.is_some());
    let lists = |listing: &Listing| is_named || listing.required;
    let mut named: HashMap<String, usize> = HashMap::default();
    let mut listers: HashMap<String, Vec<usize>> = HashMap::default();
    for (index, listing) in listings.iter().enumerate().filter(|(_, one)| lists(one)) {
        if let Some(naming) = &listing.naming {
            *named.entry(naming.to_string()).or_default() += 1;
        }
        for value in &listing.listed {
            listers.entry(value.to_string()).or_default().push(index);
        }
    }
    let names_one = |value: &Value| named.get(&value.to_string()) == Some(&1);
    let listers = |value: &Value| {
        listers
            .get(&value.to_string())
            .map_or(&[][..], Vec::as_slice)
    };
    let mut own: Vec<Vec<Value>> = Vec::with_capacity(listings.len());
    for (index, listing) in listings.iter().enumerate() {
        let mut values = Vec::new();
        if lists(listing) {
            values.extend(listing.naming.clone().filter(names_one));
            let further = listing
                .listed
                .iter()
                .filter(|value| !values.contains(value));
            let further = further.filter(|value| !names_one(value) && listers(value) == [index]);
            let further: Vec<Value> = further.cloned().collect();
            values.extend(further);
        }
        own.push(values);
    }
    let is_name = |listing: &Listing| listing.naming.as_ref().is_some_and(names_one);
    let is_told = is_preferred || listings.iter().any(is_name);
    if !is_told || own.iter().all(Vec::is_empty) {
        return None;
    }
    // The payload of the events that list a value, if none has a value of its own and all have this payload.
    let mut shared: HashMap<String, Option<&Shape>> = HashMap::default();
    for ((listing, payload), own) in listings.iter().zip(payloads).zip(&own) {
        let shape = Some(&payload.webhook.shape).filter(|_| own.is_empty());
        for value in listing.listed.iter().filter(|_| lists(listing)) {
            let known = shared.entry(value.to_string()).or_insert(shape);
            *known = known.filter(|known| shape == Some(*known));
        }
    }
    let mut all = own;
    for ((listing, payload), values) in listings.iter().zip(payloads).zip(&mut all) {
        if !values.is_empty() || !lists(listing) || listing.listed.is_empty() {
            continue;
        }
        let is_shared = |value: &&Value| {
            let shape = shared.get(&value.to_string()).copied().flatten();
            !names_one(value) && shape == Some(&payload.webhook.shape)
        };
        values.extend(listing.listed.iter().filter(is_shared).cloned());
        if values.is_empty() {
            return None;
        }
    }
    Some(all)
}

/// Formats a JSON pointer (RFC 6901).
fn pointer(path: &[&str]) -> String {
    path.iter().fold(String::new(), |pointer, step| {
        pointer + "/" + &step.replace('~', "~0").replace('/', "~1")
    })
}

/// Returns the value of a schema that names an event. Examples and the default count if no values are listed.
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
        let mut listed = enumeration::collect_values(merged)
            .into_iter()
            .map(|item| item.value);
        return listed.find(is_name);
    }
    let examples = merged.first.examples.iter().chain(&merged.first.default);
    examples.map(|node| node.to_json()).find(is_name)
}
