//! Reads security schemes and security requirements (`OpenAPI` 3.1.1, sections 4.8.27 and 4.8.30).

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Location, codes};
use crate::load::{Node, NodeKind};

use super::Reader;
use super::fixed_fields;
use super::members::{is_extension, reference};
use super::operation::Requirement;
use super::operation::header_names::NameLocation;

/// A security scheme.
#[derive(Debug, Clone)]
pub struct SecurityScheme<'a> {
    /// The name in `components.securitySchemes`.
    pub name: &'a str,
    /// The security scheme object.
    pub node: Node<'a>,
    /// The kind, with its settings.
    pub kind: SecuritySchemeKind,
}

/// The kind of a security scheme.
#[derive(Debug, Clone, PartialEq)]
pub enum SecuritySchemeKind {
    /// API key, HTTP authentication, `OAuth2` or `OpenID Connect`: a credential is sent with each request.
    Sent(Box<openapiv3::SecurityScheme>),
    /// A client certificate (`mutualTLS`, since 3.1): authentication belongs to the connection.
    MutualTls {
        /// `description`
        description: Option<String>,
    },
}

impl<'a> Reader<'a> {
    /// Reads `components.securitySchemes`. Unreadable schemes are left out with a warning.
    pub fn security_schemes(&self) -> Vec<SecurityScheme<'a>> {
        let entries = self
            .components("securitySchemes")
            .into_iter()
            .flat_map(Node::entries);
        entries
            // A scheme may have a name like that of an extension.
            .filter(|(name, member)| !is_extension(name) || is_scheme(*member))
            .filter_map(|(name, member)| {
                let node = self.as_object(member)?;
                self.check_members(node, &fixed_fields::SECURITY_SCHEME);
                self.spend_security_scheme(node);
                if self.has_too_many_parts(node) {
                    return None;
                }
                Some(SecurityScheme {
                    name,
                    node,
                    kind: self.security_scheme(node)?,
                })
            })
            .collect()
    }

    fn security_scheme(&self, node: Node<'a>) -> Option<SecuritySchemeKind> {
        let named = self.text(node, "type").unwrap_or_default();
        if named.eq_ignore_ascii_case("mutualTLS") {
            let description = self.filled_text(node, "description").map(str::to_owned);
            return Some(SecuritySchemeKind::MutualTls { description });
        }
        let mut members = self.as_strings(node);
        for problem in repair(&mut members) {
            self.push(
                Diagnostic::warning(codes::SECURITY_SCHEME, node.key_location(), problem)
                    .label("repaired"),
            );
        }
        if !self.repair_header(node, &mut members) {
            return None;
        }
        self.typed_value(node, members)
            .map(|scheme| SecuritySchemeKind::Sent(Box::new(scheme)))
    }

    /// Repairs the name of the header of an API key. Returns false if no valid header name remains.
    fn repair_header(&self, node: Node<'a>, members: &mut Map<String, Value>) -> bool {
        let is = |key: &str, value: &str| members.get(key).and_then(Value::as_str) == Some(value);
        let name = node
            .get("name")
            .and_then(|name| Some((name.as_str()?, name)));
        match name.filter(|_| is("type", "apiKey") && is("in", "header")) {
            Some((text, member)) => match self.header_name(text, member, NameLocation::Value) {
                Some(name) => members.insert("name".to_owned(), json!(name)).is_some(),
                None => false,
            },
            None => true,
        }
    }

    /// Returns the security requirements of an operation: its own `security`, or the document's.
    pub(super) fn security(&self, operation: Node<'a>) -> Vec<Vec<Requirement<'a>>> {
        let own = operation.get("security").filter(|own| !own.is_null());
        let Some(member) = own.or_else(|| self.root().get("security")) else {
            return Vec::new();
        };
        if member.as_str().is_some() {
            return self.alternative(member).into_iter().collect();
        }
        let alternatives = self.as_list_of_objects(member).into_iter();
        alternatives
            .filter_map(|alternative| self.alternative(alternative))
            .collect()
    }

    /// Reads one alternative of the requirements. Returns none if it names an unknown scheme.
    fn alternative(&self, node: Node<'a>) -> Option<Vec<Requirement<'a>>> {
        if let Some(scheme) = node.as_str() {
            return self.scheme_alone(scheme, node);
        }
        if node.kind() != NodeKind::Object {
            return self.malformed(node, "a list of objects");
        }
        let mut requirements = Vec::with_capacity(node.len());
        for (scheme, scopes) in node.entries() {
            if self.component("securitySchemes", scheme).is_none() {
                self.unknown_scheme(scheme, scopes.key_location());
                return None;
            }
            requirements.push(Requirement {
                scheme,
                scopes: self.as_texts(scopes),
                node,
            });
        }
        Some(requirements)
    }

    /// Reads the name of a scheme in place of an object with that key, with a warning.
    fn scheme_alone(&self, scheme: &'a str, node: Node<'a>) -> Option<Vec<Requirement<'a>>> {
        if self.component("securitySchemes", scheme).is_none() {
            self.unknown_scheme(scheme, node.location());
            return None;
        }
        let message = "`security` must be a list of objects, but is a string here";
        self.push(
            Diagnostic::warning(codes::MALFORMED_MEMBER, node.location(), message)
                .label(format!("read as `{scheme}: []`")),
        );
        let scopes = Vec::new();
        Some(vec![Requirement {
            scheme,
            scopes,
            node,
        }])
    }

    fn unknown_scheme(&self, scheme: &str, place: Location) {
        let schemes = self
            .components("securitySchemes")
            .into_iter()
            .flat_map(Node::entries);
        let message = format!("there is no security scheme `{scheme}`");
        let mut diagnostic = Diagnostic::warning(codes::UNKNOWN_SECURITY_SCHEME, place, message)
            .label("this alternative is left out");
        diagnostic.help = self
            .nearest(scheme, schemes.map(|(name, _)| name))
            .map(|close| format!("did you mean `{close}`?"));
        self.push(diagnostic);
    }
}

/// Repairs common mistakes in a security scheme. Returns a message for each.
fn repair(members: &mut Map<String, Value>) -> Vec<String> {
    let mut problems = Vec::new();
    let named = members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let lower = named.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "apikey" | "api_key" => "apiKey",
        "http" | "basic" | "bearer" => "http",
        "oauth2" | "oauth" => "oauth2",
        "openidconnect" => "openIdConnect",
        _ => return problems,
    };
    if named != meant {
        problems.push(format!("the type `{named}` must be `{meant}`"));
        members.insert("type".to_owned(), json!(meant));
    }
    if meant == "http" && !members.contains_key("scheme") {
        let scheme = if lower == "basic" { "basic" } else { "bearer" };
        problems.push(format!("`scheme` is missing: read as `{scheme}`"));
        members.insert("scheme".to_owned(), json!(scheme));
    }
    if let Some(location) = members
        .get("in")
        .and_then(Value::as_str)
        .filter(|text| text.chars().any(char::is_uppercase))
    {
        let lower = location.to_ascii_lowercase();
        problems.push(format!("`{location}` must be in lower case"));
        members.insert("in".to_owned(), json!(lower));
    }
    if meant == "oauth2"
        && serde_json::from_value::<openapiv3::SecurityScheme>(Value::Object(members.clone()))
            .is_err()
    {
        problems.push("`flows` cannot be read; a token is still sent".to_owned());
        members.insert("flows".to_owned(), json!({}));
    }
    problems
}
fn is_scheme(node: Node<'_>) -> bool {
    node.get("type").is_some() || reference(node).is_some()
}
