//! The IR as text, for people: `cargo xtask ir` and snapshots.
//!
//! It leaves out documentation and some details, such as the servers of an operation and the headers of a part.

use std::fmt::{self, Write};

use super::{
    Alternative, Api, Content, ErrorResponse, Field, Module, Operation, Output, PaginationKind,
    Parameter, Resource, Shape, Struct, TagWriter, Tagging, Type, TypeId, TypeKind, Union,
    Webhooks,
};
use crate::base::source::Origin;

/// Returns an API as text. `pointer` returns the JSON pointer of a location.
pub fn text(api: &Api, pointer: &dyn Fn(Origin) -> String) -> String {
    let mut output = Printer {
        api,
        pointer,
        text: String::new(),
    };
    // Writing to a string does not fail.
    let _ = output.api();
    output.text
}

struct Printer<'a> {
    api: &'a Api,
    pointer: &'a dyn Fn(Origin) -> String,
    text: String,
}

impl Printer<'_> {
    fn api(&mut self) -> fmt::Result {
        let api = self.api;
        writeln!(self.text, "api {} {:?}", api.name, api.info.title)?;
        for server in &api.servers {
            writeln!(self.text, "server {}", server.url)?;
            for variable in &server.variables {
                let default = variable.default.as_deref().unwrap_or("required");
                writeln!(
                    self.text,
                    "  {} {}: {default}",
                    variable.name, variable.wire_name
                )?;
            }
        }
        for (name, value) in &api.headers {
            writeln!(self.text, "header {name}: {value}")?;
        }
        for credential in &api.credentials {
            let (name, kind) = (&credential.name, &credential.kind);
            let variables = credential.environment.join(", ");
            writeln!(self.text, "credential {name}: {kind:?}, from {variables}")?;
        }
        for (index, body) in api.error_bodies.iter().enumerate() {
            let content = self.content(&body.content);
            let at = at_pointer(&body.pointer);
            writeln!(self.text, "error body {index} {}: {content}{at}", body.name)?;
        }
        for resource in &api.resources {
            self.resource(resource)?;
        }
        if let Some(webhooks) = &api.webhooks {
            self.webhooks(webhooks)?;
        }
        for ty in &api.types {
            self.ty(ty)?;
        }
        for (origin, reason) in &api.fallbacks {
            writeln!(
                self.text,
                "\nfallback {}: {reason}",
                (self.pointer)(*origin)
            )?;
        }
        Ok(())
    }

    fn resource(&mut self, resource: &Resource) -> fmt::Result {
        writeln!(
            self.text,
            "\nresource {} {}",
            resource.name, resource.type_name
        )?;
        for operation in &resource.operations {
            self.operation(operation)?;
        }
        Ok(())
    }

    fn operation(&mut self, operation: &Operation) -> fmt::Result {
        let Operation {
            name, method, path, ..
        } = operation;
        let deprecated = deprecated(operation.deprecated);
        writeln!(self.text, "  {name}: {method} {path:?}{deprecated}")?;
        for parameter in &operation.path_parameters {
            self.parameter(parameter)?;
        }
        if let Some(parameters) = &operation.parameters {
            writeln!(self.text, "    parameters {}", parameters.name)?;
            for parameter in &parameters.parameters {
                self.parameter(parameter)?;
            }
        }
        for parameter in &operation.constants {
            self.parameter(parameter)?;
        }
        if let Some(body) = &operation.body {
            let presence = if body.required {
                "required"
            } else {
                "optional"
            };
            let content = self.content(&body.content);
            writeln!(self.text, "    body {content}, {presence}")?;
        }
        if let Some(envelope) = &operation.request_envelope {
            writeln!(
                self.text,
                "    envelope {} … {}",
                envelope.before, envelope.after
            )?;
        }
        let output = self.output(&operation.output);
        writeln!(self.text, "    returns {output}")?;
        for Alternative { name, output, .. } in &operation.alternatives {
            let output = self.output(output);
            writeln!(self.text, "    {name} returns {output}")?;
        }
        if let Some(envelope) = &operation.response_envelope {
            writeln!(self.text, "    payload at {}", envelope.payload)?;
        }
        for ErrorResponse { status, body } in &operation.errors {
            let body = body.map_or_else(|| "no body".to_owned(), |index| format!("body {index}"));
            writeln!(self.text, "    error {status:?}: {body}")?;
        }
        for alternative in &operation.security {
            let names = alternative.iter().filter_map(|required| {
                let credential = self.api.credentials.get(required.credential)?;
                Some(credential.name.as_str())
            });
            let names: Vec<&str> = names.collect();
            let names = if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(" and ")
            };
            writeln!(self.text, "    credentials {names}")?;
        }
        if let Some(pagination) = &operation.pagination {
            let items = &pagination.items;
            let next = match &pagination.kind {
                PaginationKind::Relay { page_info, .. } => format!("cursors in {page_info}"),
                PaginationKind::Cursor { parameter, cursor } => {
                    format!("{cursor} as {parameter}")
                }
            };
            writeln!(self.text, "    pages of {items}, {next}")?;
        }
        for callback in &operation.callbacks {
            let shape = self.shape(&callback.shape);
            writeln!(self.text, "    callback {}: {shape}", callback.name)?;
        }
        Ok(())
    }

    fn parameter(&mut self, parameter: &Parameter) -> fmt::Result {
        let field = self.field(&parameter.field);
        let explode = if parameter.explode { ", exploded" } else { "" };
        let reserved = if parameter.allow_reserved {
            ", reserved characters"
        } else {
            ""
        };
        let Parameter {
            location, style, ..
        } = parameter;
        writeln!(
            self.text,
            "      {location:?} {field} ({style:?}{explode}{reserved})"
        )
    }

    fn webhooks(&mut self, webhooks: &Webhooks) -> fmt::Result {
        let event = self.name(webhooks.event);
        writeln!(self.text, "\nwebhooks {event}")?;
        for webhook in &webhooks.events {
            let shape = self.shape(&webhook.shape);
            writeln!(self.text, "  {}: {shape}", webhook.name)?;
        }
        Ok(())
    }

    fn ty(&mut self, ty: &Type) -> fmt::Result {
        let directions = match (ty.directions.request, ty.directions.response) {
            (true, true) => "request and response",
            (true, false) => "request",
            (false, true) => "response",
            (false, false) => "unused",
        };
        let module = match &ty.module {
            Module::Resource(name) => name.as_str(),
            Module::Webhooks => "webhooks",
            Module::Shared => "shared",
        };
        let updates = if ty.updates { ", updates" } else { "" };
        let deprecated = deprecated(ty.deprecated);
        let origin = (self.pointer)(ty.origin);
        let kind = match &ty.kind {
            TypeKind::Struct(_) => "struct",
            TypeKind::Enum(_) => "enum",
            TypeKind::Constant(_) => "constant",
            TypeKind::Union(_) => "union",
            TypeKind::Alias(_) => "alias",
            TypeKind::Newtype(_) => "newtype",
            TypeKind::BodyChoice(_) => "bodies",
            TypeKind::ResponseChoice(_) => "responses",
            TypeKind::Multipart(_) => "multipart",
        };
        let name = &ty.name;
        writeln!(
            self.text,
            "\n{kind} {name} ({directions}{updates}{deprecated}) in {module}, {origin:?}"
        )?;
        match &ty.kind {
            TypeKind::Struct(found) => self.structure(found),
            TypeKind::Enum(found) => {
                for value in &found.values {
                    writeln!(self.text, "  {} = {}", value.name, value.value)?;
                }
                writeln!(self.text, "  {}: any other value", found.unknown)
            }
            TypeKind::Constant(found) => writeln!(self.text, "  {} = {}", found.name, found.value),
            TypeKind::Union(found) => self.union(found),
            TypeKind::Alias(shape) | TypeKind::Newtype(shape) => {
                let shape = self.shape(shape);
                writeln!(self.text, "  {shape}")
            }
            TypeKind::BodyChoice(choices) => {
                for choice in choices {
                    let content = self.content(&choice.content);
                    writeln!(self.text, "  {}: {content}", choice.name)?;
                }
                Ok(())
            }
            TypeKind::ResponseChoice(choices) => {
                for choice in choices {
                    let content = choice.content.as_ref();
                    let content =
                        content.map_or_else(|| "no body".to_owned(), |of| self.content(of));
                    writeln!(
                        self.text,
                        "  {} {:?}: {content}",
                        choice.name, choice.status
                    )?;
                }
                Ok(())
            }
            TypeKind::Multipart(found) => {
                for part in &found.parts {
                    let field = self.field(&part.field);
                    let repeated = if part.repeated { ", repeated" } else { "" };
                    let media_type = part.media_type.as_deref().unwrap_or("no media type");
                    writeln!(self.text, "  {field} ({media_type}{repeated})")?;
                }
                if let Some(additional) = &found.additional {
                    let field = self.field(additional);
                    writeln!(self.text, "  {field}, for other parts")?;
                }
                Ok(())
            }
        }
    }

    fn structure(&mut self, found: &Struct) -> fmt::Result {
        for field in &found.fields {
            let field = self.field(field);
            writeln!(self.text, "  {field}")?;
        }
        if found.closed {
            writeln!(
                self.text,
                "  closed: with other properties, another variant is preferred"
            )?;
        }
        if let Some(additional) = &found.additional {
            let shape = self.shape(&additional.shape);
            writeln!(
                self.text,
                "  {}: {shape}, for other properties",
                additional.name
            )?;
        }
        for rule in &found.rules {
            let count = if rule.exclusive {
                "exactly"
            } else {
                "at least"
            };
            let sets: Vec<String> = rule.sets.iter().map(|set| set.join(" and ")).collect();
            writeln!(self.text, "  requires {count} one of: {}", sets.join("; "))?;
        }
        Ok(())
    }

    fn union(&mut self, union: &Union) -> fmt::Result {
        match &union.tagging {
            Tagging::Property { wire_name } => writeln!(self.text, "  selected by {wire_name}")?,
            Tagging::Pointer { pointer } => writeln!(self.text, "  selected by {pointer}")?,
            Tagging::Key => writeln!(self.text, "  selected by the only key")?,
            Tagging::Untagged => writeln!(self.text, "  selected by the best fit")?,
        }
        for variant in &union.variants {
            let tags: Vec<String> = variant.tags.iter().map(ToString::to_string).collect();
            let shape = self.shape(&variant.shape);
            write!(self.text, "  {}: {shape}", variant.name)?;
            if !tags.is_empty() {
                let writer = match variant.tag_writer {
                    TagWriter::Payload => "written by the payload",
                    TagWriter::Union => "written by the union",
                    TagWriter::Either => "written by the union if the payload has another",
                };
                write!(self.text, " = {}, {writer}", tags.join(" or "))?;
            }
            for tag in &variant.implicit_tags {
                write!(self.text, ", also read: {tag}")?;
            }
            writeln!(self.text)?;
        }
        Ok(())
    }

    fn field(&self, field: &Field) -> String {
        let presence = if field.required {
            "required"
        } else {
            "optional"
        };
        let nullable = if field.nullable { " or null" } else { "" };
        let shape = self.shape(&field.shape);
        let mut text = format!("{}: {shape}{nullable}, {presence}", field.name);
        if field.wire_name != field.name {
            let _ = write!(text, ", sent as {:?}", field.wire_name);
        }
        if let Some(constant) = &field.constant {
            let _ = write!(text, ", always {constant}");
        }
        if field.min_items > 0 {
            let _ = write!(text, ", at least {} items", field.min_items);
        }
        text + deprecated(field.deprecated)
    }

    fn content(&self, content: &Content) -> String {
        let shape = self.shape(&content.shape);
        let other = content.other_media_type.as_ref();
        let other = other.map_or_else(String::new, |other| format!(" or {other}"));
        format!(
            "{}{other} ({:?}): {shape}",
            content.media_type, content.encoding
        )
    }

    fn output(&self, output: &Output) -> String {
        match output {
            Output::Nothing => "nothing".to_owned(),
            Output::Content(content) => self.content(content),
            Output::Optional(content) => format!("{} or nothing", self.content(content)),
            Output::Choice(id) => self.name(*id),
        }
    }

    fn name(&self, id: TypeId) -> String {
        self.api
            .get(id)
            .map_or_else(|| "?".to_owned(), |ty| ty.name.clone())
    }

    fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Named(id) => self.name(*id),
            Shape::Boxed(inner) => format!("box of {}", self.shape(inner)),
            Shape::Primitive(primitive) => format!("{primitive:?}"),
            Shape::Numeric(primitive) => format!("{primitive:?} or its text"),
            Shape::List(inner) => format!("list of {}", self.shape(inner)),
            Shape::Map(inner) => format!("map of {}", self.shape(inner)),
            Shape::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.shape(item)).collect();
                format!("tuple of ({})", items.join(", "))
            }
            Shape::Nullable(inner) => format!("{} or null", self.shape(inner)),
            Shape::Any => "any JSON value".to_owned(),
            Shape::External(path) => path.clone(),
            Shape::Null => "null".to_owned(),
        }
    }
}

fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { ", deprecated" } else { "" }
}

fn at_pointer(pointer: &str) -> String {
    if pointer.is_empty() {
        String::new()
    } else {
        format!(" at {pointer}")
    }
}
