//! Determines the kind of object at each location of a document (`OpenAPI` 3.1.1, section 4.8).

use crate::document::{Key, Place};

/// Kind of an object.
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
    /// A map with values of this kind.
    Map(&'static Kind),
    /// A list with items of this kind.
    List(&'static Kind),
}

impl Kind {
    /// Returns the kind of a property or item. None if it is not relevant.
    pub(crate) fn below(self, name: &str) -> Option<Self> {
        use Kind::{
            Components, Document, Encoding, List, Map, MediaType, Operation, Parameter, PathItem,
            RequestBody, Response, Schema,
        };
        let below = match (self, name) {
            // Specification extensions; in other maps, a name may begin with `x-`.
            (Map(PathItem | Response), name) if name.starts_with("x-") => return None,
            (Map(kind) | List(kind), _) => *kind,
            (Document, "paths" | "webhooks") | (Components, "pathItems") => Map(&PathItem),
            (PathItem, "additionalOperations") => Map(&Operation),
            (Components, "mediaTypes") => Map(&MediaType),
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
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
                | "query",
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

/// Returns true if a location contains a schema. Unknown for a file that is not a document itself.
pub(crate) fn is_schema(place: &Place<'_>) -> bool {
    if place.file != 0 {
        return true;
    }
    let mut kind = Some(Kind::Document);
    for key in place.keys() {
        kind = kind.and_then(|kind| match key {
            Key::Member(name) => kind.below(name),
            Key::Element(_) => match kind {
                // 3.0 does not allow a list in `items`, but documents use it.
                Kind::Schema => Some(kind),
                _ => kind.below(""),
            },
        });
    }
    kind == Some(Kind::Schema)
}

/// Returns the kind of a JSON Schema keyword that contains schemas (core, section 10; validation has none).
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
