//! The keywords of schemas (`OpenAPI` 3.0.4, section 4.7.24; 3.1.1, section 4.8.24; JSON Schema 2020-12).
//! Keywords that are most likely misspelt get a warning.

use crate::base::suggest::nearest;
use crate::diagnostic::{Diagnostic, codes};
use crate::load::Node;
use crate::openapi::Reader;
use crate::openapi::members::is_extension;

/// The known keywords that an unknown keyword may be a misspelling of. Short keywords are missing: custom
/// keywords could be close to them.
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

/// The kind of object that the keywords belong to.
const SCHEMA: &str = "a schema";

/// The length below which an unknown keyword is not taken for a misspelt one.
const SHORTEST: usize = 4;

impl<'a> Reader<'a> {
    /// Warns about an unknown keyword that is close to a known one. Other unknown keywords are allowed since 3.1
    /// (JSON Schema 2020-12 core, section 6.5).
    pub(crate) fn check_keyword(&self, member: Node<'a>, keyword: &str) {
        if KEYWORDS.contains(&keyword) || is_extension(keyword) || keyword.len() < SHORTEST {
            return;
        }
        if !self.is_first_check(member, SCHEMA) {
            return;
        }
        let Some(meant) = nearest(keyword, KEYWORDS.iter().copied()) else {
            return;
        };
        self.push(
            Diagnostic::warning(
                codes::UNKNOWN_KEYWORD,
                member.key_location(),
                format!("a schema has no keyword `{keyword}`"),
            )
            .label("has no effect")
            .help(format!("did you mean `{meant}`?")),
        );
    }
}

/// Reports whether a keyword only describes a schema (JSON Schema 2020-12 validation, section 9).
pub(crate) fn is_annotation(keyword: &str) -> bool {
    is_extension(keyword)
        || matches!(
            keyword,
            "$comment"
                | "title"
                | "description"
                | "default"
                | "deprecated"
                | "example"
                | "examples"
                | "externalDocs"
        )
}

/// Reports whether a keyword constrains values in a way that the generated types do not express.
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
