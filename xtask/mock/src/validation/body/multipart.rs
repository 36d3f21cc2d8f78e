//! Validates multipart bodies: `multipart/form-data` (RFC 7578; `OpenAPI` 3.1.1, section 4.8.15.1 and following).

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream;
use multer::Multipart;
use serde_json::{Map, Value};

use super::check_value;
use super::form::encoding;
use crate::document::facts::{Types, item, property, property_names};
use crate::document::json;
use crate::document::{Place, below};
use crate::request::media;
use crate::validation::parameters::{Found, Parameter, Reading, header_text_value};
use crate::validation::problem::{Location, Problem};
use crate::validation::style::Style;
use crate::validation::value::Raw;

struct Part {
    name: String,
    media_type: Option<String>,
    headers: Vec<(String, String)>,
    bytes: Bytes,
}

/// Validates a multipart body with the schema of its media type.
pub(super) fn check(
    reading: Reading<'_>,
    media_type: &Place<'_>,
    sent: &str,
    body: &[u8],
) -> Vec<Problem> {
    let parts = match parts(sent, body) {
        Ok(parts) => parts,
        Err(message) => return vec![Problem::new(Location::Body, message)],
    };
    let schema = media_type.member("schema");
    let schemas: Vec<Place<'_>> = schema.iter().cloned().collect();
    let mut object = Map::new();
    let mut problems = Vec::new();
    // The schemas of a name are looked up once. All names that the document does not declare have the same ones.
    let document = reading.reader.document;
    let declared: HashSet<&str> = property_names(document, &schemas).into_iter().collect();
    let mut known: HashMap<Option<&str>, Vec<Place<'_>>> = HashMap::new();
    for part in &parts {
        let name = declared.get(part.name.as_str()).copied();
        let places = &*known
            .entry(name)
            .or_insert_with(|| property(document, &schemas, &part.name));
        let encoding = encoding(media_type, &part.name);
        match part_value(reading, part, places, encoding.as_ref(), &mut problems) {
            Ok(value) => insert(reading, &mut object, &part.name, value, places),
            Err(message) => problems.push(problem(&part.name, message)),
        }
    }
    if problems.is_empty() {
        check_value(reading, schema.as_ref(), &Value::Object(object))
    } else {
        problems
    }
}

fn problem(name: &str, message: impl Into<String>) -> Problem {
    Problem::new(Location::Body, message).at(below("", name))
}

/// Returns all parts. The body is complete, so nothing blocks.
fn parts(sent: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = multer::parse_boundary(sent).map_err(|error| error.to_string())?;
    let body = Bytes::copy_from_slice(body);
    let body = stream::iter([Ok::<Bytes, std::convert::Infallible>(body)]);
    let mut multipart = Multipart::new(body, boundary);
    let read = async {
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await? {
            let headers = field.headers().iter();
            parts.push(Part {
                name: field.name().unwrap_or_default().to_owned(),
                media_type: field.content_type().map(ToString::to_string),
                headers: headers
                    .map(|(name, value)| {
                        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                        (name.as_str().to_owned(), value)
                    })
                    .collect(),
                bytes: field.bytes().await?,
            });
        }
        Ok(parts)
    };
    read.now_or_never()
        .unwrap_or(Err(multer::Error::IncompleteStream))
        .map_err(|error| format!("the parts cannot be read: {error}"))
}

/// Returns the value of a part, and the problems of its headers.
fn part_value(
    reading: Reading<'_>,
    part: &Part,
    schemas: &[Place<'_>],
    encoding: Option<&Place<'_>>,
    problems: &mut Vec<Problem>,
) -> Result<Value, String> {
    let reader = reading.reader;
    let types = reader.types(schemas);
    let items;
    let (types, schemas) = if types != Types::ALL && types.has(Types::ARRAY) {
        items = item(reader.document, schemas, 0);
        (reader.types(&items), items.as_slice())
    } else {
        (types, schemas)
    };
    if let Some(encoding) = encoding {
        check_headers(reading, part, encoding, problems);
    }
    let sent = part.media_type.as_deref();
    let declared = encoding.and_then(|encoding| encoding.text("contentType"));
    if let Some(declared) = declared
        && !declared
            .split(',')
            .any(|range| media::closeness(range, sent.unwrap_or("text/plain")).is_some())
    {
        return Err(format!(
            "the part is `{}`, but can be: {declared}",
            sent.unwrap_or("text/plain")
        ));
    }
    let is_object = types.without(Types::NULL) == Types::OBJECT;
    match sent {
        Some(sent) if media::is_json(sent) => json::parse(&part.bytes),
        None if is_object && declared.is_none() && !reading.reader.strict => {
            json::parse(&part.bytes)
        }
        // An object is JSON unless the document declares another media type.
        _ if is_object && declared.is_none() => Err(format!(
            "the part is `{}`, but should be `application/json`",
            sent.unwrap_or("text/plain")
        )),
        Some(sent) if !media::is_text(sent) => Ok(Value::String(
            String::from_utf8_lossy(&part.bytes).into_owned(),
        )),
        _ => {
            let text = std::str::from_utf8(&part.bytes);
            let text = text.map_err(|_| "the part is text, but not UTF-8".to_owned())?;
            Ok(reader.value(&Raw::Text(text.to_owned()), schemas))
        }
    }
}

/// Validates the headers of a part that its encoding declares.
fn check_headers(
    reading: Reading<'_>,
    part: &Part,
    encoding: &Place<'_>,
    problems: &mut Vec<Problem>,
) {
    for (name, place) in encoding.member("headers").iter().flat_map(Place::members) {
        let Ok(place) = reading.reader.document.follow(place) else {
            continue;
        };
        let parameter = Parameter {
            name: name.to_owned(),
            location: Location::Body,
            required: place.flag("required"),
            style: Style::Simple,
            explode: place.flag("explode"),
            allow_empty: false,
            schemas: place.member("schema").into_iter().collect(),
            media_type: None,
        };
        let sent = part
            .headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name));
        match sent {
            Some((_, text)) => {
                if let Found::Problems(found) = header_text_value(reading.reader, &parameter, text)
                {
                    let found = found.into_iter().map(|found| {
                        problem(
                            &part.name,
                            format!("the header `{name}`: {}", found.message),
                        )
                    });
                    problems.extend(found);
                }
            }
            None if parameter.required => {
                problems.push(problem(
                    &part.name,
                    format!("the part lacks the header `{name}`"),
                ));
            }
            None => {}
        }
    }
}

/// Adds a part to the object. Parts with the same name are the items of a list.
fn insert(
    reading: Reading<'_>,
    object: &mut Map<String, Value>,
    name: &str,
    value: Value,
    schemas: &[Place<'_>],
) {
    let types = reading.reader.types(schemas);
    let is_list = types != Types::ALL && types.has(Types::ARRAY);
    match object.get_mut(name) {
        Some(Value::Array(items)) => items.push(value),
        Some(known) => *known = Value::Array(vec![known.take(), value]),
        None if is_list && !value.is_array() => {
            object.insert(name.to_owned(), Value::Array(vec![value]));
        }
        None => {
            object.insert(name.to_owned(), value);
        }
    }
}
