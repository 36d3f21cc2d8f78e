//! Parses and validates path, query, header and cookie parameters.

use serde_json::{Map, Value};

use crate::QueryArrays;
use crate::document::facts::{Types, has_additional, property_names};
use crate::document::{Document, Place};
use crate::request::media;
use crate::request::operation::Match;
use crate::request::received::{Pair, Received, decode};
use crate::validation::problem::{Location, Problem};
use crate::validation::style::{
    Shape, Style, members, read_brackets, read_header, read_pairs, read_path,
};
use crate::validation::value::{Raw, Reader};

/// Headers that are not parameters, even if the document declares them (`OpenAPI` 3.1.1, section 4.8.12.2).
const NO_PARAMETERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// A parameter, or a form property that is serialized like one.
#[derive(Debug, Clone)]
pub(crate) struct Parameter<'d> {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    pub(crate) allow_empty: bool,
    /// Schemas that may describe the parameter.
    pub(crate) schemas: Vec<Place<'d>>,
    /// Media type, if declared.
    pub(crate) media_type: Option<&'d str>,
}

/// Parsed parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    pub(crate) problems: Vec<Problem>,
    /// Values by location and name.
    pub(crate) values: Map<String, Value>,
}

impl Parameters {
    fn set(&mut self, parameter: &Parameter<'_>, value: Value) {
        let location = parameter.location.to_string();
        let values = self
            .values
            .entry(location)
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(values) = values {
            values.insert(parameter.name.clone(), value);
        }
    }

    fn take(&mut self, parameter: &Parameter<'_>, found: Found) {
        match found {
            Found::Value(value) => self.set(parameter, value),
            Found::Problems(problems) => self.problems.extend(problems),
        }
    }
}

/// Result of parsing a parameter.
pub(crate) enum Found {
    /// A valid value.
    Value(Value),
    /// Problems of the value.
    Problems(Vec<Problem>),
}

/// Returns the parameters of an operation; those of its path item are last (`OpenAPI` 3.1.1, section 4.8.10.1).
pub(crate) fn declared<'d>(
    document: &'d Document,
    found: &Match<'_>,
) -> (Vec<Parameter<'d>>, Vec<Problem>) {
    let operation = found.operation.place(document);
    let item = found.operation.item(document);
    let places = operation
        .into_iter()
        .chain(item)
        .flat_map(|place| place.list("parameters"));
    let mut parameters: Vec<Parameter<'d>> = Vec::new();
    let mut problems = Vec::new();
    for place in places {
        match document.follow(place).map(|place| parameter(&place)) {
            Ok(Some(parameter)) => {
                let is_known = parameters.iter().any(|known| {
                    known.name == parameter.name && known.location == parameter.location
                });
                if !is_known {
                    parameters.push(parameter);
                }
            }
            Ok(None) => {}
            Err(message) => problems.push(Problem::new(Location::Document, message)),
        }
    }
    (parameters, problems)
}

fn parameter<'d>(place: &Place<'d>) -> Option<Parameter<'d>> {
    let name = place.text("name")?;
    let (location, default) = match place.text("in")? {
        "path" => (Location::Path, Style::Simple),
        "query" => (Location::Query, Style::Form),
        "header" => (Location::Header, Style::Simple),
        "cookie" => (Location::Cookie, Style::Form),
        _ => return None,
    };
    if location == Location::Header && NO_PARAMETERS.contains(&&*name.to_ascii_lowercase()) {
        return None;
    }
    let style = place
        .text("style")
        .and_then(Style::named)
        .unwrap_or(default);
    let content = place
        .member("content")
        .and_then(|content| content.members().next());
    let schema = match &content {
        Some((_, media_type)) => media_type.member("schema"),
        None => place.member("schema"),
    };
    Some(Parameter {
        name: name.to_owned(),
        location,
        required: place.flag("required") || location == Location::Path,
        style,
        explode: place.boolean("explode").unwrap_or(style == Style::Form),
        allow_empty: place.flag("allowEmptyValue"),
        schemas: schema.into_iter().collect(),
        media_type: content.map(|(media_type, _)| media_type),
    })
}

/// Context for parsing a query.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'d> {
    pub(crate) reader: Reader<'d>,
    pub(crate) query_arrays: QueryArrays,
}

/// Parses the parameters of a request. `known` are names in the query that are not parameters.
pub(crate) fn read(
    reading: Reading<'_>,
    found: &Match<'_>,
    received: &Received,
    pairs: &[Pair],
    known: &[String],
) -> Parameters {
    let (declared, problems) = declared(reading.reader.document, found);
    let mut parameters = Parameters {
        problems,
        ..Parameters::default()
    };
    for parameter in &declared {
        let value = match parameter.location {
            Location::Path => Some(path_value(reading, parameter, found)),
            Location::Header => header_value(reading, parameter, received),
            Location::Cookie => {
                let cookies = received.cookies();
                let owned: Vec<&Pair> = cookies
                    .iter()
                    .filter(|cookie| cookie.name == parameter.name)
                    .collect();
                pairs_value(reading, parameter, &owned)
            }
            _ => continue,
        };
        match value {
            Some(found) => parameters.take(parameter, found),
            None => parameters.problems.extend(missing(parameter)),
        }
    }
    let queries: Vec<&Parameter<'_>> = declared
        .iter()
        .filter(|parameter| parameter.location == Location::Query)
        .collect();
    read_query(reading, &queries, pairs, known, &mut parameters);
    parameters
}

