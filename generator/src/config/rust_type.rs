//! Checks the Rust types and derives of the configuration.

use std::fmt::Write as _;

use syn::{GenericArgument, PathArguments, Type};

/// Types that need no import, with their absolute paths.
const PRELUDE: &[(&str, &str)] = &[
    ("String", "::std::string::String"),
    ("Vec", "::std::vec::Vec"),
    ("Option", "::std::option::Option"),
    ("Box", "::std::boxed::Box"),
];

/// The Rust types that are scalars in JSON.
const SCALARS: &[&str] = &[
    "String", "bool", "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128", "f32",
    "f64",
];

/// Derives that need no import, without those that all types have anyway.
const DERIVES: &[&str] = &["Copy", "Default", "Eq", "Hash", "Ord", "PartialOrd"];

/// Returns the type as a path that means the same in every file of the output; a scalar as its name.
pub(super) fn check_type(text: &str) -> Result<String, String> {
    let ty: Type = syn::parse_str(text).map_err(|_| {
        format!("`{text}` is not the path of a Rust type, like `time::OffsetDateTime`")
    })?;
    if SCALARS.contains(&text.trim()) {
        return Ok(text.trim().to_owned());
    }
    let mut path = String::new();
    write(&ty, text, &mut path)?;
    Ok(path)
}

/// Returns the derive macro as a path that means the same in every file of the output; one of the standard library as
/// its name.
pub(super) fn check_derive(text: &str) -> Result<String, String> {
    let problem =
        || format!("`{text}` is not the path of a derive macro, like `schemars::JsonSchema`");
    let path: syn::Path = syn::parse_str(text).map_err(|_| problem())?;
    if path
        .segments
        .iter()
        .any(|segment| !segment.arguments.is_none())
    {
        return Err(problem());
    }
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    match names.as_slice() {
        [only] if DERIVES.contains(&only.as_str()) => Ok(only.clone()),
        [only] => Err(format!(
            "`{only}` does not name its crate: begin with it, as in `schemars::JsonSchema`"
        )),
        [first, ..] if matches!(first.as_str(), "self" | "super" | "Self") => Err(format!(
            "`{text}` is another macro in each file: begin with a crate, or with `crate`"
        )),
        [first, ..] if first == "crate" => Ok(names.join("::")),
        _ => Ok(format!("::{}", names.join("::"))),
    }
}

fn write(ty: &Type, text: &str, written: &mut String) -> Result<(), String> {
    let Type::Path(ty) = ty else {
        return Err(format!(
            "`{text}` is not the path of a Rust type, like `time::OffsetDateTime`"
        ));
    };
    if ty.qself.is_some() {
        return Err(format!(
            "`{text}` is a type of a trait, which is not supported"
        ));
    }
    let names: Vec<String> = ty
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    match names.as_slice() {
        [only] => match PRELUDE.iter().find(|(name, _)| name == only) {
            _ if SCALARS.contains(&only.as_str()) && only != "String" => written.push_str(only),
            Some((_, path)) => written.push_str(path),
            None => {
                return Err(format!(
                    "`{only}` does not name its crate: begin with it, as in `time::OffsetDateTime`, or with `crate`"
                ));
            }
        },
        [first, ..] if matches!(first.as_str(), "self" | "super" | "Self") => {
            return Err(format!(
                "`{text}` is another type in each file: begin with a crate, or with `crate`"
            ));
        }
        [first, ..] => {
            if first != "crate" {
                written.push_str("::");
            }
            written.push_str(&names.join("::"));
        }
        [] => {}
    }
    let last = ty.path.segments.len().saturating_sub(1);
    for (index, segment) in ty.path.segments.iter().enumerate() {
        match &segment.arguments {
            PathArguments::None => {}
            PathArguments::AngleBracketed(arguments) if index == last => {
                written.push('<');
                for (index, argument) in arguments.args.iter().enumerate() {
                    let GenericArgument::Type(argument) = argument else {
                        return Err(format!("`{text}` has an argument that is not a type"));
                    };
                    let _ = write!(written, "{}", if index == 0 { "" } else { ", " });
                    write(argument, text, written)?;
                }
                written.push('>');
            }
            _ => return Err(format!("`{text}` has arguments that are not types")),
        }
    }
    Ok(())
}
