//! Comparisons (RFC 9535, section 2.3.5.2.2).

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{Exceeded, Operator, StepBudget};

/// Compares two values, each of which may be Nothing.
pub(super) fn compare(
    left: Option<&Value>,
    operator: Operator,
    right: Option<&Value>,
    budget: &mut StepBudget,
) -> Result<bool, Exceeded> {
    match operator {
        Operator::Equal => is_same(left, right, budget),
        Operator::NotEqual => Ok(!is_same(left, right, budget)?),
        Operator::Less => is_less(left, right, budget),
        Operator::Greater => is_less(right, left, budget),
        Operator::LessOrEqual => Ok(is_less(left, right, budget)? || is_same(left, right, budget)?),
        Operator::GreaterOrEqual => {
            Ok(is_less(right, left, budget)? || is_same(left, right, budget)?)
        }
    }
}

fn is_same(
    left: Option<&Value>,
    right: Option<&Value>,
    budget: &mut StepBudget,
) -> Result<bool, Exceeded> {
    match (left, right) {
        (None, None) => Ok(true),
        (Some(left), Some(right)) => is_equal(left, right, budget),
        _ => Ok(false),
    }
}

/// Compares two values of any type. The recursion is as deep as the values.
fn is_equal(left: &Value, right: &Value, budget: &mut StepBudget) -> Result<bool, Exceeded> {
    budget.spend(1)?;
    match (left, right) {
        (Value::Null, Value::Null) => Ok(true),
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::Number(left), Value::Number(right)) => {
            Ok(order(left, right) == Some(Ordering::Equal))
        }
        (Value::String(left), Value::String(right)) => {
            budget.spend_on_text(left.len().min(right.len()))?;
            Ok(left == right)
        }
        (Value::Array(left), Value::Array(right)) => {
            if left.len() != right.len() {
                return Ok(false);
            }
            for (left, right) in left.iter().zip(right) {
                if !is_equal(left, right, budget)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Object(left), Value::Object(right)) => {
            if left.len() != right.len() {
                return Ok(false);
            }
            for (name, left) in left {
                budget.spend_on_text(name.len())?;
                match right.get(name) {
                    Some(right) if is_equal(left, right, budget)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Only numbers and strings have an order. That of strings is by code points, which is also that of UTF-8.
fn is_less(
    left: Option<&Value>,
    right: Option<&Value>,
    budget: &mut StepBudget,
) -> Result<bool, Exceeded> {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            Ok(order(left, right) == Some(Ordering::Less))
        }
        (Some(Value::String(left)), Some(Value::String(right))) => {
            budget.spend_on_text(left.len().min(right.len()))?;
            Ok(left < right)
        }
        _ => Ok(false),
    }
}

/// Compares two numbers. Integers are compared exactly, other numbers as floating-point numbers.
fn order(left: &Number, right: &Number) -> Option<Ordering> {
    let integer = |number: &Number| {
        let signed = number.as_i64().map(i128::from);
        signed.or_else(|| number.as_u64().map(i128::from))
    };
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}
