//! Names that are used as file names: the names of resources, and the names of types, each of which has a
//! documentation file. The compiler looks only for files with ASCII names, and file systems limit the length
//! of names.

use crate::diagnostic::{Diagnostic, Diagnostics, Location, codes};
use crate::ir::{Api, Field, Resource, TypeKind};
use crate::load::{Node, Origin};
use crate::lower::naming::words;
use crate::openapi::Reader;

/// The limit of a file name in bytes, without its extension. Most file systems allow 255 bytes; an underscore
/// and `.rs` may follow.
const LONGEST: usize = 200;

/// Names the files of each resource, and warns about each name that is shortened.
pub(crate) fn name(resources: &mut [Resource], reader: &Reader<'_>, diagnostics: &Diagnostics) {
    for resource in resources {
        let ascii = ascii(&resource.name);
        if ascii.len() <= LONGEST {
            resource.file = ascii;
            continue;
        }
        resource.file = shortened(&ascii);
        let operation = resource
            .operations
            .first()
            .and_then(|operation| reader.node(operation.origin));
        let Some(operation) = operation else {
            continue;
        };
        // The name of a resource without a tag is a segment of the path.
        let tag = operation.get("tags").and_then(|tags| tags.at(0));
        let tag = tag.filter(|tag| tag.as_str().map(str::trim) == Some(resource.title.as_str()));
        let place = tag.map_or_else(|| operation.key_location(), Node::location);
        diagnostics.push(
            Diagnostic::warning(
                codes::LONG_FILE_NAME,
                place,
                "the name of this resource is too long for a file name",
            )
            .label(format!("its files have the name `{}`", resource.file))
            .help("choose a shorter name with the option `rename`"),
        );
    }
}

/// Shortens the names of types that are too long for a documentation file, and warns about each.
pub(crate) fn shorten_types(api: &mut Api, diagnostics: &Diagnostics) {
    for ty in &mut api.types {
        shorten_type(&mut ty.name, ty.origin, "type", diagnostics);
    }
    for resource in &mut api.resources {
        for operation in &mut resource.operations {
            let origin = operation.origin;
            if let Some(parameters) = &mut operation.parameters {
                shorten_type(
                    &mut parameters.name,
                    origin,
                    "type of parameters",
                    diagnostics,
                );
            }
        }
        // The resource, whose name is as long, already has a warning.
        resource.type_name = words::cut(std::mem::take(&mut resource.type_name), LONGEST);
    }
}

fn shorten_type(name: &mut String, origin: Origin, noun: &str, diagnostics: &Diagnostics) {
    if name.len() <= LONGEST {
        return;
    }
    *name = words::cut(std::mem::take(name), LONGEST);
    diagnostics.push(
        Diagnostic::warning(
            codes::LONG_FILE_NAME,
            Location::Key(origin),
            format!("the name of this {noun} is too long for the file of its documentation"),
        )
        .label(format!("it is called `{name}`"))
        .help("choose a shorter name with the option `rename`"),
    );
}

/// Warns about each name of a field, argument, variant or method that was cut. Types and resources already have
/// warnings.
pub(crate) fn report_cut(api: &Api, diagnostics: &Diagnostics) {
    let report = |name: &str, noun: &str, origin: Origin| {
        if words::is_cut(name) {
            diagnostics.push(
                Diagnostic::warning(
                    codes::LONG_NAME,
                    Location::Key(origin),
                    format!("the name of this {noun} is too long and is shortened"),
                )
                .label(format!("it is called `{name}`"))
                .help("choose a shorter name with the option `rename`"),
            );
        }
    };
    let fields = |fields: &mut dyn Iterator<Item = &Field>, noun: &str| {
        for field in fields {
            report(&field.name, noun, field.origin);
        }
    };
    for ty in &api.types {
        // Values and branches have no origin of their own.
        let variants = |names: &mut dyn Iterator<Item = &String>, noun: &str| {
            for name in names {
                report(name, noun, ty.origin);
            }
        };
        match &ty.kind {
            TypeKind::Struct(found) => fields(&mut found.fields.iter(), "property"),
            TypeKind::Multipart(found) => {
                fields(&mut found.parts.iter().map(|part| &part.field), "part");
            }
            TypeKind::Enum(found) => {
                variants(&mut found.values.iter().map(|value| &value.name), "value");
            }
            TypeKind::Union(found) => {
                let names = found.variants.iter().map(|variant| &variant.name);
                variants(&mut { names }, "variant");
            }
            _ => {}
        }
    }
    for operation in api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations)
    {
        report(&operation.name, "operation", operation.origin);
        let further = operation.parameters.iter().flat_map(|all| &all.parameters);
        let all = operation.path_parameters.iter().chain(further);
        fields(&mut all.map(|parameter| &parameter.field), "parameter");
    }
    for (credential, origin) in api.credentials.iter().zip(&api.origins.credentials) {
        report(&credential.name, "security scheme", *origin);
    }
    let servers = api.servers.iter().flat_map(|server| &server.variables);
    for variable in servers {
        report(&variable.name, "variable of a server", api.origins.servers);
    }
}

/// Returns a name in ASCII, with the code points of all other characters (`ß` as `udf`).
fn ascii(name: &str) -> String {
    let mut ascii = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            ascii.push_str(&format!("u{:x}", u32::from(character)));
        }
    }
    ascii
}

/// Cuts a name, between words if it has several, and appends a digest of the whole name.
fn shortened(name: &str) -> String {
    let digest = crate::base::digest::digest(name.as_bytes());
    let digest = digest.get(..8).unwrap_or_default();
    let start = name.get(..LONGEST - 1 - digest.len()).unwrap_or_default();
    let words = start.rsplit_once('_').map_or("", |(words, _)| words);
    let kept = if words.is_empty() { start } else { words };
    format!("{}_{digest}", kept.trim_end_matches('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_at_a_word() {
        let long = format!("{}users", "user_".repeat(60));
        let cut = shortened(&long);
        assert!(cut.len() <= LONGEST, "{cut}");
        assert!(cut.starts_with("user_user_"), "{cut}");
        assert_eq!(cut, shortened(&long));
    }

    #[test]
    fn names_with_a_common_start_differ_by_their_digest() {
        let long = "user_".repeat(60);
        assert_ne!(
            shortened(&format!("{long}a")),
            shortened(&format!("{long}b"))
        );
    }

    #[test]
    fn non_ascii_letters_become_code_points() {
        assert_eq!(ascii("größe"), "gruf6udfe");
        let cut = shortened(&ascii(&"п".repeat(65)));
        assert!(cut.len() <= LONGEST, "{cut}");
        assert!(cut.starts_with("u43fu43f"), "{cut}");
    }
}
