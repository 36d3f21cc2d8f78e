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
    /// The names that they require, and those whose presence is a condition.
    pub names: Vec<(&'a str, Node<'a>)>,
    /// The properties that conditions within them test.
    pub tested: Vec<(&'a str, Node<'a>)>,
    /// The schemas of items.
    pub items: Vec<Node<'a>>,
    /// Whether they describe properties that they do not name.
    pub describes_others: bool,
}

/// The schemas that a keyword applies under a condition, and those that it tests.
#[derive(Debug, Default)]
struct Conditions<'a> {
    applied: Vec<Node<'a>>,
    tested: Vec<Node<'a>>,
}

/// Returns what the conditions among the constraints of a schema test and add, directly or through `$ref`, `allOf`,
/// `oneOf`, `anyOf` or nested conditions.
pub(crate) fn conditional<'a>(
    reader: &Reader<'a>,
    constraints: &[(&'a str, Node<'a>)],
) -> Conditional<'a> {
    let mut found = Conditional::default();
    let conditions = found.add_constraints(constraints);
    found.add_all(reader, conditions);
    found
}

/// Returns what schemas add that apply only under a condition.
pub(crate) fn of_schemas<'a>(reader: &Reader<'a>, schemas: &[Node<'a>]) -> Conditional<'a> {
    let mut found = Conditional::default();
    let conditions = Conditions {
        applied: schemas.to_vec(),
        tested: Vec::new(),
    };
    found.add_all(reader, conditions);
    found
}

/// Returns the items of `required` that are names.
pub(crate) fn required(schema: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    schema.get("required").into_iter().flat_map(names)
}

fn names(list: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    list.items().filter_map(|item| Some((item.as_str()?, item)))
}

impl<'a> Conditional<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.properties.is_empty()
            && self.names.is_empty()
            && self.tested.is_empty()
            && self.items.is_empty()
            && !self.describes_others
    }

    fn add_all(&mut self, reader: &Reader<'a>, conditions: Conditions<'a>) {
        let mut tested = conditions.tested;
        self.visit(reader, conditions.applied, &mut tested);
        let mut of_conditions = Self::default();
        of_conditions.visit(reader, tested, &mut Vec::new());
        self.tested.extend(of_conditions.properties);
        self.names.extend(of_conditions.names);
    }

    /// Adds what schemas declare, and collects the schemas that conditions within them test.
    fn visit(
        &mut self,
        reader: &Reader<'a>,
        mut unvisited: Vec<Node<'a>>,
        tested: &mut Vec<Node<'a>>,
    ) {
        unvisited.reverse();
        let mut visited: HashSet<Origin> = HashSet::default();
        while let Some(node) = unvisited.pop() {
            if !visited.insert(node.origin()) || reader.is_exhausted() {
                continue;
            }
            let schema = reader.schema(node);
            reader.spend(1 + schema.properties.len() + schema.required.len());
            self.properties.extend(schema.properties.iter().copied());
            self.names.extend(required(node));
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
            let conditions = self.add_constraints(&schema.constraints);
            nested.extend(conditions.applied);
            tested.extend(conditions.tested);
            nested.reverse();
            unvisited.extend(nested);
        }
    }

    /// Adds the names of `dependentRequired` and of the keywords like it, and returns the schemas of the conditions.
    fn add_constraints(&mut self, constraints: &[(&'a str, Node<'a>)]) -> Conditions<'a> {
        let mut found = Conditions::default();
        // Without `if`, the other two have no effect (JSON Schema 2020-12, sections 10.2.2.2 and 10.2.2.3).
        let has_if = constraints.iter().any(|(keyword, _)| *keyword == "if");
        for (keyword, node) in constraints {
            match *keyword {
                "if" => found.tested.push(*node),
                "then" | "else" if has_if => found.applied.push(*node),
                // `dependencies` is both of the others, before draft 2019-09.
                "dependentSchemas" | "dependentRequired" | "dependencies" => {
                    for (name, dependent) in node.entries() {
                        self.names.push((name, dependent));
                        if dependent.is_object() {
                            found.applied.push(dependent);
                        } else {
                            self.names.extend(names(dependent));
                        }
                    }
                }
                _ => {}
            }
        }
        found
    }
}
