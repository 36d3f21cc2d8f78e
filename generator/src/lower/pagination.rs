//! Which operations list things page by page, and how the next page is asked for.
//!
//! Only what is certain counts: a parameter that takes a cursor, and a response with one list and the cursor in it.

use super::schemas::Schemas;
use crate::ir::{
    Encoding, Field, Location, Output, Pagination, PaginationKind, Parameters, Primitive, Shape,
    Struct, TypeKind,
};

/// Parameters that take the cursor of the next page, with the members that such a cursor comes in.
const CURSORS: &[(&str, &[&str])] = &[
    ("cursor", &["next_cursor", "nextCursor", "next", "cursor"]),
    ("page_token", &["next_page_token", "nextPageToken"]),
    ("pageToken", &["nextPageToken", "next_page_token"]),
    ("next_token", &["next_token", "nextToken"]),
    ("nextToken", &["nextToken", "next_token"]),
    ("page_cursor", &["next_page_cursor", "next_cursor"]),
    ("after", &["next_cursor", "after", "end_cursor"]),
];

/// Members that hold the cursors of a page, and members of a response that hold those.
const PAGE_INFO: &[&str] = &["page_info", "pageInfo"];
const WRAPPERS: &[&str] = &[
    "",
    "meta",
    "pagination",
    "paging",
    "response_metadata",
    "page",
    "cursors",
];

/// How the pages of an operation are walked, if it has any.
pub(super) fn pagination(
    schemas: &Schemas<'_, '_>,
    parameters: Option<&Parameters>,
    output: &Output,
) -> Option<Pagination> {
    let Output::Content(content) = output else {
        return None;
    };
    if content.encoding != Encoding::Json {
        return None;
    }
    let response = members(schemas, &content.shape)?;
    let mut lists = response
        .fields
        .iter()
        .filter(|field| matches!(schemas.resolved(&field.shape), Shape::List(_)));
    let (items, None) = (lists.next()?, lists.next()) else {
        return None;
    };
    let takes = |name: &str| {
        parameters.is_some_and(|parameters| {
            parameters.parameters.iter().any(|parameter| {
                parameter.location == Location::Query
                    && parameter.field.wire_name == name
                    && is_text(schemas, &parameter.field.shape)
            })
        })
    };
    let kind = relay(schemas, response, &takes).or_else(|| cursor(schemas, response, &takes))?;
    Some(Pagination {
        items: items.wire_name.clone(),
        kind,
    })
}

fn relay(
    schemas: &Schemas<'_, '_>,
    response: &Struct,
    takes: &dyn Fn(&str) -> bool,
) -> Option<PaginationKind> {
    let page_info = response
        .fields
        .iter()
        .find(|field| PAGE_INFO.contains(&field.wire_name.as_str()))?;
    let info = members(schemas, &page_info.shape)?;
    let has = |name: &str| {
        info.fields
            .iter()
            .any(|field| super::words::words(&field.wire_name).join("_") == name)
    };
    if !(has("has_next_page") && has("end_cursor") && takes("after")) {
        return None;
    }
    let backward = has("has_previous_page") && has("start_cursor") && takes("before");
    Some(PaginationKind::Relay {
        page_info: page_info.wire_name.clone(),
        backward,
    })
}

fn cursor(
    schemas: &Schemas<'_, '_>,
    response: &Struct,
    takes: &dyn Fn(&str) -> bool,
) -> Option<PaginationKind> {
    let (parameter, names) = CURSORS.iter().find(|(parameter, _)| takes(parameter))?;
    for wrapper in WRAPPERS {
        let holder = if wrapper.is_empty() {
            Some(response)
        } else {
            find(response, wrapper).and_then(|field| members(schemas, &field.shape))
        };
        let Some(holder) = holder else { continue };
        for name in *names {
            if find(holder, name).is_some_and(|field| is_text(schemas, &field.shape)) {
                let prefix = if wrapper.is_empty() {
                    String::new()
                } else {
                    format!("/{wrapper}")
                };
                return Some(PaginationKind::Cursor {
                    parameter: (*parameter).to_owned(),
                    cursor: format!("{prefix}/{name}"),
                });
            }
        }
    }
    None
}

fn find<'s>(holder: &'s Struct, name: &str) -> Option<&'s Field> {
    holder.fields.iter().find(|field| field.wire_name == name)
}

fn is_text(schemas: &Schemas<'_, '_>, shape: &Shape) -> bool {
    matches!(schemas.resolved(shape), Shape::Primitive(Primitive::String))
}

/// The struct that a shape is, behind aliases.
fn members<'s>(schemas: &'s Schemas<'_, '_>, shape: &'s Shape) -> Option<&'s Struct> {
    let Shape::Named(id) = schemas.resolved(shape) else {
        return None;
    };
    match &schemas.drafts.get(usize::try_from(id.0).ok()?)?.ty.kind {
        TypeKind::Struct(found) => Some(found),
        _ => None,
    }
}
