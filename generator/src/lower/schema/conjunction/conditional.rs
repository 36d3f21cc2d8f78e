//! Finds what schemas add that apply only under a condition (JSON Schema 2020-12, section 10.2.2).

use foldhash::HashSet;

use crate::load::{Node, Origin};
use crate::openapi::Reader;
use crate::openapi::schema::AdditionalProperties;

/// What schemas that apply only under a condition add to an object or a list.
#[derive(Debug, Default)]
pub(crate) struct Conditional<'a> {
    /// The properties that they declare.
    pub properties: Vec<(&'a str, Node<'a>)>,
    /// The names that they require.
    pub required: Vec<(&'a str, Node<'a>)>,
    /// The schemas of items.
    pub items: Vec<Node<'a>>,
    /// Whether they describe properties that they do not name.
    pub describes_others: bool,
}

/// Returns what `then`, `else`, `dependentSchemas` and `dependentRequired` add, directly or through `$ref`, `allOf`,
/// `oneOf`, `anyOf` or nested conditions.
pub(crate) fn applied<'a>(
    reader: &Reader<'a>,
    constraints: &[(&'a str, Node<'a>)],
) -> Conditional<'a> {
    let mut found = Conditional::default();
    let schemas = found.add_constraints(constraints);
    found.add_all(reader, schemas);
    found
}

/// Returns what `if` tests.
pub(crate) fn tested<'a>(
    reader: &Reader<'a>,
    constraints: &[(&'a str, Node<'a>)],
) -> Conditional<'a> {
    let conditions = constraints.iter().filter(|(keyword, _)| *keyword == "if");
    let mut found = Conditional::default();
    found.add_all(reader, conditions.map(|(_, node)| *node).collect());
    found
}

/// Returns the schemas that apply under a condition.
pub(crate) fn schemas<'a>(constraints: &[(&'a str, Node<'a>)]) -> Vec<Node<'a>> {
    Conditional::default().add_constraints(constraints)
}

/// Returns the items of `required` that are names.
pub(crate) fn required(schema: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    let items = schema.get("required").into_iter().flat_map(Node::items);
    items.filter_map(|item| Some((item.as_str()?, item)))
}

impl<'a> Conditional<'a> {
    fn add_all(&mut self, reader: &Reader<'a>, mut unvisited: Vec<Node<'a>>) {
        unvisited.reverse();
        let mut visited: HashSet<Origin> = HashSet::default();
        while let Some(node) = unvisited.pop() {
            if !visited.insert(node.origin()) || reader.is_exhausted() {
                continue;
            }
            let schema = reader.schema(node);
            reader.spend(1 + schema.properties.len() + schema.required.len());
            self.properties.extend(schema.properties.iter().copied());
            self.required.extend(required(node));
            self.items.extend(schema.items);
            self.describes_others |= !schema.pattern_properties.is_empty()
                || matches!(
                    schema.additional_properties,
                    AdditionalProperties::Schema(_)
                );
            let mut nested: Vec<Node<'a>> = Vec::new();
            let target = schema
                .reference
                .and_then(|reference| reader.resolve(reference));
            nested.extend(target);
            for branches in [&schema.all_of, &schema.one_of, &schema.any_of] {
                nested.extend(branches);
            }
            nested.extend(self.add_constraints(&schema.constraints));
            nested.reverse();
            unvisited.extend(nested);
        }
    }

    /// Adds the names of `dependentRequired`, and returns the schemas that apply under a condition.
    fn add_constraints(&mut self, constraints: &[(&'a str, Node<'a>)]) -> Vec<Node<'a>> {
        let mut schemas = Vec::new();
        for (keyword, node) in constraints {
            match *keyword {
                "then" | "else" => schemas.push(*node),
                "dependentSchemas" => schemas.extend(node.entries().map(|(_, schema)| schema)),
                "dependentRequired" => {
                    for (name, dependent) in node.entries() {
                        self.required.push((name, dependent));
                        let items = dependent.items();
                        let names = items.filter_map(|item| Some((item.as_str()?, item)));
                        self.required.extend(names);
                    }
                }
                // Both in one keyword, before draft 2019-09.
                "dependencies" => {
                    for (_, dependent) in node.entries() {
                        if dependent.is_object() {
                            schemas.push(dependent);
                        } else {
                            let items = dependent.items();
                            let names = items.filter_map(|item| Some((item.as_str()?, item)));
                            self.required.extend(names);
                        }
                    }
                }
                _ => {}
            }
        }
        schemas
    }
}
