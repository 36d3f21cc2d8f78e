//! Security schemes and what requires them (`OpenAPI` 3.1.1, sections 4.8.27 and 4.8.30).

use crate::diagnostic::Diagnostic;
use crate::load::{Kind, Node};

use super::Reader;
use super::nearest::nearest;
use super::operation::Requirement;

/// A way to authenticate.
#[derive(Debug, Clone)]
pub struct SecurityScheme<'a> {
    /// Its name in `components.securitySchemes`.
    pub name: &'a str,
    /// The security scheme object.
    pub node: Node<'a>,
    /// What it is.
    pub kind: SecuritySchemeKind,
}

/// What a security scheme is.
#[derive(Debug, Clone, PartialEq)]
pub enum SecuritySchemeKind {
    /// API key, HTTP authentication, `OAuth2` or OpenID Connect.
    Sent(openapiv3::SecurityScheme),
    /// A client certificate (`mutualTLS`, since 3.1): the connection decides.
    MutualTls {
        /// `description`
        description: Option<String>,
    },
}

impl<'a> Reader<'a> {
    /// `components.securitySchemes`. One that cannot be read is left out with a warning.
    pub fn security_schemes(&self) -> Vec<SecurityScheme<'a>> {
        let entries = self
            .components("securitySchemes")
            .into_iter()
            .flat_map(Node::entries);
        entries
            .filter(|(name, _)| !Self::is_extension(name))
            .filter_map(|(name, node)| {
                let node = self.follow(node)?;
                let kind = self.security_scheme(node)?;
                Some(SecurityScheme { name, node, kind })
            })
            .collect()
    }

    fn security_scheme(&self, node: Node<'a>) -> Option<SecuritySchemeKind> {
        if self.text(node, "type") == Some("mutualTLS") {
            let description = self.filled_text(node, "description").map(str::to_owned);
            return Some(SecuritySchemeKind::MutualTls { description });
        }
        self.typed(node, &["type"]).map(SecuritySchemeKind::Sent)
    }

    /// What an operation requires: its own `security` or the document's.
    pub(super) fn security(&self, operation: Node<'a>) -> Vec<Vec<Requirement<'a>>> {
        let holder = if operation.get("security").is_some_and(|own| !own.is_null()) {
            operation
        } else {
            self.root()
        };
        self.list(holder, "security")
            .into_iter()
            .filter_map(|alternative| self.alternative(alternative))
            .collect()
    }

    /// One of the alternatives; none when it asks for a scheme that does not exist.
    fn alternative(&self, node: Node<'a>) -> Option<Vec<Requirement<'a>>> {
        if node.kind() != Kind::Object {
            return self.malformed(node, "security", "a list of objects");
        }
        let schemes = self.components("securitySchemes");
        node.entries()
            .map(|(scheme, scopes)| {
                if schemes.and_then(|schemes| schemes.get(scheme)).is_none() {
                    self.unknown_scheme(scheme, scopes, schemes);
                    return None;
                }
                let scopes = scopes.items().filter_map(Node::scalar_text).collect();
                Some(Requirement {
                    scheme,
                    scopes,
                    node,
                })
            })
            .collect()
    }

    fn unknown_scheme(&self, scheme: &str, node: Node<'a>, schemes: Option<Node<'a>>) {
        let names = schemes
            .into_iter()
            .flat_map(Node::entries)
            .map(|(name, _)| name);
        let mut diagnostic = Diagnostic::warning(
            "unknown-security-scheme",
            node.key_place(),
            format!("there is no security scheme `{scheme}`"),
        )
        .label("this alternative is left out");
        diagnostic.help = nearest(scheme, names).map(|close| format!("did you mean `{close}`?"));
        self.warn(diagnostic);
    }
}
