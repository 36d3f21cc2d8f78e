//! Determines the branch of a union value where the document decides it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::merged::schemas;
use super::subjects::Subject;
use crate::document::facts::{choices, conjunction, item, property, property_names};
use crate::document::{Document, Place};
use crate::schemas::Schemas;
use crate::schemas::convert::discriminator::{mapping, selected, tagged_or_inherited};

/// The properties that distinguish a schema from other branches of a union, by schema. `new` sets them.
#[derive(Debug, Default)]
pub(super) struct Tags<'d> {
    properties: HashMap<*const Value, HashSet<&'d str>>,
}

impl<'d> Tags<'d> {
    /// Collects the tags of a document.
    pub(super) fn of(document: &'d Document) -> Self {
        let mut tags = Self::default();
        for schema in schemas(document) {
            tags.add_inherited(document, &schema);
            let Some(discriminator) = schema.member("discriminator") else {
                continue;
            };
            let Some(name) = discriminator.text("propertyName") else {
                continue;
            };
            let branches = schema.list("oneOf").chain(schema.list("anyOf"));
            let mapped = mapping(document, &discriminator).map(|(_, target)| target);
            for branch in branches.chain(mapped) {
                let Ok(branch) = document.follow(branch) else {
                    continue;
                };
                let key = std::ptr::from_ref(branch.value);
                tags.properties.entry(key).or_default().insert(name);
            }
        }
        tags
    }

    /// Adds the tag of a subtype, whose base with a discriminator may be indirect.
    fn add_inherited(&mut self, document: &'d Document, schema: &Place<'d>) {
        if !schema.has("allOf") {
            return;
        }
        let parts = conjunction(document, schema).into_iter();
        let bases = parts.filter(|part| !part.has("oneOf") && !part.has("anyOf"));
        let discriminators = bases.filter_map(|base| base.member("discriminator"));
        let names = discriminators.filter_map(|found| found.text("propertyName"));
        let key = std::ptr::from_ref(schema.value);
        for name in names {
            self.properties.entry(key).or_default().insert(name);
        }
    }

    /// Returns an object without its tags.
    pub(super) fn without(&self, schema: &Place<'_>, value: &Value) -> Value {
        let mut value = value.clone();
        let names = self.properties.get(&std::ptr::from_ref(schema.value));
        for name in names.into_iter().flatten() {
            value
                .as_object_mut()
                .map(|members| members.shift_remove(*name));
        }
        value
    }
}

/// Maximum depth of values in which bases are searched.
const DEPTH: usize = 4;

/// Returns true if a schema of the document is a base: it has a discriminator and no branches.
pub(super) fn has_bases(document: &Document) -> bool {
    let schemas = schemas(document);
    let mut schemas = schemas.iter();
    schemas
        .any(|schema| schema.has("discriminator") && !schema.has("oneOf") && !schema.has("anyOf"))
}

/// Returns the parts of a value that are values of a base, each with the subtype that its tag selects.
pub(super) fn extensions<'d, 'v>(
    document: &'d Document,
    schema: &Place<'d>,
    value: &'v Value,
) -> Vec<(Place<'d>, &'v Value)> {
    let mut found = Vec::new();
    let mut todo = vec![(vec![schema.clone()], value, DEPTH)];
    while let Some((mut schemas, value, depth)) = todo.pop() {
        let bases = schemas.iter().flat_map(|schema| choices(document, schema));
        let subtypes: Vec<Place<'d>> = bases
            .filter_map(|base| selected(document, &base, value))
            .collect();
        found.extend(subtypes.iter().map(|schema| (schema.clone(), value)));
        schemas.extend(subtypes);
        let Some(depth) = depth.checked_sub(1) else {
            continue;
        };
        match value {
            Value::Object(members) => todo.extend(
                members
                    .iter()
                    .map(|(name, value)| (property(document, &schemas, name), value, depth)),
            ),
            Value::Array(items) => todo.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| (item(document, &schemas, index), value, depth)),
            ),
            _ => {}
        }
    }
    found
}

