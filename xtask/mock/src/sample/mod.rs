//! Generates samples of schemas. The same schema always has the same sample.
//!
//! The constraints of a value are a set of schemas: `$ref` and `allOf` add to it. The branches of `oneOf`,
//! `anyOf`, `if` and `dependentSchemas` are tried in order until the value is valid.

mod object;
pub(crate) mod pattern;
pub(crate) mod request;
mod scalar;
mod union;

use std::cell::Cell;
use std::fmt;

use serde_json::Value;

use crate::document::facts::{Types, is_replaced, referenced, types};
use crate::document::{Document, Place};
use crate::schemas::Schemas;
use crate::schemas::convert::Direction;
use crate::schemas::steps;

/// Maximum depth of optional properties.
const DEPTH: usize = 6;
/// Maximum number of visited schemas before optional properties are omitted.
const BUDGET: usize = 20_000;
/// Maximum size of a sample: its values and the bytes of its text, including generated values that are not used.
const SIZE: usize = 1_000_000;
/// Maximum work for a sample: visited schemas, branches, listed values and parts of patterns.
const WORK: usize = 5_000_000;
/// Maximum number of steps that the validator takes for a sample and its parts.
pub(crate) const STEPS: u64 = 20_000_000;

/// Mode of generating samples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fill {
    /// Examples of the document if it has some, otherwise all properties.
    #[default]
    Example,
    /// All properties.
    All,
    /// Required properties only.
    Required,
    /// All properties, and null wherever the document allows it.
    Null,
    /// All properties, with the branch of each union and the value of each enum with this number, counted from 0 and
    /// repeating. As many turns as a union has branches show each of them; nested unions need the product.
    Turn(u8),
}

impl Fill {
    /// Parses a value of the header `x-mock-fill`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "example" => Self::Example,
            "all" => Self::All,
            "required" => Self::Required,
            "null" => Self::Null,
            _ => Self::Turn(name.strip_prefix("turn-")?.parse().ok()?),
        })
    }

    /// Returns the number of the first branch.
    fn turn(self) -> usize {
        match self {
            Self::Turn(turn) => usize::from(turn),
            _ => 0,
        }
    }
}

/// Generates samples.
pub(crate) struct Sampler<'d> {
    document: &'d Document,
    schemas: &'d Schemas,
    direction: Direction,
    fill: Fill,
    looked_at: Cell<usize>,
    /// Remainders of [`SIZE`] and [`WORK`]. If either is 0, there is no sample.
    size: Cell<usize>,
    work: Cell<usize>,
}

/// The error of a sample that would exceed the limit of size or work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "a sample of the schema would be too large: more than {SIZE} values and characters, or too many schemas"
        )
    }
}

/// Returns a valid sample of a schema, in the given mode if possible. Without a valid sample, returns the first one, or
/// none if there is none. Fails if no sample is valid and one of them exceeds a limit.
pub(crate) fn fitting<'d>(
    document: &'d Document,
    schemas: &'d Schemas,
    direction: Direction,
    fill: Fill,
    schema: &Place<'d>,
) -> Result<Option<Value>, TooLarge> {
    let _budget = steps::Budget::if_none(STEPS);
    let mut first = None;
    let mut is_too_large = false;
    // Omitted properties may make a value invalid, and so may present ones.
    for fill in [fill, Fill::All, Fill::Required] {
        match Sampler::new(document, schemas, direction, fill).value(schema) {
            Ok(Some(value)) if schemas.allows(document, direction, schema, &value) => {
                return Ok(Some(value));
            }
            Ok(value) => first = first.or(value),
            Err(TooLarge) => is_too_large = true,
        }
    }
    if is_too_large || steps::are_spent() {
        return Err(TooLarge);
    }
    Ok(first)
}

/// Targets of references, compared by identity only.
type Targets = Vec<*const Value>;

