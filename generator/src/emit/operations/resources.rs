//! Emits the types of resources, each in a file with its operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::method;
use crate::emit::analysis::context::Context;
use crate::emit::analysis::names::{self, ident};
use crate::emit::docs;
use crate::emit::print::text::Writer;
use crate::emit::print::{EmitError, FileWriter, Item};
use crate::ir::{Docs, Resource};

/// Emits the module of the resources.
pub(crate) fn module(context: &Context<'_>) -> Vec<TokenStream> {
    let names = &context.names;
    let mut modules = TokenStream::new();
    let mut exports = TokenStream::new();
    for (module, handle) in names.resource_modules.iter().zip(&names.resource_types) {
        let (module, handle) = (ident(module), ident(handle));
        modules.extend(quote!(mod #module;));
        exports.extend(quote!(pub use self::#module::#handle;));
    }
    vec![modules, exports]
}

/// Emits a resource: its type, and a method for each operation.
pub(crate) fn resource(
    file: &FileWriter<'_>,
    index: usize,
    text: &mut String,
) -> Result<(), EmitError> {
    let context = file.context;
    let (Some(resource), Some(handle)) = (
        context.api.resources.get(index),
        context.names.resource_types.get(index),
    ) else {
        return Ok(());
    };
    let name = ident(handle);
    let method = context.names.resource_methods.get(index);
    let call = docs::code(&format!("client.{}()", method.map_or("", String::as_str)));
    let method = method.map_or("", |method| names::strip_raw(method));
    let from = format!("Returned by [{call}](super::super::Client::{method}).");
    let docs = file.docs(&resource_docs(resource), &[from], 0);
    let core = file.runtime("ClientCore");
    let unused = resource
        .operations
        .is_empty()
        .then(|| quote!(#[allow(dead_code, reason = "the resource has no operations")]));
    let item = quote! {
        #docs
        #unused
        #[derive(Debug, Clone, Copy)]
        #[must_use]
        pub struct #name<'a>(pub(crate) &'a #core);
    };
    file.print(text, [Item::Plain(item)], handle)?;
    if resource.operations.is_empty() {
        return Ok(());
    }
    let mut writer = Writer::default();
    writer.push(&format!("impl {handle}<'_> "));
    writer.block(|writer| {
        let mut named = resource
            .operations
            .iter()
            .zip(context.references.functions(index));
        named.try_for_each(|(operation, name)| method::operation(file, operation, name, writer))
    })?;
    file.print(text, [Item::Text(writer.into_text())], handle)
}

/// Returns the docs of a resource: those of its tag, or at least its name.
pub(crate) fn resource_docs(resource: &Resource) -> Docs {
    if !resource.docs.is_empty() {
        return resource.docs.clone();
    }
    Docs {
        summary: Some(format!("Operations of {}.", docs::code(&resource.title))),
        ..Docs::default()
    }
}
