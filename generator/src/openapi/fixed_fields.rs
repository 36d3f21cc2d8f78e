//! The fixed fields of the objects of a document (`OpenAPI` 3.0.4, section 4.7; 3.1.1, section 4.8; 3.2.0, section 4), and
//! which of them are represented in the output. Fields that are most likely misspelt get a warning: the contents of
//! `paramters` would be missing silently.

use super::members::is_extension;
use super::{Reader, Version};
use crate::base::suggest::nearest;
use crate::diagnostic::{Code, Diagnostic, codes};
use crate::load::Node;

/// A kind of object with its fixed fields.
pub(crate) struct ObjectKind {
    /// The name in diagnostics.
    name: &'static str,
    /// The fixed fields.
    fields: &'static [FixedField],
}

/// A fixed field.
struct FixedField {
    name: &'static str,
    /// The first version with the field.
    since: Version,
    role: Role,
}

/// What a field determines.
enum Role {
    /// It is represented in the output.
    Used,
    /// It describes nothing that a caller sends or receives. A note reports it, with the reason.
    Unused(&'static str),
    /// What it describes is not represented. A warning reports it, with the consequence.
    Unsupported(&'static str),
}

impl FixedField {
    const fn used(name: &'static str) -> Self {
        Self {
            name,
            since: Version::V30,
            role: Role::Used,
        }
    }

    const fn unused(name: &'static str, reason: &'static str) -> Self {
        Self {
            role: Role::Unused(reason),
            ..Self::used(name)
        }
    }

    const fn unsupported(name: &'static str, consequence: &'static str) -> Self {
        Self {
            role: Role::Unsupported(consequence),
            ..Self::used(name)
        }
    }

    const fn since(self, since: Version) -> Self {
        Self { since, ..self }
    }
}

pub(crate) const DOCUMENT: ObjectKind = ObjectKind {
    name: "an OpenAPI document",
    fields: &[
        FixedField::used("openapi"),
        FixedField::unused("$self", "references are resolved relative to the file")
            .since(Version::V32),
        FixedField::used("info"),
        FixedField::unused(
            "jsonSchemaDialect",
            "schemas are read as JSON Schema 2020-12",
        )
        .since(Version::V31),
        FixedField::used("servers"),
        FixedField::used("paths"),
        FixedField::used("webhooks").since(Version::V31),
        FixedField::used("components"),
        FixedField::used("security"),
        FixedField::used("tags"),
        FixedField::unused("externalDocs", "it documents the whole API"),
    ],
};

pub(crate) const INFO: ObjectKind = ObjectKind {
    name: "the information about an API",
    fields: &[
        FixedField::used("title"),
        FixedField::used("summary").since(Version::V31),
        FixedField::used("description"),
        FixedField::used("termsOfService"),
        FixedField::unused("contact", "it is no part of the bindings"),
        FixedField::used("license"),
        FixedField::used("version"),
    ],
};

pub(crate) const EXTERNAL_DOCS: ObjectKind = ObjectKind {
    name: "an external documentation",
    fields: &[
        FixedField::unused("description", "only the address is shown"),
        FixedField::used("url"),
    ],
};

pub(crate) const LICENSE: ObjectKind = ObjectKind {
    name: "a license",
    fields: &[
        FixedField::used("name"),
        FixedField::used("identifier").since(Version::V31),
        FixedField::used("url"),
    ],
};

pub(crate) const SERVER: ObjectKind = ObjectKind {
    name: "a server",
    fields: &[
        FixedField::used("url"),
        FixedField::used("description"),
        FixedField::unused("name", "servers are chosen by their addresses").since(Version::V32),
        FixedField::used("variables"),
    ],
};

pub(crate) const SERVER_VARIABLE: ObjectKind = ObjectKind {
    name: "a server variable",
    fields: &[
        FixedField::used("enum"),
        FixedField::used("default"),
        FixedField::used("description"),
    ],
};

pub(crate) const COMPONENTS: ObjectKind = ObjectKind {
    name: "the components",
    fields: &[
        FixedField::used("schemas"),
        FixedField::used("responses"),
        FixedField::used("parameters"),
        FixedField::used("examples"),
        FixedField::used("requestBodies"),
        FixedField::used("headers"),
        FixedField::used("securitySchemes"),
        FixedField::unused("links", "nothing is generated for links"),
        FixedField::used("callbacks"),
        FixedField::used("pathItems").since(Version::V31),
        FixedField::used("mediaTypes").since(Version::V32),
    ],
};

pub(crate) const PATH_ITEM: ObjectKind = ObjectKind {
    name: "a path item",
    fields: &[
        FixedField::used("$ref"),
        FixedField::used("summary"),
        FixedField::used("description"),
        FixedField::used("get"),
        FixedField::used("put"),
        FixedField::used("post"),
        FixedField::used("delete"),
        FixedField::used("options"),
        FixedField::used("head"),
        FixedField::used("patch"),
        FixedField::used("trace"),
        FixedField::used("query").since(Version::V32),
        FixedField::used("additionalOperations").since(Version::V32),
        FixedField::used("servers"),
        FixedField::used("parameters"),
    ],
};

pub(crate) const OPERATION: ObjectKind = ObjectKind {
    name: "an operation",
    fields: &[
        FixedField::used("tags"),
        FixedField::used("summary"),
        FixedField::used("description"),
        FixedField::used("externalDocs"),
        FixedField::used("operationId"),
        FixedField::used("parameters"),
        FixedField::used("requestBody"),
        FixedField::used("responses"),
        FixedField::used("callbacks"),
        FixedField::used("deprecated"),
        FixedField::used("security"),
        FixedField::used("servers"),
    ],
};

pub(crate) const PARAMETER: ObjectKind = ObjectKind {
    name: "a parameter",
    fields: &[
        FixedField::used("name"),
        FixedField::used("in"),
        FixedField::used("description"),
        FixedField::used("required"),
        FixedField::used("deprecated"),
        FixedField::unused("allowEmptyValue", "an empty value is sent as it is"),
        FixedField::used("style"),
        FixedField::used("explode"),
        FixedField::used("allowReserved"),
        FixedField::used("schema"),
        FixedField::used("example"),
        FixedField::used("examples"),
        FixedField::used("content"),
    ],
};

pub(crate) const REQUEST_BODY: ObjectKind = ObjectKind {
    name: "a request body",
    fields: &[
        FixedField::used("description"),
        FixedField::used("content"),
        FixedField::used("required"),
    ],
};

pub(crate) const RESPONSE: ObjectKind = ObjectKind {
    name: "a response",
    fields: &[
        FixedField::used("summary").since(Version::V32),
        FixedField::used("description"),
        FixedField::used("headers"),
        FixedField::used("content"),
        FixedField::unused("links", "nothing is generated for links"),
    ],
};

pub(crate) const MEDIA_TYPE: ObjectKind = ObjectKind {
    name: "a media type",
    fields: &[
        FixedField::used("schema"),
        FixedField::used("itemSchema").since(Version::V32),
        FixedField::used("example"),
        FixedField::used("examples"),
        FixedField::used("encoding"),
        FixedField::unsupported(
            "prefixEncoding",
            "the parts are sent in the default encoding",
        )
        .since(Version::V32),
        FixedField::unsupported("itemEncoding", "the parts are sent in the default encoding")
            .since(Version::V32),
    ],
};

pub(crate) const ENCODING: ObjectKind = ObjectKind {
    name: "an encoding",
    fields: &[
        FixedField::used("contentType"),
        FixedField::used("headers"),
        FixedField::unsupported(
            "encoding",
            "the parts within the part are sent in the default encoding",
        )
        .since(Version::V32),
        FixedField::unsupported(
            "prefixEncoding",
            "the parts within the part are sent in the default encoding",
        )
        .since(Version::V32),
        FixedField::unsupported(
            "itemEncoding",
            "the parts within the part are sent in the default encoding",
        )
        .since(Version::V32),
        FixedField::used("style"),
        FixedField::used("explode"),
        FixedField::used("allowReserved"),
    ],
};

pub(crate) const HEADER: ObjectKind = ObjectKind {
    name: "a header",
    fields: &[
        FixedField::unused("description", "headers have no documentation of their own"),
        FixedField::used("required"),
        FixedField::unused("deprecated", "headers have no documentation of their own"),
        FixedField::unused("style", "headers are read as text"),
        FixedField::unused("explode", "headers are read as text"),
        FixedField::used("schema"),
        FixedField::unused("example", "headers have no documentation of their own"),
        FixedField::unused("examples", "headers have no documentation of their own"),
        FixedField::used("content"),
    ],
};

pub(crate) const EXAMPLE: ObjectKind = ObjectKind {
    name: "an example",
    fields: &[
        FixedField::unused("summary", "only the value is shown"),
        FixedField::unused("description", "only the value is shown"),
        FixedField::used("value"),
        FixedField::used("dataValue").since(Version::V32),
        FixedField::unused("serializedValue", "only the value is shown").since(Version::V32),
        FixedField::unused("externalValue", "no other files are read for examples"),
    ],
};

pub(crate) const TAG: ObjectKind = ObjectKind {
    name: "a tag",
    fields: &[
        FixedField::used("name"),
        FixedField::used("summary").since(Version::V32),
        FixedField::used("description"),
        FixedField::used("externalDocs"),
        FixedField::unused("parent", "resources are not nested").since(Version::V32),
        FixedField::unused("kind", "every tag is a resource").since(Version::V32),
    ],
};

/// A schema, of which only the fields without an effect are listed: [`super::schema::keywords`] lists all keywords.
pub(crate) const SCHEMA: ObjectKind = ObjectKind {
    name: "a schema",
    fields: &[FixedField::unused("xml", "bodies in XML are text")],
};

pub(crate) const DISCRIMINATOR: ObjectKind = ObjectKind {
    name: "a discriminator",
    fields: &[
        FixedField::used("propertyName"),
        FixedField::used("mapping"),
        FixedField::unsupported(
            "defaultMapping",
            "a value without a known tag is kept as JSON",
        )
        .since(Version::V32),
    ],
};

pub(crate) const SECURITY_SCHEME: ObjectKind = ObjectKind {
    name: "a security scheme",
    fields: &[
        FixedField::used("type"),
        FixedField::used("description"),
        FixedField::used("name"),
        FixedField::used("in"),
        FixedField::used("scheme"),
        FixedField::unused("bearerFormat", "a token is sent as it is"),
        FixedField::unused("flows", "the caller obtains tokens"),
        FixedField::unused("openIdConnectUrl", "the caller obtains tokens"),
        FixedField::unused("oauth2MetadataUrl", "the caller obtains tokens").since(Version::V32),
        FixedField::unused("deprecated", "deprecated schemes are offered like others")
            .since(Version::V32),
    ],
};

/// How an unknown field is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnknownField {
    /// It is reported, because something is lost.
    Report,
    /// It is reported only if its name is close to a fixed field.
    ReportMisspelled,
}

/// The length below which an unknown field is not taken for a misspelt one.
const SHORTEST: usize = 3;

impl<'a> Reader<'a> {
    /// Warns about unknown fields whose names are close to a fixed field of the object.
    pub(crate) fn check_members(&self, node: Node<'a>, kind: &ObjectKind) {
        if !self.is_first_check(node, kind.name) {
            return;
        }
        for (key, member) in node.entries() {
            self.check_member(key, member, kind, UnknownField::ReportMisspelled);
        }
    }

