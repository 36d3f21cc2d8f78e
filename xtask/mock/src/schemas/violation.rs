//! Formats the errors of a validator helpfully.

use std::io;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;

/// Maximum length of a value in a message.
const SHOWN: usize = 80;
/// Maximum number of reported errors of a branch.
const SHOWN_ERRORS: usize = 3;
/// Maximum number of errors about one value, and of properties or items that one error names. The sender of a request
/// decides how many unknown properties it has.
const LISTED: usize = 100;

/// A violation of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// JSON pointer into the value.
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl Violation {
    /// Creates the complaint about an invalid value whose errors take too many steps to find.
    pub(super) fn unknown() -> Self {
        Self {
            pointer: String::new(),
            message: "the value is invalid, and the schema combines so many others that it takes too long to find why"
                .to_owned(),
        }
    }
}

/// Converts the errors of a validator.
pub(super) fn violations<'e>(
    mut errors: impl Iterator<Item = ValidationError<'e>>,
) -> Vec<Violation> {
    let first = errors.by_ref().take(LISTED);
    let mut violations: Vec<Violation> = first.map(|error| violation(&error)).collect();
    violations.dedup();
    let others = errors.count();
    if others > 0 {
        violations.push(Violation {
            pointer: String::new(),
            message: format!("{others} more problems are left out"),
        });
    }
    violations
}

/// Returns true for errors about types, properties or constants, false for limits and patterns.
pub(super) fn is_of_structure(error: &ValidationError<'_>) -> bool {
    matches!(
        error.kind(),
        Kind::Type { .. }
            | Kind::Required { .. }
            | Kind::Constant { .. }
            | Kind::Enum { .. }
            | Kind::AdditionalProperties { .. }
            | Kind::FalseSchema
    )
}

fn violation(error: &ValidationError<'_>) -> Violation {
    let message = match error.kind() {
        Kind::OneOfNotValid { context } => no_branch(error, context, "oneOf"),
        Kind::AnyOf { context } => no_branch(error, context, "anyOf"),
        Kind::OneOfMultipleValid { context } => {
            let fitting: Vec<String> = context
                .iter()
                .enumerate()
                .filter(|(_, errors)| errors.is_empty())
                .map(|(index, _)| (index + 1).to_string())
                .collect();
            format!(
                "more than one branch of `oneOf` fits: {}",
                fitting.join(" and ")
            )
        }
        Kind::AdditionalProperties { unexpected } => {
            not_allowed("Additional properties", unexpected)
        }
        Kind::UnevaluatedProperties { unexpected } => {
            not_allowed("Unevaluated properties", unexpected)
        }
        Kind::UnevaluatedItems { unexpected } => not_allowed("Unevaluated items", unexpected),
        _ if is_long(error.instance()) => error.masked_with("the value").to_string(),
        _ => error.to_string(),
    };
    Violation {
        pointer: error.instance_path().as_str().to_owned(),
        message,
    }
}

/// Names the properties or items that are not allowed, in the words of the validator, which would list all of them.
fn not_allowed(what: &str, unexpected: &[String]) -> String {
    let named: Vec<String> = unexpected
        .iter()
        .take(LISTED)
        .map(|name| format!("'{}'", beginning(name)))
        .collect();
    let more = match unexpected.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if unexpected.len() == 1 { "was" } else { "were" };
    format!(
        "{what} are not allowed ({}{more} {verb} unexpected)",
        named.join(", ")
    )
}

/// Returns the start of a text that is too long to show.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns true if a value is too long to show as JSON. Serializes it only up to the limit.
fn is_long(value: &serde_json::Value) -> bool {
    serde_json::to_writer(Room(SHOWN), value).is_err()
}

/// A writer that accepts a number of characters.
struct Room(usize);

impl io::Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Counts all bytes of UTF-8 except continuation bytes.
        let characters = bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
        self.0 = self
            .0
            .checked_sub(characters)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the errors of the closest branch.
