//! Reads parameters (`OpenAPI` 3.1.1, section 4.8.12) and matches path parameters with the placeholders of
//! the path.

use std::borrow::Cow;

use foldhash::{HashMap, HashSet};
use indexmap::IndexSet;

use crate::base::http::{Method, ParameterLocation, Style};
use crate::diagnostic::{Diagnostic, codes};
use crate::load::Node;

use super::header_names::NameLocation;
use super::path_keys::PathKey;
use super::read::{OperationContext, PathItem};
use super::{MediaType, Parameter, Requirement};
use crate::openapi::Reader;
use crate::openapi::Version;
use crate::openapi::fixed_fields;
use crate::openapi::members::reference;

/// The parameters of an operation, before they are matched with its path.
#[derive(Default)]
pub(crate) struct Declared<'a> {
    /// The readable parameters.
    pub parameters: Vec<Parameter<'a>>,
    /// The references that do not resolve.
    pub unresolved: Vec<Node<'a>>,
}

impl<'a> Reader<'a> {
    /// Reads the parameters of the path item and those of the operation, which override them.
    pub(crate) fn parameters(
        &self,
        site: &OperationContext<'_, 'a>,
        security: &[Vec<Requirement<'a>>],
    ) -> Declared<'a> {
        let mut unresolved = Vec::new();
        let of_item = self.list_of_item(site.item, "parameters");
        let mut parameters = self.read_parameters(site.item, of_item, &mut unresolved);
        let of_operation = self.list(site.operation, "parameters");
        let of_item: HashMap<_, usize> = parameters.iter().map(identity).zip(0..).collect();
        for own in self.read_parameters(site.item, of_operation, &mut unresolved) {
            let overridden = of_item.get(&identity(&own)).copied();
            match overridden.and_then(|index| parameters.get_mut(index)) {
                Some(other) => *other = own,
                None => parameters.push(own),
            }
        }
        parameters.retain(|parameter| {
            if is_of_connection(parameter) {
                let message = format!(
                    "the header `{}` belongs to the connection, not to the API",
                    parameter.name
                );
                self.push(
                    Diagnostic::warning(
                        codes::CONNECTION_HEADER,
                        parameter.node.location(),
                        message,
                    )
                    .label("left out: the HTTP client sets it"),
                );
            }
            !is_decided_elsewhere(parameter, security)
        });
        Declared {
            parameters,
            unresolved,
        }
    }

    /// Reads a list of parameters. Unresolved references go to `unresolved` and do not count as errors of the
    /// operation: the path may determine the missing parameter.
    fn read_parameters(
        &self,
        item: &PathItem<'a>,
        nodes: Vec<Node<'a>>,
        unresolved: &mut Vec<Node<'a>>,
    ) -> Vec<Parameter<'a>> {
        let mut parameters: Vec<Parameter<'a>> = Vec::with_capacity(nodes.len());
        let mut known: HashMap<(ParameterLocation, Cow<'a, str>), usize> = HashMap::default();
        for node in nodes {
            let errors = self.diagnostics.errors();
            let target = self.as_object(node);
            if target.is_none() && reference(node).is_some() {
                self.diagnostics.tolerate(errors);
                unresolved.push(node);
            }
            let Some(mut parameter) = target.and_then(|target| self.parameter(item, target)) else {
                continue;
            };
            // Since 3.1, a description next to `$ref` overrides that of the target (OpenAPI 3.1.1, section 4.8.23.1).
            if self.version() != Version::V30 && reference(node).is_some() {
                parameter.description = self.description(node).or(parameter.description);
            }
            let index = *known
                .entry(identity(&parameter))
                .or_insert(parameters.len());
            let Some(earlier) = parameters.get(index) else {
                parameters.push(parameter);
                continue;
            };
            let message = format!("the parameter `{}` is duplicated", parameter.name);
            self.push(
                Diagnostic::warning(codes::DUPLICATE_PARAMETER, node.location(), message)
                    .label("left out")
                    .related(earlier.node.location(), "this one counts"),
            );
        }
        parameters
    }

