//! Redacts text that the configuration lists as secret. `format: password` is handled with the other scalars.

use std::collections::HashSet;

use indexmap::IndexSet;

use crate::config::Api as Config;
use crate::diagnostic::{Diagnostics, Location};
use crate::ir::{Api, Primitive, SECRET, Shape, TypeKind};
use crate::lower::without_effect;

/// Makes secrets of the fields in `wanted`, each in the form `Type.field`; the type may be a struct of
/// parameters.
pub(crate) fn mark_secrets(api: &mut Api, config: &Config, diagnostics: &Diagnostics) {
    let wanted = &config.secrets;
    if wanted.is_empty() {
        return;
    }
    let listed: HashSet<&str> = wanted.iter().map(String::as_str).collect();
    let mut known = IndexSet::new();
    let mut concealed = HashSet::new();
    let mut field = |owner: &str, name: &str, shape: &mut Shape| {
        let key = format!("{owner}.{name}");
        if listed.contains(key.as_str()) && conceal_shape(shape) {
            concealed.insert(key.clone());
        }
        known.insert(key);
    };
    for ty in &mut api.types {
        if let TypeKind::Struct(found) = &mut ty.kind {
            for one in &mut found.fields {
                field(&ty.name, &one.name, &mut one.shape);
            }
        }
    }
    // With types only, parameters have no struct.
    let resources = api.resources.iter_mut();
    let operations = resources
        .filter(|_| !config.must_concern_types())
        .flat_map(|resource| &mut resource.operations);
    for parameters in operations.filter_map(|operation| operation.parameters.as_mut()) {
        for one in &mut parameters.parameters {
            field(&parameters.name, &one.field.name, &mut one.field.shape);
        }
    }
    for (index, key) in wanted.iter().enumerate() {
        if concealed.contains(key) {
            continue;
        }
        let is_known = known.contains(key);
        let what = if is_known {
            "which is not text"
        } else {
            "and no generated field is called that"
        };
        let message = format!("`secrets` of the configuration names `{key}`, {what}");
        let place = Location::option(&["secrets", &index.to_string()]);
        let others = known.iter().filter(|_| !is_known).map(String::as_str);
        diagnostics.push(without_effect(diagnostics, place, message, key, others));
    }
}

/// Makes secrets of all text in a shape, and reports whether there is any.
fn conceal_shape(shape: &mut Shape) -> bool {
    match shape {
        Shape::Primitive(Primitive::String) => {
            *shape = Shape::External(SECRET.to_owned());
            true
        }
        Shape::External(path) => path == SECRET,
        Shape::Boxed(inner) | Shape::List(inner) | Shape::Map(inner) | Shape::Nullable(inner) => {
            conceal_shape(inner)
        }
        Shape::Tuple(items) => {
            let secrets = items.iter_mut().map(conceal_shape);
            secrets.filter(|is_secret| *is_secret).count() > 0
        }
        Shape::Named(_) | Shape::Primitive(_) | Shape::Numeric(_) | Shape::Any | Shape::Null => {
            false
        }
    }
}
