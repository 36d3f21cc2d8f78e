//! Creates the response to a valid request: a declared response with its example, or a sample of its schema.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::document::Place;
use crate::http::control::Control;
use crate::http::service::Service;
use crate::request::media;
use crate::request::operation::Operation;
use crate::request::received::Received;
use crate::sample::{Fill, Sampler, fitting};
use crate::schemas::convert::Direction;
use crate::validation::problem::{Location, Problem};

/// Headers that the server controls.
const OF_THE_SERVER: [&str; 6] = [
    "connection",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "transfer-encoding",
];

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// Creates a JSON response.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        let mut reply = Self::empty(status);
        reply.header("content-type", "application/json");
        reply.body = Bytes::from(value.to_string());
        reply
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        self.headers.push((name.to_owned(), value.to_owned()));
    }
}

/// Creates the response to a valid request.
pub(crate) fn respond(
    service: &Service,
    operation: &Operation,
    received: &Received,
    control: &Control,
) -> Result<Reply, Problem> {
    let (status, response) = response(service, operation, control)?;
    let mut reply = Reply::empty(status);
    let content: Vec<(&str, Place<'_>)> = response
        .as_ref()
        .and_then(|response| response.member("content"))
        .iter()
        .flat_map(Place::members)
        .collect();
    let chosen = choose(&content, control, received);
    if let Some(body) = &control.body {
        let declared = chosen.as_ref().map(|(media_type, _)| media_type.as_str());
        let guessed = if body.trim_start().starts_with('<') {
            "text/html"
        } else {
            declared.unwrap_or("text/plain")
        };
        let media_type = control.media_type.as_deref().unwrap_or(guessed);
        reply.header("content-type", media_type);
        reply.body = Bytes::from(body.clone());
    } else if let Some((media_type, place)) = chosen {
        if !matches!(status, 204 | 205 | 304) {
            write_body(service, &mut reply, &media_type, place, control)?;
        }
    } else if let Some(wanted) = &control.media_type {
        let message = format!("the response is never `{wanted}`");
        return Err(Problem::new(Location::Header, message).named("x-mock-content-type"));
    }
    if let Some(response) = response {
        write_headers(service, &mut reply, &response, control);
    }
    Ok(reply)
}

/// Returns the declared response and its status.
fn response<'s>(
    service: &'s Service,
    operation: &Operation,
    control: &Control,
) -> Result<(u16, Option<Place<'s>>), Problem> {
    let document = &service.document;
    let responses = operation
        .place(document)
        .and_then(|operation| operation.member("responses"));
    let declared: Vec<(&str, Place<'_>)> = responses.iter().flat_map(Place::members).collect();
    let found = match control.status {
        Some(status) => of_status(&declared, status).map(|place| (status, place)),
        None => first_success(&declared),
    };
    let Some((status, place)) = found else {
        return match control.status {
            // A requested body is valid for any response.
            Some(status) if control.body.is_some() => Ok((status, None)),
            Some(status) => {
                let names: Vec<&str> = declared.iter().map(|(name, _)| *name).collect();
                let message = format!(
                    "the operation declares no response {status}; it declares: {}",
                    names.join(", ")
                );
                Err(Problem::new(Location::Header, message).named("x-mock-status"))
            }
            None => Ok((200, None)),
        };
    };
    let place = document.follow(place.clone());
    let place = place.map_err(|message| Problem::new(Location::Document, message))?;
    Ok((status, Some(place)))
}

/// Returns the response that is declared for a status: exactly, by its range, or by `default`.
fn of_status<'r, 'd>(declared: &'r [(&str, Place<'d>)], status: u16) -> Option<&'r Place<'d>> {
    let named = |wanted: &str| {
        let mut declared = declared.iter();
        let found = declared.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, place)| place)
    };
    named(&status.to_string())
        .or_else(|| named(&format!("{}XX", status / 100)))
        .or_else(|| named("default"))
}

/// Returns the first success response, or else the first response.
fn first_success<'r, 'd>(declared: &'r [(&str, Place<'d>)]) -> Option<(u16, &'r Place<'d>)> {
    let status = |name: &str| match name.parse() {
        Ok(status) => Some(status),
        // The first status of a range.
        Err(_) if name.eq_ignore_ascii_case("default") => Some(200),
        Err(_) => name.get(..1)?.parse::<u16>().ok().map(|class| class * 100),
    };
    let all = || {
        let declared = declared.iter();
        declared.filter_map(|(name, place)| Some((status(name)?, *name, place)))
    };
    all()
        .find(|(status, name, _)| (200..300).contains(status) && !name.starts_with(['d', 'D']))
        .or_else(|| all().find(|(status, ..)| *status == 200))
        .or_else(|| all().next())
        .map(|(status, _, place)| (status, place))
}

/// Returns the media type that the request prefers, with its media type object. If the request accepts none of the
/// declared types, returns the first one, unless the request names another one explicitly.
fn choose<'c, 'd>(
    content: &'c [(&'d str, Place<'d>)],
    control: &Control,
    received: &Received,
) -> Option<(String, &'c Place<'d>)> {
    let named = control.media_type.clone();
    let accept = named.clone().or_else(|| received.header("accept"));
    let accept = accept.as_deref().unwrap_or("*/*");
    for range in accept.split(',') {
        for (media_type, place) in content {
            if media::closeness(range, media_type).is_some() {
                return Some((concrete(media_type), place));
            }
            // The document declares a range, and the request accepts a media type in it.
            if media::closeness(media_type, range).is_some() {
                return Some((media::essence(range), place));
            }
        }
    }
    let (media_type, place) = content.first().filter(|_| named.is_none())?;
    Some((concrete(media_type), place))
}

