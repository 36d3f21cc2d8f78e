//! Media types: how a body of each is encoded, and which of several are used.

use std::cell::LazyCell;

use foldhash::HashSet;

use crate::diagnostic::codes;
use crate::ir::{Encoding, Field, Part, Primitive, PropertyStyle, Shape, Status, Style};
use crate::load::Node;
use crate::lower::schema::{Schemas, types};
use crate::openapi::Version;
use crate::openapi::operation::{MediaType, PartHeader};

/// A property of a multipart body.
pub(crate) struct PartProperty {
    /// The field; bytes are a file.
    pub field: Field,
    /// The media type that the schema declares.
    pub media_type: Option<String>,
}

/// Returns how a body of a media type is encoded.
pub(crate) fn encoding(media: &MediaType<'_>) -> Encoding {
    let encoding = written(media.name, media.schema.is_some());
    if matches!(encoding, Encoding::Json | Encoding::Text) && media.string_format == Some("binary")
    {
        // Neither JSON nor text can have bytes in it: the body is a file.
        Encoding::Binary
    } else if media.string_format.is_some() && essence(media) == "*/*" {
        // For any media type, the body is text, and has quotation marks only if the response declares JSON.
        Encoding::TextOrJson
    } else {
        encoding
    }
}

/// Returns how a media type is encoded. `*/*` and `application/*` are JSON if there is a schema.
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
        "text/event-stream" => Encoding::Stream,
        _ if is_lines_of_json(&name) => Encoding::Stream,
        "*/*" | "application/*" if has_schema => Encoding::Json,
        _ if name.ends_with("+json")
            || (name.starts_with("application/") && name.ends_with("json")) =>
        {
            Encoding::Json
        }
        _ if name.starts_with("multipart/") => Encoding::Multipart,
        _ if name.ends_with("/xml") || name.ends_with("+xml") || name.starts_with("text/") => {
            Encoding::Text
        }
        _ if name.contains("yaml") || name.contains("graphql") => Encoding::Text,
        _ => Encoding::Binary,
    }
}

/// Reports whether a media type is a sequence of JSON texts that are read as they arrive: JSON lines under
/// several names, and RFC 7464.
fn is_lines_of_json(name: &str) -> bool {
    name == "application/stream+json"
        || name.ends_with("json-seq")
        || ["ndjson", "jsonl", "json-lines"]
            .iter()
            .any(|part| name.contains(part))
}

/// Returns the media types that a request body can be sent as.
///
/// If JSON is among them, others with the same schema are left out. XML with another schema stays, as text
/// that the caller writes. Multipart bodies with files stay, because JSON cannot have files.
pub(crate) fn choices<'m, 'a>(
    contents: &'m [MediaType<'a>],
    has_files: impl Fn(Node<'a>) -> bool,
) -> Vec<(&'m MediaType<'a>, Encoding)> {
    let all: Vec<(&MediaType<'_>, Encoding)> = contents
        .iter()
        .map(|media| (media, encoding(media)))
        .collect();
    let Some((json, _)) = json_of(&all) else {
        return all;
    };
    // The media type gives the value its meaning: `application/merge-patch+json` next to
    // `application/json-patch+json`. Next to plain JSON, such types are only aliases: servers list all that
    // they accept.
    let is_kind = |media: &MediaType<'_>| essence(media).contains('+') && !media.name.contains('*');
    let kinds = is_kind(json);
    let of_json = LazyCell::new(|| json.schema.map(Node::to_json));
    let same = |media: &MediaType<'a>, encoding| match (media.schema, json.schema) {
        (Some(schema), _) if encoding == Encoding::Multipart && has_files(schema) => false,
        // JSON lines are many values, of which the schema describes one.
        _ if encoding == Encoding::Stream => false,
        (Some(left), Some(_)) => Some(left.to_json()) == *of_json,
        // Since 3.1, bytes have no schema (section 4.8.14.2).
        (None, _) => encoding != Encoding::Binary || media.name.trim() == "*/*",
        _ => false,
    };
    all.into_iter()
        .filter(|(media, encoding)| {
            std::ptr::eq(*media, json)
                || kinds && is_kind(media) && !media.name.contains("xml")
                || !same(media, *encoding)
        })
        .collect()
}

