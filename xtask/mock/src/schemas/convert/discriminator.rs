//! Converts discriminators (`OpenAPI` 3.1.1, section 4.8.25): the branch that the tag selects decides, not the number
//! of matching branches.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{Walk, address};
use crate::document::facts::{Types, conjunction, property, types};
use crate::document::{Document, Place};

/// A union with a discriminator.
#[derive(Debug)]
pub(crate) struct Tagged<'d> {
    /// Keyword that contains the branches.
    pub(crate) keyword: &'static str,
    /// Property that selects the branch.
    pub(crate) property: &'d str,
    /// The branches with the property values that select them. Empty if the values are unknown.
    pub(crate) branches: Vec<(Place<'d>, Vec<Value>)>,
}

/// Returns the union of a schema with a discriminator, if it is one.
pub(crate) fn tagged<'d>(document: &'d Document, schema: &Place<'d>) -> Option<Tagged<'d>> {
    let discriminator = schema.member("discriminator")?;
    let keyword = if schema.has("oneOf") && !schema.has("anyOf") {
        "oneOf"
    } else {
        "anyOf"
    };
    schema.member(keyword)?;
    with_tags(document, schema, &discriminator, keyword)
}

/// Returns the union of a schema with a discriminator of its own, or with one that all branches inherit from their base
/// (`OpenAPI` 3.1.1, section 4.8.25.3).
pub(crate) fn tagged_or_inherited<'d>(
    document: &'d Document,
    schema: &Place<'d>,
) -> Option<Tagged<'d>> {
    tagged(document, schema).or_else(|| {
        let (keyword, discriminator) = inherited(document, schema)?;
        with_tags(document, schema, &discriminator, keyword)
    })
}

fn with_tags<'d>(
    document: &'d Document,
    schema: &Place<'d>,
    discriminator: &Place<'d>,
    keyword: &'static str,
) -> Option<Tagged<'d>> {
    let name = discriminator.text("propertyName")?;
    let branches: Vec<Place<'d>> = schema.list(keyword).collect();
    let listed: Vec<Vec<Value>> = branches
        .iter()
        .map(|branch| listed(document, name, branch))
        .collect();
    let mut counts: HashMap<&[Value], usize> = HashMap::new();
    for values in &listed {
        *counts.entry(values).or_default() += 1;
    }
    // A list that several branches share, such as that of their base, selects none of them.
    let is_shared =
        |values: &[Value]| values.len() > 1 && counts.get(values).is_some_and(|count| *count > 1);
    let names = LazyCell::new(|| MappingNames::of(document, discriminator));
    let tags = branches.iter().zip(&listed).map(|(branch, own)| {
        if own.is_empty() {
            return names.select(document, branch);
        }
        if !is_shared(own) {
            return own.clone();
        }
        let mut names = names.select(document, branch);
        names.retain(|name| own.contains(name));
        if names.is_empty() { own.clone() } else { names }
    });
    let tags: Vec<Vec<Value>> = tags.collect();
    Some(Tagged {
        keyword,
        property: name,
        branches: branches.into_iter().zip(tags).collect(),
    })
}

/// Returns the discriminator that all branches of a union inherit, and the keyword of the branches. A branch that is the
/// base itself inherits none.
fn inherited<'d>(document: &'d Document, schema: &Place<'d>) -> Option<(&'static str, Place<'d>)> {
    let keyword = match (schema.has("oneOf"), schema.has("anyOf")) {
        (true, false) => "oneOf",
        (false, true) => "anyOf",
        _ => return None,
    };
    let mut common: Option<Place<'d>> = None;
    let mut count = 0;
    for branch in schema.list(keyword) {
        let branch = document.follow(branch).ok()?;
        if branch.has("discriminator") {
            return None;
        }
        let parts = conjunction(document, &branch).into_iter();
        let bases = parts.filter(|part| !part.has("oneOf") && !part.has("anyOf"));
        let mut found = bases.filter_map(|base| base.member("discriminator"));
        let (first, None) = (found.next()?, found.next()) else {
            return None;
        };
        if common.as_ref().is_some_and(|common| !common.is(&first)) {
            return None;
        }
        common = Some(first);
        count += 1;
    }
    common
        .filter(|found| count > 1 && is_named(found.value))
        .map(|found| (keyword, found))
}

