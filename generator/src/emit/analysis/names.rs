//! Converts names of the IR to Rust identifiers: handles keywords, and names that the emitted methods and files
//! already have.
//!
//! Names in the IR are cased and unique. Remaining collisions are resolved here by one rule: names that need no
//! change keep their form, and the others get trailing underscores.

use crate::base::reserved::CLIENT_METHODS;
use foldhash::{HashMap, HashSet};
use indexmap::IndexMap;
use proc_macro2::{Ident, Span};

use crate::ir::{Api, Enum, Module, Operation, TypeId};

/// Strict and reserved keywords of edition 2024 that have a raw form; sorted.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that have no raw form.
const NEVER_RAW: &[&str] = &["Self", "_", "crate", "self", "super"];

/// File names that Windows does not allow (with any extension), and `mod.rs`, which is reserved here.
const DEVICES: &[&str] = &["aux", "con", "mod", "nul", "prn"];

/// Returns how a name is spelled in Rust.
pub(crate) fn escape_ident(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        return format!("{name}_");
    }
    if KEYWORDS.binary_search(&name).is_ok() {
        return format!("r#{name}");
    }
    let mut characters = name.chars();
    let starts = characters
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic());
    if starts
        && characters.all(|character| character == '_' || character.is_alphanumeric())
        && is_identifier(name)
    {
        return name.to_owned();
    }
    // Names are identifiers by contract; a name that is not must still not become code.
    let safe: String = name
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect();
    format!("_{safe}_")
}

/// Reports whether the compiler accepts a name of letters and digits: any ASCII name, and other names if the parser
/// accepts them.
fn is_identifier(name: &str) -> bool {
    name.is_ascii() || syn::parse_str::<Ident>(name).is_ok()
}

/// Returns the identifier of a name that is spelled already.
pub(crate) fn ident(spelled: &str) -> Ident {
    match spelled.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(spelled, Span::call_site()),
    }
}

/// Returns the identifier for a name, as a raw identifier if it is a keyword.
pub(crate) fn spelled_ident(name: &str) -> Ident {
    ident(&escape_ident(name))
}

/// Returns the name without `r#`, as serde uses it.
pub(crate) fn strip_raw(spelled: &str) -> &str {
    spelled.strip_prefix("r#").unwrap_or(spelled)
}

/// Spells the names of one scope, so that all are different and none is `reserved`.
pub(crate) fn distinct<'a>(
    names: impl Iterator<Item = &'a str> + Clone,
    reserved: &[&str],
) -> Vec<String> {
    let mut taken: HashSet<String> = reserved.iter().map(|&name| name.to_owned()).collect();
    // First the names that stay unchanged.
    let mut kept: Vec<Option<String>> = Vec::new();
    for name in names.clone() {
        let spelled = escape_ident(name);
        let keeps = strip_raw(&spelled) == name && taken.insert(spelled.clone());
        kept.push(keeps.then_some(spelled));
    }
    let mut spelled_names = Vec::with_capacity(kept.len());
    for (name, kept) in names.zip(kept) {
        spelled_names.push(kept.unwrap_or_else(|| claim(&mut taken, name)));
    }
    spelled_names
}

/// Spells a name so that it is not taken yet, and marks it as taken.
fn claim(taken: &mut HashSet<String>, name: &str) -> String {
    let mut candidate = escape_ident(name);
    while taken.contains(&candidate) {
        // A raw identifier with an underscore is no longer a keyword.
        candidate = format!("{}_", strip_raw(&candidate));
    }
    taken.insert(candidate.clone());
    candidate
}

/// Methods and associated functions of traits that all structs implement, or that callers may implement (`impl
/// From<Mine> for CreatePlanRequest`); sorted. A setter of the same name would be called instead of them.
const TRAIT_FUNCTIONS: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "fmt",
    "from",
    "into",
    "into_field",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Methods of traits that only JSON types implement.
const JSON_FUNCTIONS: &[&str] = &["deserialize", "eq", "ne", "serialize"];

/// Methods of traits that the configuration can derive.
const DERIVED_FUNCTIONS: &[(&str, &[&str])] = &[
    ("Hash", &["hash"]),
    ("Ord", &["clamp", "cmp", "max", "min"]),
    ("PartialOrd", &["ge", "gt", "le", "lt", "partial_cmp"]),
];

/// The methods that a struct has besides its setters.
#[derive(Clone, Copy)]
pub(crate) struct OtherMethods<'a> {
    /// Whether the struct is a JSON type: then it can be compared, and fields may have methods that set them to null.
    pub(crate) json: bool,
    /// The derives from the configuration.
    pub(crate) derives: &'a [String],
}