/// Returns the media types without a schema in which a request body is not offered. The schema of the other media types
/// may not apply to them.
pub(crate) fn left_out<'m, 'a>(
    contents: &'m [MediaType<'a>],
    choices: &[(&'m MediaType<'a>, Encoding)],
) -> Vec<&'m MediaType<'a>> {
    let is_described = contents.iter().any(|media| media.schema.is_some());
    let offered: HashSet<*const MediaType<'a>> = choices
        .iter()
        .map(|(offered, _)| std::ptr::from_ref(*offered))
        .collect();
    let is_offered = |media: &MediaType<'a>| offered.contains(&std::ptr::from_ref(media));
    contents
        .iter()
        .filter(|media| {
            is_described
                && media.schema.is_none()
                && !is_offered(media)
                && encoding(media) != Encoding::Json
                && !media.name.contains('*')
        })
        .collect()
}

/// Returns the media type in which a response is requested: JSON if it is offered, otherwise the first.
pub(crate) fn preferred<'m, 'a>(
    contents: &'m [MediaType<'a>],
) -> Option<(&'m MediaType<'a>, Encoding)> {
    let all: Vec<(&MediaType<'_>, Encoding)> = contents
        .iter()
        .map(|media| (media, encoding(media)))
        .collect();
    json_of(&all).or_else(|| all.first().copied())
}

/// Returns the JSON among media types: `application/json`, preferably without parameters, otherwise the first
/// of its kind.
fn json_of<'m, 'a>(all: &[(&'m MediaType<'a>, Encoding)]) -> Option<(&'m MediaType<'a>, Encoding)> {
    let json = || {
        all.iter()
            .filter(|(_, encoding)| *encoding == Encoding::Json)
    };
    let named = |name: fn(&MediaType<'a>) -> &'a str| {
        json().find(|(media, _)| name(media).eq_ignore_ascii_case("application/json"))
    };
    // Parameters make it a special kind: `application/json;odata.metadata=none`.
    named(|media| media.name.trim())
        .or_else(|| named(|media| essence(media)))
        .or_else(|| json().next())
        .copied()
}

/// Returns the media types that offer something other than the preferred one. Another encoding of the same
/// value does not, nor do `*/*` and `application/*`.
pub(crate) fn others<'m, 'a>(contents: &'m [MediaType<'a>]) -> Vec<(&'m MediaType<'a>, Encoding)> {
    let Some((preferred, usual)) = preferred(contents) else {
        return Vec::new();
    };
    let of_preferred = LazyCell::new(|| preferred.schema.map(Node::to_json));
    let same = |media: &MediaType<'_>| {
        let own = media.schema.map(Node::to_json);
        own.is_some() && own == *of_preferred
    };
    let is_other = |(media, encoding): &(&MediaType<'_>, Encoding)| {
        if std::ptr::eq(*media, preferred) || ["*/*", "application/*"].contains(&essence(media)) {
            return false;
        }
        match (usual, encoding) {
            (_, Encoding::Stream) => {
                usual != Encoding::Stream || essence(media) != essence(preferred)
            }
            (_, Encoding::Json) => media.schema.is_some() && !same(media),
            (Encoding::Json, Encoding::Text | Encoding::TextOrJson) => {
                let is_same_again = media.schema.is_none() && media.name.contains("xml");
                !is_same_again && (!same(media) || is_distinct_json(media))
            }
            (Encoding::Json, _) => !same(media) || is_distinct_json(media),
            // Without JSON, the media type identifies texts and files, not the schema.
            _ => {
                let is_again = is_file(usual) && is_file(*encoding) && is_any_file(media);
                !is_again && suffix(media) != suffix(preferred)
            }
        }
    };
    let all = contents.iter().map(|media| (media, encoding(media)));
    all.filter(is_other).collect()
}

fn is_file(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::Binary | Encoding::Multipart | Encoding::Form
    )
}

/// Reports whether a media type is something that JSON with the same schema is not: a PDF, an image, a table.
/// XML and similar formats are other encodings of the same value.
fn is_distinct_json(media: &MediaType<'_>) -> bool {
    let name = essence(media).to_ascii_lowercase();
    let is_writing = ["xml", "yaml", "json", "msgpack", "protobuf"];
    // A page or a script is not a JSON string; for an object, it is another encoding.
    let is_text = ["html", "javascript"]
        .iter()
        .any(|kind| name.contains(kind));
    !is_any_file(media)
        && !name.contains('*')
        && !is_writing.iter().any(|writing| name.contains(writing))
        && (!is_text || media.string_format.is_some())
}

/// Returns the media type in which the value of a JSON response may also be received as text, without
/// quotation marks. It must be declared for the same status with the same schema, which is a string.
pub(crate) fn text_beside<'m, 'a>(
    contents: &'m [MediaType<'a>],
    json: &MediaType<'a>,
) -> Option<&'m MediaType<'a>> {
    let schema = json
        .schema
        .filter(|_| json.string_format.is_some())?
        .to_json();
    contents.iter().find(|media| {
        ["text/plain", "text/*", "*/*"].contains(&essence(media))
            && media.schema.is_some_and(|other| other.to_json() == schema)
    })
}

