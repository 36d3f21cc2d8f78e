//! Reads request bodies, responses and their contents (`OpenAPI` 3.1.1, sections 4.8.13 to 4.8.17).

use crate::base::http::Status;
use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, NodeKind};

use super::header_names::NameLocation;
use super::parameters::style;
use super::shorthand_bodies;
use super::{MediaType, PartHeader, PropertyEncoding, RequestBody, Response};
use crate::openapi::Reader;
use crate::openapi::fixed_fields;
use crate::openapi::members::is_extension;

impl<'a> Reader<'a> {
    pub(crate) fn request_body(&self, operation: Node<'a>) -> Option<RequestBody<'a>> {
        let member = operation.get("requestBody")?;
        let node = self.as_object(member)?;
        // If a schema is in place of the request body, its `required` names properties.
        let is_schema = shorthand_bodies::is_schema(node) && node.get("content").is_none();
        if !is_schema {
            self.check_members(node, &fixed_fields::REQUEST_BODY);
        }
        let contents = self.body_contents(member, node);
        let is_empty = |content: Node<'_>| content.is_object() && content.is_empty();
        if contents.is_empty() && node.get("content").is_none_or(is_empty) {
            self.missing_content(member);
        }
        Some(RequestBody {
            node,
            description: self.described(member, node),
            required: !is_schema && self.flag(node, "required"),
            contents,
        })
    }

    /// Returns `description`: the one adjacent to the reference (since 3.1), otherwise that of its target.
    fn described(&self, member: Node<'a>, target: Node<'a>) -> Option<&'a str> {
        self.description(member)
            .or_else(|| self.description(target))
    }

    /// Reads `content`.
    pub(crate) fn contents(&self, node: Node<'a>) -> Vec<MediaType<'a>> {
        self.media_types(self.entries(node, "content"))
    }

    pub(crate) fn media_types(&self, entries: Vec<(&'a str, Node<'a>)>) -> Vec<MediaType<'a>> {
        let mut contents = Vec::new();
        let has_media_type = entries
            .iter()
            .any(|(name, _)| shorthand_bodies::is_media_type(name));
        for (name, member) in entries {
            if is_extension(name) {
                continue;
            }
            let Some(name) = self.media_type_name(name, member, has_media_type) else {
                continue;
            };
            // `application/json:` without a value: a body without a description.
            let Some(node) = (if member.is_null() {
                Some(member)
            } else {
                self.as_object(member)
            }) else {
                continue;
            };
            let schema = self.schema_of_media_type(member, node);
            if schema.is_none_or(|schema| schema != member) {
                self.check_members(node, &fixed_fields::MEDIA_TYPE);
            }
            contents.push(MediaType {
                node,
                name,
                schema,
                item_schema: node.get("itemSchema").filter(|schema| !schema.is_null()),
                string_format: schema.and_then(|schema| self.string_format(schema)),
                encoding: self.encodings(node),
                examples: self.examples(node),
            });
        }
        contents
    }

    fn encodings(&self, node: Node<'a>) -> Vec<(&'a str, PropertyEncoding<'a>)> {
        let entries = self.entries(node, "encoding").into_iter();
        entries
            .filter_map(|(name, member)| Some((name, self.encoding(self.as_object(member)?))))
            .collect()
    }

