//! Applies the names that the configuration chooses.

use foldhash::{HashMap, HashSet};
use indexmap::IndexMap;

use crate::base::reserved::{self, PRELUDE, RESOURCE_METHODS};
use crate::config::Api as Config;
use crate::diagnostic::{Diagnostic, Diagnostics, Location, codes};
use crate::ir::{Api, Module, Operation, Shape, Tagging, Type, TypeKind};
use crate::load::Origin;
use crate::lower::naming::words;
use crate::lower::without_effect;

/// Applies the configured names. Keys are the names that items have without this pass, so that the order of
/// entries does not matter. References to types are by id and need no update.
pub(crate) fn rename(api: &mut Api, config: &Config, diagnostics: &Diagnostics) {
    let wanted = &config.rename;
    // With types only, methods, their parameters and the types of their bodies cannot be renamed.
    let has_calls = !config.must_concern_types();
    if wanted.is_empty() {
        return;
    }
    let mut renaming = Renaming {
        wanted,
        names: Vec::new(),
        scopes: 1,
    };
    let before: Vec<String> = api.types.iter().map(|ty| ty.name.clone()).collect();
    for ty in &mut api.types {
        if has_calls || !ty.kind.is_of_calls() {
            renaming.ty(ty);
        }
    }
    let mut moved = HashMap::default();
    let resources = renaming.scope();
    for resource in &mut api.resources {
        let old = resource.name.clone();
        let scope = renaming.scope();
        for operation in resource.operations.iter_mut().filter(|_| has_calls) {
            renaming.operation(&old, scope, operation);
        }
        let origin = resource.operations.first().map(|first| first.origin);
        if renaming.name(
            resources,
            old.clone(),
            &mut resource.name,
            origin,
            reserved::CLIENT_METHODS,
        ) {
            resource.type_name = words::resource_type_name(&resource.name);
            moved.insert(old, resource.name.clone());
        }
    }
    for ty in &mut api.types {
        if let Module::Resource(home) = &mut ty.module
            && let Some(now) = moved.get(home)
        {
            home.clone_from(now);
        }
    }
    let scope = renaming.scope();
    for body in api.error_bodies.iter_mut().filter(|_| has_calls) {
        let key = format!("ErrorBody::{}", body.name);
        let ty = match body.content.shape {
            Shape::Named(id) => Some(id.index()),
            _ => None,
        };
        // An error body that is named after its type follows the type.
        if let Some(index) = ty
            && before.get(index) == Some(&body.name)
            && let Some(ty) = api.types.get(index)
        {
            body.name.clone_from(&ty.name);
        }
        let origin = ty
            .and_then(|index| api.types.get(index))
            .map(|ty| ty.origin);
        renaming.name(scope, key, &mut body.name, origin, &[]);
    }
    renaming.report(diagnostics);
}

/// An item that has a name.
struct Named {
    /// The scope in which the name must be unique.
    scope: u32,
    /// The key of the item in the configuration.
    key: String,
    /// The current name.
    name: String,
    renamed: bool,
    reserved: bool,
    origin: Option<Origin>,
}

struct Renaming<'c> {
    wanted: &'c IndexMap<String, String>,
    names: Vec<Named>,
    scopes: u32,
}

/// The scope of all types.
const TYPES: u32 = 0;