/// Returns the general media type in which the preferred file may also be received: `application/octet-stream` next to a
/// PDF.
pub(crate) fn file_beside<'m, 'a>(
    contents: &'m [MediaType<'a>],
    media: &MediaType<'a>,
) -> Option<&'m MediaType<'a>> {
    // Without JSON, the first media type is the preferred one.
    let is_first = contents
        .first()
        .is_some_and(|first| first.name == media.name);
    if !is_first || !is_file(encoding(media)) {
        return None;
    }
    let has_json = contents
        .iter()
        .any(|other| encoding(other) == Encoding::Json);
    let is_general = |other: &&MediaType<'a>| {
        is_file(encoding(other)) && essence(other) == "application/octet-stream"
    };
    contents
        .iter()
        .find(is_general)
        .filter(|other| !has_json && other.name != media.name)
}

/// Reports whether a media type does not describe the content of a file: frameworks list such types for every
/// body.
fn is_any_file(media: &MediaType<'_>) -> bool {
    written(media.name, true) == Encoding::Json
        || ["text/plain", "application/octet-stream"].contains(&essence(media))
}

/// Returns the media type without its parameters.
pub(crate) fn essence<'m>(media: &MediaType<'m>) -> &'m str {
    media.name.split(';').next().unwrap_or_default().trim()
}

/// Reports whether a multipart body has named parts.
pub(crate) fn is_form_data(media: &MediaType<'_>) -> bool {
    essence(media).eq_ignore_ascii_case("multipart/form-data")
}

/// Reports whether a media type is a range other than `*/*` and `application/*`.
pub(crate) fn is_range(media: &MediaType<'_>) -> bool {
    let essence = essence(media);
    essence.contains('*') && !["*/*", "application/*"].contains(&essence)
}

/// Returns the suffix for the name of a method that requests a media type.
pub(crate) fn suffix(media: &MediaType<'_>) -> String {
    let (range, name) = essence(media).split_once('/').unwrap_or_default();
    let name = match (range, name) {
        ("text", "event-stream") => "stream",
        ("text", "plain") => "text",
        ("application", "octet-stream") => "bytes",
        (range, "*") => range,
        (_, name) => name.strip_prefix("x-").unwrap_or(name),
    };
    crate::lower::naming::words::identifier(
        &crate::lower::naming::words::snake(&crate::lower::naming::words::words(name)),
        "media_type_",
    )
}

/// Returns the media type that a request accepts: a range as it is, unless only one of its types can be read.
pub(crate) fn method_suffix(name: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Binary | Encoding::Text | Encoding::TextOrJson => name.trim().to_owned(),
        _ => sent_as(name, encoding),
    }
}

/// Returns the media type as it is sent: a range becomes the media type of its encoding.
pub(crate) fn sent_as(name: &str, encoding: Encoding) -> String {
    if !name.contains('*') {
        return name.trim().to_owned();
    }
    match encoding {
        // The caller chooses the media type of bytes in a range, unless any will do.
        Encoding::Binary if !["*/*", "application/*"].contains(&name.trim()) => name.trim(),
        Encoding::Json => "application/json",
        Encoding::Form => "application/x-www-form-urlencoded",
        Encoding::Multipart => "multipart/form-data",
        Encoding::Text | Encoding::TextOrJson => "text/plain",
        Encoding::Stream | Encoding::Events | Encoding::Lines | Encoding::Records => {
            return name.trim().to_owned();
        }
        Encoding::Binary => "application/octet-stream",
    }
    .to_owned()
}

