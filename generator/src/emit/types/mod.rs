//! Emits the types of an API: one file for each resource with types of its own, and one for shared types.

mod arguments;
pub(crate) mod bodies;
mod choices;
mod conversions;
mod enums;
mod members;
mod multipart;
mod named_type;
mod pages;
mod setters;
mod structs;
mod unions;
pub(crate) mod values;

use named_type::{NamedType, deprecated, derives, type_docs};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::analysis::context::Context;
use crate::emit::analysis::files::{self, ModulePath};
use crate::emit::analysis::names::ident;
use crate::emit::analysis::references::OperationRef;
use crate::emit::docs;
use crate::emit::print::{EmitError, FileWriter, Item};
use crate::ir::{Module, Shape, TypeId, TypeKind};

/// Emits the module of the types, which exports the types of all files.
pub(crate) fn module(context: &Context<'_>) -> Vec<TokenStream> {
    let mut modules = TokenStream::new();
    let mut exports = TokenStream::new();
    let mut seen: Vec<Module> = Vec::new();
    for task in files::of_types(context) {
        let ModulePath::Types(home) = task.place else {
            continue;
        };
        if seen.contains(&home) {
            continue;
        }
        let name = ident(context.names.file(&home));
        modules.extend(quote!(mod #name;));
        exports.extend(quote!(pub use self::#name::*;));
        seen.push(home);
    }
    vec![modules, exports]
}

/// Emits types of one file.
pub(crate) fn types(
    file: &FileWriter<'_>,
    ids: &[u32],
    text: &mut String,
) -> Result<(), EmitError> {
    for &id in ids {
        let id = TypeId(id);
        let (Some(ty), Some(ident)) = (file.context.api.get(id), file.context.names.of(id)) else {
            continue;
        };
        file.print(text, items(file, &NamedType { id, ty, ident }), ident)?;
    }
    Ok(())
}

fn items(file: &FileWriter<'_>, named: &NamedType<'_>) -> Vec<Item> {
    let plain = |items: Vec<TokenStream>| items.into_iter().map(Item::Plain).collect();
    match &named.ty.kind {
        TypeKind::Struct(structure) => {
            let mut items = structs::structure(file, named, structure);
            items.extend(pages::paged(file, named.id, named.ident));
            items
        }
        TypeKind::Enum(listed) => vec![enums::listed(file, named, listed)],
        TypeKind::Constant(constant) => vec![enums::constant(file, named, constant)],
        TypeKind::Union(union) => vec![unions::union(file, named, union)],
        TypeKind::Alias(shape) => plain(vec![alias(file, named, shape)]),
        TypeKind::Newtype(shape) => plain(vec![newtype(file, named, shape)]),
        TypeKind::BodyChoice(choices) => plain(choices::body(file, named, choices)),
        TypeKind::ResponseChoice(choices) => plain(choices::response(file, named, choices)),
        TypeKind::Multipart(multipart) => multipart::multipart(file, named, multipart),
    }
}

fn alias(file: &FileWriter<'_>, named: &NamedType<'_>, shape: &Shape) -> TokenStream {
    let docs = file.comment(type_docs(file, named, 0));
    let deprecated = deprecated(named.ty);
    let (name, shape) = (ident(named.ident), file.shape(shape));
    quote!(#docs #deprecated pub type #name = #shape;)
}

fn newtype(file: &FileWriter<'_>, named: &NamedType<'_>, shape: &Shape) -> TokenStream {
    let docs = file.comment(type_docs(file, named, 0));
    let deprecated = deprecated(named.ty);
    let (serialize, deserialize) = (
        file.external("serde", "Serialize"),
        file.external("serde", "Deserialize"),
    );
    let (name, shape) = (ident(named.ident), file.shape(shape));
    let derives = derives(named.ty);
    quote! {
        #docs #deprecated
        #derives
        #[derive(Debug, Clone, PartialEq, #serialize, #deserialize)]
        #[serde(transparent)]
        pub struct #name(pub #shape);
    }
}

/// Emits the parameters of a resource's operations.
pub(crate) fn parameters(
    file: &FileWriter<'_>,
    index: usize,
    text: &mut String,
) -> Result<(), EmitError> {
    let Some(resource) = file.context.api.resources.get(index) else {
        return Ok(());
    };
    let context = file.context;
    for (place, operation) in resource.operations.iter().enumerate() {
        let Some(parameters) = &operation.parameters else {
            continue;
        };
        let of = context
            .references
            .call(context.api, &context.names, OperationRef(index, place));
        let of = of.unwrap_or_else(|| docs::code(&operation.id));
        let items = structs::parameters(file, parameters, &of);
        file.print(text, items, &parameters.name)?;
    }
    Ok(())
}
