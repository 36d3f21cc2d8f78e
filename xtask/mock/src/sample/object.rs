//! Generates objects.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Map, Value};

use super::pattern::{self, Pattern};
use super::{Around, Fill, Sampler, Spot, Wanted};
use crate::document::Place;
use crate::schemas::convert::is_one_way;

/// Work that compiling and matching a pattern of names counts as.
const MATCH: usize = 5_000;

impl<'d> Sampler<'d> {
    /// Returns an object with its properties in the order of the document.
    pub(super) fn object(&self, wanted: &Wanted<'d>, spot: Spot<'_>) -> Option<Value> {
        let mut required = Names::default();
        required.extend(wanted.keyword("required"));
        let mut tags: Vec<&'d str> = wanted.tags.iter().map(|(name, _)| *name).collect();
        let mut optional = Names::default();
        for properties in wanted.places("properties") {
            for (name, _) in properties.members() {
                self.take_work(wanted.nodes.len())?;
                if self.is_one_way(wanted, name) {
                    required.leave_out(name);
                    tags.retain(|tag| *tag != name);
                } else if !required.has(name) && !tags.contains(&name) {
                    optional.push(name);
                }
            }
        }
        for tag in tags {
            required.push(tag);
        }
        let least = wanted.lengths("minProperties").max().unwrap_or(0);
        self.take_size(least)?;
        let most = wanted.lengths("maxProperties").min().unwrap_or(usize::MAX);
        let wants_optional = !self.is_brief(spot);
        let mut object = Map::new();
        let mut index = 0;
        while let Some(name) = required.list.get(index).copied() {
            index += 1;
            if required.is_left_out(name) {
                continue;
            }
            object.insert(name.to_owned(), self.member(wanted, name, spot)?);
            add_dependent(wanted, name, &mut required);
        }
        for name in optional.list {
            if object.len() >= most || !wants_optional && object.len() >= least {
                break;
            }
            if object.contains_key(name) {
                continue;
            }
            if let Some(value) = self.member(wanted, name, spot) {
                object.insert(name.to_owned(), value);
            }
        }
        let wants_other = wants_optional && object.is_empty() && most > 0;
        self.add_others(
            wanted,
            spot,
            least.max(usize::from(wants_other)),
            &mut object,
        );
        Some(Value::Object(sorted(wanted, object)))
    }

    /// Returns true if a property is not sent in the direction: all schemas that declare it must agree.
    fn is_one_way(&self, wanted: &Wanted<'d>, name: &str) -> bool {
        let mut declared = wanted
            .places("properties")
            .filter_map(|properties| properties.member(name));
        declared.all(|property| is_one_way(self.document, &property, self.direction))
    }

    /// Returns the value of a property.
    fn member(&self, wanted: &Wanted<'d>, name: &str, spot: Spot<'_>) -> Option<Value> {
        self.take_size(name.len())?;
        self.take_work(wanted.nodes.len())?;
        if let Some((_, value)) = wanted.tags.iter().find(|(tagged, _)| *tagged == name) {
            return Some(value.clone());
        }
        let mut places: Vec<Place<'d>> = Vec::new();
        for node in &wanted.nodes {
            let properties = node.place.member("properties");
            let declared = properties.and_then(|properties| properties.member(name));
            let mut own: Vec<Place<'d>> = declared.into_iter().collect();
            let patterns = node.place.member("patternProperties");
            for (pattern, place) in patterns.iter().flat_map(Place::members) {
                self.take_work(MATCH)?;
                if pattern::matches(pattern, name) {
                    own.push(place);
                }
            }
            if own.is_empty() {
                own.extend(node.place.member("additionalProperties"));
            }
            places.append(&mut own);
        }
        self.below(wanted, &places, spot, usize::from(announces_more(name)))
    }