impl Renaming<'_> {
    fn scope(&mut self) -> u32 {
        self.scopes = self.scopes.saturating_add(1);
        self.scopes
    }

    /// Applies the configured name of an item, and reports whether there is one.
    fn name(
        &mut self,
        scope: u32,
        key: String,
        name: &mut String,
        origin: Option<Origin>,
        reserved: &[&str],
    ) -> bool {
        let wanted = self.wanted.get(&key);
        if let Some(wanted) = wanted {
            name.clone_from(wanted);
        }
        self.names.push(Named {
            scope,
            key,
            name: name.clone(),
            renamed: wanted.is_some(),
            reserved: wanted.is_some() && reserved.contains(&name.as_str()),
            origin,
        });
        wanted.is_some()
    }

    fn ty(&mut self, ty: &mut Type) {
        let (owner, origin, scope) = (ty.name.clone(), ty.origin, self.scope());
        let mut field = |name: &mut String, origin: Origin| {
            self.name(
                scope,
                format!("{owner}.{name}"),
                name,
                Some(origin),
                &["new"],
            );
        };
        match &mut ty.kind {
            TypeKind::Struct(found) => {
                for one in &mut found.fields {
                    field(&mut one.name, one.origin);
                }
                if let Some(additional) = &mut found.additional {
                    field(&mut additional.name, origin);
                }
            }
            TypeKind::Multipart(found) => {
                for part in &mut found.parts {
                    field(&mut part.field.name, part.field.origin);
                }
                if let Some(additional) = &mut found.additional {
                    field(&mut additional.name, origin);
                }
            }
            kind => {
                for name in variants(kind) {
                    self.name(scope, format!("{owner}::{name}"), name, Some(origin), &[]);
                }
            }
        }
        self.name(TYPES, owner, &mut ty.name, Some(origin), PRELUDE);
    }

    fn operation(&mut self, resource: &str, scope: u32, operation: &mut Operation) {
        let origin = Some(operation.origin);
        if let Some(parameters) = &mut operation.parameters {
            let (owner, fields) = (parameters.name.clone(), self.scope());
            for parameter in &mut parameters.parameters {
                let field = &mut parameter.field;
                let key = format!("{owner}.{}", field.name);
                self.name(fields, key, &mut field.name, Some(field.origin), &["new"]);
            }
            self.name(TYPES, owner, &mut parameters.name, origin, PRELUDE);
        }
        let key = format!("{resource}.{}", operation.name);
        self.name(scope, key, &mut operation.name, origin, RESOURCE_METHODS);
    }

    /// Reports configured names that are taken, and keys that match nothing.
    fn report(&self, diagnostics: &Diagnostics) {
        let mut holders: HashMap<(u32, String), &Named> = HashMap::default();
        let (renamed, others): (Vec<&Named>, Vec<&Named>) =
            self.names.iter().partition(|named| named.renamed);
        for named in others {
            holders.insert((named.scope, named.name.to_lowercase()), named);
        }
        for named in &renamed {
            let (key, name) = (&named.key, &named.name);
            let other = holders.insert((named.scope, name.to_lowercase()), named);
            let taken = match other {
                _ if named.reserved => "a name that it cannot have".to_owned(),
                Some(other) => format!("which is also the name of `{}`", other.key),
                None => continue,
            };
            let message =
                format!("`rename` of the configuration renames `{key}` to `{name}`, {taken}");
            let place = Location::option(&["rename", key]);
            let mut error = Diagnostic::error(codes::RENAME_COLLISION, place, message)
                .help("choose another name, or rename the other as well");
            if let Some(origin) = named.origin {
                error = error.related(Location::Value(origin), format!("what is called `{key}`"));
            }
            diagnostics.push(error);
        }
        let found: HashSet<&str> = renamed.iter().map(|named| named.key.as_str()).collect();
        for key in self
            .wanted
            .keys()
            .filter(|key| !found.contains(key.as_str()))
        {
            let message =
                format!("`rename` of the configuration names `{key}`, and nothing is called that");
            let place = Location::option_key(&["rename", key]);
            let known = self.names.iter().map(|named| named.key.as_str());
            diagnostics.push(without_effect(diagnostics, place, message, key, known));
        }
    }
}

/// Returns the names of the variants of a type that is an enum in Rust.
fn variants(kind: &mut TypeKind) -> Vec<&mut String> {
    match kind {
        TypeKind::Enum(found) => found
            .values
            .iter_mut()
            .map(|value| &mut value.name)
            .chain([&mut found.unknown])
            .collect(),
        TypeKind::Constant(constant) => vec![&mut constant.name],
        TypeKind::Union(union) => union
            .variants
            .iter_mut()
            .map(|variant| &mut variant.name)
            .chain((union.tagging != Tagging::Untagged).then_some(&mut union.unknown))
            .collect(),
        TypeKind::BodyChoice(choices) => {
            choices.iter_mut().map(|choice| &mut choice.name).collect()
        }
        TypeKind::ResponseChoice(choices) => {
            choices.iter_mut().map(|choice| &mut choice.name).collect()
        }
        TypeKind::Struct(_)
        | TypeKind::Multipart(_)
        | TypeKind::Alias(_)
        | TypeKind::Newtype(_) => Vec::new(),
    }
}
