//! Validates the credentials of a request (`OpenAPI` 3.1.1, sections 4.8.27 to 4.8.30).
//!
//! It checks only presence and form of a credential; any value is accepted. No message contains a credential.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::document::{Document, Place};
use crate::request::operation::Operation;
use crate::request::received::{Pair, Received};
use crate::validation::problem::{Location, Problem};

/// Returns the problems of a request's credentials.
pub(crate) fn check(
    document: &Document,
    operation: &Operation,
    received: &Received,
    pairs: &[Pair],
    strict: bool,
) -> Vec<Problem> {
    let alternatives = requirements(document, operation);
    if alternatives.is_empty() {
        return if strict {
            unasked(document, operation, received)
        } else {
            Vec::new()
        };
    }
    let mut least: Option<Vec<Problem>> = None;
    for alternative in &alternatives {
        let problems: Vec<Problem> = alternative
            .iter()
            .filter_map(|name| check_scheme(document, name, received, pairs))
            .collect();
        if problems.is_empty() {
            return problems;
        }
        if least
            .as_ref()
            .is_none_or(|least| problems.len() < least.len())
        {
            least = Some(problems);
        }
    }
    least.unwrap_or_default()
}

/// Returns the query parameters that contain keys.
pub(crate) fn query_keys(document: &Document, operation: &Operation) -> Vec<String> {
    let names = requirements(document, operation).into_iter().flatten();
    let schemes = names.filter_map(|name| scheme(document, name));
    schemes
        .filter(|scheme| scheme.text("in") == Some("query"))
        .filter_map(|scheme| scheme.text("name").map(str::to_owned))
        .collect()
}

/// Returns the headers that contain credentials of any operation, in lower case.
pub(crate) fn headers(document: &Document) -> Vec<String> {
    let mut headers = vec!["authorization".to_owned(), "cookie".to_owned()];
    for scheme in schemes(document) {
        if scheme.text("in") == Some("header") {
            headers.extend(scheme.text("name").map(str::to_ascii_lowercase));
        }
    }
    headers
}

/// Returns the query parameters that contain keys of any operation.
pub(crate) fn all_query_keys(document: &Document) -> Vec<String> {
    let schemes = schemes(document).filter(|scheme| scheme.text("in") == Some("query"));
    schemes
        .filter_map(|scheme| scheme.text("name").map(str::to_owned))
        .collect()
}

fn schemes(document: &Document) -> impl Iterator<Item = Place<'_>> {
    let components = document.root(0).member("components");
    let schemes = components.and_then(|components| components.member("securitySchemes"));
    let places: Vec<Place<'_>> = schemes
        .iter()
        .flat_map(Place::members)
        .map(|(_, scheme)| scheme)
        .collect();
    places
        .into_iter()
        .filter_map(|scheme| document.follow(scheme).ok())
}

/// Returns the alternatives, each with the names of its schemes.
fn requirements<'d>(document: &'d Document, operation: &Operation) -> Vec<Vec<&'d str>> {
    let own = operation
        .place(document)
        .and_then(|operation| operation.member("security"));
    let security = own.or_else(|| document.root(0).member("security"));
    let alternatives = security
        .into_iter()
        .flat_map(|security| security.elements());
    alternatives
        .map(|alternative| alternative.members().map(|(name, _)| name).collect())
        .collect()
}

fn scheme<'d>(document: &'d Document, name: &str) -> Option<Place<'d>> {
    let components = document.root(0).member("components")?;
    let scheme = components.member("securitySchemes")?.member(name)?;
    document.follow(scheme).ok()
}

fn check_scheme(
    document: &Document,
    name: &str,
    received: &Received,
    pairs: &[Pair],
) -> Option<Problem> {
    let Some(scheme) = scheme(document, name) else {
        let message = format!("there is no security scheme `{name}`");
        return Some(Problem::new(Location::Document, message));
    };
    match scheme.text("type") {
        Some("http") => {
            let kind = scheme.text("scheme").unwrap_or_default();
            check_authorization(kind, received)
        }
        Some("oauth2" | "openIdConnect") => check_authorization("bearer", received),
        Some("apiKey") => check_key(&scheme, received, pairs),
        // The certificate of mutual TLS is not part of the request.
        _ => None,
    }
}

fn check_authorization(kind: &str, received: &Received) -> Option<Problem> {
    let problem =
        |message: String| Some(Problem::new(Location::Header, message).named("authorization"));
    let Some(header) = received.header("authorization") else {
        return problem(format!("the credential is missing: `{kind}`"));
    };
    let (scheme, credential) = header.split_once(' ').unwrap_or((&header, ""));
    if !scheme.eq_ignore_ascii_case(kind) {
        return problem(format!("the scheme should be `{kind}`"));
    }
    let is_right = match &*kind.to_ascii_lowercase() {
        // RFC 6750, section 2.1.
        "bearer" => {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
            !credential.is_empty() && credential.chars().all(allowed)
        }
        // RFC 7617, section 2.
        "basic" => STANDARD
            .decode(credential)
            .is_ok_and(|decoded| decoded.contains(&b':')),
        _ => !credential.is_empty(),
    };
    if is_right {
        return None;
    }
    problem(format!("the credential after `{scheme}` is malformed"))
}

fn check_key(scheme: &Place<'_>, received: &Received, pairs: &[Pair]) -> Option<Problem> {
    let name = scheme.text("name").unwrap_or_default();
    let cookies;
    let (location, key) = match scheme.text("in") {
        Some("query") => (Location::Query, value_of(pairs, name)),
        Some("cookie") => {
            cookies = received.cookies();
            (Location::Cookie, value_of(&cookies, name))
        }
        _ => (Location::Header, received.header(name)),
    };
    key.is_none_or(|key| key.is_empty())
        .then(|| Problem::new(location, "the key is missing").named(name))
}

fn value_of(pairs: &[Pair], name: &str) -> Option<String> {
    pairs.iter().find(|pair| pair.name == name).map(Pair::value)
}

/// Reports credentials of an operation that requires none.
fn unasked(document: &Document, operation: &Operation, received: &Received) -> Vec<Problem> {
    let is_parameter = |header: &str| {
        let places = [operation.place(document), operation.item(document)];
        let parameters = places
            .into_iter()
            .flatten()
            .flat_map(|place| place.list("parameters"));
        parameters
            .filter_map(|place| document.follow(place).ok())
            .any(|parameter| {
                parameter
                    .text("name")
                    .is_some_and(|name| name.eq_ignore_ascii_case(header))
            })
    };
    let headers = headers(document).into_iter();
    headers
        .filter(|header| header != "cookie" && received.header(header).is_some())
        .filter(|header| !is_parameter(header))
        .map(|header| {
            let message = "a credential was sent, but the operation requires none";
            Problem::new(Location::Header, message).named(header)
        })
        .collect()
}
