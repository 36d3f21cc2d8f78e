//! Converts discriminators (`OpenAPI` 3.1.1, section 4.8.25): the branch that the tag selects decides, not the number
//! of matching branches.

use serde_json::{Map, Value, json};

use super::{Walk, address};
use crate::document::{Document, Place};
use crate::facts::{Types, property, types};

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

/// Returns the discriminated union of a schema, if it is one.
pub(crate) fn tagged<'d>(document: &'d Document, schema: &Place<'d>) -> Option<Tagged<'d>> {
    let discriminator = schema.member("discriminator")?;
    let name = discriminator.text("propertyName")?;
    let keyword = if decides(schema.value) {
        "oneOf"
    } else {
        "anyOf"
    };
    schema.member(keyword)?;
    let branches = schema.list(keyword).map(|branch| {
        let values = selecting(document, &discriminator, name, &branch);
        (branch, values)
    });
    Some(Tagged {
        keyword,
        property: name,
        branches: branches.collect(),
    })
}

/// Returns true if a discriminator selects a branch of `oneOf`. The branches are then in `anyOf`.
pub(super) fn decides(schema: &Value) -> bool {
    let discriminator = schema.get("discriminator");
    discriminator.is_some_and(is_named)
        && schema.get("oneOf").is_some()
        && schema.get("anyOf").is_none()
}

fn is_named(discriminator: &Value) -> bool {
    let name = discriminator.get("propertyName");
    name.is_some_and(Value::is_string)
}

/// Returns the tag values of a branch: those that the branch itself allows, or else its names in the mapping and the
/// name of its component, unless the mapping assigns that to another branch.
fn selecting(
    document: &Document,
    discriminator: &Place<'_>,
    name: &str,
    branch: &Place<'_>,
) -> Vec<Value> {
    let mut own = Vec::new();
    for schema in property(document, std::slice::from_ref(branch), name) {
        own.extend(schema.member("const").map(|value| value.value.clone()));
        own.extend(schema.list("enum").map(|value| value.value.clone()));
    }
    if !own.is_empty() {
        return own;
    }
    let Some(reference) = branch.text("$ref") else {
        return Vec::new();
    };
    let target = document.target(branch.file, reference).ok();
    let all: Vec<(&str, Place<'_>)> = mapping(document, discriminator).collect();
    let is_mapped = |name: &String| all.iter().any(|(value, _)| value == name);
    let implicit = component(reference).filter(|name| !is_mapped(name));
    let mapped = all
        .iter()
        .filter(|(_, place)| target.as_ref().is_some_and(|target| target.is(place)))
        .map(|(value, _)| json!(value));
    mapped.chain(implicit.map(Value::from)).collect()
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
        let Some(tagged) = tagged(self.document, place) else {
            return;
        };
        if let Some(branches) = keywords.remove(tagged.keyword) {
            keywords.insert("anyOf".to_owned(), branches);
        }
        let name = tagged.property;
        let mut rules = Vec::new();
        let mut known = Vec::new();
        let mut all_known = true;
        for (branch, values) in &tagged.branches {
            // Null and other values that are not objects have no tag.
            all_known &= !values.is_empty() || !types(self.document, branch).has(Types::OBJECT);
            known.extend(values.iter().cloned());
            // A value that selects several branches does not decide.
            let is_own = |value: &&Value| {
                let branches = tagged.branches.iter();
                branches
                    .filter(|(_, values)| values.contains(value))
                    .count()
                    == 1
            };
            let target = address(self.document, branch);
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
}