/// Returns true if a discriminator selects a branch of `oneOf`. The branches are then in `anyOf`.
pub(super) fn decides(document: &Document, schema: &Place<'_>) -> bool {
    if !schema.has("oneOf") || schema.has("anyOf") {
        return false;
    }
    match schema.member("discriminator") {
        Some(discriminator) => is_named(discriminator.value),
        None => inherited(document, schema).is_some(),
    }
}

fn is_named(discriminator: &Value) -> bool {
    let name = discriminator.get("propertyName");
    name.is_some_and(Value::is_string)
}

/// Returns the values that a branch itself allows for the property.
fn listed(document: &Document, name: &str, branch: &Place<'_>) -> Vec<Value> {
    let mut own = Vec::new();
    for schema in property(document, std::slice::from_ref(branch), name) {
        own.extend(schema.member("const").map(|value| value.value.clone()));
        own.extend(schema.list("enum").map(|value| value.value.clone()));
    }
    own
}

/// The names of a mapping.
struct MappingNames<'d> {
    all: HashSet<&'d str>,
    /// The names of each target, by its address in memory.
    by_target: HashMap<*const Value, Vec<&'d str>>,
}

impl<'d> MappingNames<'d> {
    fn of(document: &'d Document, discriminator: &Place<'d>) -> Self {
        let mut names = Self {
            all: HashSet::new(),
            by_target: HashMap::new(),
        };
        for (name, target) in mapping(document, discriminator) {
            names.all.insert(name);
            let target = std::ptr::from_ref(target.value);
            names.by_target.entry(target).or_default().push(name);
        }
        names
    }

    /// Returns the names of a branch in the mapping and the name of its component, unless the mapping assigns that to
    /// another branch.
    fn select(&self, document: &Document, branch: &Place<'_>) -> Vec<Value> {
        let Some(reference) = branch.text("$ref") else {
            return Vec::new();
        };
        let target = document.target(branch.file, reference).ok();
        let target = target.map(|target| std::ptr::from_ref(target.value));
        let mapped = target.and_then(|target| self.by_target.get(&target));
        let mapped = mapped.into_iter().flatten().map(|name| json!(name));
        let implicit = component(reference).filter(|name| !self.all.contains(name.as_str()));
        mapped.chain(implicit.map(Value::from)).collect()
    }
}

/// Returns the subtype that the tag of a base's value selects: by the mapping, or by the name of a component that extends
/// the base. None for a union.
pub(crate) fn selected<'d>(
    document: &'d Document,
    schema: &Place<'d>,
    value: &Value,
) -> Option<Place<'d>> {
    if schema.has("oneOf") || schema.has("anyOf") {
        return None;
    }
    let discriminator = schema.member("discriminator")?;
    let tag = value.get(discriminator.text("propertyName")?)?.as_str()?;
    let mut mapped = mapping(document, &discriminator);
    let target = mapped.find_map(|(name, target)| (name == tag).then_some(target));
    target.or_else(|| {
        let pointer = crate::document::below("/components/schemas", tag);
        let named = document.place(discriminator.file, &pointer)?;
        let mut bases = conjunction(document, &named).into_iter();
        bases.any(|base| base.is(schema)).then_some(named)
    })
}

/// Returns the names of a mapping with their schemas.
pub(crate) fn mapping<'d>(
    document: &'d Document,
    discriminator: &Place<'d>,
) -> impl Iterator<Item = (&'d str, Place<'d>)> + use<'d> {
    let file = discriminator.file;
    let mapping = discriminator.member("mapping");
    let members: Vec<(&str, Place<'_>)> = mapping.iter().flat_map(Place::members).collect();
    members.into_iter().filter_map(move |(value, target)| {
        let target = target.value.as_str()?;
        // A mapping may contain the name of a component instead of a reference.
        let by_name =
            || document.place(file, &crate::document::below("/components/schemas", target));
        let place = document.target(file, target).ok().or_else(by_name)?;
        Some((value, place))
    })
}

