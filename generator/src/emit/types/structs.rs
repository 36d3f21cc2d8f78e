//! Emits structs: objects with listed properties, and the parameters of an operation.

use std::fmt::Write as _;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::conversions::conversion;
use super::setters::{ConstructorKind, beginning, write_asked, write_rest_setter, write_setter};
use super::values::expression;
use crate::base::spelling::{is_separator, same_letters};
use crate::emit::docs;
use crate::emit::names;
use crate::emit::names::{FieldNames, OtherMethods};
use crate::emit::print::Item;
use crate::emit::scope::{FileWriter, RustCode};
use crate::ir::{Docs, Field, Parameters, PresenceRule, Shape, Struct, Type, TypeId};

/// How the type of a field expresses that there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// `T`
    Required,
    /// `Option<T>` that must be present.
    RequiredNullable,
    /// `Option<T>`
    Optional,
    /// `Nullable<T>`: absent and null are different.
    OptionalNullable,
}

impl Presence {
    /// Reports whether a value is required.
    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }
}

/// A field with everything that is decided about it.
pub(crate) struct EmittedField<'a> {
    pub(crate) field: &'a Field,
    /// The shape of the field, in which a number that may be text is a plain number.
    pub(crate) shape: Shape,
    pub(crate) names: FieldNames,
    pub(crate) presence: Presence,
    /// The value that `new` sets without an argument.
    pub(crate) preset: Option<String>,
    /// Whether the field has a method that sets it to null.
    pub(crate) clears: bool,
}

/// The field for properties that are not listed.
pub(crate) struct AdditionalField {
    pub(crate) names: FieldNames,
    pub(crate) map: Shape,
}

/// What a struct is used for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum StructRole {
    /// Sent, and perhaps received: absent and null are different.
    Request,
    /// Only received.
    Response,
    /// Parameters, which are never decoded and cannot be null.
    Parameters,
}

/// Emits a struct.
pub(crate) fn structure(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    name: &str,
    structure: &Struct,
) -> Vec<Item> {
    let purpose = if ty.directions.request {
        StructRole::Request
    } else {
        StructRole::Response
    };
    let mut names = names::fields(&field_names(structure), beside(ty)).into_iter();
    let mut members = members(scope, structure.fields.iter(), &mut names, purpose);
    for member in &mut members {
        member.clears = ty.updates && member.presence == Presence::OptionalNullable;
    }
    let rest = structure.additional.as_ref().zip(names.next());
    let rest = rest.map(|(rest, names)| AdditionalField {
        names,
        map: Shape::Map(Box::new(rest.shape.clone())),
    });

    let is_sent = purpose == StructRole::Request;
    let beginning = if is_sent {
        beginning(scope, name, &members)
    } else {
        ConstructorKind::Asked
    };
    let mut text = String::new();
    // Only types that are never received are validated: a received value may be sent back unchanged.
    let checked = purpose == StructRole::Request && !ty.directions.response;
    let mut facts: Vec<String> = Vec::new();
    if checked {
        write_rules(&mut text, &structure.rules);
        facts.extend(structure.rules.iter().map(rule_docs));
    }
    write_comment(&mut text, "", &type_docs_with(scope, id, ty, facts, 4));
    if ty.deprecated {
        text.push_str("#[deprecated]\n");
    }
    let derives = matches!(beginning, ConstructorKind::Derived);
    let default =
        (derives && !ty.derives.iter().any(|path| path == "Default")).then_some("Default");
    write_derives(&mut text, default, &ty.derives);
    let _ = write!(text, "pub struct {name}");
    if is_sent {
        write_asked(&mut text, scope, &members);
    }
    text.push_str(" {\n");
    for member in &members {
        if checked && member.field.min_items > 0 {
            let _ = writeln!(text, "    #[min_items({})]", member.field.min_items);
        }
        write_member(&mut text, scope, member);
        if is_sent {
            write_setter(&mut text, scope, member);
        } else {
            text.push_str(",\n");
        }
    }
    if let Some(rest) = &rest {
        let map = scope.shape(&rest.map);
        let _ = write!(text, "    ..{}: {map}", rest.names.field);
        if is_sent {
            write_rest_setter(&mut text, scope, rest);
        } else {
            text.push_str(",\n");
        }
    }
    text.push_str("}\n");
    let path = if is_sent { "request_object" } else { "object" };
    let object = Item::MacroText(scope.runtime(path).0, text);
    let default = match beginning {
        ConstructorKind::Written(item) => Some(item),
        ConstructorKind::Asked | ConstructorKind::Derived => None,
    };
    let conversion = conversion(scope, id, ty, name, structure).map(Item::Plain);
    std::iter::once(object)
        .chain(default)
        .chain(conversion)
        .collect()
}

