//! A program that uses everything that the bindings of an API offer: what compiles with other bindings, too, is what
//! their users can go on writing. It is compiled and never run.

use std::fmt::Write as _;

use super::names::{self, Beside, spelled};
use super::scope::Context;
use super::structs::{Presence, Use, beside, field_names, parameter_names, presence};
use crate::ir::{
    Api, BodyChoice, Content, CredentialKind, Encoding, Field, Operation, Output, Primitive,
    ResponseChoice, Shape, Struct, Tagging, Type, TypeKind, Union,
};

/// The text of a module of that program. The bindings are the module `api` beside it, the runtime is `crate::runtime`.
pub fn usage(api: &Api) -> String {
    let program = Program {
        context: Context::new(api),
    };
    let mut text =
        "#![allow(deprecated, missing_docs, unused, clippy::all, clippy::pedantic)]\n".to_owned();
    text.push_str("fn value<T>() -> T { unimplemented!() }\nuse super::api::types;\n");
    for (ty, name) in api.types.iter().zip(program.type_names()) {
        program.ty(&mut text, ty, &name);
    }
    if api.types_only {
        return text;
    }
    text.push_str("use super::api::{Call, Client, ErrorBody, PageCall, resources};\n");
    let operations = api.resources.iter().flat_map(|all| &all.operations);
    for parameters in operations.filter_map(|operation| operation.parameters.as_ref()) {
        let fields: Vec<&Field> = parameters.parameters.iter().map(|one| &one.field).collect();
        let name = format!("types::{}", spelled(&parameters.name));
        let all = parameter_names(parameters);
        let owner = Owner::of_call(&name, &all);
        program.fields(&mut text, &owner, &fields);
    }
    program.client(&mut text);
    program.resources(&mut text);
    text
}

/// A struct with fields.
struct Owner<'o> {
    name: &'o str,
    /// The names of all its fields.
    all: &'o [&'o str],
    beside: Beside<'o>,
    purpose: Use,
    /// Whether it has functions that set fields to null.
    clears: bool,
}

impl<'o> Owner<'o> {
    /// Parameters, or parts.
    fn of_call(name: &'o str, all: &'o [&'o str]) -> Self {
        Self {
            name,
            all,
            beside: Beside::PARAMETERS,
            purpose: Use::Parameters,
            clears: false,
        }
    }
}

struct Program<'a> {
    context: Context<'a>,
}

