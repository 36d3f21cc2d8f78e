//! What kind of object stands where in a document (`OpenAPI` 3.1.1, section 4.8).

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
    /// A schema that says all there is to say about a value.
    Whole,
    /// A schema that is, or may be, only one of several for the same value.
    Part,
    /// A map whose values are of that kind.
    Map(&'static Kind),
    /// A list whose elements are of that kind.
    List(&'static Kind),
}

impl Kind {
    /// Whether it is a schema.
    pub(crate) fn is_schema(self) -> bool {
        matches!(self, Kind::Whole | Kind::Part)
    }

    /// The same kind, for what a reference leads to.
    pub(crate) fn referenced(self) -> Self {
        if self == Kind::Whole {
            Kind::Part
        } else {
            self
        }
    }

    /// The kind of a member, or of an element; none if no object of interest stands there.
    pub(crate) fn below(self, name: &str) -> Option<Self> {
        use Kind::{
            Components, Document, Encoding, List, Map, MediaType, Operation, Parameter, Part,
            PathItem, RequestBody, Response, Whole,
        };
        let below = match (self, name) {
            // Extensions; in other maps a name may begin that way.
            (Map(PathItem | Response), name) if name.starts_with("x-") => return None,
            (Map(kind) | List(kind), _) => *kind,
            (Document, "paths" | "webhooks") | (Components, "pathItems") => Map(&PathItem),
            (Document, "components") => Components,
            (Components, "schemas") => Map(&Part),
            (Components, "parameters" | "headers") | (Response | Encoding, "headers") => {
                Map(&Parameter)
            }
            (Components, "requestBodies") => Map(&RequestBody),
            (Components, "responses") | (Operation, "responses") => Map(&Response),
            (Components, "callbacks") | (Operation, "callbacks") => Map(&Map(&PathItem)),
            (
                PathItem,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace",
            ) => Operation,
            (PathItem | Operation, "parameters") => List(&Parameter),
            (Operation, "requestBody") => RequestBody,
            (Parameter | RequestBody | Response, "content") => Map(&MediaType),
            (Parameter | MediaType, "schema") => Whole,
            (MediaType, "encoding") => Map(&Encoding),
            (Whole | Part, keyword) => return schema_below(keyword),
            _ => return None,
        };
        Some(below)
    }
}

/// The keywords of JSON Schema that hold schemas (core, section 10; validation has none).
fn schema_below(keyword: &str) -> Option<Kind> {
    use Kind::{List, Map, Part, Whole};
    let kind = match keyword {
        "properties" | "patternProperties" => Map(&Whole),
        "items" | "additionalProperties" | "unevaluatedItems" | "unevaluatedProperties" => Whole,
        "prefixItems" => List(&Whole),
        "allOf" | "anyOf" | "oneOf" => List(&Part),
        "not" | "if" | "then" | "else" | "contains" | "propertyNames" => Part,
        "$defs" | "definitions" | "dependentSchemas" => Map(&Part),
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
        assert_eq!(kind(&["components", "schemas", "schema"]), Some(Kind::Part));
        assert_eq!(
            kind(&["paths", "/a", "get", "parameters", "0", "schema"]),
            Some(Kind::Whole)
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
        assert_eq!(below(&["properties", "items"]), Some(Kind::Whole));
        assert_eq!(below(&["items"]), Some(Kind::Whole));
        assert_eq!(below(&["oneOf", "0"]), Some(Kind::Part));
        assert_eq!(below(&["oneOf", "0", "properties", "x"]), Some(Kind::Whole));
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
