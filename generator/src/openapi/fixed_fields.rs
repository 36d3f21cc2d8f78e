//! The fixed fields of the objects of a document (`OpenAPI` 3.0.4, section 4.7; 3.1.1, section 4.8). Fields
//! that are most likely misspelt get a warning: the contents of `paramters` would be missing silently.

use super::Reader;
use super::members::is_extension;
use crate::base::suggest::nearest;
use crate::diagnostic::{Diagnostic, codes};
use crate::load::Node;

/// A kind of object with its fixed fields.
pub(super) struct ObjectKind {
    /// The name in diagnostics.
    name: &'static str,
    /// The fixed fields.
    members: &'static [&'static str],
}

pub(super) const DOCUMENT: ObjectKind = ObjectKind {
    name: "an OpenAPI document",
    members: &[
        "openapi",
        "$self",
        "info",
        "jsonSchemaDialect",
        "servers",
        "paths",
        "webhooks",
        "components",
        "security",
        "tags",
        "externalDocs",
    ],
};

pub(super) const COMPONENTS: ObjectKind = ObjectKind {
    name: "the components",
    members: &[
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
        "pathItems",
        "mediaTypes",
    ],
};

pub(super) const PATH_ITEM: ObjectKind = ObjectKind {
    name: "a path item",
    members: &[
        "$ref",
        "summary",
        "description",
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "trace",
        "servers",
        "parameters",
    ],
};

pub(super) const OPERATION: ObjectKind = ObjectKind {
    name: "an operation",
    members: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "deprecated",
        "security",
        "servers",
    ],
};

pub(super) const PARAMETER: ObjectKind = ObjectKind {
    name: "a parameter",
    members: &[
        "name",
        "in",
        "description",
        "required",
        "deprecated",
        "allowEmptyValue",
        "style",
        "explode",
        "allowReserved",
        "schema",
        "example",
        "examples",
        "content",
    ],
};

pub(super) const REQUEST_BODY: ObjectKind = ObjectKind {
    name: "a request body",
    members: &["description", "content", "required"],
};

pub(super) const RESPONSE: ObjectKind = ObjectKind {
    name: "a response",
    members: &["summary", "description", "headers", "content", "links"],
};

pub(super) const MEDIA_TYPE: ObjectKind = ObjectKind {
    name: "a media type",
    members: &["schema", "example", "examples", "encoding"],
};

pub(super) const SECURITY_SCHEME: ObjectKind = ObjectKind {
    name: "a security scheme",
    members: &[
        "type",
        "description",
        "name",
        "in",
        "scheme",
        "bearerFormat",
        "flows",
        "openIdConnectUrl",
    ],
};

/// How an unknown field is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnknownField {
    /// It is reported, because something is lost.
    Report,
    /// It is reported only if its name is close to a fixed field.
    ReportMisspelled,
}

/// The length below which an unknown field is not taken for a misspelt one.
const SHORTEST: usize = 3;

impl<'a> Reader<'a> {
    /// Warns about unknown fields whose names are close to a fixed field of the object.
    pub(super) fn check_members(&self, node: Node<'a>, kind: &ObjectKind) {
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
        if kind.members.contains(&key) || is_extension(key) {
            return;
        }
        if !self.is_first_check(member, kind.name) {
            return;
        }
        let meant = if key.len() < SHORTEST {
            None
        } else {
            nearest(key, kind.members.iter().copied())
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
}