fn read_query(
    reading: Reading<'_>,
    declared: &[&Parameter<'_>],
    pairs: &[Pair],
    known: &[String],
    parameters: &mut Parameters,
) {
    let mut rest: Vec<&Pair> = pairs
        .iter()
        .filter(|pair| !known.contains(&pair.name))
        .collect();
    let mut absent = Vec::new();
    for parameter in declared {
        let is_owned = |pair: &&Pair| owns(reading, parameter, &pair.name);
        let owned: Vec<&Pair> = rest.iter().copied().filter(is_owned).collect();
        rest.retain(|pair| !is_owned(pair));
        match pairs_value(reading, parameter, &owned) {
            Some(found) => parameters.take(parameter, found),
            None => absent.push(parameter),
        }
    }
    // The pairs of an exploded object have the names of its properties.
    for parameter in absent {
        let owned = exploded(reading, parameter, &rest);
        rest.retain(|pair| !owned.contains(pair));
        if owned.is_empty() {
            parameters.problems.extend(missing(parameter));
        } else {
            let raw = Raw::Object(members(owned.iter().copied()));
            parameters.take(parameter, validate(reading.reader, parameter, &[Ok(raw)]));
        }
    }
    if reading.reader.strict {
        let unknown = rest.iter().map(|pair| {
            let message = format!("the document declares no query parameter `{}`", pair.name);
            Problem::new(Location::Query, message).named(&*pair.name)
        });
        parameters.problems.extend(unknown);
    }
}

fn missing(parameter: &Parameter<'_>) -> Option<Problem> {
    parameter
        .required
        .then(|| Problem::new(parameter.location, "it is required").named(&*parameter.name))
}

/// Returns true if a pair belongs to a parameter by its name.
pub(crate) fn owns(reading: Reading<'_>, parameter: &Parameter<'_>, name: &str) -> bool {
    if name == parameter.name {
        return true;
    }
    let types = reading.reader.types(&parameter.schemas);
    let has_brackets = parameter.style == Style::DeepObject
        || reading.query_arrays != QueryArrays::Document && types.has(Types::ARRAY);
    has_brackets
        && name
            .strip_prefix(&*parameter.name)
            .is_some_and(|rest| rest.starts_with('['))
}

/// Returns the pairs that are properties of an exploded object.
fn exploded<'p>(
    reading: Reading<'_>,
    parameter: &Parameter<'_>,
    rest: &[&'p Pair],
) -> Vec<&'p Pair> {
    let Reader { document, .. } = reading.reader;
    let types = reading.reader.types(&parameter.schemas);
    let is_exploded = parameter.explode
        && parameter.style != Style::DeepObject
        && parameter.media_type.is_none()
        && types != Types::ALL
        && types.has(Types::OBJECT);
    if !is_exploded {
        return Vec::new();
    }
    let names = property_names(document, &parameter.schemas);
    let takes_any = names.is_empty() || has_additional(document, &parameter.schemas);
    let owned = rest.iter().copied();
    owned
        .filter(|pair| takes_any || names.contains(&pair.name.as_str()))
        .collect()
}

fn path_value(reading: Reading<'_>, parameter: &Parameter<'_>, found: &Match<'_>) -> Found {
    let mut values = found.values.iter();
    let Some((_, text)) = values.find(|(name, _)| *name == parameter.name) else {
        // The path does not contain this parameter, so it cannot be sent.
        return Found::Problems(Vec::new());
    };
    if parameter.media_type.is_some() {
        return content_value(reading.reader, parameter, &decode(text, false));
    }
    let readings: Vec<Result<Raw, String>> = shapes(reading.reader, parameter, text)
        .map(|shape| {
            read_path(
                parameter.style,
                parameter.explode,
                &parameter.name,
                shape,
                text,
            )
        })
        .collect();
    validate(reading.reader, parameter, &readings)
}

fn header_value(
    reading: Reading<'_>,
    parameter: &Parameter<'_>,
    received: &Received,
) -> Option<Found> {
    let text = received.header(&parameter.name)?;
    if parameter.media_type.is_some() {
        return Some(content_value(reading.reader, parameter, &text));
    }
    Some(header_text_value(reading.reader, parameter, &text))
}

/// Returns the value of a header.
pub(crate) fn header_text_value(
    reader: Reader<'_>,
    parameter: &Parameter<'_>,
    text: &str,
) -> Found {
    let readings: Vec<Result<Raw, String>> = shapes(reader, parameter, text)
        .map(|shape| read_header(parameter.explode, shape, text))
        .collect();
    validate(reader, parameter, &readings)
}

