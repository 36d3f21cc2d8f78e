//! What kind of object stands where in a document (`OpenAPI` 3.1.1, section 4.8).

use crate::document::{Key, Place};

/// The kind of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    /// A parameter or a header.
    Parameter,
    RequestBody,
    Response,
    MediaType,
    Encoding,
    Schema,
    /// A map whose values are of that kind.
    Map(&'static Kind),
    /// A list whose elements are of that kind.
    List(&'static Kind),
}

impl Kind {
    /// The kind of a member, or of an element; none if no object of interest stands there.
    pub(crate) fn below(self, name: &str) -> Option<Self> {
        use Kind::{
            Components, Document, Encoding, List, Map, MediaType, Operation, Parameter, PathItem,
            RequestBody, Response, Schema,
        };
        let below = match (self, name) {
            // Extensions; in other maps a name may begin that way.
            (Map(PathItem | Response), name) if name.starts_with("x-") => return None,
            (Map(kind) | List(kind), _) => *kind,
            (Document, "paths" | "webhooks") | (Components, "pathItems") => Map(&PathItem),
            (Document, "components") => Components,
            (Components, "schemas") => Map(&Schema),
            (Components, "parameters" | "headers") | (Response | Encoding, "headers") => {
                Map(&Parameter)
            }
            (Components, "requestBodies") => Map(&RequestBody),
            (Components | Operation, "responses") => Map(&Response),
            (Components | Operation, "callbacks") => Map(&Map(&PathItem)),
            (
                PathItem,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace",
            ) => Operation,
            (PathItem | Operation, "parameters") => List(&Parameter),
            (Operation, "requestBody") => RequestBody,
            (Parameter | RequestBody | Response, "content") => Map(&MediaType),
            (Parameter | MediaType, "schema") => Schema,
            (MediaType, "encoding") => Map(&Encoding),
            (Schema, keyword) => return schema_below(keyword),
            _ => return None,
        };
        Some(below)
    }
}

/// Whether a schema stands at a place. Of a file that is no document itself, that is not known.
pub(crate) fn is_schema(place: &Place<'_>) -> bool {
    if place.file != 0 {
        return true;
    }
    let mut kind = Some(Kind::Document);
    for key in place.keys() {
        kind = kind.and_then(|kind| match key {
            Key::Member(name) => kind.below(name),
            Key::Element(_) => match kind {
                // In 3.0, `items` could not be a list, but people wrote one.
                Kind::Schema => Some(kind),
                _ => kind.below(""),
            },
        });
    }
    kind == Some(Kind::Schema)
}

/// The keywords of JSON Schema that hold schemas (core, section 10; validation has none).
fn schema_below(keyword: &str) -> Option<Kind> {
    use Kind::{List, Map, Schema};
    let kind = match keyword {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Map(&Schema)
        }
        "items"
        | "additionalProperties"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames" => Schema,
        "prefixItems" | "allOf" | "anyOf" | "oneOf" => List(&Schema),
        _ => return None,
    };
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &[&str]) -> Option<Kind> {
        path.iter()
            .try_fold(Kind::Document, |kind, name| kind.below(name))
    }

    #[test]
    fn schemas_are_found_where_they_stand() {
        assert_eq!(
            kind(&["components", "schemas", "schema"]),
            Some(Kind::Schema)
        );
        assert_eq!(
            kind(&["paths", "/a", "get", "parameters", "0", "schema"]),
            Some(Kind::Schema)
        );
        let body = [
            "paths",
            "/a",
            "post",
            "requestBody",
            "content",
            "a/b",
            "schema",
        ];
        let below = |more: &[&str]| kind(&[&body[..], more].concat());
        assert_eq!(below(&["properties", "items"]), Some(Kind::Schema));
        assert_eq!(below(&["items"]), Some(Kind::Schema));
        assert_eq!(below(&["oneOf", "0"]), Some(Kind::Schema));
        assert_eq!(
            below(&["oneOf", "0", "properties", "x"]),
            Some(Kind::Schema)
        );
    }

    #[test]
    fn examples_are_no_part_of_it() {
        assert_eq!(kind(&["components", "schemas", "A", "example"]), None);
        assert_eq!(kind(&["components", "examples"]), None);
        assert_eq!(kind(&["paths", "x-notes"]), None);
        assert_eq!(
            kind(&["components", "headers", "x-request-id"]),
            Some(Kind::Parameter)
        );
    }
}