    /// Reports whether a value is checked as one of a kind for the first time.
    pub(super) fn is_first_check(&self, node: Node<'a>, kind: &'static str) -> bool {
        self.checked.borrow_mut().insert((node.origin(), kind))
    }

    /// Warns about an unknown field.
    pub(super) fn check_member(
        &self,
        key: &str,
        member: Node<'a>,
        kind: &ObjectKind,
        report: UnknownField,
    ) {
        if let Some(field) = kind.fields.iter().find(|field| field.name == key) {
            self.check_field(member, kind, field);
            return;
        }
        if is_extension(key) {
            return;
        }
        if !self.is_first_check(member, kind.name) {
            return;
        }
        let meant = if key.len() < SHORTEST {
            None
        } else {
            nearest(key, kind.fields.iter().map(|field| field.name))
        };
        if meant.is_none() && report == UnknownField::ReportMisspelled {
            return;
        }
        let message = format!("`{key}` is not a field of {}", kind.name);
        let mut warning =
            Diagnostic::warning(codes::UNKNOWN_MEMBER, member.key_location(), message)
                .label("not read");
        warning.help = meant.map(|meant| format!("did you mean `{meant}`?"));
        self.push(warning);
    }

    /// Reports a field that belongs to a later version, and one that is not represented. Notes report each field of a
    /// kind of object once.
    fn check_field(&self, member: Node<'a>, kind: &ObjectKind, field: &FixedField) {
        let name = field.name;
        let is_first = |code: &'static Code| {
            let key = (code.id, kind.name, name);
            self.noted.borrow_mut().insert(key)
        };
        let is_read = matches!(field.role, Role::Used);
        if is_read && field.since > self.version() && is_first(codes::LATER_VERSION) {
            let message = format!(
                "`{name}` is a field of {} since OpenAPI {}",
                kind.name, field.since
            );
            self.push(
                Diagnostic::note(codes::LATER_VERSION, member.key_location(), message)
                    .label("read as in that version"),
            );
        }
        match field.role {
            Role::Used => {}
            Role::Unused(reason) if is_first(codes::UNUSED_FIELD) => {
                let message = format!("`{name}` of {} is not used", kind.name);
                self.push(
                    Diagnostic::note(codes::UNUSED_FIELD, member.key_location(), message)
                        .label(reason),
                );
            }
            Role::Unused(_) => {}
            Role::Unsupported(consequence) => {
                let message = format!("`{name}` of {} is not represented", kind.name);
                self.push(
                    Diagnostic::warning(codes::UNSUPPORTED_FIELD, member.key_location(), message)
                        .label(consequence),
                );
            }
        }
    }
}
