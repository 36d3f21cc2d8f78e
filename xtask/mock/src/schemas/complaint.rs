//! What a validator finds wrong, in words that help.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::document::{Document, below};

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
pub(super) fn complaints<'e>(
    document: &Document,
    errors: impl Iterator<Item = ValidationError<'e>>,
) -> Vec<Complaint> {
    let errors: Vec<ValidationError<'_>> = errors.collect();
    let mut complaints: Vec<Complaint> = Vec::new();
    for error in &errors {
        if let Kind::UnevaluatedProperties { unexpected } = error.kind() {
            complaints.extend(unknown_members(error, unexpected, &errors));
        } else {
            complaints.push(complaint(document, error));
        }
    }
    complaints.dedup();
    complaints
}

/// The members that no schema knows. One that a schema knows but refuses is not among them, nor is any where no branch
/// fits: the branch would know them.
fn unknown_members<'a>(
    error: &'a ValidationError<'_>,
    unexpected: &'a [String],
    all: &'a [ValidationError<'_>],
) -> impl Iterator<Item = Complaint> + use<'a> {
    let path = error.instance_path().as_str();
    let has_branches = all.iter().any(|other| {
        let is_union = matches!(
            other.kind(),
            Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. }
        );
        is_union && other.instance_path().as_str() == path
    });
    let names = unexpected.iter().filter(move |_| !has_branches);
    names.filter_map(move |name| {
        let pointer = below(path, name);
        let is_refused = all.iter().any(|other| {
            let rest = other.instance_path().as_str().strip_prefix(&*pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        (!is_refused).then(|| Complaint {
            pointer,
            message: format!("the document knows no member `{name}` here"),
        })
    })
}

fn complaint(document: &Document, error: &ValidationError<'_>) -> Complaint {
    let message = match error.kind() {
        Kind::OneOfNotValid { context } => no_branch(document, error, context, "oneOf"),
        Kind::AnyOf { context } => no_branch(document, error, context, "anyOf"),
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
        Kind::FalseSchema if travels_back(document, error) => {
            "it is read-only, so it is not part of a request".to_owned()
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

/// Whether it is the mock that refuses the value, and not the document.
fn travels_back(document: &Document, error: &ValidationError<'_>) -> bool {
    let pointer = error
        .absolute_keyword_location()
        .and_then(|address| address.fragment())
        .and_then(|fragment| percent_decode_str(fragment.as_str()).decode_utf8().ok());
    let Some(pointer) = pointer else {
        return false;
    };
    let mut files = 0..document.files();
    !files.any(|file| {
        document
            .place(file, &pointer)
            .is_some_and(|place| place.value == &Value::Bool(false))
    })
}

/// What the branch lacks that comes closest.
fn no_branch(
    document: &Document,
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
        let Complaint { pointer, message } = complaint(document, error);
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