impl Program<'_> {
    fn type_names(&self) -> Vec<String> {
        let ids = (0..).map(crate::ir::TypeId).zip(&self.context.api.types);
        let names = ids.map(|(id, _)| self.context.names.of(id).unwrap_or_default());
        names.map(|name| format!("types::{name}")).collect()
    }

    /// A type as it is written outside of the bindings.
    fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Named(id) => {
                format!("types::{}", self.context.names.of(*id).unwrap_or_default())
            }
            Shape::Boxed(inner) => format!("Box<{}>", self.shape(inner)),
            Shape::Primitive(primitive) => scalar(*primitive).to_owned(),
            Shape::List(item) => format!("Vec<{}>", self.shape(item)),
            Shape::Map(value) if **value == Shape::Any => "crate::runtime::JsonMap".to_owned(),
            Shape::Map(value) => format!("crate::runtime::Map<{}>", self.shape(value)),
            Shape::Tuple(items) if items.is_empty() || items.len() > 12 => {
                "Vec<serde_json::Value>".to_owned()
            }
            Shape::Tuple(items) => {
                let items = items.iter().map(|item| format!("{},", self.shape(item)));
                format!("({})", items.collect::<String>())
            }
            Shape::Nullable(inner) => format!("Option<{}>", self.shape(inner)),
            Shape::Any => "serde_json::Value".to_owned(),
            Shape::External(path) => path.clone(),
            Shape::Null => "()".to_owned(),
        }
    }

    fn ty(&self, text: &mut String, ty: &Type, name: &str) {
        let purpose = if ty.direction.request {
            Use::Request
        } else {
            Use::Response
        };
        match &ty.kind {
            TypeKind::Struct(found) => {
                let all = field_names(found);
                let owner = Owner {
                    name,
                    all: &all,
                    beside: beside(ty),
                    purpose,
                    clears: ty.updates,
                };
                self.structure(text, &owner, found);
            }
            TypeKind::Enum(found) => {
                for variant in names::variants(found) {
                    let _ = writeln!(text, "const _: fn() = || {{ let _ = {name}::{variant}; }};");
                }
                let unknown = spelled(&found.unknown);
                let _ = writeln!(
                    text,
                    "const _: fn(&{name}) = |it| if let {name}::{unknown}(..) = it {{}};"
                );
            }
            TypeKind::Constant(constant) => {
                let variant = spelled(&constant.name);
                let _ = writeln!(text, "const _: fn() = || {{ let _ = {name}::{variant}; }};");
            }
            TypeKind::Union(union) => self.union(text, name, union),
            TypeKind::Alias(shape) => {
                let of = self.shape(shape);
                let _ = writeln!(text, "const _: fn({name}) -> {of} = |it| it;");
            }
            TypeKind::Newtype(shape) => {
                let of = self.shape(shape);
                let _ = writeln!(text, "const _: fn({name}) -> {of} = |it| it.0;");
            }
            TypeKind::BodyChoice(choices) => self.bodies(text, name, choices),
            TypeKind::ResponseChoice(choices) => self.successes(text, name, choices),
            TypeKind::Multipart(form) => {
                let parts = form.parts.iter().map(|part| &part.field);
                let all: Vec<&Field> = parts.chain(&form.additional).collect();
                let names: Vec<&str> = all.iter().map(|field| field.name.as_str()).collect();
                // What files are made of is the same for all bindings: a list of bytes is enough to name the field.
                let plain = all.iter().all(|field| !has_bytes(&field.shape));
                if plain {
                    self.fields(text, &Owner::of_call(name, &names), &all);
                }
            }
        }
    }

    fn structure(&self, text: &mut String, owner: &Owner<'_>, found: &Struct) {
        let fields: Vec<&Field> = found.fields.iter().collect();
        self.fields(text, owner, &fields);
        if let Some(rest) = &found.additional
            && let Some(names) = names::fields(owner.all, owner.beside).last()
        {
            let map = self.shape(&Shape::Map(Box::new(rest.shape.clone())));
            let (name, field) = (owner.name, &names.field);
            let _ = writeln!(text, "const _: fn(&{name}) -> &{map} = |it| &it.{field};");
        }
    }

    fn fields(&self, text: &mut String, owner: &Owner<'_>, fields: &[&Field]) {
        let Owner { name, purpose, .. } = *owner;
        let mut asked = Vec::new();
        let mut setters = String::new();
        for (field, names) in fields.iter().zip(names::fields(owner.all, owner.beside)) {
            let inner = self.shape(&field.shape);
            let presence = presence(field, purpose);
            let ty = match presence {
                Presence::Required => inner.clone(),
                Presence::RequiredNullable | Presence::Optional => format!("Option<{inner}>"),
                Presence::OptionalNullable => format!("crate::runtime::Nullable<{inner}>"),
            };
            let field_name = &names.field;
            let _ = writeln!(
                text,
                "const _: fn(&{name}) -> &{ty} = |it| &it.{field_name};"
            );
            if field.preset.is_some() {
                continue;
            }
            let given = match &field.shape {
                Shape::Boxed(inner) => self.shape(inner),
                _ => inner,
            };
            let setter = &names.setter;
            match presence {
                Presence::Required => asked.push((field.name.as_str(), given)),
                Presence::RequiredNullable => asked.push((field.name.as_str(), ty)),
                Presence::Optional => {
                    let _ = write!(
                        setters,
                        ".{setter}(value::<{given}>()).{setter}(value::<Option<{given}>>())"
                    );
                }
                Presence::OptionalNullable => {
                    let _ = write!(
                        setters,
                        ".{setter}(value::<{given}>()).{setter}(value::<Option<{given}>>())"
                    );
                    if owner.clears {
                        let _ = write!(setters, ".{}()", names.clear);
                    }
                }
            }
        }
        if purpose != Use::Response {
            asked.sort_unstable_by_key(|(name, _)| *name);
            let asked = asked.iter().map(|(_, ty)| format!("value::<{ty}>()"));
            let asked = asked.collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                text,
                "const _: fn() -> {name} = || {name}::new({asked}){setters};"
            );
        }
    }

    fn union(&self, text: &mut String, name: &str, union: &Union) {
        let unknown = spelled(&union.unknown);
        let tagged = matches!(union.tagging, Tagging::Property { .. });
        let reserved: &[&str] = if tagged { &[&unknown] } else { &[] };
        let variants = union.variants.iter().map(|variant| variant.name.as_str());
        let mut arms = String::new();
        for (variant, spelled) in union
            .variants
            .iter()
            .zip(names::distinct(variants, reserved))
        {
            if variant.shape == Shape::Null && !tagged {
                let _ = write!(arms, "{name}::{spelled} => {{}} ");
                continue;
            }
            let held = self.shape(&variant.shape);
            let _ = write!(arms, "{name}::{spelled}(it) => {{ let _: &{held} = it; }} ");
        }
        // Outside of the crate that has it, a `match` over an enum that is `non_exhaustive` has another arm.
        let other = if tagged {
            format!("{name}::{unknown}(..) => {{}} _ => {{}}")
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "const _: fn(&{name}) = |it| match it {{ {arms}{other} }};"
        );
    }

    fn bodies(&self, text: &mut String, name: &str, choices: &[BodyChoice]) {
        let variants = choices.iter().map(|choice| choice.name.as_str());
        for (choice, variant) in choices.iter().zip(names::distinct(variants, &[])) {
            let body = self.sent(&choice.content);
            let _ = writeln!(text, "const _: fn({body}) -> {name} = {name}::{variant};");
        }
    }

    fn successes(&self, text: &mut String, name: &str, choices: &[ResponseChoice]) {
        let variants = choices.iter().map(|choice| choice.name.as_str());
        let mut arms = String::new();
        for (choice, variant) in choices.iter().zip(names::distinct(variants, &[])) {
            match &choice.content {
                None => {
                    let _ = write!(arms, "{name}::{variant} => {{}} ");
                }
                Some(content) => {
                    let held = self.received(content);
                    let _ = write!(arms, "{name}::{variant}(it) => {{ let _: &{held} = it; }} ");
                }
            }
        }
        let _ = writeln!(
            text,
            "const _: fn(&{name}) = |it| match it {{ {arms}_ => {{}} }};"
        );
    }

    fn sent(&self, content: &Content) -> String {
        match content.encoding {
            Encoding::Binary | Encoding::EventStream => "crate::runtime::Body".to_owned(),
            _ => self.shape(&content.shape),
        }
    }

    fn received(&self, content: &Content) -> String {
        match content.encoding {
            Encoding::Json => self.shape(&content.shape),
            Encoding::Text => "String".to_owned(),
            Encoding::EventStream => "crate::runtime::ByteStream".to_owned(),
            _ => "crate::runtime::Bytes".to_owned(),
        }
    }

    fn client(&self, text: &mut String) {
        let api = self.context.api;
        for credential in &api.credentials {
            let name = spelled(&credential.name);
            let arguments = match credential.kind {
                CredentialKind::Connection => continue,
                CredentialKind::Basic => "value::<String>(), value::<String>()",
                _ => "value::<String>()",
            };
            let _ = writeln!(
                text,
                "const _: fn() = || {{ let _ = Client::builder().{name}({arguments}); }};"
            );
        }
        for variable in api.servers.iter().flat_map(|server| &server.variables) {
            let name = spelled(&variable.name);
            let _ = writeln!(
                text,
                "const _: fn() = || {{ let _ = Client::builder().{name}(value::<String>()); }};"
            );
        }
        let variants = api.error_bodies.iter().map(|body| body.name.as_str());
        for (body, variant) in api.error_bodies.iter().zip(names::distinct(variants, &[])) {
            let held = self.received(&body.content);
            let _ = writeln!(
                text,
                "const _: fn(&ErrorBody) = |it| if let ErrorBody::{variant}(it) = it {{ let _: &{held} = it; }};"
            );
        }
    }

    fn resources(&self, text: &mut String) {
        let names = &self.context.names;
        let methods = names.resource_methods.iter().zip(&names.handles);
        for (resource, (method, handle)) in self.context.api.resources.iter().zip(methods) {
            let functions = resource.operations.iter().map(|one| one.name.as_str());
            let functions = names::distinct(functions, &[]);
            for (operation, function) in resource.operations.iter().zip(functions) {
                let arguments = self.arguments(operation).join(", ");
                let alternatives = operation.alternatives.iter();
                let alternatives =
                    alternatives.map(|one| (spelled(&one.name), self.output_of(&one.output)));
                for (function, output) in
                    std::iter::once((function, self.output(operation))).chain(alternatives)
                {
                    let _ = writeln!(
                        text,
                        "const _: fn(&resources::{handle}<'_>, &Client) = |it, client| {{ let _: {output} = client.{method}().{function}({arguments}); }};"
                    );
                }
            }
        }
    }

    fn arguments(&self, operation: &Operation) -> Vec<String> {
        let mut arguments = Vec::new();
        for parameter in &operation.path_parameters {
            let ty = match &parameter.field.shape {
                Shape::Primitive(Primitive::String) => "&str".to_owned(),
                Shape::List(item) => format!("&[{}]", self.shape(item)),
                shape @ Shape::Primitive(_) => self.shape(shape),
                shape => format!("&{}", self.shape(shape)),
            };
            arguments.push(format!("value::<{ty}>()"));
        }
        if let Some(parameters) = &operation.parameters {
            arguments.push(format!("value::<types::{}>()", spelled(&parameters.name)));
        }
        if let Some(body) = &operation.body {
            let ty = if body.choice {
                self.shape(&body.content.shape)
            } else {
                self.sent(&body.content)
            };
            // What becomes text is most often a literal.
            let is_text = body.content.shape == Shape::Primitive(Primitive::String);
            let ty = match (body.required, is_text && !body.choice) {
                (true, true) => "&str".to_owned(),
                (true, false) => ty,
                (false, _) => format!("Option<{ty}>"),
            };
            arguments.push(format!("value::<{ty}>()"));
        }
        arguments
    }

    fn output(&self, operation: &Operation) -> String {
        match &operation.output {
            Output::Content(content) if self.context.is_paged(operation) => {
                format!("PageCall<{}>", self.received(content))
            }
            output => self.output_of(output),
        }
    }

    fn output_of(&self, output: &Output) -> String {
        match output {
            Output::Nothing => "Call<()>".to_owned(),
            Output::Content(content) => format!("Call<{}>", self.received(content)),
            Output::Optional(content)
                if content.encoding == Encoding::Json
                    && !matches!(content.shape, Shape::Nullable(_)) =>
            {
                format!("Call<Option<{}>>", self.received(content))
            }
            Output::Optional(content) => format!("Call<{}>", self.received(content)),
            Output::Choice(id) => format!("Call<{}>", self.shape(&Shape::Named(*id))),
        }
    }
}

fn has_bytes(shape: &Shape) -> bool {
    match shape {
        Shape::Primitive(Primitive::Binary) => true,
        Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => has_bytes(inner),
        _ => false,
    }
}

fn scalar(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::String => "String",
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Uint32 => "u32",
        Primitive::Uint64 => "u64",
        Primitive::Float => "f32",
        Primitive::Double => "f64",
        Primitive::DateTime => "crate::runtime::Timestamp",
        Primitive::Date => "crate::runtime::Date",
        Primitive::Uuid => "crate::runtime::Uuid",
        Primitive::Base64 => "crate::runtime::Base64",
        Primitive::Binary => "crate::runtime::Bytes",
    }
}
