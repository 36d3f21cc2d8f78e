//! Writes a program that uses everything that the bindings of an API offer. If it compiles with other bindings, the
//! code of their users also does. The program is compiled and never run.

use std::fmt::Write as _;

use crate::emit::analysis::context::Context;
use crate::emit::analysis::fields::{
    Presence, StructRole, emitted_names, emitted_parameter_names, plain, presence, role,
};
use crate::emit::analysis::multipart::{self, FILE};
use crate::emit::analysis::names::{self, FieldNames, escape_ident};
use crate::emit::analysis::shapes::resolve;
use crate::emit::analysis::sources;
use crate::ir::{
    Api, BodyChoice, Content, CredentialKind, Encoding, EnumBase, Field, Operation, Output,
    Primitive, ResponseChoice, SECRET, Shape, Struct, Tagging, Type, TypeId, TypeKind, Union,
};

/// Returns a module of the program. The bindings are the sibling module `api`, and the runtime is `crate::runtime`.
pub fn usage(api: &Api) -> String {
    let program = Program::new(api);
    let mut text =
        "#![allow(deprecated, missing_docs, unused, clippy::all, clippy::pedantic)]\n".to_owned();
    text.push_str("fn value<T>() -> T { unimplemented!() }\nuse super::api::types;\n");
    let types = (0..).map(TypeId).zip(&api.types);
    for (ty, name) in types.zip(program.type_names()) {
        program.ty(&mut text, ty, &name);
    }
    if api.types_only {
        return text;
    }
    text.push_str("use super::api::{Call, Client, ErrorBody, PageCall, resources};\n");
    let operations = api.resources.iter().flat_map(|all| &all.operations);
    for parameters in operations.filter_map(|operation| operation.parameters.as_ref()) {
        let fields: Vec<&Field> = parameters.parameters.iter().map(|one| &one.field).collect();
        let name = format!("types::{}", escape_ident(&parameters.name));
        let owner = Owner::of_call(&name, emitted_parameter_names(parameters));
        program.fields(&mut text, &owner, &fields);
        let _ = writeln!(text, "const _: fn(&{name}) -> {name} = |it| it.clone();");
    }
    program.client(&mut text);
    program.resources(&mut text);
    text
}

/// The type that callers have for a point in time.
const TIMESTAMP: &str = "crate::runtime::Timestamp";

/// A struct with fields.
struct Owner<'o> {
    name: &'o str,
    /// The names of all fields and their methods.
    names: Vec<FieldNames>,
    role: StructRole,
    /// Whether it has methods that set fields to null.
    clears: bool,
}

impl<'o> Owner<'o> {
    /// Creates the owner for parameters or a multipart body.
    fn of_call(name: &'o str, names: Vec<FieldNames>) -> Self {
        Self {
            name,
            names,
            role: StructRole::Parameters,
            clears: false,
        }
    }
}

/// Code outside of the bindings that names their items.
pub(crate) struct Program<'a> {
    pub(crate) context: Context<'a>,
}

impl<'a> Program<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self {
            context: Context::new(api),
        }
    }
}

