//! JSON pointers of the configuration, followed through schemas.

use super::merge::Merged;
use super::operations::Operations;
use crate::load::Node;
use crate::openapi::schema::AdditionalProperties;

/// How many references of null and one other thing to it may follow each other.
const DEPTH: usize = 16;

/// Where a pointer led nowhere.
pub(super) struct Lost<'a> {
    pub(super) node: Node<'a>,
    pub(super) step: String,
    /// What it might have been.
    pub(super) known: Vec<&'a str>,
}

impl<'a> Operations<'a, '_> {
    /// Follows the steps of a pointer through schemas. No schema at the end means that any value may be there.
    pub(super) fn follow(
        &self,
        nodes: Vec<Node<'a>>,
        steps: &[String],
    ) -> Result<Vec<Node<'a>>, Lost<'a>> {
        let mut current = nodes;
        for step in steps {
            let Some(merged) = self.object(current) else {
                return Ok(Vec::new());
            };
            current = next(&merged, step).ok_or_else(|| Lost::at(&merged, step))?;
        }
        Ok(current)
    }

    /// What schemas say of an object, behind null beside one other thing.
    pub(super) fn object(&self, mut nodes: Vec<Node<'a>>) -> Option<Merged<'a>> {
        let mut merged = Merged::of(self.schemas.reader, &nodes)?;
        for _ in 0..DEPTH {
            let before = nodes.len();
            for alternatives in &merged.alternatives {
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

impl<'a> Lost<'a> {
    /// What it might have been, as a list.
    pub(super) fn shown(&self) -> String {
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

    pub(super) fn at(merged: &Merged<'a>, step: &str) -> Self {
        Self {
            node: merged.first.node,
            step: step.to_owned(),
            known: merged.properties.keys().copied().collect(),
        }
    }
}

/// Whether a step means the one property of an object.
pub(super) fn is_only(merged: &Merged<'_>, step: &str) -> bool {
    step == "*" && merged.properties.len() == 1
}

/// What a step leads to; none when it leads nowhere.
fn next<'a>(merged: &Merged<'a>, step: &str) -> Option<Vec<Node<'a>>> {
    if let Some(property) = merged.properties.get(step) {
        return Some(property.nodes.clone());
    }
    if is_only(merged, step) {
        return merged
            .properties
            .values()
            .next()
            .map(|property| property.nodes.clone());
    }
    if step.parse::<usize>().is_ok() && !merged.items.is_empty() {
        return Some(merged.items.clone());
    }
    match merged.additional {
        AdditionalProperties::Schema(node) => Some(vec![node]),
        AdditionalProperties::Any => Some(Vec::new()),
        AdditionalProperties::Unspecified
            if merged.properties.is_empty() && (merged.types.object || !merged.typed) =>
        {
            Some(Vec::new())
        }
        AdditionalProperties::Unspecified | AdditionalProperties::None => None,
    }
}

/// The steps of a JSON pointer (RFC 6901, section 4).
pub(super) fn steps(pointer: &str) -> Vec<String> {
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect()
}