fn no_branch(
    union: &ValidationError<'_>,
    branches: &[Vec<ValidationError<'static>>],
    keyword: &str,
) -> String {
    let path = union.instance_path().as_str();
    let closest = branches
        .iter()
        .enumerate()
        .filter(|(_, errors)| !errors.is_empty())
        .min_by_key(|(_, errors)| distance(errors, path));
    let Some((index, errors)) = closest else {
        return format!("no branch of `{keyword}` fits");
    };
    let shown = errors.iter().take(SHOWN_ERRORS).map(|error| {
        let Violation { pointer, message } = violation(error);
        match pointer.strip_prefix(path) {
            None | Some("") => message,
            Some(below) => format!("{below}: {message}"),
        }
    });
    let mut shown: Vec<String> = shown.collect();
    if let Some(more) = errors
        .len()
        .checked_sub(SHOWN_ERRORS)
        .filter(|more| *more > 0)
    {
        shown.push(format!("and {more} more"));
    }
    format!(
        "none of the {} branches of `{keyword}` fits; the closest, number {}, says: {}",
        branches.len(),
        index + 1,
        shown.join("; "),
    )
}

/// Returns the distance of a branch from the value at a path. A wrong type or constant indicates that another branch
/// was intended.
fn distance(errors: &[ValidationError<'_>], path: &str) -> usize {
    errors
        .iter()
        .map(|error| match error.kind() {
            Kind::Type { .. } if error.instance_path().as_str() == path => 1000,
            Kind::Constant { .. } | Kind::Enum { .. } => 50,
            Kind::Type { .. } => 20,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    fn found(schema: &Value, value: &Value) -> Vec<Violation> {
        let validator = jsonschema::validator_for(schema).unwrap();
        violations(validator.iter_errors(value))
    }

    fn members(count: usize) -> Value {
        let members = (0..count).map(|index| (format!("k{index}"), json!(index)));
        members.collect::<Map<_, _>>().into()
    }

    #[test]
    fn members_that_are_not_allowed_are_named_up_to_a_number() {
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            let schema = json!({"properties": {"a": {}}, keyword: false});
            let found = found(&schema, &members(150));
            let [one] = found.as_slice() else {
                panic!("{found:?}");
            };
            assert!(one.message.contains("'k99' and 50 more were"), "{one:?}");
            assert!(!one.message.contains("'k100'"), "{one:?}");
        }
        let schema = json!({"prefixItems": [{}], "unevaluatedItems": false});
        let found = found(&schema, &(0..151).collect());
        assert!(found[0].message.contains(" and 50 more were"), "{found:?}");
    }

    #[test]
    fn few_members_are_named_as_the_validator_does() {
        let schema = json!({"additionalProperties": false});
        for count in [1, 2, 100] {
            let value = members(count);
            let validator = jsonschema::validator_for(&schema).unwrap();
            let expected = validator.iter_errors(&value).next().unwrap().to_string();
            assert_eq!(found(&schema, &value)[0].message, expected);
        }
    }

    #[test]
    fn long_names_and_values_are_cut() {
        let schema = json!({"additionalProperties": false});
        let found_names = found(&schema, &json!({"n".repeat(1_000): 1}));
        assert!(found_names[0].message.len() < 200, "{found_names:?}");
        let found_values = found(&json!({"type": "integer"}), &json!("ü".repeat(1_000)));
        assert_eq!(
            found_values[0].message,
            "the value is not of type \"integer\""
        );
        let shown = json!("ü".repeat(SHOWN - 2));
        let found_values = found(&json!({"type": "integer"}), &shown);
        assert!(found_values[0].message.contains("üü"), "{found_values:?}");
    }

    #[test]
    fn problems_are_reported_up_to_a_number() {
        let schema = json!({"additionalProperties": {"type": "string"}});
        let found = found(&schema, &members(150));
        assert_eq!(found.len(), LISTED + 1);
        assert_eq!(found[LISTED].message, "50 more problems are left out");
    }
}