impl Program<'_> {
    fn type_names(&self) -> Vec<String> {
        let ids = (0..).map(TypeId).zip(&self.context.api.types);
        let names = ids.map(|(id, _)| self.context.names.of(id).unwrap_or_default());
        names.map(|name| format!("types::{name}")).collect()
    }

    /// Returns a type as it is written outside of the bindings.
    pub(crate) fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Named(id) => {
                format!("types::{}", self.context.names.of(*id).unwrap_or_default())
            }
            Shape::Boxed(inner) => format!("Box<{}>", self.shape(inner)),
            Shape::Primitive(primitive) => scalar(*primitive).to_owned(),
            Shape::Numeric(primitive) => format!("crate::runtime::Numeric<{}>", scalar(*primitive)),
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

    fn ty(&self, text: &mut String, (id, ty): (TypeId, &Type), name: &str) {
        match &ty.kind {
            TypeKind::Struct(found) => {
                let owner = Owner {
                    name,
                    names: emitted_names(ty, found),
                    role: role(ty),
                    clears: ty.updates,
                };
                self.structure(text, &owner, found);
            }
            TypeKind::Enum(found) => {
                for variant in names::variants(found) {
                    let _ = writeln!(text, "const _: fn() = || {{ let _ = {name}::{variant}; }};");
                }
                let unknown = escape_ident(&found.unknown);
                let held = match found.base {
                    EnumBase::String => "String",
                    EnumBase::Integer => "i64",
                    EnumBase::Json => "serde_json::Value",
                };
                let _ = writeln!(
                    text,
                    "const _: fn(&{name}) = |it| if let {name}::{unknown}(raw) = it {{ let _: &{held} = raw; }};"
                );
                cloned(text, name);
            }
            TypeKind::Constant(constant) => {
                let variant = escape_ident(&constant.name);
                let _ = writeln!(
                    text,
                    "const _: fn({name}) -> ({name}, {name}) = |it| match it {{ {name}::{variant} => (it, {name}::default()) }};"
                );
            }
            TypeKind::Union(union) => {
                self.union(text, name, union);
                self.conversions(text, (id, ty), name, union);
                cloned(text, name);
            }
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
                let fields = multipart::fields(form);
                let owner = Owner::of_call(name, multipart::emitted_names(&fields));
                self.fields(text, &owner, &fields.iter().collect::<Vec<_>>());
                let _ = writeln!(
                    text,
                    "const _: fn({name}) -> {} = |it| it.into();",
                    multipart::FORM
                );
            }
        }
    }

    fn structure(&self, text: &mut String, owner: &Owner<'_>, found: &Struct) {
        let fields: Vec<&Field> = found.fields.iter().collect();
        self.fields(text, owner, &fields);
        cloned(text, owner.name);
        if let Some(rest) = &found.additional
            && let Some(names) = owner.names.last()
        {
            let map = self.shape(&Shape::Map(Box::new(rest.shape.clone())));
            let (name, field) = (owner.name, &names.field);
            let _ = writeln!(text, "const _: fn(&{name}) -> &{map} = |it| &it.{field};");
        }
    }

    /// Writes the conversions to a union with `From`.
    fn conversions(&self, text: &mut String, (id, ty): (TypeId, &Type), name: &str, union: &Union) {
        let api = self.context.api;
        let sources = sources::of_variants(api, id, union, ty.directions);
        for source in sources.into_iter().flatten() {
            let source = self.shape(&plain(source));
            let _ = writeln!(
                text,
                "const _: fn({source}) -> {name} = |it| it.into();\nconst _: fn({source}) -> {name} = {name}::from;"
            );
        }
    }

    /// Returns the types that an argument for a shape accepts, its own type first.
    fn given(&self, shape: &Shape) -> Vec<String> {
        let own = self.shape(shape);
        let (resolved, ty) = resolve(self.context.api, shape);
        let further: Vec<String> = match resolved {
            Shape::Primitive(Primitive::String) => vec!["&str".to_owned()],
            Shape::Primitive(Primitive::DateTime) => vec![TIMESTAMP.to_owned()],
            Shape::External(path) if path == SECRET => vec!["&str".to_owned(), "String".to_owned()],
            Shape::External(path) if path == FILE => vec!["Vec<u8>".to_owned()],
            Shape::Any => vec!["&str".to_owned(), "i64".to_owned()],
            Shape::Boxed(inner) => return self.given(inner),
            Shape::List(item) => vec![format!("[{}; 1]", self.given_within(item))],
            Shape::Map(value) => vec![format!("[(&str, {}); 1]", self.given_within(value))],
            Shape::Named(id) => match ty.map(|ty| (&ty.kind, ty.directions)) {
                Some((TypeKind::Enum(listed), _)) => match listed.base {
                    EnumBase::String => vec!["&str".to_owned(), "String".to_owned()],
                    EnumBase::Integer => vec!["i64".to_owned()],
                    EnumBase::Json => vec!["serde_json::Value".to_owned()],
                },
                Some((TypeKind::Union(union), directions)) => {
                    let sources = sources::of_variants(self.context.api, *id, union, directions);
                    let sources = sources.into_iter().flatten();
                    sources.map(|source| self.shape(&plain(source))).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        std::iter::once(own).chain(further).collect()
    }

    /// Returns the type of an item of a list or a value of a map.
    fn given_within(&self, shape: &Shape) -> String {
        match resolve(self.context.api, shape).0 {
            Shape::Primitive(Primitive::String) => "&str".to_owned(),
            Shape::Primitive(Primitive::DateTime) => TIMESTAMP.to_owned(),
            _ => self.shape(shape),
        }
    }

    fn fields(&self, text: &mut String, owner: &Owner<'_>, fields: &[&Field]) {
        let Owner { name, role, .. } = *owner;
        let mut asked: Vec<(&str, Vec<String>)> = Vec::new();
        let mut setters: Vec<(&str, Vec<String>, String)> = Vec::new();
        for (field, names) in fields.iter().zip(&owner.names) {
            let inner = self.shape(&plain(&field.shape));
            let presence = presence(field, role);
            let ty = match presence {
                Presence::Required => inner.clone(),
                Presence::RequiredNullable | Presence::Optional => format!("Option<{inner}>"),
                Presence::OptionalNullable => format!("crate::runtime::Nullable<{inner}>"),
            };
            let field_name = &names.field;
            // A reference to a `Box` coerces to a reference to its content; a `Box` itself does not.
            let reference = if presence == Presence::Required {
                ""
            } else {
                "&"
            };
            let _ = writeln!(
                text,
                "const _: fn({reference}{name}) -> {reference}{ty} = |it| {reference}it.{field_name};"
            );
            if field.constant.is_some() {
                continue;
            }
            let given = self.given(&plain(&field.shape));
            match presence {
                Presence::Required => asked.push((&field.name, given)),
                Presence::RequiredNullable => {
                    let given = match plain(&field.shape) {
                        Shape::Boxed(inner) => self.shape(&inner),
                        _ => inner,
                    };
                    asked.push((&field.name, vec![format!("Option<{given}>"), given]));
                }
                Presence::Optional => setters.push((names.setter.as_str(), given, String::new())),
                Presence::OptionalNullable => {
                    let clear = if owner.clears {
                        format!(".{}()", names.clear)
                    } else {
                        String::new()
                    };
                    setters.push((names.setter.as_str(), given, clear));
                }
            }
        }
        if role == StructRole::Response {
            return;
        }
        asked.sort_unstable_by_key(|(name, _)| *name);
        let asked_forms = asked.iter().map(|(_, given)| given.len());
        let forms = asked_forms.chain(setters.iter().map(|(_, given, _)| given.len()));
        // One statement for each form of the arguments, which covers every form of every argument.
        for form in 0..forms.max().unwrap_or(1) {
            let arguments = asked.iter().map(|(_, given)| {
                let ty = given.get(form).or(given.first());
                format!("value::<{}>()", ty.map_or("_", String::as_str))
            });
            let arguments: Vec<String> = arguments.collect();
            let mut calls = String::new();
            for (setter, given, clear) in &setters {
                if let Some(ty) = given.get(form) {
                    let _ = write!(
                        calls,
                        ".{setter}(value::<{ty}>()).{setter}(value::<Option<{ty}>>()){clear}"
                    );
                }
            }
            let _ = writeln!(
                text,
                "const _: fn() -> {name} = || {name}::new({}){calls};",
                arguments.join(", ")
            );
        }
        if asked.is_empty() {
            let _ = writeln!(text, "const _: fn() -> {name} = || {name}::default();");
        }
        if role == StructRole::Parameters {
            turned(text, name);
        }
    }

    fn union(&self, text: &mut String, name: &str, union: &Union) {
        let unknown = escape_ident(&union.unknown);
        let tagged = union.tagging != Tagging::Untagged;
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
            // A reference to a box coerces to a reference to its content, so only the constructor checks the exact
            // type.
            let _ = writeln!(text, "const _: fn({held}) -> {name} = {name}::{spelled};");
        }
        // Outside of its crate, a `match` on a `non_exhaustive` enum needs another arm.
        let other = if tagged {
            format!("{name}::{unknown}(raw) => {{ let _: &serde_json::Value = raw; }} _ => {{}}")
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
        for source in self.body_sources(choices) {
            let _ = writeln!(text, "const _: fn({source}) -> {name} = |it| it.into();");
        }
    }

    /// Returns the types that can be converted to a choice of bodies with `From`.
    fn body_sources(&self, choices: &[BodyChoice]) -> Vec<String> {
        let sources = sources::of_choices(self.context.api, choices);
        let sources = sources.into_iter().flatten();
        sources.map(|shape| self.shape(shape)).collect()
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
                    let held = self.decoded(content);
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
            Encoding::Binary
            | Encoding::Stream
            | Encoding::Events
            | Encoding::Lines
            | Encoding::Records => "crate::runtime::Body".to_owned(),
            _ => self.shape(&content.shape),
        }
    }

    /// Returns the type that an operation returns.
    fn received(&self, content: &Content) -> String {
        match content.encoding {
            Encoding::Stream => "crate::runtime::ByteStream".to_owned(),
            Encoding::Events => format!(
                "crate::runtime::EventStream<{}>",
                self.shape(&content.shape)
            ),
            Encoding::Lines | Encoding::Records => {
                format!("crate::runtime::LineStream<{}>", self.shape(&content.shape))
            }
            _ => self.decoded(content),
        }
    }

    /// Returns the type of a body that is read completely before it is decoded.
    fn decoded(&self, content: &Content) -> String {
        match content.encoding {
            Encoding::Json | Encoding::Text | Encoding::TextOrJson => self.shape(&content.shape),
            _ => "crate::runtime::Bytes".to_owned(),
        }
    }

    fn client(&self, text: &mut String) {
        let api = self.context.api;
        for credential in &api.credentials {
            let name = escape_ident(&credential.name);
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
            let name = escape_ident(&variable.name);
            let _ = writeln!(
                text,
                "const _: fn() = || {{ let _ = Client::builder().{name}(value::<String>()); }};"
            );
        }
        let variants = api.error_bodies.iter().map(|body| body.name.as_str());
        for (body, variant) in api.error_bodies.iter().zip(names::distinct(variants, &[])) {
            let held = self.decoded(&body.content);
            let _ = writeln!(
                text,
                "const _: fn(&ErrorBody) = |it| if let ErrorBody::{variant}(it) = it {{ let _: &{held} = it; }};"
            );
        }
    }

    fn resources(&self, text: &mut String) {
        let names = &self.context.names;
        let methods = names.resource_methods.iter().zip(&names.resource_types);
        for (resource, (method, handle)) in self.context.api.resources.iter().zip(methods) {
            let functions = resource.operations.iter().map(|one| one.name.as_str());
            let functions = names::distinct(functions, &[]);
            for (operation, function) in resource.operations.iter().zip(functions) {
                let arguments = self.arguments(operation);
                let alternatives = operation.alternatives.iter();
                let alternatives =
                    alternatives.map(|one| (escape_ident(&one.name), self.output_of(&one.output)));
                for (function, output) in
                    std::iter::once((function, self.output(operation))).chain(alternatives)
                {
                    for arguments in &arguments {
                        let _ = writeln!(
                            text,
                            "const _: fn(&resources::{handle}<'_>, &Client) = |it, client| {{ let _: {output} = client.{method}().{function}({arguments}); }};"
                        );
                    }
                }
            }
        }
    }

    /// Returns the arguments of an operation, once for each form of its body.
    fn arguments(&self, operation: &Operation) -> Vec<String> {
        let mut arguments = Vec::new();
        for parameter in &operation.path_parameters {
            let ty = match &plain(&parameter.field.shape) {
                Shape::Primitive(Primitive::String) => "&str".to_owned(),
                Shape::List(item) => format!("&[{}]", self.shape(item)),
                shape @ Shape::Primitive(_) => self.shape(shape),
                shape => format!("&{}", self.shape(shape)),
            };
            arguments.push(format!("value::<{ty}>()"));
        }
        if let Some(parameters) = &operation.parameters {
            arguments.push(format!(
                "value::<types::{}>()",
                escape_ident(&parameters.name)
            ));
        }
        let Some(body) = &operation.body else {
            return vec![arguments.join(", ")];
        };
        let own = if body.choice {
            self.shape(&body.content.shape)
        } else {
            self.sent(&body.content)
        };
        let forms = if !body.required {
            vec![format!("Option<{own}>"), own]
        } else if body.choice {
            let choices = match resolve(self.context.api, &body.content.shape).1 {
                Some(Type {
                    kind: TypeKind::BodyChoice(choices),
                    ..
                }) => choices.as_slice(),
                _ => &[],
            };
            let sources = self.body_sources(choices);
            std::iter::once(own).chain(sources).collect()
        } else {
            match body.content.encoding {
                Encoding::Binary
                | Encoding::Stream
                | Encoding::Events
                | Encoding::Lines
                | Encoding::Records => vec![own, "Vec<u8>".to_owned()],
                _ => self.body_forms(&body.content.shape, own),
            }
        };
        let with_body = forms.into_iter().map(|ty| {
            let body = format!("value::<{ty}>()");
            let all = arguments.iter().cloned().chain([body]);
            all.collect::<Vec<_>>().join(", ")
        });
        with_body.collect()
    }

    /// Returns the forms of a required body: only types with several forms are converted.
    fn body_forms(&self, shape: &Shape, own: String) -> Vec<String> {
        let (resolved, ty) = resolve(self.context.api, shape);
        let kind = ty.map(|ty| &ty.kind);
        let converts = matches!(
            resolved,
            Shape::Any | Shape::Primitive(Primitive::String | Primitive::Binary)
        ) || matches!(kind, Some(TypeKind::Union(_) | TypeKind::Enum(_)));
        if converts {
            self.given(shape)
        } else {
            vec![own]
        }
    }

    fn output(&self, operation: &Operation) -> String {
        match &operation.output {
            Output::Content(content) if self.context.pages.has(self.context.api, operation) => {
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

/// Writes calls of trait methods on a value. An inherent method of the same name would be called instead.
fn cloned(text: &mut String, name: &str) {
    let _ = writeln!(
        text,
        "const _: fn(&{name}) -> ({name}, {name}) = |it| (it.clone(), it.to_owned());"
    );
    turned(text, name);
}

/// Writes the calls for types that cannot be cloned.
fn turned(text: &mut String, name: &str) {
    let _ = writeln!(
        text,
        "const _: fn({name}) -> Option<{name}> = |it| it.into();\nconst _: fn({name}) -> Result<Option<{name}>, std::convert::Infallible> = |it| it.try_into();"
    );
}

fn scalar(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::String => "String",
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Int128 => "i128",
        Primitive::Uint32 => "u32",
        Primitive::Uint64 => "u64",
        Primitive::Float => "f32",
        Primitive::Double => "f64",
        Primitive::DateTime => "crate::runtime::DateTime",
        Primitive::Date => "crate::runtime::Date",
        Primitive::Uuid => "crate::runtime::Uuid",
        Primitive::Base64 => "crate::runtime::Base64",
        Primitive::Binary => "crate::runtime::Bytes",
    }
}