    fn parameter(&self, item: &PathItem<'a>, node: Node<'a>) -> Option<Parameter<'a>> {
        self.check_members(node, &fixed_fields::PARAMETER);
        let location = self.location(item, node)?;
        let name = self.text(node, "name").unwrap_or_default();
        // A path parameter gets its name from the path.
        if name.is_empty() && location != ParameterLocation::Path {
            let found = if node.get("name").is_none_or(Node::is_null) {
                "the parameter has no `name`"
            } else {
                "the `name` of the parameter is empty"
            };
            return self.incomplete(
                node,
                found,
                "without a name it cannot be sent",
                "give it a `name`",
            );
        }
        let name = match node.get("name") {
            Some(member) if location == ParameterLocation::Header => {
                self.header_name(name, member, NameLocation::Value)?
            }
            Some(member) if location == ParameterLocation::Cookie => {
                self.cookie_name(name, member)?
            }
            _ => name,
        };
        let contents = self.contents(node);
        self.check_ambiguity(node, &contents);
        let content = contents.into_iter().next();
        let schema = match &content {
            Some(content) => content.schema,
            None => self.schema_of_parameter(node),
        };
        let is_json = content
            .as_ref()
            .is_some_and(|content| is_json(content.name));
        let style = if is_json {
            Style::Json
        } else {
            self.style(node, location)
        };
        let other = content.as_ref().filter(|_| !is_json);
        let other = other.map(|content| content.node);
        let mut examples = self.examples(node);
        examples.extend(content.into_iter().flat_map(|content| content.examples));
        Some(Parameter {
            node,
            name,
            location,
            description: self.description(node),
            required: self.is_required(node, location),
            deprecated: self.flag(node, "deprecated"),
            style,
            explode: self
                .boolean(node, "explode")
                .unwrap_or(style == Style::Form),
            allow_reserved: self.flag(node, "allowReserved"),
            schema,
            content: other,
            examples,
        })
    }

    /// Warns about a parameter that describes its value twice: with `schema` and `content`, or with several media types
    /// (`OpenAPI` 3.1.1, section 4.8.12.2.3).
    fn check_ambiguity(&self, node: Node<'a>, contents: &[MediaType<'a>]) {
        let Some((first, others)) = contents.split_first() else {
            return;
        };
        if let Some(schema) = node.get("schema").filter(|schema| !schema.is_null()) {
            self.push(
                Diagnostic::warning(
                    codes::AMBIGUOUS_PARAMETER,
                    schema.key_location(),
                    "the parameter has `schema` and `content`",
                )
                .label("left out")
                .related(first.node.key_location(), "this one counts")
                .help("remove `schema` or `content`"),
            );
        }
        if let Some(second) = others.first() {
            self.push(
                Diagnostic::warning(
                    codes::AMBIGUOUS_PARAMETER,
                    second.node.key_location(),
                    "the `content` of the parameter has several media types",
                )
                .label("left out")
                .related(first.node.key_location(), "this one counts")
                .help("keep one media type"),
            );
        }
    }

    /// Reports a parameter that cannot be sent. If it is optional, it is left out (a warning). If it is
    /// required, the operation cannot be called (an error).
    fn incomplete<T>(&self, node: Node<'a>, found: &str, effect: &str, remedy: &str) -> Option<T> {
        let diagnostic = if self.flag(node, "required") {
            Diagnostic::error(codes::MISSING_MEMBER, node.location(), found).label(effect)
        } else {
            Diagnostic::warning(codes::MISSING_MEMBER, node.location(), found)
                .label(format!("left out: {effect}"))
        };
        self.push(diagnostic.help(format!("{remedy}, or remove it")));
        None
    }

    fn location(&self, item: &PathItem<'a>, node: Node<'a>) -> Option<ParameterLocation> {
        let Some(member) = node.get("in").filter(|member| !member.is_null()) else {
            let found = "the parameter has no `in`";
            let name = self.filled_text(node, "name");
            if name.is_some_and(|name| placeholders(item.path).contains(&name)) {
                self.push(
                    Diagnostic::warning(codes::MISSING_MEMBER, node.location(), found)
                        .label("read as `in: path`, since the path has its name")
                        .related(item.node.key_location(), "the path"),
                );
                return Some(ParameterLocation::Path);
            }
            let remedy = "give it `in: query`, `path`, `header` or `cookie`";
            return self.incomplete(node, found, "without a location it cannot be sent", remedy);
        };
        let text = self.as_text(member)?;
        if let Some(location) = location(text) {
            return Some(location);
        }
        let mended = location(&text.trim().to_ascii_lowercase());
        let help = match text {
            "body" | "formData" => Some("OpenAPI 3 uses `requestBody` instead".to_owned()),
            _ => self
                .nearest(text, ["path", "query", "header", "cookie"])
                .map(|close| format!("did you mean `{close}`?")),
        };
        let label = if mended.is_some() {
            "read in lower case"
        } else {
            "the parameter is left out"
        };
        let mut diagnostic = Diagnostic::warning(
            codes::UNKNOWN_LOCATION,
            member.location(),
            format!("`{text}` is not a location of parameters"),
        )
        .label(label);
        diagnostic.help = help;
        self.push(diagnostic);
        mended
    }

    fn is_required(&self, node: Node<'a>, location: ParameterLocation) -> bool {
        let required = self.flag(node, "required");
        if location == ParameterLocation::Path && !required {
            self.push(
                Diagnostic::warning(
                    codes::OPTIONAL_PATH_PARAMETER,
                    node.get("required").map_or(node.location(), Node::location),
                    "a path parameter must have `required: true`",
                )
                .label("read as if it did"),
            );
            return true;
        }
        required
    }

    /// Returns `schema`, or the parameter object itself if it has the keywords of a schema, as in Swagger
    /// 2.0.
    fn schema_of_parameter(&self, node: Node<'a>) -> Option<Node<'a>> {
        if let Some(schema) = node.get("schema").filter(|schema| !schema.is_null()) {
            return Some(schema);
        }
        let is_schema = node.get("type").is_some() || node.get("enum").is_some();
        let label = if is_schema {
            "its own `type` is read"
        } else {
            "read as a string"
        };
        self.push(
            Diagnostic::warning(
                codes::PARAMETER_WITHOUT_SCHEMA,
                node.location(),
                "the parameter has no `schema`",
            )
            .label(label),
        );
        is_schema.then_some(node)
    }

    fn style(&self, node: Node<'a>, location: ParameterLocation) -> Style {
        let usual = match location {
            ParameterLocation::Path | ParameterLocation::Header => Style::Simple,
            ParameterLocation::Query | ParameterLocation::Cookie => Style::Form,
        };
        let Some(member) = node.get("style") else {
            return usual;
        };
        let Some(text) = self.as_text(member) else {
            return usual;
        };
        let asked = style(text).filter(|style| fits(*style, location));
        if asked.is_none() {
            self.push(
                Diagnostic::warning(
                    codes::PARAMETER_STYLE,
                    member.location(),
                    format!("the style `{text}` does not apply to this location"),
                )
                .label("the default style is used"),
            );
        }
        asked.unwrap_or(usual)
    }

    /// Matches the path parameters with the placeholders of the path.
    ///
    /// If one parameter has no placeholder and one placeholder has no parameter, they are taken for the same.
    /// Otherwise parameters without a placeholder are left out. A placeholder without a parameter takes the
    /// declaration of another operation of the path, or becomes a string.
    ///
    /// Returns false if an unresolved reference cannot be a path parameter: it may be a required parameter.
    pub(crate) fn match_placeholders(
        &self,
        site: &OperationContext<'_, 'a>,
        key: &PathKey<'a>,
        declared: &mut Declared<'a>,
    ) -> bool {
        let Declared {
            parameters,
            unresolved,
        } = declared;
        let mut placeholders: IndexSet<&'a str> = key.placeholders.iter().copied().collect();
        placeholders.extend(
            key.pairs
                .iter()
                .flat_map(|pair| super::parameters::placeholders(pair)),
        );
        let is_path = |parameter: &Parameter<'a>| parameter.location == ParameterLocation::Path;
        let declared: HashSet<&str> = parameters
            .iter()
            .filter(|parameter| is_path(parameter))
            .map(|parameter| parameter.name)
            .collect();
        let mut undeclared: Vec<&'a str> = placeholders
            .iter()
            .copied()
            .filter(|name| !declared.contains(name))
            .collect();
        let is_unused = |parameter: &Parameter<'a>| {
            is_path(parameter) && !placeholders.contains(parameter.name)
        };
        if let [name] = undeclared.as_slice()
            && parameters
                .iter()
                .filter(|parameter| is_unused(parameter))
                .count()
                == 1
        {
            for parameter in parameters
                .iter_mut()
                .filter(|parameter| is_unused(parameter))
            {
                self.renamed(site.item, parameter, name);
                parameter.name = name;
            }
            undeclared.clear();
        }
        parameters.retain(|parameter| {
            if is_unused(parameter) {
                self.unused(site.item, parameter);
            }
            !is_unused(parameter)
        });
        let is_complete = unresolved.len() <= undeclared.len();
        for name in undeclared {
            match unresolved.as_slice() {
                [] => parameters.push(self.undeclared(site, name, ParameterLocation::Path)),
                [first, ..] if is_complete => {
                    parameters.push(self.unresolved_placeholder(site.item, *first, name));
                }
                _ => {}
            }
        }
        is_complete
    }

    /// Sets the style of path parameters that may span several segments: catch-all parameters, and those with
    /// `allowReserved`. Of the reserved characters, only an unencoded slash has another meaning in a path.
    pub(crate) fn match_segments(key: &PathKey<'a>, parameters: &mut [Parameter<'a>]) {
        for parameter in parameters {
            if parameter.location == ParameterLocation::Path
                && parameter.style == Style::Simple
                && (parameter.allow_reserved || key.several.contains(&parameter.name))
            {
                parameter.style = Style::Segments;
                parameter.explode = false;
            }
        }
    }

    fn renamed(&self, item: &PathItem<'a>, parameter: &Parameter<'a>, name: &str) {
        if parameter.name.is_empty() {
            let found = "the parameter has no `name`";
            self.push(
                Diagnostic::warning(codes::MISSING_MEMBER, parameter.node.location(), found)
                    .label(format!("read as `{name}`, which nothing else declares"))
                    .related(item.node.key_location(), "the path"),
            );
            return;
        }
        let message = format!(
            "the path has no `{{{}}}`, and `{{{name}}}` is not declared",
            parameter.name
        );
        self.push(
            Diagnostic::warning(
                codes::UNUSED_PATH_PARAMETER,
                name_location(parameter),
                message,
            )
            .label(format!("read as `{name}`"))
            .related(item.node.key_location(), "the path"),
        );
    }

    fn unused(&self, item: &PathItem<'a>, parameter: &Parameter<'a>) {
        let (code, message) = if parameter.name.is_empty() {
            (
                codes::MISSING_MEMBER,
                "the parameter has no `name`".to_owned(),
            )
        } else {
            let message = format!("the path has no `{{{}}}`", parameter.name);
            (codes::UNUSED_PATH_PARAMETER, message)
        };
        self.push(
            Diagnostic::warning(code, name_location(parameter), message)
                .label("the parameter is left out")
                .related(item.node.key_location(), "the path"),
        );
    }

    /// Returns a string parameter for a placeholder that only an unresolved reference can declare.
    fn unresolved_placeholder(
        &self,
        item: &PathItem<'a>,
        reference: Node<'a>,
        name: &'a str,
    ) -> Parameter<'a> {
        let message = format!(
            "the path has `{{{name}}}`, and the reference to its parameter does not resolve"
        );
        self.push(
            Diagnostic::warning(
                codes::UNRESOLVED_PATH_PARAMETER,
                reference.location(),
                message,
            )
            .label("read as a string")
            .related(item.node.key_location(), "the path"),
        );
        string_parameter(item, name)
    }

    /// Returns a parameter for an undeclared placeholder: the declaration of another operation of the path,
    /// or a string.
    pub(crate) fn undeclared(
        &self,
        site: &OperationContext<'_, 'a>,
        name: &'a str,
        location: ParameterLocation,
    ) -> Parameter<'a> {
        let (item, code) = (site.item, codes::UNDECLARED_PATH_PARAMETER);
        if let Some((key, parameter)) = self.declared_beside(site, name, location) {
            let message = format!(
                "`{}` does not declare `{{{name}}}`",
                site.method.to_ascii_lowercase()
            );
            self.push(
                Diagnostic::warning(code, site.operation.key_location(), message)
                    .label(format!("read as `{key}` declares it"))
                    .related(parameter.node.location(), "the declaration"),
            );
            return parameter;
        }
        let message = format!("no parameter declares `{{{name}}}`");
        self.push(
            Diagnostic::warning(code, item.node.key_location(), message).label("read as a string"),
        );
        string_parameter(item, name)
    }

    /// Finds a parameter in the other operations of the path, and the key of that operation.
    fn declared_beside(
        &self,
        site: &OperationContext<'_, 'a>,
        name: &str,
        location: ParameterLocation,
    ) -> Option<(&'a str, Parameter<'a>)> {
        let members = site.item.holders.iter().flat_map(|holder| holder.entries());
        let operations =
            members.filter(|(key, _)| Method::of_field(&key.to_ascii_lowercase()).is_some());
        for (key, member) in operations {
            let operation = self
                .try_deref(member)
                .filter(|found| *found != site.operation);
            let list = operation.and_then(|operation| operation.get("parameters"));
            for node in list.into_iter().flat_map(Node::items) {
                self.spend(1);
                let Some(target) = self.try_deref(node).filter(|_| !self.is_exhausted()) else {
                    continue;
                };
                let text = |key: &str| target.get(key).and_then(Node::as_str);
                if text("name") != Some(name)
                    || text("in").and_then(super::parameters::location) != Some(location)
                {
                    continue;
                }
                if let Some(parameter) = self.parameter(site.item, target) {
                    return Some((key, parameter));
                }
            }
        }
        None
    }
}

