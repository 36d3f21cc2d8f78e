//! Finds the property of payloads that distinguishes events.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};
use serde_json::Value;

use super::fixed_values::{Fixed, FixedValues};
use super::{DEPTH, PREFERRED, Payload, preference};
use crate::ir::{Shape, Tagging};
use crate::load::Node;
use crate::lower::naming::words;
use crate::lower::schema::Schemas;
use crate::lower::schema::compatibility;
use crate::lower::schema::conjunction::merge::Merged;
use crate::lower::schema::enumeration;
use crate::lower::schema::union::discriminator::{distinct, is_tag};

/// The limit of properties of a payload that are searched.
const SEARCHED: usize = 500;

/// The limit of properties that are compared in the payloads of all events.
const CANDIDATES: usize = 32;

/// The maximum number of bytes of a value that may name an event.
const LONGEST: usize = 1_000;

/// The limit of forms of a payload that are compared.
const FORMS: usize = 32;

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
/// in all payloads is preferred to a property that lists values, one of which may name the event. A payload that is never
/// an object has no values.
pub(crate) fn tags<'a>(schemas: &Schemas<'a, '_>, payloads: &[Payload<'a>]) -> Option<Tags> {
    let mut fixed = FixedValues::new(schemas);
    let mut objects = Vec::with_capacity(payloads.len());
    for payload in payloads {
        let shape = &payload.webhook.shape;
        if !compatibility::is_never_object(&schemas.drafts, shape) {
            objects.push((payload, fixed.of(shape, 0)));
        }
    }
    let found = by_constants(&objects).or_else(|| by_lists(schemas, &objects))?;
    let mut values = found.values.into_iter();
    let values = payloads.iter().map(|payload| {
        let is_object = !compatibility::is_never_object(&schemas.drafts, &payload.webhook.shape);
        is_object.then(|| values.next()).flatten()
    });
    Some(Tags {
        values: values.map(Option::unwrap_or_default).collect(),
        tagging: found.tagging,
    })
}

/// A payload that can be an object, and the values that its type fixes.
type Object<'p, 'a> = (&'p Payload<'a>, Rc<Fixed>);

/// Finds a property that each payload requires with different constants.
fn by_constants(objects: &[Object<'_, '_>]) -> Option<Tags> {
    let (_, first) = objects.first()?;
    let mut candidates: Vec<&String> = first.keys().collect();
    candidates.sort_by_key(|name| preference(name));
    candidates.into_iter().find_map(|property| {
        let values = objects.iter().map(|(_, fixed)| {
            let values = fixed.get(property)?;
            Some(values.iter().cloned().collect::<Vec<Value>>())
        });
        let values = values.collect::<Option<Vec<Vec<Value>>>>()?;
        distinct(&values).then(|| Tags {
            tagging: Tagging::Property {
                wire_name: property.clone(),
            },
            values,
        })
    })
}

/// Finds the property whose listed values distinguish the most events, down to [`DEPTH`].
fn by_lists<'a>(schemas: &Schemas<'a, '_>, objects: &[Object<'_, 'a>]) -> Option<Tags> {
    let (first, _) = objects.first()?;
    let names = Names::default();
    let mut candidates = naming_paths(schemas, &names, first);
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
    let mut listings: Vec<Vec<Listing>> = Vec::with_capacity(candidates.len());
    listings.resize_with(candidates.len(), Vec::new);
    for object in objects {
        if schemas.reader.is_exhausted() {
            return None;
        }
        let forms = forms(schemas, object.0.schema.as_slice());
        for (path, listings) in candidates.iter().zip(&mut listings) {
            listings.push(listing(schemas, &names, object, &forms, path));
        }
    }
    let mut best: Option<(usize, Tags)> = None;
    for (path, listings) in candidates.into_iter().zip(listings) {
        let last = path.last().copied().unwrap_or_default();
        let Some(values) = assigned(objects, &listings, PREFERRED.contains(&last)) else {
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
    }
    best.map(|(_, tags)| tags)
}

