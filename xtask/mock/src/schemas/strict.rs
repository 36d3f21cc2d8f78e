//! Finds what a strict mock rejects although JSON Schema allows it: undeclared and read-only properties.
//!
//! Otherwise a misspelt name of an optional property would not be noticed. If a document declares additional
//! properties, or does not determine which schemas apply, nothing is rejected.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::document::facts::{Types, is_replaced, referenced, types};
use crate::document::{Document, Place, below};
use crate::schemas::convert::discriminator::{selected, tagged_or_inherited};
use crate::schemas::convert::{Direction, is_one_way};
use crate::schemas::{Schemas, Violation};

/// Returns the rejected properties of a value in a direction.
pub(crate) fn violations(
    document: &Document,
    schemas: &Schemas,
    direction: Direction,
    schema: &Place<'_>,
    value: &Value,
) -> Vec<Violation> {
    let mut check = Check {
        document,
        schemas,
        direction,
        violations: Vec::new(),
        others: 0,
    };
    check.value(std::slice::from_ref(schema), value, "");
    if check.others > 0 {
        check.violations.push(Violation {
            pointer: String::new(),
            message: format!("{} other members are not part of it", check.others),
        });
    }
    check.violations
}

struct Check<'d> {
    document: &'d Document,
    schemas: &'d Schemas,
    direction: Direction,
    violations: Vec<Violation>,
    /// Number of rejected properties that are not reported individually.
    others: usize,
}

/// Maximum number of rejected properties that are reported.
const MAX_VIOLATIONS: usize = 100;

/// The schemas that describe an object together.
struct Parts<'d> {
    places: Vec<Place<'d>>,
    /// True if undeclared properties are allowed.
    is_open: bool,
    /// Number of bases of a subtype that are being added.
    extended: usize,
}

