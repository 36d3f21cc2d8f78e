//! Finds schemas that the generator merges with others into one type.
//!
//! Several schemas can apply to one value: `allOf`, keywords adjacent to `$ref`, properties adjacent to `oneOf`, or an
//! `allOf` that extends a union defined elsewhere. The merged type, or the type of a property that several of them
//! declare, has the location of one of them. It expresses more than that schema, so it cannot be verified by that
//! schema alone. It is verified where it is used.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::document::facts::conjunction;
use crate::document::structure::Kind;
use crate::document::{Document, Key, Place};

/// Keywords next to which branches keep their own types.
const ANNOTATIONS: [&str; 12] = [
    "type",
    "nullable",
    "title",
    "description",
    "discriminator",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
];

/// The schemas of a document that are merged with others.
#[derive(Debug, Default)]
pub(super) struct Merged {
    places: HashSet<*const Value>,
}

impl Merged {
    /// Collects them for a document.
    pub(super) fn of(document: &Document) -> Self {
        let mut merged = Self::default();
        for schema in schemas(document) {
            merged.add(document, &schema);
        }
        merged
    }

    /// Returns true if a schema is merged with another one.
    pub(super) fn has(&self, schema: &Place<'_>) -> bool {
        self.places.contains(&std::ptr::from_ref(schema.value))
    }

    fn add<'d>(&mut self, document: &'d Document, schema: &Place<'d>) {
        let says = |place: &Place<'_>| {
            let keywords = place.value.as_object().into_iter().flatten();
            let mut keywords = keywords.map(|(name, _)| name.as_str());
            keywords.any(|name| {
                !ANNOTATIONS.contains(&name) && name != "$ref" && !name.starts_with("x-")
            })
        };
        let all = conjunction(document, schema);
        let parts: Vec<&Place<'d>> = all.iter().filter(|part| says(part)).collect();
        if schema.has("$ref") && has_adjacent_keywords(schema, "$ref")
            || schema.list("allOf").count() > 1
            || schema.has("allOf") && has_adjacent_keywords(schema, "allOf")
        {
            for part in &all {
                if !part.is(schema) {
                    self.mark(document, part);
                }
            }
            let mut members: HashMap<&str, Vec<Place<'d>>> = HashMap::new();
            for part in &parts {
                let properties = part.member("properties");
                for (name, member) in properties.iter().flat_map(Place::members) {
                    members.entry(name).or_default().push(member);
                }
                for name in ["items", "additionalProperties"] {
                    if let Some(member) = part.member(name) {
                        members.entry(name).or_default().push(member);
                    }
                }
            }
            for declared in members.values().filter(|declared| declared.len() > 1) {
                for member in declared {
                    self.mark_below(document, member);
                }
            }
        }
        for part in &all {
            for keyword in ["oneOf", "anyOf"] {
                let is_extended = part.has(keyword)
                    && (has_adjacent_keywords(part, keyword)
                        || all
                            .iter()
                            .any(|other| !other.is(part) && has_own_keywords(other)));
                if is_extended {
                    for branch in part.list(keyword) {
                        self.mark_below(document, &branch);
                    }
                }
            }
        }
    }

    /// Marks a schema and the targets of its references.
    fn mark(&mut self, document: &Document, schema: &Place<'_>) {
        for part in conjunction(document, schema) {
            self.places.insert(std::ptr::from_ref(part.value));
        }
    }

    /// Marks a schema and its nested schemas, which may be merged, too.
    fn mark_below(&mut self, document: &Document, schema: &Place<'_>) {
        self.mark(document, schema);
        for part in conjunction(document, schema) {
            let properties = part.member("properties");
            for (_, member) in properties.iter().flat_map(Place::members) {
                self.places.insert(std::ptr::from_ref(member.value));
            }
            for name in ["items", "additionalProperties"] {
                if let Some(member) = part.member(name) {
                    self.places.insert(std::ptr::from_ref(member.value));
                }
            }
        }
    }
}

/// Returns all schemas of a document.
pub(super) fn schemas(document: &Document) -> Vec<Place<'_>> {
    let mut schemas = Vec::new();
    let mut seen = HashSet::new();
    let mut todo = vec![(document.root(0), Kind::Document)];
    while let Some((place, kind)) = todo.pop() {
        if !seen.insert(std::ptr::from_ref(place.value)) {
            continue;
        }
        if let Some(reference) = place.text("$ref")
            && let Ok(target) = document.target(place.file, reference)
        {
            todo.push((target, kind));
        }
        for (key, child) in place.children() {
            let below = match key {
                Key::Member(name) => kind.below(name),
                Key::Element(_) => kind.below(""),
            };
            todo.extend(below.map(|below| (child, below)));
        }
        if kind == Kind::Schema {
            schemas.push(place);
        }
    }
    schemas
}

/// Returns true if a schema has keywords other than the given one and annotations.
fn has_adjacent_keywords(schema: &Place<'_>, keyword: &str) -> bool {
    let keywords = schema.value.as_object().into_iter().flatten();
    let mut keywords = keywords.map(|(name, _)| name.as_str());
    keywords.any(|name| name != keyword && !ANNOTATIONS.contains(&name) && !name.starts_with("x-"))
}

/// Returns true if a schema has keywords other than those that combine schemas.
fn has_own_keywords(schema: &Place<'_>) -> bool {
    let keywords = schema.value.as_object().into_iter().flatten();
    let mut keywords = keywords.map(|(name, _)| name.as_str());
    keywords.any(|name| {
        !["$ref", "allOf"].contains(&name)
            && !ANNOTATIONS.contains(&name)
            && !name.starts_with("x-")
    })
}

#[cfg(test)]
mod tests {
    use super::Merged;
    use crate::document::Document;

    #[test]
    fn parts_of_others_are_found() {
        let text = "openapi: 3.1.0
components:
  schemas:
    Alone: {type: object, properties: {a: {type: object, properties: {b: {}}}}}
    Wrapped: {allOf: [{$ref: '#/components/schemas/Alone'}], description: the same}
    Base: {type: object, properties: {shared: {type: object}, own: {type: object}}}
    Both:
      allOf:
        - $ref: '#/components/schemas/Base'
        - properties: {shared: {required: [x]}}
    Union: {description: one of them, oneOf: [{type: object}, {type: string}]}
    Beside: {properties: {x: {}}, oneOf: [{required: [x]}, {type: object}]}
    Extended: {oneOf: [{type: object}, {type: string}]}
    Extending: {allOf: [{$ref: '#/components/schemas/Extended'}], properties: {x: {}}}
    Named: {allOf: [{$ref: '#/components/schemas/Union'}], title: the same}
";
        let document = Document::parse(text).unwrap();
        let merged = Merged::of(&document);
        let has = |pointer: &str| {
            let place = document.place(0, &format!("/components/schemas/{pointer}"));
            merged.has(&place.unwrap())
        };
        for (pointer, expected) in [
            ("Alone", false),
            ("Alone/properties/a", false),
            ("Base", true),
            ("Base/properties/shared", true),
            ("Base/properties/own", false),
            ("Both", false),
            ("Both/allOf/1/properties/shared", true),
            ("Union/oneOf/0", false),
            ("Beside/oneOf/0", true),
            ("Extended/oneOf/0", true),
        ] {
            assert_eq!(has(pointer), expected, "{pointer}");
        }
    }
}