impl OtherMethods<'_> {
    /// The methods of parameters, which cannot be null.
    pub(crate) const PARAMETERS: Self = Self {
        json: false,
        derives: &[],
    };

    /// Reports whether the name of a field is that of another method, or may become one.
    fn has(self, name: &str) -> bool {
        let derives = |of: &str| {
            self.derives
                .iter()
                .any(|path| path.rsplit("::").next() == Some(of))
        };
        name == "new"
            || TRAIT_FUNCTIONS.binary_search(&name).is_ok()
            || (self.json && JSON_FUNCTIONS.contains(&name))
            || DERIVED_FUNCTIONS
                .iter()
                .any(|(of, functions)| functions.contains(&name) && derives(of))
            || (self.json && name.starts_with("clear_"))
            || name
                .strip_prefix("with_")
                .is_some_and(|name| self.has(name))
    }
}

/// The names of a struct's field and its methods.
pub(crate) struct FieldNames {
    /// The name of the field.
    pub(crate) field: String,
    /// The name of the setter: that of the field, or with the prefix `with_` if another method has that name.
    pub(crate) setter: String,
    /// The name of the method that sets the field to null.
    pub(crate) clear: String,
}

/// Returns the names of a struct's fields. The names of a field and its methods do not depend on other fields, so
/// that a new field renames nothing.
pub(crate) fn fields(names: &[&str], others: OtherMethods<'_>) -> Vec<FieldNames> {
    let fields = distinct(names.iter().copied(), &[]);
    fields
        .into_iter()
        .map(|field| {
            let name = strip_raw(&field);
            let setter = if others.has(name) {
                format!("with_{name}")
            } else {
                field.clone()
            };
            let clear = format!("clear_{name}");
            FieldNames {
                field,
                setter,
                clear,
            }
        })
        .collect()
}

/// Returns the names of an enum's values, in their order.
pub(crate) fn variants(listed: &Enum) -> Vec<String> {
    let unknown = escape_ident(&listed.unknown);
    distinct(
        listed.values.iter().map(|value| value.name.as_str()),
        &[&unknown],
    )
}

/// The names in an API that several files use.
pub(crate) struct Names {
    /// The module of the API.
    pub(crate) module: String,
    types: Vec<String>,
    taken: HashSet<String>,
    files: IndexMap<Module, String>,
    /// The modules of the resources, in their order.
    pub(crate) resource_modules: Vec<String>,
    /// The types of the resources.
    pub(crate) resource_types: Vec<String>,
    /// The methods of the client that return the resources.
    pub(crate) resource_methods: Vec<String>,
}

impl Names {
    /// Spells the names of an API.
    pub(crate) fn new(api: &Api) -> Self {
        let parameters = api
            .resources
            .iter()
            .flat_map(|resource| &resource.operations)
            .filter_map(parameters_name);
        let types = distinct(
            api.types
                .iter()
                .map(|ty| ty.name.as_str())
                .chain(parameters),
            &[],
        );
        let taken = types.iter().cloned().collect();
        let mut files = IndexMap::new();
        let mut file_names: HashSet<String> = HashSet::default();
        let resources = || api.resources.iter();
        let stems: HashMap<&str, &str> = resources()
            .map(|resource| (resource.name.as_str(), resource.file.as_str()))
            .collect();
        let homes = resources().map(|resource| Module::Resource(resource.name.clone()));
        let homes = homes
            .chain(api.types.iter().map(|ty| ty.module.clone()))
            .chain([Module::Shared, Module::Webhooks]);
        for home in homes {
            if files.contains_key(&home) {
                continue;
            }
            let name = match &home {
                Module::Resource(name) => {
                    stems.get(name.as_str()).copied().unwrap_or(name.as_str())
                }
                Module::Webhooks => "webhooks",
                Module::Shared => "shared",
            };
            let name = claim_file(&mut file_names, name);
            files.insert(home, name);
        }
        let mut modules = HashSet::default();
        Self {
            module: escape_ident(&api.name),
            types,
            taken,
            files,
            resource_modules: resources()
                .map(|resource| claim_file(&mut modules, &resource.file))
                .collect(),
            resource_types: distinct(resources().map(|resource| resource.type_name.as_str()), &[]),
            resource_methods: distinct(
                resources().map(|resource| resource.name.as_str()),
                CLIENT_METHODS,
            ),
        }
    }

    /// Returns the name of a type; none for an id of another API.
    pub(crate) fn of(&self, id: TypeId) -> Option<&str> {
        self.types
            .get(usize::try_from(id.0).ok()?)
            .map(String::as_str)
    }

    /// Reports whether a type or struct of parameters has this name.
    pub(crate) fn is_taken(&self, name: &str) -> bool {
        self.taken.contains(name)
    }

    /// Returns the Rust module of a type's file.
    pub(crate) fn file(&self, home: &Module) -> &str {
        self.files.get(home).map_or("shared", String::as_str)
    }

    /// Returns all Rust modules of types in order: those of the resources, then the others.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Module, &str)> {
        self.files.iter().map(|(home, name)| (home, name.as_str()))
    }
}

