//! Reads servers and their variables (`OpenAPI` 3.1.1, sections 4.8.5 and 4.8.6), and repairs their
//! addresses.

use foldhash::{HashMap, HashSet};

use crate::base::server_address;
use crate::diagnostic::{Diagnostic, codes};
use crate::load::Node;

use super::Reader;
use super::fixed_fields;
use super::operation::parameters::placeholders;

/// A server.
#[derive(Debug, Clone)]
pub struct Server<'a> {
    /// The address, with `{variables}`, without query and fragment. It has a scheme or is relative.
    pub url: String,
    /// `description`
    pub description: Option<&'a str>,
    /// The variables of the address, declared or not.
    pub variables: Vec<ServerVariable<'a>>,
}

/// A variable of a server's address.
#[derive(Debug, Clone)]
pub struct ServerVariable<'a> {
    /// The name in the address.
    pub name: &'a str,
    /// `default`, or the first value of `enum`; none if there is neither.
    pub default: Option<&'a str>,
    /// `enum`, with the default added if it is missing there; empty without `enum`.
    pub values: Vec<&'a str>,
    /// `description`
    pub description: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// Reads `servers` of the document.
    pub fn servers(&self) -> Vec<Server<'a>> {
        self.list(self.root(), "servers")
            .into_iter()
            .filter_map(|node| self.server(node))
            .collect()
    }

    /// Reads a server. Returns none, with a diagnostic, if it is malformed or the limit of parts is reached.
    pub fn server(&self, node: Node<'a>) -> Option<Server<'a>> {
        let node = self.as_object(node)?;
        self.check_members(node, &fixed_fields::SERVER);
        let Some(member) = node.get("url").filter(|url| !url.is_null()) else {
            self.push(
                Diagnostic::warning(
                    codes::MISSING_MEMBER,
                    node.key_location(),
                    "`url` is missing",
                )
                .label("read as an empty string"),
            );
            return Some(Server {
                url: String::new(),
                description: self.filled_text(node, "description"),
                variables: Vec::new(),
            });
        };
        let text = self.as_text(member)?.trim();
        let address = self.without_query(member, text);
        let mut variables: Vec<ServerVariable<'a>> = self
            .entries(node, "variables")
            .into_iter()
            .filter_map(|(name, member)| self.server_variable(name, member))
            .collect();
        let named = placeholders(address);
        self.spend_server(address, variables.len().max(named.len()), &variables);
        if self.has_too_many_parts(node) {
            return None;
        }
        self.report_unclosed(member, address);
        let declared: HashSet<&str> = variables.iter().map(|variable| variable.name).collect();
        for name in named {
            if !declared.contains(name) {
                let message = format!("no variable declares `{{{name}}}`");
                self.push(
                    Diagnostic::warning(
                        codes::UNDECLARED_SERVER_VARIABLE,
                        member.location(),
                        message,
                    )
                    .label("callers must set it"),
                );
                variables.push(ServerVariable {
                    name,
                    default: None,
                    values: Vec::new(),
                    description: None,
                });
            }
        }
        Some(Server {
            url: self.with_scheme(member, address, &variables),
            description: self.filled_text(node, "description"),
            variables,
        })
    }

    /// Warns about a variable without an end.
    fn report_unclosed(&self, member: Node<'a>, address: &str) {
        let Some((_, after)) = address.rsplit_once('{') else {
            return;
        };
        if after.contains('}') {
            return;
        }
        let message = format!("`{{{after}` has no `}}`");
        self.push(
            Diagnostic::warning(codes::UNCLOSED_SERVER_VARIABLE, member.location(), message)
                .label("sent as it is"),
        );
    }

    /// Removes the query and the fragment of an address, with a warning: paths are appended to it (section
    /// 4.8.5.1).
    fn without_query(&self, member: Node<'a>, text: &'a str) -> &'a str {
        let end = text.find(['?', '#']);
        let Some((address, rest)) = end.and_then(|end| text.split_at_checked(end)) else {
            return text;
        };
        let message =
            format!("the address of a server ends with `{rest}`, but paths are appended to it");
        self.push(
            Diagnostic::warning(codes::SERVER_QUERY, member.location(), message)
                .label("this part is not sent")
                .help("make it a parameter, or a security scheme"),
        );
        address
    }

    /// Adds the scheme to an address that begins with a host, with a warning.
    fn with_scheme(
        &self,
        member: Node<'a>,
        address: &str,
        variables: &[ServerVariable<'a>],
    ) -> String {
        let usual = with_defaults(address, variables);
        if usual.contains("://") {
            return address.to_owned();
        }
        let (mended, host) = if let Some(rest) = usual.strip_prefix("//") {
            (address.trim_start_matches('/'), rest)
        } else if is_host(&usual) {
            (address, usual.as_str())
        } else {
            return address.to_owned();
        };
        let name = host.split(['/', ':']).next().unwrap_or_default();
        let scheme = if name == "localhost" || name == "127.0.0.1" {
            "http"
        } else {
            "https"
        };
        let message = format!("the address `{address}` has no scheme");
        self.push(
            Diagnostic::warning(codes::SERVER_WITHOUT_SCHEME, member.location(), message)
                .label(format!("read as `{scheme}://{mended}`")),
        );
        format!("{scheme}://{mended}")
    }

    fn server_variable(&self, name: &'a str, member: Node<'a>) -> Option<ServerVariable<'a>> {
        let node = self.as_object(member)?;
        self.check_members(node, &fixed_fields::SERVER_VARIABLE);
        let mut values: Vec<&'a str> = node
            .get("enum")
            .filter(|values| !values.is_null())
            .map(|values| self.as_texts(values))
            .unwrap_or_default();
        let declared = node.get("default").filter(|default| !default.is_null());
        let mut default = declared.and_then(|default| self.as_text(default));
        match (default, declared) {
            (Some(default), Some(place)) if !values.is_empty() && !values.contains(&default) => {
                let message =
                    format!("the `enum` of the variable `{name}` lacks its default `{default}`");
                self.push(
                    Diagnostic::warning(codes::SERVER_VARIABLE_DEFAULT, place.location(), message)
                        .label("read as one of its values"),
                );
                values.push(default);
            }
            (None, _) => {
                default = values.first().copied();
                let message = format!("the variable `{name}` has no `default`");
                let label = match default {
                    Some(first) => format!("its first value `{first}` is used"),
                    None => "callers must set it".to_owned(),
                };
                self.push(
                    Diagnostic::warning(codes::MISSING_MEMBER, node.key_location(), message)
                        .label(label),
                );
            }
            _ => {}
        }
        Some(ServerVariable {
            name,
            default,
            values,
            description: self.filled_text(node, "description"),
        })
    }
}

/// The limit of bytes of an address with defaults that are examined: enough for a scheme and a host.
const LONGEST: usize = 4_000;

/// Returns an address with the defaults of its variables, as far as it is examined.
fn with_defaults(address: &str, variables: &[ServerVariable<'_>]) -> String {
    let defaults: HashMap<&str, &str> = variables
        .iter()
        .filter_map(|variable| Some((variable.name, variable.default?)))
        .collect();
    server_address::with_defaults(address, |name| defaults.get(name).copied(), LONGEST)
}

/// Reports whether an address begins with a host name instead of a path.
fn is_host(address: &str) -> bool {
    let first = address.split('/').next().unwrap_or_default();
    let (name, port) = first.split_once(':').unwrap_or((first, ""));
    let is_name = |name: &str| {
        let allowed = |character: char| character.is_alphanumeric() || "-_{}".contains(character);
        name.split('.')
            .all(|part| !part.is_empty() && part.chars().all(allowed))
    };
    is_name(name)
        && port.chars().all(|character| character.is_ascii_digit())
        && (name == "localhost" || name.contains('.') || !port.is_empty())
}