/// Position of a value in a sample.
#[derive(Clone, Copy)]
struct Spot<'s> {
    /// Targets of the references of the surrounding values.
    around: Option<&'s Around<'s>>,
    depth: usize,
    /// Values with different numbers differ, if the schema allows it.
    variation: usize,
    /// Number of the branch of the next union, and of the value of the next enum.
    turn: usize,
}

struct Around<'s> {
    targets: &'s Targets,
    around: Option<&'s Around<'s>>,
}

impl Spot<'_> {
    fn is_within(&self, target: *const Value) -> bool {
        let mut around = self.around;
        while let Some(outer) = around {
            if outer.targets.contains(&target) {
                return true;
            }
            around = outer.around;
        }
        false
    }
}

/// Constraints of a value.
#[derive(Clone)]
struct Wanted<'d> {
    /// The schemas, without those that they refer to and combine.
    nodes: Vec<Node<'d>>,
    /// Targets of the references of these schemas.
    targets: Targets,
    /// Values of properties that a discriminator needs to select its branch.
    tags: Vec<(&'d str, Value)>,
}

#[derive(Clone)]
struct Node<'d> {
    place: Place<'d>,
    /// Keywords whose branch is already part of the set.
    decided: Vec<&'static str>,
}

impl<'d> Wanted<'d> {
    /// Returns the values of a keyword.
    fn keyword(&self, name: &'static str) -> impl Iterator<Item = &'d Value> {
        let nodes = self.nodes.iter();
        nodes.filter_map(move |node| node.place.value.as_object()?.get(name))
    }

    /// Returns the schemas under a keyword.
    fn places(&self, name: &'static str) -> impl Iterator<Item = Place<'d>> {
        let nodes = self.nodes.iter();
        nodes.filter_map(move |node| node.place.member(name))
    }

    /// Returns the values of a keyword that is an integer.
    fn lengths(&self, name: &'static str) -> impl Iterator<Item = usize> {
        self.keyword(name)
            .filter_map(|value| usize::try_from(value.as_u64()?).ok())
    }
}

impl<'d> Sampler<'d> {
    /// Creates a generator for a direction.
    pub(crate) fn new(
        document: &'d Document,
        schemas: &'d Schemas,
        direction: Direction,
        fill: Fill,
    ) -> Self {
        Self {
            document,
            schemas,
            direction,
            fill,
            looked_at: Cell::new(0),
            size: Cell::new(SIZE),
            work: Cell::new(WORK),
        }
    }

    /// Returns a sample of a schema. None if it has none, such as a schema that requires itself. Fails if the sample
    /// exceeds a limit.
    pub(crate) fn value(&self, schema: &Place<'d>) -> Result<Option<Value>, TooLarge> {
        let spot = Spot {
            around: None,
            depth: 0,
            variation: 0,
            turn: self.fill.turn(),
        };
        let value = self.sample(std::slice::from_ref(schema), spot);
        if self.size.get() == 0 || self.work.get() == 0 {
            return Err(TooLarge);
        }
        Ok(value)
    }

    /// Subtracts from the remaining size. Returns none if nothing is left, also in all later calls.
    fn take_size(&self, size: usize) -> Option<()> {
        take(&self.size, size)
    }

    /// Subtracts from the remaining work, with the same result.
    fn take_work(&self, work: usize) -> Option<()> {
        take(&self.work, work)
    }

    /// Returns a value that satisfies all schemas.
    fn sample(&self, schemas: &[Place<'d>], spot: Spot<'_>) -> Option<Value> {
        self.take_size(1)?;
        self.take_work(1 + schemas.len())?;
        self.looked_at.set(self.looked_at.get() + 1);
        let mut allowed = Types::ALL;
        for schema in schemas {
            allowed = allowed.and(types(self.document, schema));
        }
        let takes_null = allowed != Types::ALL && allowed.has(Types::NULL);
        if takes_null && (self.fill == Fill::Null || allowed == Types::NULL) {
            return Some(Value::Null);
        }
        let mut wanted = Wanted {
            nodes: Vec::new(),
            targets: Vec::new(),
            tags: Vec::new(),
        };
        let is_possible = schemas
            .iter()
            .all(|schema| self.add(&mut wanted, schema, spot));
        let value = is_possible
            .then(|| self.decide(&wanted, schemas, spot))
            .flatten();
        value.or(takes_null.then_some(Value::Null))
    }

    /// Adds a schema with the schemas that it refers to and combines. Returns false if it would contain itself.
    fn add(&self, wanted: &mut Wanted<'d>, schema: &Place<'d>, spot: Spot<'_>) -> bool {
        if schema.value == &Value::Bool(false) || self.take_work(1).is_none() {
            return false;
        }
        if !is_replaced(self.document, schema) {
            wanted.nodes.push(Node {
                place: schema.clone(),
                decided: Vec::new(),
            });
        }
        if let Some(target) = referenced(self.document, schema) {
            let key = std::ptr::from_ref(target.value);
            if spot.is_within(key) {
                return false;
            }
            if !wanted.targets.contains(&key) {
                wanted.targets.push(key);
                if !self.add(wanted, &target, spot) {
                    return false;
                }
            }
        }
        is_replaced(self.document, schema)
            || schema
                .list("allOf")
                .all(|part| self.add(wanted, &part, spot))
    }

    /// Returns a value for a set without branches.
    fn leaf(&self, wanted: &Wanted<'d>, schemas: &[Place<'d>], spot: Spot<'_>) -> Option<Value> {
        let listed = wanted.keyword("enum").filter_map(Value::as_array);
        self.take_work(wanted.nodes.len() + listed.map(Vec::len).sum::<usize>())?;
        if let Some(value) = wanted.keyword("const").next() {
            return self.copy(value);
        }
        if spot.turn > 0
            && let Some(value) = scalar::of_enum(wanted, spot.variation + spot.turn)
        {
            return self.copy(value);
        }
        if spot.variation == 0
            && let Some(example) = self.example(wanted, schemas)
        {
            return self.copy(example);
        }
        if let Some(value) = scalar::of_enum(wanted, spot.variation) {
            return self.copy(value);
        }
        let types = self.leaf_types(wanted);
        if types.has(Types::OBJECT) {
            self.object(wanted, spot)
        } else if types.has(Types::ARRAY) {
            self.array(wanted, spot)
        } else if types.has(Types::STRING) {
            self.string(wanted, schemas, spot)
        } else if types.has(Types::NUMBER) {
            Some(scalar::number(wanted, spot.variation))
        } else if types.meets(Types::NUMBER) {
            Some(scalar::integer(wanted, spot.variation))
        } else if types.has(Types::BOOLEAN) {
            Some(Value::Bool(spot.variation == 0))
        } else {
            types.has(Types::NULL).then_some(Value::Null)
        }
    }

    /// Returns a copy of a value of the document, which counts towards the size.
    fn copy(&self, value: &Value) -> Option<Value> {
        self.take_size(size(value))?;
        Some(value.clone())
    }

    /// Returns the first valid example or default. Objects and lists are used only if the mode requests examples.
    fn example(&self, wanted: &Wanted<'d>, schemas: &[Place<'d>]) -> Option<&'d Value> {
        let of_node = |node: &Node<'d>| {
            let object = node.place.value.as_object();
            let keyword = |name| object.and_then(|object| object.get(name));
            let list = keyword("examples").and_then(Value::as_array);
            [
                keyword("example"),
                list.and_then(|list| list.first()),
                keyword("default").filter(|value| is_scalar(value)),
            ]
        };
        let examples = wanted.nodes.iter().flat_map(of_node).flatten();
        let mut fitting = examples
            .filter(|example| !example.is_null())
            .filter(|example| self.fill == Fill::Example || is_scalar(example))
            .filter(|example| {
                wanted
                    .tags
                    .iter()
                    .all(|(name, value)| example.get(name) == Some(value))
            })
            .filter(|example| self.fits(schemas, example));
        fitting.next()
    }

    fn fits(&self, schemas: &[Place<'d>], value: &Value) -> bool {
        let fits = schemas.iter().all(|schema| {
            self.schemas
                .allows(self.document, self.direction, schema, value)
        });
        if steps::are_spent() {
            self.work.set(0);
        }
        fits
    }

    /// Returns the types of a set. If they are not declared, returns those that its keywords apply to.
    fn leaf_types(&self, wanted: &Wanted<'d>) -> Types {
        let nodes = wanted.nodes.iter();
        let allowed = nodes
            .map(|node| types(self.document, &node.place))
            .fold(Types::ALL, Types::and);
        if allowed != Types::ALL {
            return allowed;
        }
        let has = |names: &[&'static str]| {
            names
                .iter()
                .any(|name| wanted.keyword(name).next().is_some())
        };
        let object = [
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "minProperties",
        ];
        if has(&object) || !wanted.tags.is_empty() {
            Types::OBJECT
        } else if has(&["items", "prefixItems", "minItems", "contains"]) {
            Types::ARRAY
        } else if has(&["minimum", "maximum", "multipleOf", "exclusiveMinimum"]) {
            Types::NUMBER
        } else {
            Types::STRING
        }
    }

    fn string(&self, wanted: &Wanted<'d>, schemas: &[Place<'d>], spot: Spot<'_>) -> Option<Value> {
        let least = wanted.lengths("minLength").max().unwrap_or(0);
        self.take_size(least)?;
        let strings = scalar::strings(wanted, spot.variation, &self.work);
        let has_pattern = wanted.keyword("pattern").next().is_some();
        let best = strings
            .iter()
            .position(|text| !has_pattern || self.fits(schemas, text));
        let text = strings.into_iter().nth(best.unwrap_or_default())?;
        self.take_size(size(&text))?;
        Some(text)
    }

    fn array(&self, wanted: &Wanted<'d>, spot: Spot<'_>) -> Option<Value> {
        let least = wanted.lengths("minItems").max().unwrap_or(0);
        let most = wanted.lengths("maxItems").min().unwrap_or(usize::MAX);
        let fixed = wanted
            .places("prefixItems")
            .map(|items| items.elements().count())
            .max()
            .unwrap_or(0);
        let count = if self.is_brief(spot) {
            least
        } else {
            least.max(fixed).max(1).min(most)
        };
        let must_differ = wanted.keyword("uniqueItems").any(|value| value == true);
        let targets = &wanted.targets;
        let around = Around {
            targets,
            around: spot.around,
        };
        if least > self.size.get() {
            return self.take_size(least).and(None);
        }
        let mut items = Vec::new();
        for index in 0..count {
            self.take_work(wanted.nodes.len())?;
            let places: Vec<Place<'d>> = wanted
                .nodes
                .iter()
                .flat_map(|node| {
                    let fixed = node.place.item("prefixItems", index);
                    let other = node
                        .place
                        .member("items")
                        .filter(|items| !items.value.is_array());
                    let contained = node.place.member("contains");
                    fixed.or(other).into_iter().chain(contained)
                })
                .collect();
            let inner = Spot {
                around: Some(&around),
                depth: spot.depth + 1,
                variation: if must_differ { index } else { 0 },
                turn: spot.turn,
            };
            match self.sample(&places, inner) {
                Some(item) => items.push(item),
                None if items.len() >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }

    /// Returns true if only required properties are generated here.
    fn is_brief(&self, spot: Spot<'_>) -> bool {
        self.fill == Fill::Required || spot.depth >= DEPTH || self.looked_at.get() > BUDGET
    }
}

fn take(left: &Cell<usize>, taken: usize) -> Option<()> {
    left.set(left.get().saturating_sub(taken));
    (left.get() > 0).then_some(())
}

/// Returns the number of values in a value, including itself, and of bytes of text.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + text.len(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            let members = members.iter();
            1 + members
                .map(|(name, value)| name.len() + size(value))
                .sum::<usize>()
        }
        _ => 1,
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

#[cfg(test)]
mod tests;
