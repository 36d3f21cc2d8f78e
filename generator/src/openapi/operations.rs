//! Reads operations and webhooks.

use crate::diagnostic::Diagnostic;
use crate::ir::{Location, Method, Status, Style};
use crate::load::{Kind, Node};

use super::Reader;
use super::operation::{MediaType, Operation, Parameter, PropertyEncoding, RequestBody, Response};

impl<'a> Reader<'a> {
    /// The operations of `paths`, in the order of the document.
    pub fn operations(&self) -> Vec<Operation<'a>> {
        let paths = self
            .object(self.root(), "paths")
            .into_iter()
            .flat_map(Node::entries);
        paths
            .filter(|(path, _)| !Self::is_extension(path))
            .flat_map(|(path, item)| self.path_item(path, item, true))
            .collect()
    }

    /// The operations of `webhooks` (3.1) and `x-webhooks`.
    pub fn webhooks(&self) -> Vec<Operation<'a>> {
        let sections = ["webhooks", "x-webhooks"]
            .into_iter()
            .filter_map(|key| self.object(self.root(), key));
        sections
            .flat_map(Node::entries)
            .flat_map(|(name, item)| self.path_item(name, item, false))
            .collect()
    }

    fn path_item(
        &self,
        path: &'a str,
        node: Node<'a>,
        has_placeholders: bool,
    ) -> Vec<Operation<'a>> {
        let Some(item) = self.follow(node) else {
            return Vec::new();
        };
        item.entries()
            .filter_map(|(key, operation)| Some((method(key)?, operation)))
            .filter_map(|(method, operation)| {
                if operation.kind() != Kind::Object {
                    return self.malformed(
                        operation,
                        operation.key().unwrap_or(method),
                        "an object",
                    );
                }
                Some(self.operation(path, method, node, item, operation, has_placeholders))
            })
            .collect()
    }

    fn operation(
        &self,
        path: &'a str,
        method: Method,
        path_node: Node<'a>,
        item: Node<'a>,
        node: Node<'a>,
        has_placeholders: bool,
    ) -> Operation<'a> {
        let mut parameters = self.parameters(item, node);
        if has_placeholders {
            self.match_placeholders(path, path_node, &mut parameters);
        }
        let own_servers = self.list(node, "servers");
        Operation {
            node,
            method,
            path,
            id: self.filled_text(node, "operationId"),
            tags: self.texts(node, "tags"),
            summary: self.filled_text(node, "summary"),
            description: self
                .filled_text(node, "description")
                .or_else(|| self.filled_text(item, "description")),
            deprecated: self.flag(node, "deprecated"),
            external_docs: self.external_docs(node),
            parameters,
            request_body: self.request_body(node),
            responses: self.responses(node),
            security: self.security(node),
            servers: if own_servers.is_empty() {
                self.list(item, "servers")
            } else {
                own_servers
            },
        }
    }

    fn parameters(&self, item: Node<'a>, operation: Node<'a>) -> Vec<Parameter<'a>> {
        let mut parameters: Vec<Parameter<'a>> = Vec::new();
        for node in self
            .list(item, "parameters")
            .into_iter()
            .chain(self.list(operation, "parameters"))
        {
            let Some(parameter) = self.follow(node).and_then(|node| self.parameter(node)) else {
                continue;
            };
            match parameters
                .iter_mut()
                .find(|other| other.name == parameter.name && other.location == parameter.location)
            {
                Some(other) => *other = parameter,
                None => parameters.push(parameter),
            }
        }
        parameters
    }

    fn parameter(&self, node: Node<'a>) -> Option<Parameter<'a>> {
        let name = self.filled_text(node, "name")?;
        let location = match self.text(node, "in")? {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => return None,
        };
        let content = self.contents(node).into_iter().next();
        let style = match (&content, self.text(node, "style").and_then(style)) {
            (Some(_), _) => Style::Json,
            (None, Some(style)) => style,
            (None, None) if matches!(location, Location::Path | Location::Header) => Style::Simple,
            (None, None) => Style::Form,
        };
        Some(Parameter {
            node,
            name,
            location,
            description: self.filled_text(node, "description"),
            required: location == Location::Path || self.flag(node, "required"),
            deprecated: self.flag(node, "deprecated"),
            style,
            explode: self
                .boolean(node, "explode")
                .unwrap_or(style == Style::Form),
            allow_reserved: self.flag(node, "allowReserved"),
            schema: content
                .as_ref()
                .map_or_else(|| node.get("schema"), |content| content.schema),
            examples: content.map_or_else(|| self.examples(node), |content| content.examples),
        })
    }

    /// Makes the path parameters those that the path has.
    fn match_placeholders(
        &self,
        path: &'a str,
        path_node: Node<'a>,
        parameters: &mut Vec<Parameter<'a>>,
    ) {
        let names = placeholders(path);
        parameters.retain(|parameter| {
            let kept = parameter.location != Location::Path || names.contains(&parameter.name);
            if !kept {
                self.warn(
                    Diagnostic::warning(
                        "unused-path-parameter",
                        parameter.node.place(),
                        format!("the path has no `{{{}}}`", parameter.name),
                    )
                    .label("left out")
                    .related(path_node.key_place(), "the path"),
                );
            }
            kept
        });
        for name in names {
            if parameters
                .iter()
                .any(|parameter| parameter.location == Location::Path && parameter.name == name)
            {
                continue;
            }
            self.warn(
                Diagnostic::warning(
                    "undeclared-path-parameter",
                    path_node.key_place(),
                    format!("no parameter declares `{{{name}}}`"),
                )
                .label("read as a string"),
            );
            parameters.push(Parameter {
                node: path_node,
                name,
                location: Location::Path,
                description: None,
                required: true,
                deprecated: false,
                style: Style::Simple,
                explode: false,
                allow_reserved: false,
                schema: None,
                examples: Vec::new(),
            });
        }
    }

    fn request_body(&self, operation: Node<'a>) -> Option<RequestBody<'a>> {
        let node = self.follow(self.object(operation, "requestBody")?)?;
        Some(RequestBody {
            node,
            description: self.filled_text(node, "description"),
            required: self.flag(node, "required"),
            contents: self.contents(node),
        })
    }

    fn contents(&self, node: Node<'a>) -> Vec<MediaType<'a>> {
        let entries = self
            .object(node, "content")
            .into_iter()
            .flat_map(Node::entries);
        entries
            .map(|(name, node)| MediaType {
                node,
                name,
                schema: node.get("schema"),
                encoding: self.encodings(node),
                examples: self.examples(node),
            })
            .collect()
    }

    fn encodings(&self, node: Node<'a>) -> Vec<(&'a str, PropertyEncoding<'a>)> {
        let entries = self
            .object(node, "encoding")
            .into_iter()
            .flat_map(Node::entries);
        entries
            .map(|(name, node)| {
                let encoding = PropertyEncoding {
                    node,
                    content_type: self.filled_text(node, "contentType"),
                    style: self.text(node, "style").and_then(style),
                    explode: self.boolean(node, "explode"),
                    allow_reserved: self.flag(node, "allowReserved"),
                };
                (name, encoding)
            })
            .collect()
    }

    /// `example`, then the values of `examples`.
    fn examples(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let named = self
            .object(node, "examples")
            .into_iter()
            .flat_map(Node::entries);
        let values = named.filter_map(|(_, example)| self.follow(example)?.get("value"));
        node.get("example").into_iter().chain(values).collect()
    }

    fn responses(&self, operation: Node<'a>) -> Vec<Response<'a>> {
        let entries = self
            .object(operation, "responses")
            .into_iter()
            .flat_map(Node::entries);
        entries
            .filter(|(key, _)| !Self::is_extension(key))
            .filter_map(|(key, node)| {
                let Some(status) = status(key) else {
                    self.warn(
                        Diagnostic::warning(
                            "malformed-status",
                            node.key_place(),
                            format!("`{key}` is no status"),
                        )
                        .label("left out")
                        .help("a status is `200`, `2XX` or `default`"),
                    );
                    return None;
                };
                let node = self.follow(node)?;
                Some(Response {
                    node,
                    status,
                    description: self.filled_text(node, "description"),
                    contents: self.contents(node),
                    headers: self.headers(node),
                })
            })
            .collect()
    }

    fn headers(&self, node: Node<'a>) -> Vec<(&'a str, Option<Node<'a>>)> {
        let entries = self
            .object(node, "headers")
            .into_iter()
            .flat_map(Node::entries);
        entries
            .filter_map(|(name, header)| {
                let header = self.follow(header)?;
                let content = self
                    .contents(header)
                    .into_iter()
                    .find_map(|content| content.schema);
                Some((name, header.get("schema").or(content)))
            })
            .collect()
    }
}

fn method(key: &str) -> Option<Method> {
    Some(match key {
        "get" => "GET",
        "put" => "PUT",
        "post" => "POST",
        "delete" => "DELETE",
        "options" => "OPTIONS",
        "head" => "HEAD",
        "patch" => "PATCH",
        "trace" => "TRACE",
        _ => return None,
    })
}

fn style(name: &str) -> Option<Style> {
    Some(match name {
        "simple" => Style::Simple,
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "form" => Style::Form,
        "spaceDelimited" => Style::SpaceDelimited,
        "pipeDelimited" => Style::PipeDelimited,
        "deepObject" => Style::DeepObject,
        _ => return None,
    })
}

/// The statuses that a key of `responses` is for.
fn status(key: &str) -> Option<Status> {
    if key.eq_ignore_ascii_case("default") {
        return Some(Status::Default);
    }
    match key.as_bytes() {
        [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(Status::Range(digit - b'0')),
        [b'1'..=b'5', _, _] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}

/// The names between braces in a path.
fn placeholders(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    names
}
