//! Emits structs: objects with listed properties, and the parameters of an operation.

use proc_macro2::Literal;

use super::conversions::conversion;
use super::members::{AdditionalField, EmittedField, member_docs, member_type, members};
use super::named_type::{NamedType, type_docs_with, write_derives};
use super::setters::{
    ConstructorKind, constructor_kind, write_additional_setter, write_constructor_arguments,
    write_setter,
};
use crate::emit::analysis::fields::{
    Presence, StructRole, emitted_names, emitted_parameter_names, role,
};
use crate::emit::analysis::names;
use crate::emit::docs;
use crate::emit::print::text::{Writer, macro_call};
use crate::emit::print::{FileWriter, Item};
use crate::ir::{Docs, Parameters, PresenceRule, Shape, Struct};

/// A struct that is sent or received as JSON, with everything that is decided about it.
struct Object<'a> {
    members: Vec<EmittedField<'a>>,
    additional: Option<AdditionalField>,
    constructor: Constructor,
    rules: &'a [PresenceRule],
    /// Whether an untagged union prefers another variant for a value with other properties.
    closed: bool,
    /// Whether values are validated. Only types that are never received are: a received value may be sent back
    /// unchanged.
    validated: bool,
}

/// How callers get a value of a struct.
enum Constructor {
    /// It is only received.
    None,
    /// They create it, and set its fields.
    Sent(ConstructorKind),
}

/// Emits a struct.
pub(crate) fn structure(
    file: &FileWriter<'_>,
    named: &NamedType<'_>,
    structure: &Struct,
) -> Vec<Item> {
    let object = object(file, named, structure);
    let path = match object.constructor {
        Constructor::None => "object",
        Constructor::Sent(_) => "request_object",
    };
    let text = macro_call(&file.runtime(path).0, |writer| {
        write_head(writer, file, named, &object);
        write_fields(writer, file, &object);
    });
    let default = match object.constructor {
        Constructor::None => None,
        Constructor::Sent(kind) => kind.into_item(),
    };
    let conversion = conversion(file, named, structure).map(Item::Plain);
    std::iter::once(Item::Text(text))
        .chain(default)
        .chain(conversion)
        .collect()
}

/// Decides how a struct is emitted.
fn object<'a>(
    file: &FileWriter<'_>,
    &NamedType { ty, ident, .. }: &NamedType<'_>,
    structure: &'a Struct,
) -> Object<'a> {
    let role = role(ty);
    let mut names = emitted_names(ty, structure).into_iter();
    let mut members = members(file, structure.fields.iter(), &mut names, role);
    for member in &mut members {
        member.clears = ty.updates && member.presence == Presence::OptionalNullable;
    }
    let additional = structure.additional.as_ref().zip(names.next());
    let additional = additional.map(|(additional, names)| AdditionalField {
        names,
        map: Shape::Map(Box::new(additional.shape.clone())),
    });
    let constructor = if role == StructRole::Request {
        Constructor::Sent(constructor_kind(file, ident, &members))
    } else {
        Constructor::None
    };
    Object {
        members,
        additional,
        constructor,
        rules: &structure.rules,
        closed: structure.closed,
        validated: ty.directions.request && !ty.directions.response,
    }
}

/// Writes a struct up to its fields: the attributes, the docs, the name and the arguments of `new`.
fn write_head(
    writer: &mut Writer,
    file: &FileWriter<'_>,
    named: &NamedType<'_>,
    object: &Object<'_>,
) {
    let ty = named.ty;
    let mut facts: Vec<String> = Vec::new();
    if object.closed {
        writer.attribute("properties(closed)");
    }
    if object.validated {
        write_rules(writer, object.rules);
        facts.extend(object.rules.iter().map(rule_docs));
    }
    writer.docs(&type_docs_with(file, named, facts, 4));
    if ty.deprecated {
        writer.attribute("deprecated");
    }
    let is_default = matches!(
        object.constructor,
        Constructor::Sent(ConstructorKind::Derived)
    );
    let default =
        (is_default && !ty.derives.iter().any(|path| path == "Default")).then_some("Default");
    write_derives(writer, default, &ty.derives);
    writer.push("pub struct ");
    writer.push(named.ident);
    if let Constructor::Sent(_) = object.constructor {
        write_constructor_arguments(writer, file, &object.members);
    }
}

/// Writes the fields of a struct.
fn write_fields(writer: &mut Writer, file: &FileWriter<'_>, object: &Object<'_>) {
    writer.push(" ");
    writer.block(|writer| {
        for member in &object.members {
            if object.validated && member.field.min_items > 0 {
                writer.attribute(&format!("min_items({})", member.field.min_items));
            }
            write_member(writer, file, member);
            match object.constructor {
                Constructor::Sent(_) => write_setter(writer, file, member),
                Constructor::None => writer.line(","),
            }
        }
        if let Some(additional) = &object.additional {
            let map = file.shape(&additional.map);
            writer.push(&format!("..{}: {map}", additional.names.field));
            match object.constructor {
                Constructor::Sent(_) => write_additional_setter(writer, file, additional),
                Constructor::None => writer.line(","),
            }
        }
    });
}