/// Writes the rules about required properties as attributes of the runtime's macro.
fn write_rules(text: &mut String, rules: &[PresenceRule]) {
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
            let _ = writeln!(text, "#[{name}({})]", sets.join(", "));
        }
    }
}

/// Writes the derives of a type, without those of its macro. Names of derives are in the macro namespace, so no type
/// can shadow them.
pub(crate) fn write_derives(text: &mut String, default: Option<&str>, derives: &[String]) {
    let paths: Vec<&str> = default
        .into_iter()
        .chain(derives.iter().map(String::as_str))
        .collect();
    if !paths.is_empty() {
        let _ = writeln!(text, "#[derive({})]", paths.join(", "));
    }
}

/// Returns the derives of a type as tokens.
pub(crate) fn derives(ty: &Type) -> Option<TokenStream> {
    let paths: Vec<syn::Path> = ty
        .derives
        .iter()
        .filter_map(|path| syn::parse_str(path).ok())
        .collect();
    (!paths.is_empty()).then(|| quote!(#[derive(#(#paths),*)]))
}

/// Writes a field of a type that is sent or received as JSON, without the end of its line.
fn write_member(text: &mut String, scope: &FileWriter<'_>, member: &EmittedField<'_>) {
    let EmittedField { field, names, .. } = member;
    write_comment(text, "    ", &member_docs(member, 8));
    if field.deprecated {
        text.push_str("    #[deprecated]\n");
    }
    let presence = match (member.presence.is_required(), member.shape == field.shape) {
        (true, true) => "required",
        (true, false) => "required_numeric",
        (false, true) => "optional",
        (false, false) => "optional_numeric",
    };
    let _ = write!(
        text,
        "    {presence} {}: {}",
        names.field,
        member_type(scope, member)
    );
    if names.field != field.wire_name {
        let _ = write!(text, " = {}", Literal::string(&field.wire_name));
    }
}

/// Writes lines as a doc comment.
pub(crate) fn write_comment(text: &mut String, indentation: &str, lines: &[String]) {
    for line in lines {
        text.push_str(indentation);
        text.push_str(if line.is_empty() { "///" } else { "/// " });
        text.push_str(line);
        text.push('\n');
    }
}

/// Returns the other methods of a type, which its setters must not collide with.
pub(crate) fn beside(ty: &Type) -> OtherMethods<'_> {
    OtherMethods {
        json: true,
        derives: &ty.derives,
    }
}

/// Returns the names of all fields of a struct, as they are in the IR.
pub(crate) fn field_names(structure: &Struct) -> Vec<&str> {
    let fields = structure.fields.iter().map(|field| field.name.as_str());
    fields
        .chain(structure.additional.as_ref().map(|rest| rest.name.as_str()))
        .collect()
}

/// Emits the parameters of an operation. `of` is the operation, for the docs.
pub(crate) fn parameters(scope: &FileWriter<'_>, parameters: &Parameters, of: &str) -> Vec<Item> {
    let fields = parameters
        .parameters
        .iter()
        .map(|parameter| &parameter.field);
    let mut names =
        names::fields(&parameter_names(parameters), OtherMethods::PARAMETERS).into_iter();
    let members = members(scope, fields, &mut names, StructRole::Parameters);
    let spelled = names::escape_ident(&parameters.name);
    let docs = docs::doc_lines(
        &Docs::default(),
        &[format!("Parameters of {of}.")],
        docs::width(4),
    );
    let mut head = String::new();
    write_comment(&mut head, "", &docs);
    parameters_struct(scope, &spelled, head, "Debug, Clone", &members)
}

/// Emits a struct that callers build and that is not JSON. `text` has its docs and attributes.
pub(crate) fn parameters_struct(
    scope: &FileWriter<'_>,
    name: &str,
    mut text: String,
    derives: &str,
    members: &[EmittedField<'_>],
) -> Vec<Item> {
    let beginning = beginning(scope, name, members);
    let default = match &beginning {
        ConstructorKind::Derived => ", Default",
        ConstructorKind::Asked | ConstructorKind::Written(_) => "",
    };
    let _ = write!(text, "#[derive({derives}{default})]\npub struct {name}");
    write_asked(&mut text, scope, members);
    text.push_str(" {\n");
    for member in members {
        write_comment(&mut text, "    ", &member_docs(member, 8));
        if member.field.deprecated {
            text.push_str("    #[deprecated]\n");
        }
        let (field, ty) = (&member.names.field, member_type(scope, member));
        let _ = write!(text, "    {field}: {ty}");
        write_setter(&mut text, scope, member);
    }
    text.push_str("}\n");
    let item = Item::MacroText(scope.runtime("parameters").0, text);
    let default = match beginning {
        ConstructorKind::Written(item) => Some(item),
        ConstructorKind::Asked | ConstructorKind::Derived => None,
    };
    std::iter::once(item).chain(default).collect()
}

/// Returns the names of all parameters, as they are in the IR.
pub(crate) fn parameter_names(parameters: &Parameters) -> Vec<&str> {
    parameters
        .parameters
        .iter()
        .map(|parameter| parameter.field.name.as_str())
        .collect()
}

/// Decides how fields are emitted. `names` are their names, in the same order.
pub(crate) fn members<'a>(
    scope: &FileWriter<'_>,
    fields: impl Iterator<Item = &'a Field>,
    names: &mut impl Iterator<Item = FieldNames>,
    purpose: StructRole,
) -> Vec<EmittedField<'a>> {
    let mut members = Vec::new();
    for (field, names) in fields.zip(names) {
        let shape = plain(&field.shape);
        let preset = match (&field.constant, purpose) {
            (Some(value), StructRole::Request | StructRole::Parameters) => {
                expression(scope, &shape, value)
            }
            _ => None,
        };
        members.push(EmittedField {
            field,
            shape,
            names,
            presence: presence(field, purpose),
            preset,
            clears: false,
        });
    }
    members
}