    fn below(
        &self,
        wanted: &Wanted<'d>,
        places: &[Place<'d>],
        spot: Spot<'_>,
        variation: usize,
    ) -> Option<Value> {
        let around = Around {
            targets: &wanted.targets,
            around: spot.around,
        };
        let inner = Spot {
            around: Some(&around),
            depth: spot.depth + 1,
            variation,
            turn: spot.turn,
        };
        self.sample(places, inner)
    }

    /// Adds undeclared properties until there are enough.
    fn add_others(
        &self,
        wanted: &Wanted<'d>,
        spot: Spot<'_>,
        least: usize,
        object: &mut Map<String, Value>,
    ) {
        let is_open = wanted
            .keyword("additionalProperties")
            .all(|other| other != &Value::Bool(false));
        let of_pattern = wanted
            .places("patternProperties")
            .find_map(|patterns| patterns.members().next())
            .map(|(pattern, place)| (Pattern::parse(pattern), place));
        let is_declared = wanted.keyword("additionalProperties").next().is_some()
            || of_pattern.is_some()
            || wanted.lengths("minProperties").any(|least| least > 0);
        // An object without any description stays empty.
        if !is_declared || !is_open && of_pattern.is_none() {
            return;
        }
        let mut number = 0;
        while object.len() < least && number < least + 8 && self.take_work(1).is_some() {
            let name = match &of_pattern {
                Some((pattern, _)) => pattern
                    .as_ref()
                    .and_then(|pattern| pattern.text(number, &self.work))
                    .unwrap_or_default(),
                None => self.other_name(wanted, number),
            };
            number += 1;
            let places: Vec<Place<'d>> = match &of_pattern {
                Some((_, place)) => vec![place.clone()],
                None => wanted.places("additionalProperties").collect(),
            };
            let Some(value) = self.below(wanted, &places, spot, 0) else {
                return;
            };
            if self.take_size(name.len()).is_none() {
                return;
            }
            object.insert(name, value);
        }
    }

    /// Returns a name for an undeclared property.
    fn other_name(&self, wanted: &Wanted<'d>, number: usize) -> String {
        let of_schema = wanted.places("propertyNames").next().and_then(|names| {
            let sampler = Sampler::new(self.document, self.schemas, self.direction, Fill::Required);
            let spot = Spot {
                around: None,
                depth: 0,
                variation: number,
                turn: 0,
            };
            sampler.size.set(self.size.get());
            sampler.work.set(self.work.get());
            let name = sampler.sample(&[names], spot);
            self.size.set(sampler.size.get());
            self.work.set(sampler.work.get());
            name
        });
        match of_schema {
            Some(Value::String(name)) => name,
            _ if number == 0 => "key".to_owned(),
            _ => format!("key{}", number + 1),
        }
    }
}

/// Returns true for flags that announce further pages. They are false: every page would be equal, and clients would not
/// reach the end of the list.
fn announces_more(name: &str) -> bool {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    matches!(
        &*letters,
        "hasmore" | "hasnext" | "hasnextpage" | "hasprevious" | "haspreviouspage"
    )
}

/// Distinct names in the order of insertion.
#[derive(Default)]
struct Names<'d> {
    list: Vec<&'d str>,
    /// The same names, each with whether it is included. An excluded name stays excluded.
    known: HashMap<&'d str, bool>,
}

impl<'d> Names<'d> {
    fn push(&mut self, name: &'d str) {
        if let Entry::Vacant(entry) = self.known.entry(name) {
            entry.insert(true);
            self.list.push(name);
        }
    }

    /// Adds the names in lists of names.
    fn extend(&mut self, lists: impl Iterator<Item = &'d Value>) {
        for name in lists.filter_map(Value::as_array).flatten() {
            if let Some(name) = name.as_str() {
                self.push(name);
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.known.get(name) == Some(&true)
    }

    fn leave_out(&mut self, name: &str) {
        if let Some(counts) = self.known.get_mut(name) {
            *counts = false;
        }
    }

    fn is_left_out(&self, name: &str) -> bool {
        self.known.get(name) == Some(&false)
    }
}

/// Sorts properties in the order of the document.
fn sorted(wanted: &Wanted<'_>, mut object: Map<String, Value>) -> Map<String, Value> {
    let mut sorted = Map::new();
    for properties in wanted.places("properties") {
        for (name, _) in properties.members() {
            if let Some(value) = object.remove(name) {
                sorted.insert(name.to_owned(), value);
            }
        }
    }
    sorted.extend(object);
    sorted
}

/// Adds the properties that another property requires (JSON Schema validation, section 6.5.4).
fn add_dependent<'d>(wanted: &Wanted<'d>, name: &str, required: &mut Names<'d>) {
    let dependent = wanted.keyword("dependentRequired");
    required.extend(dependent.filter_map(|of| of.as_object()?.get(name)));
}