/// Returns the properties of a form that are not serialized in the default style. A declared style, or a part
/// of one, takes precedence over the media type (`OpenAPI` 3.1.1, section 4.8.15.1.2).
pub(crate) fn styles(media: &MediaType<'_>) -> Vec<PropertyStyle> {
    let encodings = media.encoding.iter();
    encodings
        .filter_map(|(name, encoding)| {
            let styled =
                encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved;
            let style = match encoding.content_type {
                _ if styled => encoding.style.unwrap_or(Style::Form),
                Some(media_type) if is_json(first_of(media_type)) => Style::Json,
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

/// Returns the name of the variant for a media type.
pub(crate) fn choice_name(media: &MediaType<'_>, encoding: Encoding) -> String {
    match encoding {
        Encoding::Json if media.name.eq_ignore_ascii_case("application/json") => "Json".to_owned(),
        Encoding::Form => "Form".to_owned(),
        Encoding::Multipart => "Multipart".to_owned(),
        _ => {
            let name = media.name.split(';').next().unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or_default();
            crate::lower::naming::words::type_name(if name == "*" { "Bytes" } else { name })
        }
    }
}

/// Lowers a part of a multipart body (`OpenAPI` 3.1.1, section 4.8.14.4): lists are sent item by item,
/// objects as JSON.
pub(crate) fn part<'a>(
    media: &MediaType<'a>,
    property: PartProperty,
    schemas: &Schemas<'a, '_>,
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
    let media_type = encoding.and_then(|encoding| encoding.content_type);
    let file = Shape::Primitive(Primitive::Binary);
    // If the schema allows any value, a part whose encoding declares bytes is a file.
    if field.shape == Shape::Any && media_type.is_some_and(is_bytes) {
        field.shape = file.clone();
    }
    let (repeated, is_file) = match types::resolved(&schemas.drafts, &field.shape) {
        Shape::List(item) => (true, **item == file),
        shape => (false, *shape == file),
    };
    let media_type = match media_type {
        Some(media_type) if is_file => Some(media_type.to_owned()).filter(|text| !is_open(text)),
        Some(media_type) => {
            Some(first_of(media_type).to_owned()).filter(|name| !name.contains('*'))
        }
        None => described.filter(|_| is_file),
    };
    let style = encoding.filter(|_| !is_file && schemas.reader.version() != Version::V30);
    let style = style.and_then(|encoding| {
        let is_said = encoding.style.is_some() || encoding.explode.is_some();
        let style = encoding.style.unwrap_or(Style::Form);
        is_said.then(|| (style, encoding.explode.unwrap_or(style == Style::Form)))
    });
    let headers = encoding.map(|encoding| {
        let headers = encoding.headers.iter();
        headers
            .filter_map(|header| part_header(header, &mut field, is_file, schemas))
            .collect()
    });
    let required_headers = encoding.map(|encoding| {
        let headers = encoding.headers.iter().filter(|header| header.required);
        headers
            .filter(|header| schemas.only_text(header.schema, true).is_none())
            .map(|header| header.name.to_owned())
            .collect()
    });
    Part {
        repeated,
        media_type,
        style,
        headers: headers.unwrap_or_default(),
        required_headers: required_headers.unwrap_or_default(),
        field,
    }
}

/// Returns a header of a part if its value is fixed. The caller can set other headers only for files,
/// together with the part.
fn part_header<'a>(
    header: &PartHeader<'a>,
    field: &mut Field,
    is_file: bool,
    schemas: &Schemas<'a, '_>,
) -> Option<(String, String)> {
    let constant = schemas.only_text(header.schema, header.required);
    if constant.is_none() && is_file {
        let asked = if header.required { " Required." } else { "" };
        field.docs.notes.push(format!(
            "Header of the part: `{}`.{asked}",
            header.name.replace('`', "")
        ));
    } else if constant.is_none() {
        let message = format!(
            "the header `{}` of the part `{}` cannot be set: only parts that are files have headers",
            header.name, field.wire_name
        );
        schemas.report_fallback(
            codes::PART_HEADER,
            header.node,
            &message,
            "give it a `const`, if its value is always the same",
        );
    }
    Some((header.name.to_owned(), constant?.to_owned()))
}

/// Returns the media type in which a value is written, of several: JSON, or the first.
pub(crate) fn first_of(media_types: &str) -> &str {
    let all = listed(media_types);
    let first = all.first().copied().unwrap_or_default();
    let mut all = all.into_iter();
    all.find(|name| is_json(name)).unwrap_or(first)
}

/// Returns the media types of a comma-separated list. Commas in quotes belong to a parameter.
pub(crate) fn listed(media_types: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let names = media_types.split(|character| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    });
    let names = names.map(str::trim);
    names.filter(|name| !name.is_empty()).collect()
}

pub(crate) fn is_json(media_type: &str) -> bool {
    written(media_type, false) == Encoding::Json
}

/// Reports whether a list of media types leaves open which type a file has.
fn is_open(media_types: &str) -> bool {
    let mut all = listed(media_types).into_iter();
    all.any(|name| ["*/*", "application/*", "application/octet-stream"].contains(&name))
        && media_types.contains([',', '*'])
}

/// Reports whether a body of a media type is raw bytes.
pub(crate) fn is_bytes(media_type: &str) -> bool {
    written(media_type, false) == Encoding::Binary
}

/// Returns the name of a status (RFC 9110, section 15) without spaces.
pub(crate) fn status_name(status: Status) -> String {
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
