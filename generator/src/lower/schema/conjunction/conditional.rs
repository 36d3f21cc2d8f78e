//! Finds the properties of schemas that apply only under a condition (JSON Schema 2020-12, section 10.2.2).

use foldhash::HashSet;

use crate::load::{Node, Origin};
use crate::openapi::Reader;

/// Returns the properties that `then`, `else` and `dependentSchemas` declare, directly or through `$ref`, `allOf`,
/// `oneOf`, `anyOf` or nested conditions.
pub(crate) fn properties<'a>(
    reader: &Reader<'a>,
    constraints: &[(&'a str, Node<'a>)],
) -> Vec<(&'a str, Node<'a>)> {
    let mut unvisited = conditional_schemas(constraints);
    unvisited.reverse();
    let mut visited: HashSet<Origin> = HashSet::default();
    let mut found = Vec::new();
    while let Some(node) = unvisited.pop() {
        if !visited.insert(node.origin()) || reader.is_exhausted() {
            continue;
        }
        let schema = reader.schema(node);
        reader.spend(1 + schema.properties.len());
        found.extend(schema.properties.iter().copied());
        let mut nested: Vec<Node<'a>> = Vec::new();
        let target = schema
            .reference
            .and_then(|reference| reader.resolve(reference));
        nested.extend(target);
        for branches in [&schema.all_of, &schema.one_of, &schema.any_of] {
            nested.extend(branches);
        }
        nested.extend(conditional_schemas(&schema.constraints));
        nested.reverse();
        unvisited.extend(nested);
    }
    found
}

/// Returns the properties that `if` tests.
pub(crate) fn tested_properties<'a>(
    reader: &Reader<'a>,
    constraints: &[(&'a str, Node<'a>)],
) -> Vec<(&'a str, Node<'a>)> {
    let conditions = constraints.iter().filter(|(keyword, _)| *keyword == "if");
    let properties = conditions.flat_map(|(_, node)| reader.schema(*node).properties);
    properties.collect()
}

fn conditional_schemas<'a>(constraints: &[(&'a str, Node<'a>)]) -> Vec<Node<'a>> {
    let mut schemas = Vec::new();
    for (keyword, node) in constraints {
        match *keyword {
            "then" | "else" => schemas.push(*node),
            "dependentSchemas" => schemas.extend(node.entries().map(|(_, schema)| schema)),
            _ => {}
        }
    }
    schemas
}