/// Returns the name of the component that a reference points to.
fn component(reference: &str) -> Option<String> {
    let (_, fragment) = reference.split_once('#')?;
    let name = fragment.strip_prefix("/components/schemas/")?;
    let name = percent_encoding::percent_decode_str(name)
        .decode_utf8()
        .ok()?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

impl Walk<'_> {
    /// Makes the tag decisive: any branch may match, but the branch that the tag selects must match, and the tag must
    /// select one.
    pub(super) fn convert_discriminator(
        &self,
        keywords: &mut Map<String, Value>,
        place: &Place<'_>,
    ) {
        let Some(tagged) = tagged_or_inherited(self.document, place) else {
            return;
        };
        if let Some(branches) = keywords.remove(tagged.keyword) {
            keywords.insert("anyOf".to_owned(), branches);
        }
        let name = tagged.property;
        let mut counts: HashMap<&Value, usize> = HashMap::new();
        for (_, values) in &tagged.branches {
            for value in values.iter().collect::<HashSet<_>>() {
                *counts.entry(value).or_default() += 1;
            }
        }
        // The address is computed once, because that takes time in proportion to the list.
        let list = place.member(tagged.keyword);
        let list = list.map(|list| address(self.document, &list));
        let list = list.unwrap_or_default();
        let mut rules = Vec::new();
        let mut known = Vec::new();
        let mut all_known = true;
        for (index, (branch, values)) in tagged.branches.iter().enumerate() {
            // Null and other values that are not objects have no tag.
            all_known &= !values.is_empty() || !types(self.document, branch).has(Types::OBJECT);
            known.extend(values.iter().cloned());
            // A value that selects several branches does not decide.
            let is_own = |value: &&Value| counts.get(value) == Some(&1);
            let target = format!("{list}/{index}");
            rules.extend(values.iter().filter(is_own).map(|value| {
                json!({
                    "if": {"type": "object", "required": [name], "properties": {name: {"const": value}}},
                    "then": {"$ref": target},
                })
            }));
        }
        if all_known && !known.is_empty() {
            rules.push(json!({"properties": {name: {"enum": known}}}));
        }
        let all = keywords.entry("allOf").or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.extend(rules);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subtypes_inherit_the_discriminator_of_their_base() {
        let text = "openapi: 3.0.3
components:
  schemas:
    Base:
      type: object
      required: [k]
      properties: {k: {type: string, enum: [one, two, three]}}
      discriminator: {propertyName: k, mapping: {one: '#/components/schemas/One', two: Two}}
    One: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [a]}]}
    Two: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: string}}}]}
    Some: {oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]}
    All: {oneOf: [{$ref: '#/components/schemas/Base'}, {$ref: '#/components/schemas/Two'}]}
