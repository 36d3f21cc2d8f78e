//! Media types: how a body of each is written, and which of several is taken.

use super::parts::PartProperty;
use super::schemas::Schemas;
use crate::ir::{Encoding, Part, Primitive, PropertyStyle, Shape, Status, Style};
use crate::openapi::operation::MediaType;

/// How a body of a media type is written.
fn encoding(media: &MediaType<'_>) -> Encoding {
    written(media.name, media.schema.is_some())
}

/// How a media type is written. What a range is depends on whether there is a schema.
fn written(media_type: &str, has_schema: bool) -> Encoding {
    let name = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match name.as_str() {
        "application/json" | "text/json" => Encoding::Json,
        "application/x-www-form-urlencoded" => Encoding::Form,
        "text/event-stream" => Encoding::EventStream,
        "*/*" | "application/*" if has_schema => Encoding::Json,
        _ if name.ends_with("+json")
            || (name.starts_with("application/")
                && name.ends_with("json")
                && !name.contains("ndjson")) =>
        {
            Encoding::Json
        }
        _ if name.starts_with("multipart/") => Encoding::Multipart,
        _ if name.ends_with("/xml") || name.ends_with("+xml") || name.starts_with("text/") => {
            Encoding::Text
        }
        _ if name.contains("yaml")
            || name.contains("ndjson")
            || name.contains("jsonl")
            || name.contains("graphql") =>
        {
            Encoding::Text
        }
        _ => Encoding::Binary,
    }
}

/// The media types that a request body is offered in. Where there is JSON, others with the same schema say nothing
/// new, and nor does a text of the same.
pub(super) fn choices<'m, 'a>(contents: &'m [MediaType<'a>]) -> Vec<(&'m MediaType<'a>, Encoding)> {
    let all: Vec<(&MediaType<'_>, Encoding)> = contents
        .iter()
        .map(|media| (media, encoding(media)))
        .collect();
    let json = all.iter().find(|(_, encoding)| *encoding == Encoding::Json);
    let Some((json, _)) = json.copied() else {
        return all;
    };
    let same = |media: &MediaType<'_>| match (media.schema, json.schema) {
        (Some(left), Some(right)) => left.to_json() == right.to_json(),
        (None, _) => true,
        _ => false,
    };
    all.into_iter()
        .filter(|(media, encoding)| {
            std::ptr::eq(*media, json)
                || !(same(media) || *encoding == Encoding::Text && media.name.contains("xml"))
        })
        .collect()
}

/// The media type that a response is asked for in: JSON if it can be had, otherwise the first.
pub(super) fn preferred<'m, 'a>(
    contents: &'m [MediaType<'a>],
) -> Option<(&'m MediaType<'a>, Encoding)> {
    let all = || contents.iter().map(|media| (media, encoding(media)));
    all()
        .find(|(_, encoding)| *encoding == Encoding::Json)
        .or_else(|| {
            // A media type without a schema and without a better one is bytes, whatever it is called.
            all().next()
        })
}

/// The media type as it is sent: a range is sent as what it is read as.
pub(super) fn sent_as(name: &str, encoding: Encoding) -> String {
    if !name.contains('*') {
        return name.trim().to_owned();
    }
    match encoding {
        Encoding::Json => "application/json",
        Encoding::Form => "application/x-www-form-urlencoded",
        Encoding::Multipart => "multipart/form-data",
        Encoding::Text => "text/plain",
        Encoding::EventStream => "text/event-stream",
        Encoding::Binary => "application/octet-stream",
    }
    .to_owned()
}

/// The properties of a form that are not written as they usually are. A style that is said, or a part of one, goes
/// before the media type (`OpenAPI` 3.1.1, section 4.8.15.1.2).
pub(super) fn styles(media: &MediaType<'_>) -> Vec<PropertyStyle> {
    let encodings = media.encoding.iter();
    encodings
        .filter_map(|(name, encoding)| {
            let styled =
                encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved;
            let style = match encoding.content_type {
                _ if styled => encoding.style.unwrap_or(Style::Form),
                Some(media_type) if written(media_type, false) == Encoding::Json => Style::Json,
                _ => return None,
            };
            Some(PropertyStyle {
                name: (*name).to_owned(),
                style,
                explode: encoding.explode.unwrap_or(style == Style::Form),
                allow_reserved: encoding.allow_reserved,
            })
        })
        .collect()
}