/// Returns a concrete media type for a range.
fn concrete(media_type: &str) -> String {
    if media_type.contains('*') {
        "application/octet-stream".to_owned()
    } else {
        media_type.to_owned()
    }
}

fn write_body(
    service: &Service,
    reply: &mut Reply,
    media_type: &str,
    place: &Place<'_>,
    control: &Control,
) -> Result<(), Problem> {
    let schema = place.member("schema");
    let value = match value(service, place, control)? {
        Some(value) => value,
        None if schema.is_some() => {
            reply.header("x-mock-note", "no value fits the schema");
            Value::Null
        }
        None => Value::Object(Map::new()),
    };
    reply.header("content-type", media_type);
    if let Some(schema) = schema
        && !value.is_null()
        && !service
            .schemas
            .allows(&service.document, Direction::Response, &schema, &value)
    {
        reply.header("x-mock-note", "the value does not fit the schema");
    }
    reply.body = Bytes::from(match (value, &*media::essence(media_type)) {
        (value, _) if media::is_json(media_type) => value.to_string(),
        (Value::String(text), _) => text,
        (value, "text/event-stream") => format!("data: {value}\n\n"),
        (value, "application/jsonl" | "application/x-ndjson" | "application/json-seq") => {
            format!("{value}\n")
        }
        (_, essence) if essence.ends_with("xml") => "<mock/>".to_owned(),
        (Value::Object(members), _) if members.is_empty() => "mock".to_owned(),
        (value, _) => value.to_string(),
    });
    Ok(())
}

/// Returns a value for a media type: a valid example if examples are requested, or else a sample of the schema.
fn value(
    service: &Service,
    place: &Place<'_>,
    control: &Control,
) -> Result<Option<Value>, Problem> {
    let document = &service.document;
    let schema = place.member("schema");
    let fits = |value: &Value| {
        schema.as_ref().is_none_or(|schema| {
            let direction = Direction::Response;
            service.schemas.allows(document, direction, schema, value)
        })
    };
    let named: Vec<(&str, Value)> = place
        .member("examples")
        .iter()
        .flat_map(Place::members)
        .filter_map(|(name, example)| {
            let example = document.follow(example).ok()?;
            Some((name, example.member("value")?.value.clone()))
        })
        .collect();
    if let Some(wanted) = &control.example {
        let mut examples = named.into_iter();
        let Some((_, value)) = examples.find(|(name, _)| name == wanted) else {
            let message = format!("the response has no example `{wanted}`");
            return Err(Problem::new(Location::Header, message).named("x-mock-example"));
        };
        return Ok(Some(value));
    }
    if control.fill == Fill::Example {
        let own = place.member("example").map(|example| example.value.clone());
        let examples = own
            .into_iter()
            .chain(named.into_iter().map(|(_, value)| value));
        // Some documents contain examples as text.
        let mut readings = examples.flat_map(|value| {
            let read = value
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok());
            [Some(value), read].into_iter().flatten()
        });
        if let Some(example) = readings.find(fits) {
            return Ok(Some(example));
        }
    }
    let Some(schema) = &schema else {
        return Ok(None);
    };
    let direction = Direction::Response;
    fitting(document, &service.schemas, direction, control.fill, schema)
        .map_err(|error| Problem::new(Location::Document, error.to_string()))
}

/// Adds the declared headers of the response: all of them, or only required ones.
fn write_headers(service: &Service, reply: &mut Reply, response: &Place<'_>, control: &Control) {
    for (name, place) in response.member("headers").iter().flat_map(Place::members) {
        let name = name.to_ascii_lowercase();
        let Ok(header) = service.document.follow(place) else {
            continue;
        };
        let is_wanted = control.fill != Fill::Required || header.flag("required");
        if !is_wanted || OF_THE_SERVER.contains(&&*name) {
            continue;
        }
        let text = if name == "location" {
            // Clients that follow the redirect stay at this server.
            Some("/".to_owned())
        } else {
            header_text(service, &header, control.fill)
        };
        if let Some(text) = text {
            reply.header(&name, &text);
        }
    }
}

/// Returns the value of a header in the style `simple`. None if it is null.
fn header_text(service: &Service, header: &Place<'_>, fill: Fill) -> Option<String> {
    let content = header.member("content");
    let media_type = content.and_then(|content| content.members().next());
    let schema = match &media_type {
        Some((_, media_type)) => media_type.member("schema"),
        None => header.member("schema"),
    };
    let example = header.member("example").filter(|_| fill == Fill::Example);
    let value = match example {
        Some(example) => example.value.clone(),
        None => Sampler::new(
            &service.document,
            &service.schemas,
            Direction::Response,
            fill,
        )
        .value(&schema?)
        .ok()
        .flatten()?,
    };
    if media_type.is_some_and(|(media_type, _)| media::is_json(media_type)) {
        return Some(value.to_string());
    }
    let between = if header.flag("explode") { "=" } else { "," };
    let parts: Vec<String> = match &value {
        Value::Null => return None,
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| format!("{name}{between}{}", plain(value)))
            .collect(),
        scalar => vec![plain(scalar)],
    };
    Some(parts.join(","))
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
