//! Which keywords a schema has (`OpenAPI` 3.0.4, section 4.7.24; 3.1.1, section 4.8.24; JSON Schema 2020-12), and which
//! are most likely misspelt.

use crate::diagnostic::Diagnostic;
use crate::load::Node;
use crate::openapi::Reader;
use crate::openapi::members::is_extension;
use crate::suggest::nearest;

/// Keywords long enough that what is close to one of them is a slip rather than a word of somebody's own.
const KEYWORDS: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "nullable",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
];

/// How short a word may be and still be taken for a keyword that is misspelt.
const SHORTEST: usize = 4;

impl<'a> Reader<'a> {
    /// Warns of a keyword that is not known and close to one that is. Others say nothing, which is right: 3.1 lets
    /// everybody have keywords of their own (JSON Schema 2020-12 core, section 6.5).
    pub(crate) fn check_keyword(&self, member: Node<'a>, keyword: &str) {
        if KEYWORDS.contains(&keyword) || is_extension(keyword) || keyword.len() < SHORTEST {
            return;
        }
        let Some(meant) = nearest(keyword, KEYWORDS.iter().copied()) else {
            return;
        };
        self.push(
            Diagnostic::warning(
                "unknown-keyword",
                member.key_location(),
                format!("a schema has no keyword `{keyword}`"),
            )
            .label("says nothing")
            .help(format!("did you mean `{meant}`?")),
        );
    }
}

/// Whether a keyword limits values in a way that a type cannot say.
pub(crate) fn is_constraint(keyword: &str) -> bool {
    matches!(
        keyword,
        "multipleOf"
            | "maximum"
            | "exclusiveMaximum"
            | "minimum"
            | "exclusiveMinimum"
            | "maxLength"
            | "minLength"
            | "pattern"
            | "maxItems"
            | "minItems"
            | "uniqueItems"
            | "contains"
            | "maxContains"
            | "minContains"
            | "unevaluatedItems"
            | "maxProperties"
            | "minProperties"
            | "dependentRequired"
            | "dependentSchemas"
            | "dependencies"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contentSchema"
    )
}