/// Returns the paths of properties, down to [`DEPTH`], with a value that names the event.
fn naming_paths<'a>(
    schemas: &Schemas<'a, '_>,
    known: &Names,
    payload: &Payload<'a>,
) -> Vec<Vec<&'a str>> {
    let event = known.words(&payload.webhook.name);
    let mut found = Vec::new();
    let mut unvisited: Vec<(Vec<&'a str>, Vec<Node<'a>>)> =
        vec![(Vec::new(), payload.schema.into_iter().collect())];
    let mut searched = 0;
    while !unvisited.is_empty() && searched < SEARCHED {
        let mut next = Vec::new();
        for (path, nodes) in unvisited {
            for merged in forms(schemas, &nodes) {
                let names = !path.is_empty() && naming(&merged, known, &event).is_some();
                if names && !found.contains(&path) {
                    found.push(path.clone());
                }
                if path.len() < DEPTH {
                    searched += merged.object.properties.len();
                    next.extend(
                        merged
                            .object
                            .properties
                            .into_iter()
                            .map(|(name, property)| {
                                let path = path.iter().copied().chain([name]).collect();
                                (path, property.nodes)
                            }),
                    );
                }
            }
        }
        unvisited = next;
    }
    found
}

/// Returns what the payload of an event declares about a property, in all its forms.
fn listing<'a>(
    schemas: &Schemas<'a, '_>,
    names: &Names,
    (payload, fixed): &Object<'_, 'a>,
    forms: &[Merged<'a>],
    path: &[&'a str],
) -> Listing {
    let event = names.words(&payload.webhook.name);
    let mut declared = Vec::new();
    let required = property_schemas(schemas, forms, path, &mut declared);
    let mut found = Listing {
        naming: None,
        listed: Vec::new(),
        required: required.unwrap_or_default(),
    };
    if required.is_some() {
        let mut all_list = true;
        for nodes in &declared {
            let Some(merged) = Merged::of(schemas.reader, nodes) else {
                all_list = false;
                continue;
            };
            found.naming = found.naming.or_else(|| naming(&merged, names, &event));
            let listed = listed(&merged);
            all_list &= !listed.is_empty() && listed.iter().all(is_tag);
            let known: HashSet<&Value> = found.listed.iter().collect();
            let new = listed.into_iter().filter(|value| !known.contains(value));
            let new: Vec<Value> = new.collect();
            found.listed.extend(new);
        }
        if !all_list {
            found.listed.clear();
        }
    }
    if let ([only], true) = (path, found.listed.is_empty())
        && let Some(values) = fixed.get(*only)
    {
        found.listed.extend(values.iter().cloned());
        found.naming = values
            .iter()
            .find(|value| names.are_equal(value, &event))
            .cloned();
        found.required = true;
    }
    if found.listed.is_empty() {
        found.listed.extend(found.naming.clone());
    }
    found
}

/// Returns the values that a schema lists; none if one is too long for a name.
fn listed(merged: &Merged<'_>) -> Vec<Value> {
    let mut nodes = merged.value.constant.iter().chain(&merged.value.values);
    if nodes.any(|node| node.as_str().is_some_and(|text| text.len() > LONGEST)) {
        return Vec::new();
    }
    match merged.value.constant {
        Some(constant) => vec![constant.to_json()],
        None => enumeration::collect_values(merged)
            .into_iter()
            .map(|item| item.value)
            .collect(),
    }
}

/// Finds the schemas of a property in each form of an object. Returns whether all forms require it; none if a form does
/// not have it, or if there are too many.
fn property_schemas<'a>(
    schemas: &Schemas<'a, '_>,
    forms: &[Merged<'a>],
    path: &[&'a str],
    found: &mut Vec<Vec<Node<'a>>>,
) -> Option<bool> {
    let (step, below) = path.split_first()?;
    let mut required = !forms.is_empty();
    for form in forms {
        let property = form.object.properties.get(step)?;
        required &= form.object.required.contains(step);
        if below.is_empty() {
            found.push(property.nodes.clone());
        } else {
            let inner = self::forms(schemas, &property.nodes);
            required &= property_schemas(schemas, &inner, below, found)?;
        }
        if found.len() > FORMS {
            return None;
        }
    }
    Some(required)
}

/// Returns the forms of a value: the schemas merged with each branch of their unions. Null is not a form. If there are too
/// many, the unions are left out.
fn forms<'a>(schemas: &Schemas<'a, '_>, nodes: &[Node<'a>]) -> Vec<Merged<'a>> {
    let Some(whole) = Merged::of(schemas.reader, nodes) else {
        return Vec::new();
    };
    if whole.unions.alternatives.is_empty() {
        return vec![whole];
    }
    let mut found = Vec::new();
    let mut unvisited = vec![whole.clone()];
    let mut merges = 0;
    while let Some(mut form) = unvisited.pop() {
        let Some(alternatives) = form.unions.alternatives.pop() else {
            found.push(form);
            continue;
        };
        let branches = schemas.branches(&alternatives).real;
        merges += branches.len();
        schemas
            .reader
            .spend(branches.len() * form.object.properties.len());
        if merges > FORMS || schemas.reader.is_exhausted() {
            return vec![whole];
        }
        for branch in branches.into_iter().rev() {
            let mut part = form.clone();
            part.merge_with(schemas.reader, branch);
            unvisited.push(part);
        }
    }
    found
}

