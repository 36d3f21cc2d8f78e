//! What a validator finds wrong, in words that help.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use percent_encoding::percent_decode_str;

use crate::document::{Document, Place, below};
use crate::facts::{item, property, property_names};

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
    schema: &Place<'_>,
    errors: impl Iterator<Item = ValidationError<'e>>,
) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = Vec::new();
    let mut unknown = Vec::new();
    for error in errors {
        if let Kind::UnevaluatedProperties { unexpected } = error.kind() {
            let path = error.instance_path().as_str();
            unknown.extend(
                unexpected
                    .iter()
                    .map(|name| (path.to_owned(), name.clone())),
            );
        } else {
            complaints.push(complaint(document, &error));
        }
    }
    // Where a schema does not fit, the members that it declares count as unknown too.
    let is_all = complaints.is_empty();
    let unknown = unknown
        .into_iter()
        .filter(|(path, name)| is_all || !is_declared(document, schema, path, name));
    complaints.extend(unknown.map(|(path, name)| Complaint {
        pointer: below(&path, &name),
        message: format!("the document knows no member `{name}` here"),
    }));
    complaints.dedup();
    complaints
}

/// Whether any schema of the object at a path declares a member.
fn is_declared(document: &Document, schema: &Place<'_>, path: &str, name: &str) -> bool {
    let mut schemas = vec![schema.clone()];
    for token in path.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let mut inner = property(document, &schemas, &token);
        if let Ok(index) = token.parse() {
            inner.extend(item(document, &schemas, index));
        }
        schemas = inner;
    }
    property_names(document, &schemas).contains(&name)
}

fn complaint(document: &Document, error: &ValidationError<'_>) -> Complaint {
    if let Kind::FalseSchema = error.kind()
        && let Some(name) = kept_back(document, error)
    {
        return Complaint {
            pointer: below(error.instance_path().as_str(), &name),
            message: "it is read-only, so it is not part of a request".to_owned(),
        };
    }
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

/// The member that the mock refuses, and not the document, since it does not travel this way.
fn kept_back(document: &Document, error: &ValidationError<'_>) -> Option<String> {
    let address = error.absolute_keyword_location()?;
    let pointer = percent_decode_str(address.fragment()?.as_str())
        .decode_utf8()
        .ok()?;
    let (before, name) = pointer.rsplit_once('/')?;
    let is_told = (0..document.files()).any(|file| document.place(file, &pointer).is_some());
    (before.ends_with("/dependentSchemas") && !is_told)
        .then(|| name.replace("~1", "/").replace("~0", "~"))
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
