//! Handles properties that have only one direction (`readOnly`, `writeOnly`).

use serde_json::Value;

use super::Direction;
use crate::document::facts::{is_replaced, referenced};
use crate::document::{Document, Place};

/// Maximum depth of nested schemas that are followed.
const DEPTH: usize = 24;

/// Returns true if a property of the document has only one direction.
pub(crate) fn have_directions(document: &Document) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::Object(members) => members.iter().any(|(name, value)| {
                value == true && (name == "readOnly" || name == "writeOnly") || within(value)
            }),
            Value::Array(elements) => elements.iter().any(within),
            _ => false,
        }
    }
    (0..document.files()).any(|file| within(document.root(file).value))
}

/// Returns true if a property is not sent in a direction: a read-only one in a request, a write-only one in a response.
pub(crate) fn is_one_way(document: &Document, property: &Place<'_>, direction: Direction) -> bool {
    is_one_way_within(document, property, direction, DEPTH)
}

fn is_one_way_within(
    document: &Document,
    property: &Place<'_>,
    direction: Direction,
    depth: usize,
) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let flag = match direction {
        Direction::Request => "readOnly",
        Direction::Response => "writeOnly",
        Direction::Neither => return false,
    };
    property.flag(flag) && !is_replaced(document, property)
        || referenced(document, property)
            .is_some_and(|target| is_one_way_within(document, &target, direction, depth))
        || property
            .list("allOf")
            .any(|part| is_one_way_within(document, &part, direction, depth))
}