";
        let document = Document::parse(text).unwrap();
        let schemas = crate::schemas::Schemas::as_intended();
        let some = document.place(0, "/components/schemas/Some").unwrap();
        let tagged = tagged_or_inherited(&document, &some).unwrap();
        let values: Vec<_> = tagged.branches.into_iter().map(|(_, all)| all).collect();
        assert_eq!(values, [vec![json!("one")], vec![json!("two")]]);
        for (value, is_valid) in [
            (json!({"k": "one", "a": 1}), true),
            (json!({"k": "two"}), true),
            (json!({"k": "two", "a": 1}), true),
            // The tag selects the other branch, or none.
            (json!({"k": "one"}), false),
            (json!({"k": "three", "a": 1}), false),
        ] {
            let direction = super::super::Direction::Request;
            let allows = schemas.allows(&document, direction, &some, &value);
            assert_eq!(allows, is_valid, "{value}");
        }
        let all = document.place(0, "/components/schemas/All").unwrap();
        assert!(tagged_or_inherited(&document, &all).is_none());
    }

    #[test]
    fn the_branch_says_what_selects_it() {
        let text = "openapi: 3.0.3
components:
  schemas:
    Pet:
      oneOf:
        - $ref: '#/components/schemas/Cat'
        - $ref: '#/components/schemas/Dog'
        - $ref: '#/components/schemas/Fish'
      discriminator:
        propertyName: kind
        mapping: {hound: '#/components/schemas/Dog', puppy: Dog}
    Cat: {type: object, properties: {kind: {enum: [cat]}}}
    Dog: {type: object, properties: {kind: {type: string}}}
    Fish: {type: object, properties: {kind: {type: string}}}
";
        let document = Document::parse(text).unwrap();
        let pet = document.place(0, "/components/schemas/Pet").unwrap();
        let tagged = tagged(&document, &pet).unwrap();
        assert_eq!(tagged.property, "kind");
        let values: Vec<_> = tagged
            .branches
            .into_iter()
            .map(|(_, values)| values)
            .collect();
        assert_eq!(
            values,
            [
                vec![json!("cat")],
                vec![json!("hound"), json!("puppy"), json!("Dog")],
                vec![json!("Fish")]
            ]
        );
    }

    /// Comparing every two branches would take minutes.
    #[test]
    fn the_time_is_linear_in_the_branches() {
        let count = 10_000;
        let own = (0..count).map(|index| {
            let values = [format!("a{index}"), format!("b{index}")];
            json!({"type": "object", "properties": {"kind": {"enum": values}}})
        });
        let branch = |name: String| json!({"$ref": format!("#/components/schemas/{name}")});
        let named = (0..count).map(|index| branch(format!("N{index}")));
        let extending = (0..count).map(|index| branch(format!("E{index}")));
        let mapping: Map<String, Value> = (0..count)
            .map(|index| (format!("m{index}"), json!(format!("N{index}"))))
            .collect();
        let mut components = Map::new();
        for index in 0..count {
            components.insert(format!("N{index}"), json!({"type": "object"}));
            let parts = json!([{"$ref": "#/components/schemas/Base"}]);
            components.insert(format!("E{index}"), json!({"allOf": parts}));
        }
        let discriminator = json!({"propertyName": "kind", "mapping": mapping});
        for (name, schema) in [
            (
                "Base",
                json!({"type": "object", "discriminator": {"propertyName": "kind"}}),
            ),
            (
                "Declared",
                json!({
                    "oneOf": own.chain(named).collect::<Vec<_>>(),
                    "discriminator": discriminator,
                }),
            ),
            ("Inherited", json!({"oneOf": extending.collect::<Vec<_>>()})),
        ] {
            components.insert(name.to_owned(), schema);
        }
        let text = json!({"openapi": "3.1.0", "components": {"schemas": components}});
        let document = Document::parse(&text.to_string()).unwrap();
        let direction = super::super::Direction::Neither;
        let reading = super::super::Reading::Literal;
        let files = super::super::convert(&document, direction, reading);
        let schema = |name: &str| &files[0]["components"]["schemas"][name];
        // One rule for each value, and one for all values. The mapped names are two for each component.
        let rules = |name: &str| schema(name)["allOf"].as_array().unwrap();
        assert_eq!(rules("Declared").len(), 4 * count + 1);
        assert_eq!(rules("Inherited").len(), count + 1);
        let last = &rules("Inherited")[count - 1];
        assert_eq!(
            last["then"]["$ref"],
            format!(
                "mock://document/document#/components/schemas/Inherited/anyOf/{}",
                count - 1
            )
        );
    }

    #[test]
    fn a_list_that_several_branches_share_selects_none() {
        let text = "openapi: 3.1.0
components:
  schemas:
    Pet:
      anyOf:
        - $ref: '#/components/schemas/cat'
        - $ref: '#/components/schemas/dog'
        - {type: object, properties: {kind: {enum: [fish, fish]}}}
        - {type: object, properties: {kind: {enum: [bird, owl]}}}
        - {type: object, properties: {kind: {enum: [owl]}}}
      discriminator: {propertyName: kind}
    cat: &pet {type: object, properties: {kind: {enum: [cat, dog]}}}
    dog: *pet
";
        let document = Document::parse(text).unwrap();
        let files = super::super::convert(
            &document,
            super::super::Direction::Neither,
            super::super::Reading::Literal,
        );
        let rules = files[0]["components"]["schemas"]["Pet"]["allOf"].as_array();
        let rules: Vec<(&Value, &Value)> = rules
            .unwrap()
            .iter()
            .map(|rule| {
                (
                    &rule["if"]["properties"]["kind"]["const"],
                    &rule["then"]["$ref"],
                )
            })
            .collect();
        let target = |index: usize| {
            json!(format!(
                "mock://document/document#/components/schemas/Pet/anyOf/{index}"
            ))
        };
        let expected = [
            (json!("cat"), target(0)),
            (json!("dog"), target(1)),
            (json!("fish"), target(2)),
            (json!("fish"), target(2)),
            (json!("bird"), target(3)),
            (json!(null), json!(null)),
        ];
        let expected: Vec<(&Value, &Value)> =
            expected.iter().map(|(tag, target)| (tag, target)).collect();
        assert_eq!(rules, expected);
    }
}
