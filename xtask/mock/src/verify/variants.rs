//! Which branch of a union a value is, where the document decides it.

use serde_json::Value;

use super::subjects::Subject;
use crate::convert::discriminator::{mapping, tagged};
use crate::document::{Document, Place};
use crate::schemas::Schemas;

/// The branch that a value is: the one that a discriminator names, or the only one whose types, required members and
/// constants allow it. None if that is not decided.
pub(super) fn expected<'d>(
    document: &'d Document,
    schemas: &Schemas,
    subject: &Subject<'d>,
    value: &Value,
) -> Option<Place<'d>> {
    let schema = &subject.schema;
    let of_tag = |name: &str| value.as_object()?.get(name);
    if let Some(tagged) = tagged(document, schema) {
        let tag = of_tag(tagged.property)?;
        let named = tagged
            .branches
            .iter()
            .filter(|(_, values)| values.contains(tag));
        return only(named.map(|(branch, _)| branch.clone()));
    }
    let branches: Vec<Place<'d>> = match (schema.has("oneOf"), schema.has("anyOf")) {
        (true, false) => schema.list("oneOf").collect(),
        (false, true) => schema.list("anyOf").collect(),
        (true, true) => return None,
        (false, false) => {
            // A base that others extend.
            let discriminator = schema.member("discriminator")?;
            let tag = of_tag(discriminator.text("propertyName")?)?.as_str()?;
            let named = mapping(document, &discriminator).filter(|(name, _)| *name == tag);
            return only(named.map(|(_, branch)| branch));
        }
    };
    let direction = subject.direction;
    let fits = |branch: &Place<'d>| schemas.allows(document, direction, branch, value);
    let differs =
        |branch: &Place<'d>| schemas.differs_in_structure(document, direction, branch, value);
    let (fitting, others): (Vec<Place<'d>>, Vec<Place<'d>>) = branches.into_iter().partition(fits);
    // No type tells branches apart by limits and patterns.
    let decided = others.iter().all(differs);
    only(fitting.into_iter()).filter(|_| decided)
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
