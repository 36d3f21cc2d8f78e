//! The functions of section 2.4 whose arguments are values. Those with queries as arguments, `count` and `value`, are
//! evaluated with the queries.

use serde_json::Value;

use super::pattern::Patterns;
use super::{Exceeded, Extent, StepBudget};

/// Returns the number of characters, items or members of a value; Nothing for other values (section 2.4.4).
pub(super) fn length(
    value: Option<&Value>,
    budget: &mut StepBudget,
) -> Result<Option<usize>, Exceeded> {
    match value {
        Some(Value::String(text)) => {
            budget.spend_on_text(text.len())?;
            Ok(Some(text.chars().count()))
        }
        Some(Value::Array(items)) => Ok(Some(items.len())),
        Some(Value::Object(members)) => Ok(Some(members.len())),
        _ => Ok(None),
    }
}

/// Reports whether a text matches a regular expression; false if either of them is not a string (sections 2.4.6 and
/// 2.4.7).
pub(super) fn matches(
    text: Option<&Value>,
    pattern: Option<&Value>,
    extent: Extent,
    patterns: &mut Patterns,
    budget: &mut StepBudget,
) -> Result<bool, Exceeded> {
    match (text, pattern) {
        (Some(Value::String(text)), Some(Value::String(pattern))) => {
            patterns.is_match(pattern, extent, text, budget)
        }
        _ => Ok(false),
    }
}