fn parameters_name(operation: &Operation) -> Option<&str> {
    operation
        .parameters
        .as_ref()
        .map(|parameters| parameters.name.as_str())
}

/// Returns the name of a module with its own file: a file name that also works on Windows. The module is private, so
/// nobody has to write its name.
fn claim_file(taken: &mut HashSet<String>, name: &str) -> String {
    let port = |device: &str| {
        name.strip_prefix(device)
            .is_some_and(|number| number.len() == 1 && number != "0")
    };
    if DEVICES.contains(&name) || port("com") || port("lpt") {
        return claim(taken, &format!("{name}_"));
    }
    claim(taken, name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use quote::ToTokens;

    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn keywords_are_raw_or_have_an_underscore() {
        let names = [
            "type", "gen", "self", "Self", "_", "name", "größe", "union", "1st", "a-b", "",
        ];
        let spelled: Vec<String> = names.into_iter().map(escape_ident).collect();
        assert_eq!(
            spelled,
            [
                "r#type", "r#gen", "self_", "Self_", "__", "name", "größe", "union", "_1st_",
                "_a_b_", "__"
            ]
        );
        for name in spelled {
            assert!(
                syn::parse_str::<Ident>(&ident(&name).to_string()).is_ok(),
                "{name}"
            );
        }
    }

    #[test]
    fn valid_name_is_unchanged() {
        let names = ["self", "self_", "type", "self__", "type"];
        assert_eq!(
            distinct(names.into_iter(), &[]),
            ["self___", "self_", "r#type", "self__", "type_"]
        );
        assert_eq!(distinct(["new", "a"].into_iter(), &["new"]), ["new_", "a"]);
    }

    #[test]
    fn trait_functions_are_sorted() {
        assert!(TRAIT_FUNCTIONS.is_sorted());
    }

    fn setters(names: &[&str], others: OtherMethods<'_>) -> Vec<String> {
        let names = fields(names, others).into_iter();
        names.map(|names| names.setter).collect()
    }

    #[test]
    fn methods_of_fields_do_not_collide() {
        let derives = ["::std::hash::Hash".to_owned()];
        let others = OtherMethods {
            json: true,
            derives: &derives,
        };
        let all = [
            "new",
            "name",
            "clear_name",
            "type",
            "new_",
            "default",
            "with_default",
            "hash",
            "gt",
        ];
        let names = fields(&all, others);
        let fields: Vec<&str> = names.iter().map(|names| names.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "new",
                "name",
                "clear_name",
                "r#type",
                "new_",
                "default",
                "with_default",
                "hash",
                "gt"
            ]
        );
        assert_eq!(
            setters(&all, others),
            [
                "with_new",
                "name",
                "with_clear_name",
                "r#type",
                "new_",
                "with_default",
                "with_with_default",
                "with_hash",
                "gt"
            ]
        );
        let mut functions: Vec<&str> = names.iter().map(|names| names.clear.as_str()).collect();
        functions.extend(names.iter().map(|names| names.setter.as_str()));
        functions.push("new");
        let distinct: HashSet<&str> = functions.iter().copied().collect();
        assert_eq!(distinct.len(), functions.len());
    }

    #[test]
    fn added_field_renames_no_method() {
        let others = OtherMethods {
            json: true,
            derives: &[],
        };
        assert_eq!(setters(&["clear_note"], others), ["with_clear_note"]);
        assert_eq!(
            setters(&["clear_note", "note"], others),
            ["with_clear_note", "note"]
        );
        assert_eq!(setters(&["with_clone"], others), ["with_with_clone"]);
        assert_eq!(
            setters(&["clear_note", "hash"], OtherMethods::PARAMETERS),
            ["clear_note", "hash"]
        );
    }

    #[test]
    fn methods_of_the_builder_are_reserved() {
        let (_, file) = crate::emit::runtime_files()
            .iter()
            .find(|(path, _)| *path == "runtime/client/builder.rs")
            .unwrap();
        let file = syn::parse_file(file).unwrap();
        let mut functions = Vec::new();
        for item in file.items {
            let syn::Item::Impl(item) = item else {
                continue;
            };
            if item
                .self_ty
                .to_token_stream()
                .to_string()
                .starts_with("ClientBuilder")
                && item.trait_.is_none()
            {
                functions.extend(item.items.into_iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                    _ => None,
                }));
            }
        }
        assert!(functions.len() > 10);
        for function in functions {
            assert!(
                crate::base::reserved::BUILDER_METHODS.contains(&function.as_str()),
                "{function}"
            );
        }
    }

    #[test]
    fn file_names_are_valid_on_every_system() {
        let mut taken = HashSet::default();
        let names: Vec<String> = ["mod", "aux", "com1", "com", "type", "self", "mod_"]
            .into_iter()
            .map(|name| claim_file(&mut taken, name))
            .collect();
        assert_eq!(
            names,
            ["mod_", "aux_", "com1_", "com", "r#type", "self_", "mod__"]
        );
    }
}