    fn encoding(&self, node: Node<'a>) -> PropertyEncoding<'a> {
        self.check_members(node, &fixed_fields::ENCODING);
        let named = node
            .get("style")
            .and_then(|member| Some((member, self.as_text(member)?)));
        let style = named.and_then(|(member, text)| {
            if style(text).is_none() {
                let message = format!("there is no style `{text}`");
                self.push(
                    Diagnostic::warning(codes::PARAMETER_STYLE, member.location(), message)
                        .label("left out"),
                );
            }
            style(text)
        });
        PropertyEncoding {
            node,
            content_type: self.filled_text(node, "contentType"),
            style,
            explode: self.boolean(node, "explode"),
            allow_reserved: self.flag(node, "allowReserved"),
            headers: self.part_headers(node),
        }
    }

    /// Reads the headers of a part (section 4.8.15.1), without `Content-Type`, which has the field
    /// `contentType`.
    fn part_headers(&self, node: Node<'a>) -> Vec<PartHeader<'a>> {
        let headers = self.entries(node, "headers").into_iter();
        let read = headers.filter_map(|(name, member)| {
            let header = self.as_object(member)?;
            self.check_members(header, &fixed_fields::HEADER);
            let name = self.header_name(name, member, NameLocation::Key)?;
            let schema = header.get("schema").filter(|schema| !schema.is_null());
            let content = || {
                let mut contents = self.contents(header).into_iter();
                contents.find_map(|content| content.schema)
            };
            Some(PartHeader {
                node: header,
                name,
                required: self.flag(header, "required"),
                schema: schema.or_else(content),
            })
        });
        read.filter(|header| !header.name.eq_ignore_ascii_case("Content-Type"))
            .collect()
    }

    /// Returns `example`, then the values of `examples`.
    pub(crate) fn examples(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let mut examples: Vec<Node<'a>> = node.get("example").into_iter().collect();
        match node.get("examples").map(|member| (member, member.kind())) {
            Some((member, NodeKind::Array)) => examples.extend(member.items()),
            Some((member, _)) => {
                for (_, example) in self.as_entries(member) {
                    if example.kind() == NodeKind::Object {
                        examples.extend(self.as_object(example).and_then(|example| {
                            self.check_members(example, &fixed_fields::EXAMPLE);
                            example.get("dataValue").or_else(|| example.get("value"))
                        }));
                    }
                }
            }
            None => {}
        }
        examples
    }

    pub(crate) fn responses(&self, operation: Node<'a>) -> Vec<Response<'a>> {
        let member = operation.get("responses");
        let Some(member) = member.filter(|member| !member.is_null()) else {
            self.responses_missing(operation, member);
            return Vec::new();
        };
        let entries = self.as_entries(member);
        let has_success = entries.iter().any(|(key, _)| is_success(key));
        let mut responses: Vec<Response<'a>> = Vec::new();
        for (key, member) in entries {
            if is_extension(key) {
                continue;
            }
            let Some(status) = self.status(key, member) else {
                continue;
            };
            let is_error = match status {
                Status::Code(code) => code >= 400,
                Status::Range(digit) => digit >= 4,
                Status::Default => has_success,
            };
            let errors = self.diagnostics.errors();
            let response = self.response(key, member, status);
            // An operation can be called even if its error responses are malformed. Without its success
            // response, another response would be taken for it.
            if is_error && self.diagnostics.errors() > errors {
                self.diagnostics.tolerate(errors);
                self.unknown_error(key, member);
            }
            let Some(response) = response else {
                continue;
            };
            if let Some(earlier) = responses.iter().find(|other| other.status == status) {
                let message = format!("there are two responses for the status `{key}`");
                self.push(
                    Diagnostic::warning(codes::DUPLICATE_STATUS, member.key_location(), message)
                        .label("left out")
                        .related(earlier.node.key_location(), "this one counts"),
                );
                continue;
            }
            responses.push(response);
        }
        // The order of keys must not change the output.
        responses.sort_by_key(|response| response.status);
        responses
    }

    fn response(&self, key: &str, member: Node<'a>, status: Status) -> Option<Response<'a>> {
        let node = match member.kind() {
            NodeKind::Object => self.as_object(member)?,
            kind => {
                let place = if member.is_null() {
                    member.key_location()
                } else {
                    member.location()
                };
                let message = format!("the response `{key}` must be an object, but is {kind} here");
                self.push(
                    Diagnostic::warning(codes::MALFORMED_MEMBER, place, message)
                        .label("read as one without a body"),
                );
                member
            }
        };
        if !shorthand_bodies::is_schema(node) {
            self.check_members(node, &fixed_fields::RESPONSE);
            self.check_links(node);
        }
        Some(Response {
            node,
            status,
            description: self
                .described(member, node)
                .or_else(|| self.filled_text(node, "summary")),
            contents: self.body_contents(member, node),
            headers: self.headers(node),
        })
    }

    /// Warns about links whose references do not resolve. Nothing is generated for links.
    fn check_links(&self, node: Node<'a>) {
        for (name, link) in self.entries(node, "links") {
            if !is_extension(name) {
                self.as_object(link);
            }
        }
    }

    /// Reports that the body of an error response is unknown, because the response is invalid.
    fn unknown_error(&self, key: &str, member: Node<'a>) {
        let message = format!("the response `{key}` cannot be read");
        self.push(
            Diagnostic::warning(codes::UNKNOWN_ERROR_BODY, member.key_location(), message)
                .label("the body of this error is unknown"),
        );
    }

    fn status(&self, key: &str, member: Node<'a>) -> Option<Status> {
        let status = status(key);
        if status.is_none() {
            self.push(
                Diagnostic::warning(
                    codes::MALFORMED_STATUS,
                    member.key_location(),
                    format!("`{key}` is not a status"),
                )
                .label("the response is left out")
                .help("a status is like `200`, `2XX` or `default`"),
            );
        }
        status
    }

    /// Returns the names and schemas of headers, without `Content-Type`, which `content` determines.
    fn headers(&self, node: Node<'a>) -> Vec<(&'a str, Option<Node<'a>>)> {
        let mut headers = Vec::new();
        for (name, member) in self.entries(node, "headers") {
            if name.eq_ignore_ascii_case("Content-Type") {
                continue;
            }
            let Some(header) = self.as_object(member) else {
                continue;
            };
            self.check_members(header, &fixed_fields::HEADER);
            let schema = header.get("schema").filter(|schema| !schema.is_null());
            let content = || {
                self.contents(header)
                    .into_iter()
                    .find_map(|content| content.schema)
            };
            headers.push((name, schema.or_else(content)));
        }
        headers
    }
}

/// Reports whether a key of `responses` is a success status.
fn is_success(key: &str) -> bool {
    matches!(
        status(key),
        Some(Status::Code(200..=299) | Status::Range(2))
    )
}

/// Parses a key of `responses`.
fn status(key: &str) -> Option<Status> {
    let key = key.trim();
    if key.eq_ignore_ascii_case("default") {
        return Some(Status::Default);
    }
    match key.as_bytes() {
        [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(Status::Range(digit - b'0')),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn response_keys_are_parsed_as_statuses() {
        assert_eq!(status("200"), Some(Status::Code(200)));
        assert_eq!(status("2XX"), Some(Status::Range(2)));
        assert_eq!(status("4xx"), Some(Status::Range(4)));
        assert_eq!(status("default"), Some(Status::Default));
        for junk in [
            "", "2", "20X", "600", "099", "+20", "2000", "OK", "200 OK", "6XX",
        ] {
            assert_eq!(status(junk), None, "{junk}");
        }
    }
}
