//! Emits the types of an API: one file for each resource with types of its own, and one for shared types.

pub(crate) mod arguments;
pub(crate) mod conversions;
pub(crate) mod enums;
pub(crate) mod multipart;
pub(crate) mod setters;
pub(crate) mod structs;
pub(crate) mod unions;
pub(crate) mod values;

use foldhash::HashMap;
use proc_macro2::TokenStream;
use quote::quote;

use super::names::{self, ident};
use super::operations::{choices, pages};
use super::print::Item;
use super::references::OperationRef;
use super::scope::{Context, FileWriter, ModulePath};
use super::types::structs::{deprecated, type_docs};
use super::{EmitError, FileKind, FileTask, docs, module_docs};
use crate::ir::{Module, Operation, Resource, Type, TypeId, TypeKind};

/// The approximate number of lines after which a new part of a file starts.
const PART: usize = 1_500;

/// Returns the jobs for the files of the types.
pub(crate) fn jobs(context: &Context<'_>) -> Vec<FileTask> {
    let mut jobs = Vec::new();
    let api = context.api;
    let mut types: HashMap<&Module, Vec<(u32, &Type)>> = HashMap::default();
    for (id, ty) in (0..).zip(&api.types) {
        types.entry(&ty.module).or_default().push((id, ty));
    }
    let resources: HashMap<&str, (usize, &Resource)> = api
        .resources
        .iter()
        .enumerate()
        .map(|(index, resource)| (resource.name.as_str(), (index, resource)))
        .collect();
    for (home, file) in context.names.files() {
        let resource = match home {
            Module::Resource(name) => resources.get(name.as_str()),
            Module::Webhooks | Module::Shared => None,
        };
        let docs = module_docs(&match home {
            Module::Resource(name) => format!(
                "Types of {}.",
                docs::code(resource.map_or(name, |(_, resource)| &resource.type_name))
            ),
            Module::Webhooks => "Types of webhook requests.".to_owned(),
            Module::Shared => "Types that several resources share.".to_owned(),
        });
        let job = |weight: usize, work: FileKind| FileTask {
            path: format!("types/{}.rs", names::strip_raw(file)),
            place: ModulePath::Types(home.clone()),
            docs: docs.clone(),
            estimated_lines: weight,
            work,
        };
        let mut ids = Vec::new();
        let mut weight = 0;
        for &(id, ty) in types.get(home).into_iter().flatten() {
            if api.types_only && is_of_calls(&ty.kind) {
                continue;
            }
            ids.push(id);
            weight += self::weight(ty);
            if weight > PART {
                jobs.push(job(weight, FileKind::Types(std::mem::take(&mut ids))));
                weight = 0;
            }
        }
        if !ids.is_empty() {
            jobs.push(job(weight, FileKind::Types(ids)));
        }
        if let Some(&(index, resource)) = resource
            && !api.types_only
        {
            let weight: usize = with_parameters(resource)
                .map(|(_, parameters)| parameters.parameters.len() * 8)
                .sum();
            if weight > 0 {
                jobs.push(job(weight, FileKind::Parameters(index)));
            }
        }
    }
    jobs
}

/// Reports whether a type is only used in calls.
fn is_of_calls(kind: &TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::BodyChoice(_) | TypeKind::ResponseChoice(_) | TypeKind::Multipart(_)
    )
}