/// Returns a path parameter of which only the name is known.
fn string_parameter<'a>(item: &PathItem<'a>, name: &'a str) -> Parameter<'a> {
    Parameter {
        node: item.node,
        name,
        location: ParameterLocation::Path,
        description: None,
        required: true,
        deprecated: false,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        schema: None,
        content: None,
        examples: Vec::new(),
    }
}

pub(crate) fn name_location(parameter: &Parameter<'_>) -> crate::diagnostic::Location {
    parameter
        .node
        .get("name")
        .map_or(parameter.node.location(), Node::location)
}

/// Returns the identity of a parameter: location and name. The names of headers are case-insensitive.
fn identity<'a>(parameter: &Parameter<'a>) -> (ParameterLocation, Cow<'a, str>) {
    let name = match parameter.location {
        ParameterLocation::Header => Cow::Owned(parameter.name.to_ascii_lowercase()),
        _ => Cow::Borrowed(parameter.name),
    };
    (parameter.location, name)
}

/// Reports whether a header parameter is ignored by the standard, because body, responses or security
/// determine it. `Authorization` is kept if no security is required: no other way to send it remains.
fn is_decided_elsewhere(parameter: &Parameter<'_>, security: &[Vec<Requirement<'_>>]) -> bool {
    let is = |name: &str| {
        parameter.location == ParameterLocation::Header && parameter.name.eq_ignore_ascii_case(name)
    };
    is("Accept")
        || is("Content-Type")
        || is_of_connection(parameter)
        || (is("Authorization") && security.iter().any(|schemes| !schemes.is_empty()))
}

