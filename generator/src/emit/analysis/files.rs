//! Plans the files: their paths, docs and content, and the parts that are emitted in one task.

use foldhash::HashMap;

use super::context::Context;
use super::names;
use crate::emit::docs;
use crate::ir::{Api, Module, Operation, Parameters, Resource, Type, TypeKind};

/// The approximate number of lines after which a new part of a file starts.
const PART: usize = 1_500;

/// The place of a file among the modules, which decides how it refers to the types of the API.
#[derive(Clone, PartialEq)]
pub(crate) enum ModulePath {
    /// A file of types, by its module.
    Types(Module),
    /// The file of a resource, which defines the resource's type.
    Resource {
        /// The name of the resource's type.
        handle: String,
    },
    /// A file in the API's module itself, where types are `types::Name`.
    Root,
}

/// A file or a part of one, which is emitted in one task.
pub(crate) struct FileTask {
    /// The path relative to the folder of the API.
    pub(crate) path: String,
    pub(crate) place: ModulePath,
    /// The docs of the file, as text.
    pub(crate) docs: String,
    /// The approximate number of lines.
    pub(crate) estimated_lines: usize,
    pub(crate) content: FileContent,
}

/// The content of a file or part.
pub(crate) enum FileContent {
    /// The module of the API.
    Root,
    /// The client.
    Client,
    /// The error bodies.
    Error,
    /// The module of the types.
    TypesRoot,
    /// Types, by their indices.
    Types(Vec<u32>),
    /// The parameters of a resource's operations, by the index of the resource.
    Parameters(usize),
    /// The module of the resources.
    ResourcesRoot,
    /// A resource, by its index.
    Resource(usize),
    /// The webhooks.
    Webhooks,
}

/// Returns all tasks, in the order of the files. Tasks for the same file are adjacent.
pub(crate) fn tasks(context: &Context<'_>) -> Vec<FileTask> {
    let root = |path: &str, docs: String, estimated_lines: usize, content: FileContent| FileTask {
        path: path.to_owned(),
        place: ModulePath::Root,
        docs,
        estimated_lines,
        content,
    };
    let mut tasks = vec![
        root(
            "mod.rs",
            docs::module(&about(context.api)),
            20,
            FileContent::Root,
        ),
        root(
            "types/mod.rs",
            docs::module("The types of requests and responses."),
            60,
            FileContent::TypesRoot,
        ),
    ];
    tasks.extend(of_types(context));
    if context.api.types_only {
        return tasks;
    }
    tasks.extend([
        root(
            "client.rs",
            docs::module("The client."),
            60 + context.api.resources.len() * 4,
            FileContent::Client,
        ),
        root(
            "error.rs",
            docs::module("Bodies of error responses."),
            60,
            FileContent::Error,
        ),
        root(
            "resources/mod.rs",
            docs::module("The operations of the API, by resource."),
            60,
            FileContent::ResourcesRoot,
        ),
    ]);
    tasks.extend(of_resources(context));
    if context.api.webhooks.is_some() {
        tasks.push(root(
            "webhooks.rs",
            docs::module("Webhooks: verification and event types."),
            60,
            FileContent::Webhooks,
        ));
    }
    tasks
}

/// Returns the text about an API, for the docs of its module.
fn about(api: &Api) -> String {
    let info = &api.info;
    let mut text = if info.title.is_empty() {
        docs::code(&api.name)
    } else {
        info.title.clone()
    };
    if !info.version.is_empty() {
        text.push_str(&format!(", version {}", docs::code(&info.version)));
    }
    text.push('.');
    if let Some(description) = &info.description {
        text.push_str("\n\n");
        text.push_str(description);
    }
    if let Some(terms) = &info.terms_of_service {
        text.push_str(&format!("\n\nTerms of service: {terms}"));
    }
    if let Some((name, address)) = &info.license {
        let address = address
            .as_ref()
            .map(|address| format!(" ({address})"))
            .unwrap_or_default();
        text.push_str(&format!("\n\nLicense of the API document: {name}{address}"));
    }
    text
}

/// Returns the tasks for the files of the types.
pub(crate) fn of_types(context: &Context<'_>) -> Vec<FileTask> {
    let mut tasks = Vec::new();
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
        let docs = docs::module(&match home {
            Module::Resource(name) => format!(
                "Types of {}.",
                docs::code(resource.map_or(name, |(_, resource)| &resource.type_name))
            ),
            Module::Webhooks => "Types of webhook requests.".to_owned(),
            Module::Shared => "Types that several resources share.".to_owned(),
        });
        let task = |estimated_lines: usize, content: FileContent| FileTask {
            path: format!("types/{}.rs", names::strip_raw(file)),
            place: ModulePath::Types(home.clone()),
            docs: docs.clone(),
            estimated_lines,
            content,
        };
        let mut ids = Vec::new();
        let mut lines = 0;
        for &(id, ty) in types.get(home).into_iter().flatten() {
            if api.types_only && ty.kind.is_of_calls() {
                continue;
            }
            ids.push(id);
            lines += estimated_lines(ty);
            if lines > PART {
                tasks.push(task(lines, FileContent::Types(std::mem::take(&mut ids))));
                lines = 0;
            }
        }
        if !ids.is_empty() {
            tasks.push(task(lines, FileContent::Types(ids)));
        }
        if let Some(&(index, resource)) = resource
            && !api.types_only
        {
            let lines: usize = with_parameters(resource)
                .map(|(_, parameters)| parameters.parameters.len() * 8)
                .sum();
            if lines > 0 {
                tasks.push(task(lines, FileContent::Parameters(index)));
            }
        }
    }
    tasks
}

/// Estimates the number of lines of a type.
fn estimated_lines(ty: &Type) -> usize {
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

fn with_parameters(resource: &Resource) -> impl Iterator<Item = (&Operation, &Parameters)> {
    resource
        .operations
        .iter()
        .filter_map(|operation| Some((operation, operation.parameters.as_ref()?)))
}

/// Returns the tasks for the files of the resources.
fn of_resources(context: &Context<'_>) -> Vec<FileTask> {
    let names = &context.names;
    let resources = context
        .api
        .resources
        .iter()
        .zip(&names.resource_modules)
        .zip(&names.resource_types)
        .enumerate();
    resources
        .map(|(index, ((resource, module), handle))| FileTask {
            path: format!("resources/{}.rs", names::strip_raw(module)),
            place: ModulePath::Resource {
                handle: handle.clone(),
            },
            docs: docs::module(&format!("Operations of {}.", docs::code(&resource.title))),
            estimated_lines: resource.operations.len() * 14,
            content: FileContent::Resource(index),
        })
        .collect()
}