/// What a media type is called among others.
pub(super) fn choice_name(media: &MediaType<'_>, encoding: Encoding) -> String {
    match encoding {
        Encoding::Json if media.name.eq_ignore_ascii_case("application/json") => "Json".to_owned(),
        Encoding::Form => "Form".to_owned(),
        Encoding::Multipart => "Multipart".to_owned(),
        _ => {
            let name = media.name.split(';').next().unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or_default();
            super::words::type_name(if name == "*" { "Bytes" } else { name })
        }
    }
}

/// A part of a multipart body (`OpenAPI` 3.1.1, section 4.8.14.4): lists are sent item by item, objects as JSON.
pub(super) fn part(
    media: &MediaType<'_>,
    property: PartProperty,
    schemas: &Schemas<'_, '_>,
) -> Part {
    let PartProperty {
        mut field,
        media_type: described,
    } = property;
    let encoding = media
        .encoding
        .iter()
        .find(|(name, _)| *name == field.wire_name)
        .map(|(_, encoding)| encoding);
    let media_type = encoding
        .and_then(|encoding| encoding.content_type)
        .map(str::to_owned);
    let file = Shape::Primitive(Primitive::Binary);
    // A property of which nothing is said is what its encoding says.
    if field.shape == Shape::Any && media_type.as_deref().is_some_and(is_bytes) {
        field.shape = file.clone();
    }
    let (repeated, is_file) = match schemas.resolved(&field.shape) {
        Shape::List(item) => (true, **item == file),
        shape => (false, *shape == file),
    };
    let media_type = media_type.or(described.filter(|_| is_file));
    // Of several media types, and of a range, the caller chooses.
    let chosen_by_caller = |name: &String| is_file && name.contains([',', '*']);
    Part {
        field,
        repeated,
        media_type: media_type.filter(|name| !chosen_by_caller(name)),
    }
}

/// Whether a body of a media type is neither text nor JSON.
fn is_bytes(media_type: &str) -> bool {
    written(media_type, false) == Encoding::Binary
}

/// What a status is called (RFC 9110, section 15), without spaces.
pub(super) fn status_name(status: Status) -> String {
    let name = match status {
        Status::Default => "Default",
        Status::Range(1) => "Informational",
        Status::Range(2) => "Success",
        Status::Range(3) => "Redirection",
        Status::Range(4) => "ClientError",
        Status::Range(5) => "ServerError",
        Status::Code(code) => match code {
            200 => "Ok",
            201 => "Created",
            202 => "Accepted",
            203 => "NonAuthoritativeInformation",
            204 => "NoContent",
            205 => "ResetContent",
            206 => "PartialContent",
            207 => "MultiStatus",
            301 => "MovedPermanently",
            302 => "Found",
            303 => "SeeOther",
            304 => "NotModified",
            307 => "TemporaryRedirect",
            308 => "PermanentRedirect",
            400 => "BadRequest",
            401 => "Unauthorized",
            402 => "PaymentRequired",
            403 => "Forbidden",
            404 => "NotFound",
            405 => "MethodNotAllowed",
            406 => "NotAcceptable",
            408 => "RequestTimeout",
            409 => "Conflict",
            410 => "Gone",
            412 => "PreconditionFailed",
            413 => "ContentTooLarge",
            415 => "UnsupportedMediaType",
            422 => "UnprocessableContent",
            423 => "Locked",
            424 => "FailedDependency",
            429 => "TooManyRequests",
            500 => "InternalServerError",
            501 => "NotImplemented",
            502 => "BadGateway",
            503 => "ServiceUnavailable",
            504 => "GatewayTimeout",
            _ => return format!("Status{code}"),
        },
        Status::Range(class) => return format!("Status{class}xx"),
    };
    name.to_owned()
}