/// Returns the value of the pairs with the name of a parameter. None if there are none.
pub(crate) fn pairs_value(
    reading: Reading<'_>,
    parameter: &Parameter<'_>,
    owned: &[&Pair],
) -> Option<Found> {
    let reader = reading.reader;
    let first = owned.first()?;
    if parameter.media_type.is_some() {
        return Some(match owned {
            [pair] => content_value(reader, parameter, &pair.value()),
            _ => Found::Problems(vec![problem(parameter, "it occurs more than once")]),
        });
    }
    if parameter.allow_empty && owned.len() == 1 && first.raw.is_empty() {
        return Some(Found::Value(Value::String(String::new())));
    }
    let name = &parameter.name;
    let types = reader.types(&parameter.schemas);
    if owned.iter().any(|pair| pair.name != *name) {
        return Some(validate(reader, parameter, &[read_brackets(name, owned)]));
    }
    let must_have_brackets = parameter.location == Location::Query
        && reading.query_arrays == QueryArrays::Brackets
        && !name.ends_with("[]");
    let readings: Vec<Result<Raw, String>> = shapes(reader, parameter, &first.raw)
        .map(|shape| match shape {
            Shape::List if must_have_brackets && types != Types::ALL => {
                Err(format!("a list is written as `{name}[]=`"))
            }
            Shape::Object if parameter.style == Style::DeepObject => {
                Err(format!("an object is written as `{name}[key]=`"))
            }
            shape => {
                // The standard defines no lists for `deepObject`; clients use all forms.
                let explode = parameter.explode || parameter.style == Style::DeepObject;
                read_pairs(parameter.style, explode, shape, owned)
            }
        })
        .collect();
    Some(validate(reader, parameter, &readings))
}

/// Returns the shapes of values that the schema allows.
fn shapes(
    reader: Reader<'_>,
    parameter: &Parameter<'_>,
    text: &str,
) -> impl Iterator<Item = Shape> + use<> {
    let types = reader.types(&parameter.schemas);
    let of_text = Types::BOOLEAN.or(Types::NUMBER).or(Types::STRING);
    let scalar = types.meets(of_text) || types.has(Types::NULL) && text.is_empty();
    // If any value is allowed, text is a string.
    let parts = types != Types::ALL;
    [
        (Shape::Scalar, scalar),
        (Shape::List, parts && types.has(Types::ARRAY)),
        (Shape::Object, parts && types.has(Types::OBJECT)),
    ]
    .into_iter()
    .filter(|(_, allowed)| *allowed)
    .map(|(shape, _)| shape)
}

/// Returns the first interpretation that is valid, or the problems of the last one.
fn validate<'d>(
    reader: Reader<'d>,
    parameter: &Parameter<'d>,
    readings: &[Result<Raw, String>],
) -> Found {
    let mut problems = vec![problem(parameter, "no value is possible")];
    for reading in readings {
        problems = match reading {
            Ok(raw) => {
                let value = reader.value(raw, &parameter.schemas);
                match check(reader, parameter, &value) {
                    problems if problems.is_empty() => return Found::Value(value),
                    problems => problems,
                }
            }
            Err(message) => vec![problem(parameter, message)],
        };
    }
    Found::Problems(problems)
}

/// Returns true if no value of these types is a scalar.
fn is_structured(types: Types) -> bool {
    let scalars = [Types::STRING, Types::NUMBER, Types::BOOLEAN];
    !scalars.into_iter().any(|scalar| types.meets(scalar))
}

/// Parses a value with its own media type.
fn content_value(reader: Reader<'_>, parameter: &Parameter<'_>, text: &str) -> Found {
    let is_json = parameter.media_type.is_some_and(media::is_json);
    let value = if is_json {
        match crate::document::json::parse(text.as_bytes()) {
            Ok(value) => value,
            Err(message) => return Found::Problems(vec![problem(parameter, &message)]),
        }
    } else if is_structured(reader.types(&parameter.schemas)) {
        // Such as a form or XML, which the schema does not describe as text.
        return Found::Value(Value::from(text));
    } else {
        reader.value(&Raw::Text(text.to_owned()), &parameter.schemas)
    };
    match check(reader, parameter, &value) {
        problems if problems.is_empty() => Found::Value(value),
        problems => Found::Problems(problems),
    }
}

fn check<'d>(reader: Reader<'d>, parameter: &Parameter<'d>, value: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for schema in &parameter.schemas {
        match reader.check(schema, value) {
            Ok(violations) if violations.is_empty() => return Vec::new(),
            Ok(violations) => {
                problems = violations
                    .into_iter()
                    .map(|violation| problem(parameter, &violation.message).at(violation.pointer))
                    .collect();
            }
            Err(message) => problems = vec![Problem::new(Location::Document, message)],
        }
    }
    problems
}

fn problem(parameter: &Parameter<'_>, message: &str) -> Problem {
    Problem::new(parameter.location, message).named(&*parameter.name)
}
