//! What a validator finds wrong, in words that help.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;

/// How long a value may be to be shown in a message.
const SHOWN: usize = 80;
/// How many complaints of a branch are told.
const TOLD: usize = 3;

/// Something that a schema finds wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The JSON pointer into the value.
    pub(crate) pointer: String,
    pub(crate) message: String,
}

/// The complaints that stand behind the errors of a validator.
pub(super) fn complaints<'e>(errors: impl Iterator<Item = ValidationError<'e>>) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = errors.map(|error| complaint(&error)).collect();
    complaints.dedup();
    complaints
}

/// Whether it is about types, members or constants, and not about limits or patterns.
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

fn complaint(error: &ValidationError<'_>) -> Complaint {
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
        _ if error.instance().to_string().chars().count() > SHOWN => {
            error.masked_with("the value").to_string()
        }
        _ => error.to_string(),
    };
    Complaint {
        pointer: error.instance_path().as_str().to_owned(),
        message,
    }
}

/// What the branch lacks that comes closest.
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
    let told = errors.iter().take(TOLD).map(|error| {
        let Complaint { pointer, message } = complaint(error);
        match pointer.strip_prefix(path) {
            None | Some("") => message,
            Some(below) => format!("{below}: {message}"),
        }
    });
    let mut told: Vec<String> = told.collect();
    if let Some(more) = errors.len().checked_sub(TOLD).filter(|more| *more > 0) {
        told.push(format!("and {more} more"));
    }
    format!(
        "none of the {} branches of `{keyword}` fits; the closest, number {}, says: {}",
        branches.len(),
        index + 1,
        told.join("; "),
    )
}

/// How far a branch is from fitting the value at a path: a wrong type or a wrong constant tells that another branch was
/// meant.
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