impl<'d> Check<'d> {
    fn value(&mut self, schemas: &[Place<'d>], value: &Value, pointer: &str) {
        if schemas.is_empty() || !value.is_object() && !value.is_array() {
            return;
        }
        let mut parts = Parts {
            places: Vec::new(),
            is_open: false,
            extended: 0,
        };
        for schema in schemas {
            self.add(&mut parts, schema, value);
        }
        match value {
            Value::Object(members) => self.members(&parts, members, pointer),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let schemas: Vec<Place<'d>> = parts
                        .places
                        .iter()
                        .filter_map(|part| {
                            let fixed = part.item("prefixItems", index);
                            fixed.or_else(|| part.member("items"))
                        })
                        .collect();
                    self.value(&schemas, item, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }

    fn members(&mut self, parts: &Parts<'d>, members: &Map<String, Value>, pointer: &str) {
        let declares = parts.places.iter().any(|part| part.has("properties"));
        let required: HashSet<&str> = parts
            .places
            .iter()
            .flat_map(|part| part.list("required"))
            .filter_map(|required| required.value.as_str())
            .collect();
        for (name, value) in members {
            let schemas: Vec<Place<'d>> = parts
                .places
                .iter()
                .filter_map(|part| part.member("properties")?.member(name))
                .collect();
            let is_one_way = |place| is_one_way(self.document, place, self.direction);
            if schemas.is_empty() {
                if declares && !parts.is_open && !required.contains(name.as_str()) {
                    self.refuse(pointer, name, || {
                        format!("the document declares no member `{name}` here")
                    });
                } else {
                    let others = parts.places.iter();
                    let others: Vec<Place<'d>> = others
                        .filter_map(|part| part.member("additionalProperties"))
                        .collect();
                    self.value(&others, value, &below(pointer, name));
                }
            } else if schemas.iter().all(is_one_way) {
                let message = match self.direction {
                    Direction::Request => "it is read-only, so it is not part of a request",
                    Direction::Response | Direction::Neither => {
                        "it is write-only, so it is not part of a response"
                    }
                };
                self.refuse(pointer, name, || message.to_owned());
            } else {
                self.value(&schemas, value, &below(pointer, name));
            }
        }
    }

    /// Records a rejected property. A value may have any number of them.
    fn refuse(&mut self, pointer: &str, name: &str, message: impl FnOnce() -> String) {
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation {
                pointer: below(pointer, name),
                message: message(),
            });
        } else {
            self.others += 1;
        }
    }

    /// Adds a schema with the schemas that it refers to and combines, and the branches that the value matches.
    fn add(&self, parts: &mut Parts<'d>, schema: &Place<'d>, value: &Value) {
        if parts.places.iter().any(|part| part.is(schema)) {
            return;
        }
        parts.places.push(schema.clone());
        if let Some(target) = referenced(self.document, schema) {
            self.add(parts, &target, value);
        }
        if is_replaced(self.document, schema) {
            return;
        }
        let is_declared = |keyword| {
            let other = schema.value.get(keyword);
            other.is_some_and(|other| other != &Value::Bool(false))
        };
        parts.is_open |= is_declared("additionalProperties")
            || is_declared("unevaluatedProperties")
            || schema.has("patternProperties");
        // The schema has subtypes, and the value may be one of them; this does not apply while a subtype is read.
        if parts.extended == 0
            && schema.has("discriminator")
            && !schema.has("oneOf")
            && !schema.has("anyOf")
        {
            match selected(self.document, schema, value) {
                Some(subtype) => self.add(parts, &subtype, value),
                None => parts.is_open = true,
            }
        }
        let adds = schema.list("allOf").count() > 1 || schema.has("properties");
        for part in schema.list("allOf") {
            let extends = usize::from(adds && part.has("$ref"));
            parts.extended += extends;
            self.add(parts, &part, value);
            parts.extended -= extends;
        }
        for keyword in ["oneOf", "anyOf"] {
            for branch in self.branches(schema, keyword, value) {
                // The branch accepts any object.
                parts.is_open |= !self.says_something(&branch);
                self.add(parts, &branch, value);
            }
        }
        for keyword in ["if", "then", "else"] {
            if let Some(part) = schema.member(keyword) {
                self.add(parts, &part, value);
            }
        }
        let dependent = schema.member("dependentSchemas");
        for (name, part) in dependent.iter().flat_map(Place::members) {
            if value.get(name).is_some() {
                self.add(parts, &part, value);
            }
        }
    }

    /// Returns the branches that the value matches, or all if it matches none.
    fn branches(&self, schema: &Place<'d>, keyword: &str, value: &Value) -> Vec<Place<'d>> {
        let all: Vec<Place<'d>> = schema.list(keyword).collect();
        let fits = |branch: &&Place<'d>| {
            let (document, direction) = (self.document, self.direction);
            self.schemas.allows(document, direction, branch, value)
        };
        let fitting: Vec<Place<'d>> = all.iter().filter(fits).cloned().collect();
        if fitting.is_empty() {
            return all;
        }
        if fitting.len() > 1
            && let Some(tagged) = tagged_or_inherited(self.document, schema)
            && tagged.keyword == keyword
            && let Some(tag) = value.get(tagged.property)
        {
            let mut named = tagged.branches.into_iter();
            let named = named.find(|(_, values)| values.contains(tag));
            if let Some((branch, _)) = named.filter(|(branch, _)| fits(&branch)) {
                return vec![branch];
            }
        }
        fitting
    }

    /// Returns true if a branch declares properties, only requires some, or accepts no object.
    fn says_something(&self, branch: &Place<'d>) -> bool {
        let keywords = [
            "$ref",
            "allOf",
            "anyOf",
            "oneOf",
            "properties",
            "required",
            "not",
        ];
        keywords.iter().any(|keyword| branch.has(keyword))
            || !types(self.document, branch).has(Types::OBJECT)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COMPONENTS: &str = "
openapi: 3.1.0
components:
  schemas:
    A: {properties: {a: {type: integer}}}
    B: {properties: {b: {type: integer}}, required: [b]}
    Open: {properties: {a: {}}, additionalProperties: true}
    Free: {type: object}
    Kind: {properties: {k: {}}, discriminator: {propertyName: k}}
    Base: {properties: {type: {type: string, readOnly: true}}, required: [type]}
";

    /// Returns the pointers of rejected properties.
    fn refused(schema: &str, value: &Value) -> Vec<String> {
        let document = Document::parse(&format!("{COMPONENTS}    It: {schema}\n")).unwrap();
        let schemas = Schemas::default();
        let it = document.place(0, "/components/schemas/It").unwrap();
        let violations = violations(&document, &schemas, Direction::Request, &it, value);
        violations
            .into_iter()
            .map(|violation| violation.pointer)
            .collect()
    }

    #[test]
    fn unknown_members_are_refused_where_all_are_known() {
        let a = "{$ref: '#/components/schemas/A'}";
        let b = "{$ref: '#/components/schemas/B'}";
        let open = "{$ref: '#/components/schemas/Open'}";
        let free = "{$ref: '#/components/schemas/Free'}";
        let kind = "{$ref: '#/components/schemas/Kind'}";
        let value = json!({"a": 1, "x": 1});
        for (schema, is_refused) in [
            (a.to_owned(), true),
            (open.to_owned(), false),
            (free.to_owned(), false),
            ("{}".to_owned(), false),
            (format!("{{allOf: [{a}, {b}]}}"), true),
            (format!("{{allOf: [{a}, {open}]}}"), false),
            (format!("{{oneOf: [{a}, {{type: 'null'}}]}}"), true),
            (format!("{{anyOf: [{a}, {{type: object}}]}}"), false),
            (format!("{{anyOf: [{a}, {open}]}}"), false),
            (
                "{properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [b]}]}"
                    .to_owned(),
                true,
            ),
            (
                "{properties: {a: {}}, discriminator: {propertyName: a}}".to_owned(),
                false,
            ),
            (
                "{properties: {a: {}}, patternProperties: {x: {}}}".to_owned(),
                false,
            ),
            ("{properties: {a: {}}, required: [x]}".to_owned(), false),
            // A base with subtypes is open, a subtype is not.
            (kind.to_owned(), false),
            (format!("{{allOf: [{kind}]}}"), false),
            (format!("{{allOf: [{kind}, {a}]}}"), true),
        ] {
            let expected: &[&str] = if is_refused { &["/x"] } else { &[] };
            assert_eq!(refused(&schema, &value), expected, "{schema}");
        }
    }

    #[test]
    fn the_branch_that_fits_is_the_one_that_counts() {
        let schema =
            "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}";
        assert_eq!(refused(schema, &json!({"a": 1, "x": 1})), ["/x"]);
        // The second branch matches, too, because the first one accepts anything.
        assert_eq!(refused(schema, &json!({"a": 1, "b": 1})), [""; 0]);
        let schema = "{oneOf: [{allOf: [{$ref: '#/components/schemas/A'}], required: [a]}, {$ref: '#/components/schemas/B'}]}";
        assert_eq!(refused(schema, &json!({"a": 1, "b": "x"})), ["/b"]);
    }

    #[test]
    fn the_tag_selects_the_subtype() {
        let base = "{properties: {k: {}}, discriminator: {propertyName: k, mapping: {a: A, b: B}}}";
        assert_eq!(refused(base, &json!({"k": "a", "a": 1, "b": 1})), ["/b"]);
        // The subtype is unknown.
        assert_eq!(refused(base, &json!({"k": "c", "b": 1})), [""; 0]);
        let union = "{anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: a, mapping: {x: A, y: B}}}";
        assert_eq!(refused(union, &json!({"a": 1, "b": 1})), [""; 0]);
    }

    #[test]
    fn values_within_values_are_looked_at() {
        let schema = "{properties: {list: {items: {$ref: '#/components/schemas/A'}}}}";
        let value = json!({"list": [{"a": 1}, {"y/z": 1}]});
        assert_eq!(refused(schema, &value), ["/list/1/y~1z"]);
        let schema = "{additionalProperties: {$ref: '#/components/schemas/A'}}";
        assert_eq!(refused(schema, &json!({"any": {"y": 1}})), ["/any/y"]);
    }

    #[test]
    fn read_only_members_are_refused_unless_another_schema_has_them_too() {
        let base = "{$ref: '#/components/schemas/Base'}";
        let value = json!({"type": "a"});
        assert_eq!(refused(base, &value), ["/type"]);
        let schema = format!("{{allOf: [{base}, {{properties: {{type: {{enum: [a]}}}}}}]}}");
        assert_eq!(refused(&schema, &value), [""; 0]);
    }
}