/// Writes the rules about required properties as attributes of the runtime's macro.
fn write_rules(writer: &mut Writer, rules: &[PresenceRule]) {
    for (exclusive, name) in [(false, "any_of"), (true, "one_of")] {
        for rule in rules.iter().filter(|rule| rule.exclusive == exclusive) {
            let literal = |name: &String| Literal::string(name).to_string();
            let sets = rule.sets.iter();
            let sets: Vec<String> = sets
                .map(|set| {
                    format!(
                        "[{}]",
                        set.iter().map(literal).collect::<Vec<_>>().join(", ")
                    )
                })
                .collect();
            writer.attribute(&format!("{name}({})", sets.join(", ")));
        }
    }
}

/// Describes a rule about required properties, for the docs.
fn rule_docs(rule: &PresenceRule) -> String {
    let sets = rule.sets.iter().map(|set| {
        let names: Vec<String> = set.iter().map(|name| docs::code(name)).collect();
        names.join(" with ")
    });
    let sets: Vec<String> = sets.collect();
    let amount = if rule.exclusive {
        "Exactly"
    } else {
        "At least"
    };
    format!("{amount} one is required: {}.", sets.join(" or "))
}

/// Writes a field of a type that is sent or received as JSON, without the end of its line.
fn write_member(writer: &mut Writer, file: &FileWriter<'_>, member: &EmittedField<'_>) {
    let EmittedField { field, names, .. } = member;
    writer.docs(&member_docs(member, 8));
    if field.deprecated {
        writer.attribute("deprecated");
    }
    let presence = match (member.presence.is_required(), member.shape == field.shape) {
        (true, true) => "required",
        (true, false) => "required_numeric",
        (false, true) => "optional",
        (false, false) => "optional_numeric",
    };
    let ty = member_type(file, member);
    writer.push(&format!("{presence} {}: {ty}", names.field));
    if names.field != field.wire_name {
        writer.push(&format!(" = {}", Literal::string(&field.wire_name)));
    }
}

/// Emits the parameters of an operation. `of` is the operation, for the docs.
pub(crate) fn parameters(file: &FileWriter<'_>, parameters: &Parameters, of: &str) -> Vec<Item> {
    let fields = parameters
        .parameters
        .iter()
        .map(|parameter| &parameter.field);
    let mut names = emitted_parameter_names(parameters).into_iter();
    let members = members(file, fields, &mut names, StructRole::Parameters);
    let spelled = names::escape_ident(&parameters.name);
    let docs = docs::doc_lines(
        &Docs::default(),
        &[format!("Parameters of {of}.")],
        docs::width(4),
    );
    let parameters = ParametersStruct {
        ident: &spelled,
        docs,
        deprecated: false,
        derives: "Debug, Clone",
        members: &members,
    };
    parameters_struct(file, parameters)
}

/// A struct that callers build and that is not JSON.
pub(crate) struct ParametersStruct<'a> {
    pub(crate) ident: &'a str,
    pub(crate) docs: Vec<String>,
    pub(crate) deprecated: bool,
    pub(crate) derives: &'a str,
    pub(crate) members: &'a [EmittedField<'a>],
}

/// Emits a struct that callers build and that is not JSON.
pub(crate) fn parameters_struct(
    file: &FileWriter<'_>,
    parameters: ParametersStruct<'_>,
) -> Vec<Item> {
    let ParametersStruct {
        ident,
        docs,
        deprecated,
        derives,
        members,
    } = parameters;
    let constructor = constructor_kind(file, ident, members);
    let default = match &constructor {
        ConstructorKind::Derived => ", Default",
        ConstructorKind::Asked | ConstructorKind::Written(_) => "",
    };
    let text = macro_call(&file.runtime("parameters").0, |writer| {
        writer.docs(&docs);
        if deprecated {
            writer.attribute("deprecated");
        }
        writer.attribute(&format!("derive({derives}{default})"));
        writer.push("pub struct ");
        writer.push(ident);
        write_constructor_arguments(writer, file, members);
        writer.push(" ");
        writer.block(|writer| {
            for member in members {
                writer.docs(&member_docs(member, 8));
                if member.field.deprecated {
                    writer.attribute("deprecated");
                }
                let is_required = member.presence.is_required();
                let presence = if is_required { "required" } else { "optional" };
                let (field, ty) = (&member.names.field, member_type(file, member));
                writer.push(&format!("{presence} {field}: {ty}"));
                write_setter(writer, file, member);
            }
        });
    });
    std::iter::once(Item::Text(text))
        .chain(constructor.into_item())
        .collect()
}