/// Returns the values of a property for each event: the value that names it, and values that only its payload
/// lists. Events without such values that have the same payload share all values that it lists.
///
/// Returns none if a value may belong to events with different payloads, or if no event has a value of its
/// own. Without a value that names an event, the property must be a preferred one.
fn assigned(
    objects: &[Object<'_, '_>],
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
    for ((listing, (payload, _)), own) in listings.iter().zip(objects).zip(&own) {
        let shape = Some(&payload.webhook.shape).filter(|_| own.is_empty());
        for value in listing.listed.iter().filter(|_| lists(listing)) {
            let known = shared.entry(value.to_string()).or_insert(shape);
            *known = known.filter(|known| shape == Some(*known));
        }
    }
    let mut all = own;
    for ((listing, (payload, _)), values) in listings.iter().zip(objects).zip(&mut all) {
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
fn naming(merged: &Merged<'_>, names: &Names, event: &[String]) -> Option<Value> {
    let is_name = |value: &Value| names.are_equal(value, event);
    let is_short = |node: &Node<'_>| node.as_str().is_none_or(|text| text.len() <= LONGEST);
    if let Some(constant) = merged.value.constant {
        return Some(constant)
            .filter(is_short)
            .map(Node::to_json)
            .filter(is_name);
    }
    if !merged.value.values.is_empty() {
        let mut listed = listed(merged).into_iter();
        return listed.find(is_name);
    }
    let examples = merged.first.examples.iter().chain(&merged.first.default);
    examples.map(|node| node.to_json()).find(is_name)
}

/// The words of events and of values, which are determined once.
#[derive(Default)]
struct Names {
    known: RefCell<HashMap<String, Rc<[String]>>>,
}

impl Names {
    fn words(&self, text: &str) -> Rc<[String]> {
        let mut known = self.known.borrow_mut();
        if let Some(words) = known.get(text) {
            return Rc::clone(words);
        }
        let words: Rc<[String]> = words::words(text).into();
        known.insert(text.to_owned(), Rc::clone(&words));
        words
    }

    /// Returns whether a value has the words of an event.
    fn are_equal(&self, value: &Value, event: &[String]) -> bool {
        value
            .as_str()
            .is_some_and(|text| *self.words(text) == *event)
    }
}