/// Returns the branch of a value: the one that a discriminator selects, or the only one that its types, required
/// properties and constants allow. None if that is ambiguous.
pub(super) fn expected<'d>(
    document: &'d Document,
    schemas: &Schemas,
    subject: &Subject<'d>,
    value: &Value,
) -> Option<Place<'d>> {
    let union = union(document, &subject.schema)?;
    let schema = &union;
    let of_tag = |name: &str| value.as_object()?.get(name);
    if let Some(tagged) = tagged_or_inherited(document, schema) {
        let tag = of_tag(tagged.property)?;
        let named = tagged
            .branches
            .iter()
            .filter(|(_, values)| values.contains(tag));
        return only(named.map(|(branch, _)| branch.clone()));
    }
    let branches: Vec<Place<'d>> = match (schema.has("oneOf"), schema.has("anyOf")) {
        (true, false) => schema.list("oneOf").collect(),
        (false, true) => schema.list("anyOf").collect(),
        (true, true) => return None,
        (false, false) => {
            // A base with subtypes.
            let discriminator = schema.member("discriminator")?;
            let tag = of_tag(discriminator.text("propertyName")?)?.as_str()?;
            let named = mapping(document, &discriminator).filter(|(name, _)| *name == tag);
            return only(named.map(|(_, branch)| branch));
        }
    };
    let direction = subject.direction;
    let fits = |branch: &Place<'d>| schemas.allows(document, direction, branch, value);
    let differs =
        |branch: &Place<'d>| schemas.differs_in_structure(document, direction, branch, value);
    let (fitting, others): (Vec<Place<'d>>, Vec<Place<'d>>) = branches.into_iter().partition(fits);
    // Types do not distinguish branches by limits and patterns.
    let decided = others.iter().all(differs);
    // With `anyOf`, a value may keep properties that only another branch declares, in a variant for several branches.
    let names = |of: &Place<'d>| -> HashSet<&'d str> {
        let names = property_names(document, std::slice::from_ref(of));
        names.into_iter().collect()
    };
    let is_mixed = |branch: &Place<'d>| {
        let own = names(branch);
        let further: HashSet<&str> = others.iter().flat_map(names).collect();
        let mut members = value.as_object().into_iter().flatten();
        members.any(|(name, _)| !own.contains(name.as_str()) && further.contains(name.as_str()))
    };
    only(fitting.into_iter())
        .filter(|_| decided)
        .filter(|branch| !schema.has("anyOf") || !is_mixed(branch))
}

/// Returns the schema with the branches or the discriminator: the schema itself, or the only such part of its `allOf`.
fn union<'d>(document: &'d Document, schema: &Place<'d>) -> Option<Place<'d>> {
    let chooses = |schema: &Place<'_>| {
        ["oneOf", "anyOf", "discriminator"]
            .iter()
            .any(|keyword| schema.has(keyword))
    };
    if chooses(schema) {
        return Some(schema.clone());
    }
    only(conjunction(document, schema).into_iter().filter(chooses))
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Tags;
    use crate::document::Document;

    #[test]
    fn tags_are_inherited_through_several_schemas() {
        let text = "openapi: 3.0.3
components:
  schemas:
    Base: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Middle: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object}]}
    Last: {allOf: [{$ref: '#/components/schemas/Middle'}, {type: object}]}
    Other: {allOf: [{type: object, properties: {kind: {type: string}}}]}
";
        let document = Document::parse(text).unwrap();
        let tags = Tags::of(&document);
        let value = json!({"kind": "x", "n": 1});
        let without = |name: &str| {
            let place = document.place(0, &format!("/components/schemas/{name}"));
            tags.without(&place.unwrap(), &value)
        };
        assert_eq!(without("Middle"), json!({"n": 1}));
        assert_eq!(without("Last"), json!({"n": 1}));
        assert_eq!(without("Other"), value);
    }
}
