//! Resolves JSON pointers of the configuration in schemas.

use super::Operations;
use crate::load::Node;
use crate::lower::schema::conjunction::merge::Merged;
use crate::openapi::schema::AdditionalProperties;

/// The limit of nested unions that have one branch besides null.
const DEPTH: usize = 16;

/// A step of a JSON pointer that cannot be resolved.
pub(crate) struct Unresolved<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) step: String,
    /// The properties that exist there, for suggestions.
    pub(crate) known: Vec<&'a str>,
}

impl<'a> Operations<'a, '_> {
    /// Resolves the steps of a pointer in schemas. An empty list means that any value is possible there.
    pub(crate) fn follow(
        &self,
        nodes: Vec<Node<'a>>,
        steps: &[String],
    ) -> Result<Vec<Node<'a>>, Unresolved<'a>> {
        let mut current = nodes;
        for step in steps {
            let Some(merged) = self.object(current) else {
                return Ok(Vec::new());
            };
            current = next(&merged, step).ok_or_else(|| Unresolved::at(&merged, step))?;
        }
        Ok(current)
    }

    /// Merges the schemas of an object. A union of null and one other branch counts as that branch.
    pub(crate) fn object(&self, mut nodes: Vec<Node<'a>>) -> Option<Merged<'a>> {
        let mut merged = Merged::of(self.schemas.reader, &nodes)?;
        for _ in 0..DEPTH {
            let before = nodes.len();
            for alternatives in &merged.unions.alternatives {
                let found = self.schemas.branches(alternatives);
                if let [only] = found.real.as_slice()
                    && !nodes.contains(only)
                {
                    nodes.push(*only);
                }
            }
            if nodes.len() == before {
                break;
            }
            merged = Merged::of(self.schemas.reader, &nodes)?;
        }
        Some(merged)
    }
}

/// How many properties a message names.
const SHOWN: usize = 20;

impl<'a> Unresolved<'a> {
    /// Returns the known properties as a list.
    pub(crate) fn shown(&self) -> String {
        let mut shown = self
            .known
            .iter()
            .take(SHOWN)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        if let Some(more) = self.known.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            shown.push_str(&format!(" and {more} more"));
        }
        shown
    }

    pub(crate) fn at(merged: &Merged<'a>, step: &str) -> Self {
        Self {
            node: merged.first.node,
            step: step.to_owned(),
            known: merged.object.properties.keys().copied().collect(),
        }
    }
}

/// Reports whether a step (`*`) means the only property of an object.
pub(crate) fn is_only(merged: &Merged<'_>, step: &str) -> bool {
    step == "*" && merged.object.properties.len() == 1
}

/// Returns the schemas that a step leads to; none if it cannot be resolved.
fn next<'a>(merged: &Merged<'a>, step: &str) -> Option<Vec<Node<'a>>> {
    if let Some(property) = merged.object.properties.get(step) {
        return Some(property.nodes.clone());
    }
    if is_only(merged, step) {
        return merged
            .object
            .properties
            .values()
            .next()
            .map(|property| property.nodes.clone());
    }
    if step.parse::<usize>().is_ok() && !merged.array.items.is_empty() {
        return Some(merged.array.items.clone());
    }
    match merged.object.additional {
        AdditionalProperties::Schema(node) => Some(vec![node]),
        AdditionalProperties::Any => Some(Vec::new()),
        AdditionalProperties::Unspecified
            if merged.object.properties.is_empty()
                && (merged.value.types.object || !merged.value.typed) =>
        {
            Some(Vec::new())
        }
        AdditionalProperties::Unspecified | AdditionalProperties::None => None,
    }
}

/// Returns the unescaped steps of a JSON pointer (RFC 6901, section 4).
pub(crate) fn steps(pointer: &str) -> Vec<String> {
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect()
}
