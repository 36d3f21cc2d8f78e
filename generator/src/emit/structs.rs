//! Structs: objects with known properties, and the parameters of an operation.
//!
//! What a caller fills in has `new`, which takes what is required, and a function for each of the rest.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{Argument, argument};
use super::names::{self, FieldNames, ident};
use super::scope::{Scope, doc_comments, path_text};
use super::values::expression;
use crate::ir::{Field, Parameters, Shape, Struct, Type, TypeKind};

/// How a field says that there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// `T`
    Required,
    /// `Option<T>` that must be there.
    RequiredNullable,
    /// `Option<T>`
    Optional,
    /// `Nullable<T>`: absent and null are two things.
    OptionalNullable,
}

/// A field with all that is decided about it.
struct Member<'a> {
    field: &'a Field,
    names: FieldNames,
    presence: Presence,
    /// What `new` puts there without being asked.
    preset: Option<TokenStream>,
}

/// The field for properties without a name.
struct Rest<'a> {
    names: FieldNames,
    shape: &'a Shape,
}

/// What a struct is for.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// Sent and perhaps received: absent and null differ.
    Request,
    /// Received only.
    Response,
    /// Parameters, which are never decoded and have no null.
    Parameters,
}

/// The items of a struct.
pub(super) fn structure(scope: &Scope<'_>, ty: &Type, name: &str, structure: &Struct) -> Vec<TokenStream> {
    let purpose = if ty.direction.request { Use::Request } else { Use::Response };
    let rest = structure.additional.as_ref();
    let field_names = structure.fields.iter().map(|field| field.name.as_str());
    let all: Vec<&str> = field_names.chain(rest.map(|rest| rest.name.as_str())).collect();
    let mut names = names::fields(&all).into_iter();
    let members = members(scope, structure.fields.iter(), &mut names, purpose);
    let rest = rest.zip(names.next()).map(|(rest, names)| Rest { names, shape: &rest.shape });

    let docs = type_docs(ty, 0);
    let deprecated = deprecated(ty.deprecated);
    let (serialize, deserialize) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let casing = Casing::best(&members);
    let rename_all = casing.attribute();
    let fields = members.iter().map(|member| field(scope, member, casing));
    let rest_field = rest.as_ref().map(|rest| {
        let (name, map) = (ident(&rest.names.field), map_of(scope, rest.shape));
        quote!(#[serde(flatten)] pub #name: #map,)
    });
    let (default, new) = match purpose {
        Use::Response => (None, None),
        _ => constructor(scope, name, &members, rest.as_ref()),
    };
    // Whoever makes a request and drops it has forgotten to send it.
    let must_use = (ty.direction.request && !ty.direction.response).then(|| quote!(#[must_use]));
    let name = ident(name);
    let item = quote! {
        #docs
        #deprecated
        #[derive(Debug, Clone, PartialEq, #default #serialize, #deserialize)]
        #rename_all
        #must_use
        #[non_exhaustive]
        pub struct #name { #(#fields)* #rest_field }
    };
    let functions = functions(scope, &name, &members, rest.as_ref(), purpose, must_use.is_some(), new);
    std::iter::once(item).chain(functions).collect()
}

/// The items of an operation's parameters.
pub(super) fn parameters(scope: &Scope<'_>, parameters: &Parameters, of: &str) -> Vec<TokenStream> {
    let fields = || parameters.parameters.iter().map(|parameter| &parameter.field);
    let all: Vec<&str> = fields().map(|field| field.name.as_str()).collect();
    let mut names = names::fields(&all).into_iter();
    let members = members(scope, fields(), &mut names, Use::Parameters);
    let spelled = names::spelled(&parameters.name);
    let (default, new) = constructor(scope, &spelled, &members, None);
    let docs = doc_comments(&crate::ir::Docs::default(), &[format!("Parameters of {of}.")], 0);
    let name = ident(&spelled);
    let fields = members.iter().map(|member| {
        let docs = member_docs(member);
        let deprecated = deprecated(member.field.deprecated);
        let (name, ty) = (ident(&member.names.field), member_type(scope, member));
        quote!(#docs #deprecated pub #name: #ty,)
    });
    let item = quote! {
        #docs
        #[derive(Debug, Clone, #default)]
        #[must_use]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }
    };
    let functions = functions(scope, &name, &members, None, Use::Parameters, true, new);
    std::iter::once(item).chain(functions).collect()
}

/// Names for the fields of an operation's parameters.
pub(super) fn parameter_names(parameters: &Parameters) -> Vec<String> {
    let all: Vec<&str> = parameters.parameters.iter().map(|parameter| parameter.field.name.as_str()).collect();
    names::fields(&all).into_iter().map(|names| names.field).collect()
}

/// The type of a field of a struct, when that travels like this.
pub(super) fn is_nullable_field(field: &Field, in_request: bool) -> bool {
    presence(field, if in_request { Use::Request } else { Use::Response }) == Presence::OptionalNullable
}

fn members<'a>(
    scope: &Scope<'_>,
    fields: impl Iterator<Item = &'a Field>,
    names: &mut impl Iterator<Item = FieldNames>,
    purpose: Use,
) -> Vec<Member<'a>> {
    let mut members = Vec::new();
    for (field, names) in fields.zip(names) {
        let preset = match (&field.preset, purpose) {
            (Some(value), Use::Request | Use::Parameters) => expression(scope, &field.shape, value),
            _ => None,
        };
        members.push(Member { field, names, presence: presence(field, purpose), preset });
    }
    members
}

fn presence(field: &Field, purpose: Use) -> Presence {
    match (field.required, field.nullable, purpose) {
        (true, false, _) => Presence::Required,
        (true, true, _) => Presence::RequiredNullable,
        (false, true, Use::Request) => Presence::OptionalNullable,
        (false, _, _) => Presence::Optional,
    }
}

pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// The map that properties without a name are kept in.
fn map_of(scope: &Scope<'_>, value: &Shape) -> TokenStream {
    scope.shape(&Shape::Map(Box::new(value.clone())))
}

fn member_type(scope: &Scope<'_>, member: &Member<'_>) -> TokenStream {
    let ty = scope.shape(&member.field.shape);
    match member.presence {
        Presence::Required => ty,
        Presence::RequiredNullable | Presence::Optional => {
            let option = scope.option();
            quote!(#option<#ty>)
        }
        Presence::OptionalNullable => {
            let nullable = scope.runtime("Nullable");
            quote!(#nullable<#ty>)
        }
    }
}

fn member_docs(member: &Member<'_>) -> TokenStream {
    let field = member.field;
    let further = renamed(&field.name, &field.wire_name);
    doc_comments(&field.docs, further.as_slice(), 4)
}

/// Says what a thing is called in the document, when its name here differs by more than case.
fn renamed(name: &str, wire_name: &str) -> Option<String> {
    let letters = |text: &str| -> String {
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    (letters(name) != letters(wire_name)).then(|| format!("Named {} by the API.", super::docs::code(wire_name)))
}

/// The docs of a type, with its name in the document where that is another.
pub(super) fn type_docs(ty: &Type, indentation: usize) -> TokenStream {
    let further = ty.wire_name.as_deref().and_then(|wire_name| renamed(&ty.name, wire_name));
    doc_comments(&ty.docs, further.as_slice(), indentation)
}

/// A field of a type that is sent or received as JSON.
fn field(scope: &Scope<'_>, member: &Member<'_>, casing: Casing) -> TokenStream {
    let docs = member_docs(member);
    let deprecated = deprecated(member.field.deprecated);
    let mut options: Vec<TokenStream> = Vec::new();
    let wire_name = &member.field.wire_name;
    if &casing.of(&member.names.field) != wire_name {
        options.push(quote!(rename = #wire_name));
    }
    match member.presence {
        Presence::Required if !matches!(scope.resolve(&member.field.shape).0, Shape::Nullable(_)) => {}
        Presence::Required | Presence::RequiredNullable => {
            options.push(quote!(deserialize_with = "crate::runtime::required_nullable"));
        }
        Presence::Optional if member.field.nullable => {}
        Presence::Optional => {
            let path = path_text(&scope.option(), "::is_none");
            options.push(quote!(skip_serializing_if = #path));
        }
        Presence::OptionalNullable => {
            let path = path_text(&scope.runtime("Nullable"), "::is_absent");
            options.push(quote!(default));
            options.push(quote!(skip_serializing_if = #path));
        }
    }
    let attribute = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    let (name, ty) = (ident(&member.names.field), member_type(scope, member));
    quote!(#docs #deprecated #attribute pub #name: #ty,)
}

/// How serde makes the names on the wire from those of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Casing {
    Same,
    Camel,
    Pascal,
    Kebab,
    ScreamingSnake,
}

impl Casing {
    /// The casing that leaves the fewest fields to be renamed one by one; the first of equals.
    fn best(members: &[Member<'_>]) -> Self {
        let renames = |casing: Self| {
            let differs = |member: &&Member<'_>| casing.of(&member.names.field) != member.field.wire_name;
            members.iter().filter(differs).count() + usize::from(casing != Self::Same)
        };
        let all = [Self::Same, Self::Camel, Self::Pascal, Self::Kebab, Self::ScreamingSnake];
        all.into_iter().min_by_key(|casing| renames(*casing)).unwrap_or(Self::Same)
    }

    fn attribute(self) -> Option<TokenStream> {
        let name = match self {
            Self::Same => return None,
            Self::Camel => "camelCase",
            Self::Pascal => "PascalCase",
            Self::Kebab => "kebab-case",
            Self::ScreamingSnake => "SCREAMING_SNAKE_CASE",
        };
        Some(quote!(#[serde(rename_all = #name)]))
    }

    /// The name that serde makes of a field's.
    fn of(self, field: &str) -> String {
        let field = names::without_mark(field);
        match self {
            Self::Same => field.to_owned(),
            Self::Kebab => field.replace('_', "-"),
            Self::ScreamingSnake => field.to_ascii_uppercase(),
            Self::Pascal => pascal(field),
            Self::Camel => {
                let mut name = pascal(field);
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_lowercase();
                }
                name
            }
        }
    }
}

fn pascal(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    let mut capital = true;
    for character in field.chars() {
        if character == '_' {
            capital = true;
        } else {
            name.push(if capital { character.to_ascii_uppercase() } else { character });
            capital = false;
        }
    }
    name
}

/// The derive of `Default`, if all fields can be left out, and `new`; with an `impl Default` where presets make it
/// say something else than the derive would.
fn constructor(
    scope: &Scope<'_>,
    name: &str,
    members: &[Member<'_>],
    rest: Option<&Rest<'_>>,
) -> (Option<TokenStream>, Option<Constructor>) {
    let asks = |member: &&Member<'_>| member.preset.is_none() && is_required(member);
    if members.iter().any(|member| asks(&member)) {
        return (None, Some(Constructor { new: new(scope, members, rest), default: None }));
    }
    let default = scope.std("default", "Default");
    let derives = members.iter().all(|member| match (&member.preset, member.presence) {
        (None, _) => true,
        (Some(_), Presence::Required) => {
            matches!(scope.resolve(&member.field.shape).1.map(|ty| &ty.kind), Some(TypeKind::Constant(_)))
        }
        (Some(_), _) => false,
    });
    if derives {
        let new = quote!(pub fn new() -> Self { Self::default() });
        // Derives are looked up among macros, where no type stands in the way.
        return (Some(quote!(Default,)), Some(Constructor { new, default: None }));
    }
    let name = ident(name);
    let default = quote!(impl #default for #name { fn default() -> Self { Self::new() } });
    (None, Some(Constructor { new: new(scope, members, rest), default: Some(default) }))
}

/// How a struct is made.
struct Constructor {
    new: TokenStream,
    default: Option<TokenStream>,
}

fn is_required(member: &Member<'_>) -> bool {
    matches!(member.presence, Presence::Required | Presence::RequiredNullable)
}

/// `new`, with an argument for each required field.
fn new(scope: &Scope<'_>, members: &[Member<'_>], rest: Option<&Rest<'_>>) -> TokenStream {
    let mut arguments = Vec::new();
    let mut fields = Vec::new();
    for member in members {
        let name = ident(&member.names.field);
        let value = match (&member.preset, member.presence) {
            (Some(preset), Presence::Required) => preset.clone(),
            (Some(preset), Presence::RequiredNullable | Presence::Optional) => quote!(Some(#preset)),
            (Some(preset), Presence::OptionalNullable) => {
                let nullable = scope.runtime("Nullable");
                quote!(#nullable::Value(#preset))
            }
            (None, Presence::Required) => {
                let Argument { ty, value } = argument(scope, &member.field.shape, &name);
                arguments.push(quote!(#name: #ty));
                value
            }
            (None, Presence::RequiredNullable) => {
                let (into, ty) = (scope.into(), member_type(scope, member));
                arguments.push(quote!(#name: impl #into<#ty>));
                quote!(#name.into())
            }
            (None, Presence::Optional) => quote!(None),
            (None, Presence::OptionalNullable) => {
                let nullable = scope.runtime("Nullable");
                quote!(#nullable::Absent)
            }
        };
        fields.push(if value.to_string() == name.to_string() { quote!(#name) } else { quote!(#name: #value) });
    }
    if let Some(rest) = rest {
        let (name, default) = (ident(&rest.names.field), scope.std("default", "Default"));
        fields.push(quote!(#name: #default::default()));
    }
    quote!(pub fn new(#(#arguments),*) -> Self { Self { #(#fields),* } })
}

/// The `impl` with `new` and the functions that set fields.
fn functions(
    scope: &Scope<'_>,
    name: &Ident,
    members: &[Member<'_>],
    rest: Option<&Rest<'_>>,
    purpose: Use,
    must_use: bool,
    constructor: Option<Constructor>,
) -> Vec<TokenStream> {
    let Some(Constructor { new, default }) = constructor else { return Vec::new() };
    let must_use = (!must_use).then(|| quote!(#[must_use]));
    let mut functions = Vec::new();
    for member in members.iter().filter(|member| member.preset.is_none() && !is_required(member)) {
        let (field, setter) = (ident(&member.names.field), ident(&member.names.setter));
        let deprecated = deprecated(member.field.deprecated);
        let Argument { ty, value } = argument(scope, &member.field.shape, &field);
        let value = if member.presence == Presence::OptionalNullable {
            let nullable = scope.runtime("Nullable");
            quote!(#nullable::Value(#value))
        } else {
            quote!(Some(#value))
        };
        functions.push(quote! {
            #deprecated
            #must_use
            pub fn #setter(mut self, #field: #ty) -> Self {
                self.#field = #value;
                self
            }
        });
        if member.presence == Presence::OptionalNullable {
            let (clear, nullable) = (ident(&member.names.clear), scope.runtime("Nullable"));
            functions.push(quote! {
                #deprecated
                #must_use
                pub fn #clear(mut self) -> Self {
                    self.#field = #nullable::Null;
                    self
                }
            });
        }
    }
    if let Some(rest) = rest.filter(|_| purpose == Use::Request) {
        let (field, setter) = (ident(&rest.names.field), ident(&rest.names.setter));
        let map = Shape::Map(Box::new(rest.shape.clone()));
        let Argument { ty, value } = argument(scope, &map, &field);
        functions.push(quote! {
            #must_use
            pub fn #setter(mut self, #field: #ty) -> Self {
                self.#field = #value;
                self
            }
        });
    }
    let item = quote!(impl #name { #new #(#functions)* });
    std::iter::once(item).chain(default).collect()
}