/// Reports whether a parameter is a header of the connection or the message framing (RFC 9110, sections 7.2,
/// 7.6.1 and 8.6), which the HTTP client sets.
fn is_of_connection(parameter: &Parameter<'_>) -> bool {
    const NAMES: [&str; 8] = [
        "Connection",
        "Content-Length",
        "Host",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Transfer-Encoding",
        "Upgrade",
    ];
    let mut names = NAMES.iter();
    parameter.location == ParameterLocation::Header
        && names.any(|name| parameter.name.eq_ignore_ascii_case(name))
}

fn location(text: &str) -> Option<ParameterLocation> {
    Some(match text {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        "cookie" => ParameterLocation::Cookie,
        _ => return None,
    })
}

/// Parses the name of a style.
pub(crate) fn style(name: &str) -> Option<Style> {
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

fn fits(style: Style, location: ParameterLocation) -> bool {
    match location {
        ParameterLocation::Path => matches!(style, Style::Simple | Style::Label | Style::Matrix),
        ParameterLocation::Query => {
            matches!(
                style,
                Style::Form | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject
            )
        }
        ParameterLocation::Header => style == Style::Simple,
        ParameterLocation::Cookie => style == Style::Form,
    }
}

/// Reports whether a media type is JSON: `application/json`, `text/json` or a `+json` suffix (RFC 6839,
/// section 3.1).
fn is_json(name: &str) -> bool {
    let essence = name
        .split(';')
        .next()
        .unwrap_or("")
        .trim()
        .to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Returns the names of the placeholders of a path, without duplicates.
pub(crate) fn placeholders(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut seen: HashSet<&str> = HashSet::default();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !name.is_empty() && seen.insert(name) {
            names.push(name);
        }
        rest = after;
    }
    names
}