/// Replaces numbers that may be received as text by plain numbers: how a field is decoded is not part of its type.
pub(crate) fn plain(shape: &Shape) -> Shape {
    let inner = |shape: &Shape| Box::new(plain(shape));
    match shape {
        Shape::Numeric(primitive) => Shape::Primitive(*primitive),
        Shape::Boxed(shape) => Shape::Boxed(inner(shape)),
        Shape::List(shape) => Shape::List(inner(shape)),
        Shape::Map(shape) => Shape::Map(inner(shape)),
        Shape::Nullable(shape) => Shape::Nullable(inner(shape)),
        shape => shape.clone(),
    }
}

/// Returns how the type of a field expresses that there is no value.
pub(crate) fn presence(field: &Field, purpose: StructRole) -> Presence {
    match (field.required, field.nullable, purpose) {
        (true, false, _) => Presence::Required,
        (true, true, _) => Presence::RequiredNullable,
        (false, true, StructRole::Request) => Presence::OptionalNullable,
        (false, _, _) => Presence::Optional,
    }
}

/// Returns the attribute of deprecated items.
pub(crate) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// Returns the Rust type of a field.
pub(crate) fn member_type(scope: &FileWriter<'_>, member: &EmittedField<'_>) -> RustCode {
    let ty = scope.shape(&member.shape);
    match member.presence {
        Presence::Required => ty,
        Presence::RequiredNullable | Presence::Optional => {
            RustCode(format!("{}<{ty}>", scope.option()))
        }
        Presence::OptionalNullable => RustCode(format!("{}<{ty}>", scope.runtime("Nullable"))),
    }
}

/// Returns the docs of a field, with its name in the document if that differs.
pub(crate) fn member_docs(member: &EmittedField<'_>, indentation: usize) -> Vec<String> {
    let field = member.field;
    let further = renamed(&field.name, &field.wire_name);
    docs::doc_lines(&field.docs, further.as_slice(), docs::width(indentation))
}

/// Returns the docs of a type, with its uses, and its name in the document if that differs.
pub(crate) fn type_docs(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    indentation: usize,
) -> Vec<String> {
    type_docs_with(scope, id, ty, Vec::new(), indentation)
}

/// Returns the docs of a type with further facts, which its Rust type does not express.
fn type_docs_with(
    scope: &FileWriter<'_>,
    id: TypeId,
    ty: &Type,
    mut facts: Vec<String>,
    indentation: usize,
) -> Vec<String> {
    let context = scope.context;
    let is_bare = ty.docs.is_empty();
    let sentence = context
        .uses
        .sentence(context.api, &context.names, id, is_bare);
    facts.extend(sentence);
    let wire_name = ty.wire_name.as_deref();
    facts.extend(wire_name.and_then(|wire_name| renamed(&ty.name, wire_name)));
    // The line with the uses of a type is not broken, because its links may be long.
    let width = if is_bare {
        usize::MAX
    } else {
        docs::width(indentation)
    };
    docs::doc_lines(&ty.docs, &facts, width)
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

/// Returns a sentence with the name in the document, if it differs from the Rust name in more than case and word
/// separators.
fn renamed(name: &str, wire_name: &str) -> Option<String> {
    let is_separated = wire_name.starts_with(is_separator) || wire_name.ends_with(is_separator);
    let same = !is_separated && same_letters(name, wire_name);
    (name != wire_name && !same).then(|| format!("Named {} by the API.", docs::code(wire_name)))
}
