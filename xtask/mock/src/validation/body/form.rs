//! Validates forms: `application/x-www-form-urlencoded` (`OpenAPI` 3.1.1, section 4.8.15 and appendix C).

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::check_value;
use crate::QueryArrays;
use crate::document::Place;
use crate::document::facts::{Types, property, property_names};
use crate::request::media;
use crate::request::received::{Pair, pairs};
use crate::validation::parameters::{Found, Parameter, Reading, owns, pairs_value};
use crate::validation::problem::{Location, Problem};
use crate::validation::style::Style;

/// Maximum number of brackets of a pair's name that can follow the name of a property.
const BRACKETS: usize = 8;

/// Validates a form with the schema of its media type.
pub(super) fn check(reading: Reading<'_>, media_type: &Place<'_>, text: &str) -> Vec<Problem> {
    // The options for query parameters do not apply to forms.
    let reading = Reading {
        query_arrays: QueryArrays::Document,
        ..reading
    };
    let document = reading.reader.document;
    let schema = media_type.member("schema");
    let schemas: Vec<Place<'_>> = schema.iter().cloned().collect();
    let pairs = pairs(text);
    let named = by_name(&pairs);
    let mut rest: Vec<Option<&Pair>> = pairs.iter().map(Some).collect();
    let mut object = Map::new();
    let mut problems = Vec::new();
    for name in property_names(document, &schemas) {
        let places = property(document, &schemas, name);
        let parameter = parameter(reading, media_type, name, places);
        let candidates = named.get(name).into_iter().flatten();
        let owned: Vec<&Pair> = candidates
            .filter_map(|&at| {
                let of_property = |pair: &mut &Pair| owns(reading, &parameter, &pair.name);
                rest.get_mut(at)?.take_if(of_property)
            })
            .collect();
        match pairs_value(reading, &parameter, &owned) {
            Some(Found::Value(value)) => {
                object.insert(name.to_owned(), value);
            }
            Some(Found::Problems(found)) => problems.extend(found.into_iter().map(in_body)),
            None => {}
        }
    }
    for pair in rest.into_iter().flatten() {
        object.insert(pair.name.clone(), Value::String(pair.value()));
    }
    if problems.is_empty() {
        check_value(reading, schema.as_ref(), &Value::Object(object))
    } else {
        problems
    }
}

/// Returns the indices of pairs by name, and by each part of a name in front of a bracket, which can be the name of a
/// property with brackets.
fn by_name(pairs: &[Pair]) -> HashMap<&str, Vec<usize>> {
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, pair) in pairs.iter().enumerate() {
        let name = pair.name.as_str();
        let brackets = name.match_indices('[').take(BRACKETS);
        let prefixes = brackets.filter_map(|(end, _)| name.get(..end));
        for name in prefixes.chain([name]) {
            named.entry(name).or_default().push(index);
        }
    }
    named
}

/// Changes the location of a property's problem to the body.
fn in_body(problem: Problem) -> Problem {
    let pointer = match &problem.name {
        Some(name) => crate::document::below("", name) + &problem.pointer,
        None => problem.pointer,
    };
    Problem {
        location: match problem.location {
            Location::Document => Location::Document,
            _ => Location::Body,
        },
        name: None,
        pointer,
        message: problem.message,
    }
}

/// Returns the parameter that a property is serialized like.
fn parameter<'d>(
    reading: Reading<'d>,
    media_type: &Place<'d>,
    name: &str,
    schemas: Vec<Place<'d>>,
) -> Parameter<'d> {
    let encoding = encoding(media_type, name);
    let text = |member| encoding.as_ref().and_then(|encoding| encoding.text(member));
    let style = text("style").and_then(Style::named);
    let explode = encoding
        .as_ref()
        .and_then(|encoding| encoding.boolean("explode"));
    let is_styled = style.is_some() || explode.is_some();
    let style = style.unwrap_or(Style::Form);
    Parameter {
        name: name.to_owned(),
        location: Location::Query,
        required: false,
        style,
        explode: explode.unwrap_or(style == Style::Form),
        allow_empty: false,
        media_type: match text("contentType") {
            _ if is_styled => None,
            Some(content_type) => {
                Some(content_type).filter(|content_type| media::is_json(content_type))
            }
            None => is_object(reading, &schemas).then_some("application/json"),
        },
        schemas,
    }
}

/// Returns true for an object property, which is JSON unless a style is declared.
fn is_object(reading: Reading<'_>, schemas: &[Place<'_>]) -> bool {
    let types = reading.reader.types(schemas);
    types.without(Types::NULL) == Types::OBJECT
}

/// Returns the encoding of a property.
pub(super) fn encoding<'d>(media_type: &Place<'d>, name: &str) -> Option<Place<'d>> {
    media_type.member("encoding")?.member(name)
}
