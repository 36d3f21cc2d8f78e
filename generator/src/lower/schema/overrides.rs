//! Applies the overrides of the configuration: Rust types for formats and components, and derives.

use foldhash::{HashMap, HashSet};
use indexmap::IndexMap;

use crate::config::Api as Config;
use crate::diagnostic::{Diagnostics, Location};
use crate::ir::{Api, EnumBase, Primitive, Shape, TypeKind};
use crate::lower::schema::Schemas;
use crate::lower::without_effect;
use crate::openapi::Reader;

/// The Rust types that the configuration chooses.
#[derive(Debug)]
pub(crate) struct Overrides {
    /// By format.
    pub formats: HashMap<String, Shape>,
    /// By component.
    pub types: HashMap<String, Shape>,
}

impl Overrides {
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            formats: shapes(&config.formats),
            types: shapes(&config.types),
        }
    }

    /// Reports overrides that no schema uses.
    pub(crate) fn report(
        &self,
        schemas: &Schemas<'_, '_>,
        reader: &Reader<'_>,
        diagnostics: &Diagnostics,
    ) {
        let report = |option: &str, unused: Vec<&String>, what: &str, known: &[&str]| {
            for name in unused {
                let message =
                    format!("`{option}` of the configuration names `{name}`, which is not {what}");
                let place = Location::option_key(&[option, name]);
                diagnostics.push(without_effect(
                    diagnostics,
                    place,
                    message,
                    name,
                    known.iter().copied(),
                ));
            }
        };
        let unused_formats = unused(&self.formats, &schemas.used.formats);
        if !unused_formats.is_empty() {
            let what = "the format of a generated type";
            report("formats", unused_formats, what, &reader.formats());
        }
        let components = reader.component_schemas();
        let known: Vec<&str> = components.iter().map(|(name, _)| *name).collect();
        let unused_types = unused(&self.types, &schemas.used.types);
        report(
            "types",
            unused_types,
            "a schema of a generated type",
            &known,
        );
    }
}

/// Returns the unused names in alphabetical order, so that the output is deterministic.
fn unused<'c>(chosen: &'c HashMap<String, Shape>, used: &HashSet<&str>) -> Vec<&'c String> {
    let mut unused: Vec<&String> = chosen
        .keys()
        .filter(|name| !used.contains(name.as_str()))
        .collect();
    unused.sort();
    unused
}

fn shapes(paths: &IndexMap<String, String>) -> HashMap<String, Shape> {
    paths
        .iter()
        .map(|(name, path)| (name.clone(), shape(path)))
        .collect()
}

/// Returns the type reference of a Rust type. Primitives of the output are not external types.
fn shape(path: &str) -> Shape {
    Shape::Primitive(match path {
        "String" => Primitive::String,
        "bool" => Primitive::Boolean,
        "i32" => Primitive::Int32,
        "i64" => Primitive::Int64,
        "i128" => Primitive::Int128,
        "u32" => Primitive::Uint32,
        "u64" => Primitive::Uint64,
        "f32" => Primitive::Float,
        "f64" => Primitive::Double,
        path => return Shape::External(path.to_owned()),
    })
}

/// The key for every type that can have derives.
const ALL: &str = "*";

/// Adds the derives of the configuration to the types.
pub(crate) fn derive(
    api: &mut Api,
    wanted: &IndexMap<String, Vec<String>>,
    diagnostics: &Diagnostics,
) {
    if wanted.is_empty() {
        return;
    }
    let mut found: HashSet<&str> = HashSet::default();
    for ty in &mut api.types {
        let Some(own) = own_derives(&ty.kind) else {
            continue;
        };
        for key in [ALL, &ty.name] {
            let Some((key, paths)) = wanted.get_key_value(key) else {
                continue;
            };
            found.insert(key);
            for path in paths {
                if !own.contains(&path.as_str()) && !ty.derives.contains(path) {
                    ty.derives.push(path.clone());
                }
            }
        }
    }
    for name in wanted.keys().filter(|name| !found.contains(name.as_str())) {
        let message = format!(
            "`derives` of the configuration names `{name}`, and no struct or enum is called that"
        );
        let place = Location::option_key(&["derives", name]);
        let known = api.types.iter().map(|ty| ty.name.as_str());
        diagnostics.push(without_effect(diagnostics, place, message, name, known));
    }
}

/// Returns what types of a kind derive in addition to the common derives; none for kinds that cannot have further ones:
/// aliases, choices and multipart bodies.
fn own_derives(kind: &TypeKind) -> Option<&'static [&'static str]> {
    Some(match kind {
        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Newtype(_) => &[],
        TypeKind::Enum(found) => match found.base {
            EnumBase::String => &["Eq", "Hash"],
            EnumBase::Integer => &["Copy", "Eq", "Hash"],
            EnumBase::Json => &[],
        },
        TypeKind::Constant(_) => &["Copy", "Default", "Eq", "Hash"],
        TypeKind::Alias(_)
        | TypeKind::BodyChoice(_)
        | TypeKind::ResponseChoice(_)
        | TypeKind::Multipart(_) => return None,
    })
}