/// Estimates the number of lines of a type.
fn weight(ty: &Type) -> usize {
    let setters = if ty.directions.request { 5 } else { 0 };
    3 + match &ty.kind {
        TypeKind::Struct(structure) => structure.fields.len() * (3 + setters),
        TypeKind::Enum(listed) => listed.values.len() * 2,
        TypeKind::Union(union) => union.variants.len() * 3,
        TypeKind::BodyChoice(choices) => choices.len() * 4,
        TypeKind::ResponseChoice(choices) => choices.len() * 6,
        TypeKind::Multipart(multipart) => multipart.parts.len() * 10,
        TypeKind::Constant(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => 2,
    }
}

fn with_parameters(
    resource: &Resource,
) -> impl Iterator<Item = (&Operation, &crate::ir::Parameters)> {
    resource
        .operations
        .iter()
        .filter_map(|operation| Some((operation, operation.parameters.as_ref()?)))
}

/// Emits the module of the types, which exports the types of all files.
pub(crate) fn module(context: &Context<'_>) -> Vec<TokenStream> {
    let mut modules = TokenStream::new();
    let mut exports = TokenStream::new();
    let mut seen: Vec<Module> = Vec::new();
    for job in jobs(context) {
        let ModulePath::Types(home) = job.place else {
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
    scope: &FileWriter<'_>,
    ids: &[u32],
    text: &mut String,
) -> Result<(), EmitError> {
    for &id in ids {
        let id = TypeId(id);
        let (Some(ty), Some(name)) = (scope.context.api.get(id), scope.context.names.of(id)) else {
            continue;
        };
        scope.print(text, items(scope, id, ty, name), name)?;
    }
    Ok(())
}

fn items(scope: &FileWriter<'_>, id: TypeId, ty: &Type, name: &str) -> Vec<Item> {
    let plain = |items: Vec<TokenStream>| items.into_iter().map(Item::Plain).collect();
    match &ty.kind {
        TypeKind::Struct(structure) => {
            let mut items = structs::structure(scope, id, ty, name, structure);
            items.extend(pages::paged(scope, id, name));
            items
        }
        TypeKind::Enum(listed) => vec![enums::listed(scope, id, ty, name, listed)],
        TypeKind::Constant(constant) => vec![enums::constant(scope, id, ty, name, constant)],
        TypeKind::Union(union) => vec![unions::union(scope, id, ty, name, union)],
        TypeKind::Alias(shape) => {
            let (docs, deprecated) = (
                scope.comment(type_docs(scope, id, ty, 0)),
                deprecated(ty.deprecated),
            );
            let (name, shape) = (ident(name), scope.shape(shape));
            plain(vec![quote!(#docs #deprecated pub type #name = #shape;)])
        }
        TypeKind::Newtype(shape) => {
            let (docs, deprecated) = (
                scope.comment(type_docs(scope, id, ty, 0)),
                deprecated(ty.deprecated),
            );
            let (serialize, deserialize) = (
                scope.external("serde", "Serialize"),
                scope.external("serde", "Deserialize"),
            );
            let (name, shape) = (ident(name), scope.shape(shape));
            let derives = structs::derives(ty);
            plain(vec![quote! {
                #docs #deprecated
                #derives
                #[derive(Debug, Clone, PartialEq, #serialize, #deserialize)]
                #[serde(transparent)]
                pub struct #name(pub #shape);
            }])
        }
        TypeKind::BodyChoice(choices) => plain(choices::body(scope, id, ty, name, choices)),
        TypeKind::ResponseChoice(choices) => plain(choices::response(scope, id, ty, name, choices)),
        TypeKind::Multipart(multipart) => multipart::multipart(scope, id, ty, name, multipart),
    }
}

/// Emits the parameters of a resource's operations.
pub(crate) fn parameters(
    scope: &FileWriter<'_>,
    index: usize,
    text: &mut String,
) -> Result<(), EmitError> {
    let Some(resource) = scope.context.api.resources.get(index) else {
        return Ok(());
    };
    let context = scope.context;
    for (place, operation) in resource.operations.iter().enumerate() {
        let Some(parameters) = &operation.parameters else {
            continue;
        };
        let of = context
            .uses
            .call(context.api, &context.names, OperationRef(index, place));
        let of = of.unwrap_or_else(|| docs::code(&operation.id));
        let items = structs::parameters(scope, parameters, &of);
        scope.print(text, items, &parameters.name)?;
    }
    Ok(())
}
