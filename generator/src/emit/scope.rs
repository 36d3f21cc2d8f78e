//! Decides how a file refers to other items: by a short name with an import, or by an absolute path. It also records
//! the imports of the file.
//!
//! A document may have a schema called `Option`, `String` or `Client`. In a module that has such a type, the name
//! refers to that type. So items of the standard library, of serde or of the runtime whose name is that of a type are
//! written as absolute paths.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

use proc_macro2::TokenStream;
use quote::{ToTokens, TokenStreamExt, quote};

use super::client::errors::Tables;
use super::docs;
use super::names::{Names, escape_ident, ident};
use super::operations::pages;
use super::print::{self, EmitError, Item};
use super::references::References;
use super::types::conversions::{Conversions, conversions};
use crate::ir::{
    Api, Docs, Module, Pagination, Parameters, Primitive, SECRET, Shape, Type, TypeId, TypeKind,
};

/// What the files of an API share.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) names: Names,
    /// The errors that operations declare.
    pub(super) tables: Tables,
    /// The types that are pages of a list, and their pagination.
    pub(super) pages: HashMap<TypeId, Pagination>,
    /// The received types that can be converted to a sent type.
    pub(super) conversions: Conversions,
    /// Where types are used.
    pub(super) uses: References,
    /// Whether the module of the API is public under its name; otherwise its content is at the crate's root.
    pub(super) public_module: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self {
            api,
            names: Names::new(api),
            tables: Tables::new(api),
            pages: if api.types_only {
                HashMap::new()
            } else {
                pages::pages(api)
            },
            conversions: conversions(api),
            uses: References::new(api),
            public_module: true,
        }
    }
}

/// The place of a file among the modules, which decides how it refers to the types of the API.
#[derive(Clone, PartialEq)]
pub(super) enum ModulePath {
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

/// A file while it is written.
pub(super) struct FileWriter<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) place: ModulePath,
    used: RefCell<Imports>,
    comments: RefCell<Vec<Vec<String>>>,
}

/// The start of the names of the placeholders for comments.
pub(super) const COMMENT_PLACEHOLDER: &str = "comment_";

/// The imports of a file.
#[derive(Default)]
pub(super) struct Imports {
    external: BTreeSet<(&'static str, &'static str)>,
    runtime: BTreeSet<&'static str>,
    api: BTreeSet<&'static str>,
    types: BTreeSet<String>,
    /// Whether types are referred to through their module.
    types_module: bool,
    /// The features of the runtime without which the file does not compile.
    pub(super) features: BTreeSet<&'static str>,
}

impl<'a> FileWriter<'a> {
    pub(super) fn new(context: &'a Context<'a>, place: ModulePath) -> Self {
        Self {
            context,
            place,
            used: RefCell::default(),
            comments: RefCell::default(),
        }
    }

    /// Reports whether a name refers to a type of the API in this file.
    fn is_shadowed(&self, name: &str) -> bool {
        match &self.place {
            ModulePath::Root => false,
            ModulePath::Types(_) => self.context.names.is_taken(name),
            ModulePath::Resource { handle } => self.context.names.is_taken(name) || handle == name,
        }
    }

    /// Returns a name of the prelude, or its path in the standard library: `std("option", "Option")`.
    pub(super) fn std(&self, module: &str, name: &str) -> RustCode {
        if self.is_shadowed(name) {
            RustCode(format!("::std::{module}::{name}"))
        } else {
            RustCode(name.to_owned())
        }
    }

    pub(super) fn option(&self) -> RustCode {
        self.std("option", "Option")
    }

    pub(super) fn vec(&self) -> RustCode {
        self.std("vec", "Vec")
    }

    pub(super) fn string(&self) -> RustCode {
        self.std("string", "String")
    }

    pub(super) fn boxed(&self) -> RustCode {
        self.std("boxed", "Box")
    }

    pub(super) fn into(&self) -> RustCode {
        self.std("convert", "Into")
    }

    /// Returns a name of another crate.
    pub(super) fn external(&self, module: &'static str, name: &'static str) -> RustCode {
        if self.is_shadowed(name) {
            return RustCode(format!("::{module}::{name}"));
        }
        self.used.borrow_mut().external.insert((module, name));
        RustCode(name.to_owned())
    }

    /// Returns the type for any JSON value.
    pub(super) fn value(&self) -> RustCode {
        self.external("serde_json", "Value")
    }

    /// Returns the type for raw bytes.
    pub(super) fn bytes(&self) -> RustCode {
        self.runtime("Bytes")
    }

    /// Returns a name of the runtime.
    pub(super) fn runtime(&self, name: &'static str) -> RustCode {
        if self.is_shadowed(name) {
            return RustCode(format!("crate::runtime::{name}"));
        }
        self.used.borrow_mut().runtime.insert(name);
        RustCode(name.to_owned())
    }

    /// Returns a name of the API's own module (`Call`, `ErrorBody`).
    pub(super) fn api(&self, name: &'static str) -> RustCode {
        if self.is_shadowed(name) {
            return RustCode(format!("crate::{}::{name}", self.context.names.module));
        }
        self.used.borrow_mut().api.insert(name);
        RustCode(name.to_owned())
    }

    /// Returns a named type of the API.
    pub(super) fn named(&self, id: TypeId) -> RustCode {
        match (self.context.api.get(id), self.context.names.of(id)) {
            (Some(ty), Some(name)) => self.of_types(name, &ty.module),
            // An id of another API has no type; the compiler then reports an error where it is used.
            _ => RustCode("crate::UnknownType".to_owned()),
        }
    }

    /// Returns a type of the API, by its name and module.
    fn of_types(&self, name: &str, home: &Module) -> RustCode {
        match &self.place {
            ModulePath::Types(own) if own == home => RustCode(name.to_owned()),
            ModulePath::Root => {
                self.used.borrow_mut().types_module = true;
                RustCode(format!("types::{name}"))
            }
            ModulePath::Resource { handle } if handle == name => RustCode(format!(
                "crate::{}::types::{name}",
                self.context.names.module
            )),
            _ => {
                let mut used = self.used.borrow_mut();
                if !used.types.contains(name) {
                    used.types.insert(name.to_owned());
                }
                RustCode(name.to_owned())
            }
        }
    }

    /// Returns the struct of an operation's parameters, as a resource refers to it.
    pub(super) fn of_parameters(&self, parameters: &Parameters) -> RustCode {
        // Only files of resources refer to parameters, and these are outside of all modules with types.
        self.of_types(&escape_ident(&parameters.name), &Module::Shared)
    }

    /// Returns the Rust type of a shape.
    pub(super) fn shape(&self, shape: &Shape) -> RustCode {
        match shape {
            Shape::Named(id) => self.named(*id),
            Shape::Boxed(inner) => RustCode(format!("{}<{}>", self.boxed(), self.shape(inner))),
            Shape::Primitive(primitive) => self.primitive(*primitive),
            Shape::Numeric(primitive) => {
                let number = self.primitive(*primitive);
                RustCode(format!("{}<{number}>", self.runtime("Numeric")))
            }
            Shape::List(item) => RustCode(format!("{}<{}>", self.vec(), self.shape(item))),
            Shape::Map(value) if **value == Shape::Any => self.runtime("JsonMap"),
            Shape::Map(value) => {
                RustCode(format!("{}<{}>", self.runtime("Map"), self.shape(value)))
            }
            // The standard library implements its traits for tuples of at most twelve items; an empty tuple would be
            // null.
            Shape::Tuple(items) if items.is_empty() || items.len() > 12 => {
                RustCode(format!("{}<{}>", self.vec(), self.value()))
            }
            Shape::Tuple(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| format!("{},", self.shape(item)))
                    .collect();
                RustCode(format!("({})", items.join(" ")))
            }
            Shape::Nullable(inner) => RustCode(format!("{}<{}>", self.option(), self.shape(inner))),
            Shape::Any => self.value(),
            Shape::External(path) if path == SECRET => self.runtime("SecretString"),
            Shape::External(path) => RustCode(path.clone()),
            Shape::Null => RustCode("()".to_owned()),
        }
    }

    /// Records that the file needs a feature of the runtime.
    pub(super) fn needs(&self, feature: &'static str) {
        self.used.borrow_mut().features.insert(feature);
    }

    fn primitive(&self, primitive: Primitive) -> RustCode {
        let name = match primitive {
            Primitive::String => return self.string(),
            Primitive::DateTime => return self.runtime("DateTime"),
            Primitive::Date => return self.runtime("Date"),
            Primitive::Uuid => {
                self.needs("uuid");
                return self.runtime("Uuid");
            }
            Primitive::Base64 => return self.runtime("Base64"),
            Primitive::Binary => return self.bytes(),
            Primitive::Boolean => "bool",
            Primitive::Int32 => "i32",
            Primitive::Int64 => "i64",
            Primitive::Int128 => "i128",
            Primitive::Uint32 => "u32",
            Primitive::Uint64 => "u64",
            Primitive::Float => "f32",
            Primitive::Double => "f64",
        };
        RustCode(name.to_owned())
    }

    /// Returns the shape behind aliases, and its type if it is a named one.
    pub(super) fn resolve<'s>(&self, shape: &'s Shape) -> (&'s Shape, Option<&'a Type>)
    where
        'a: 's,
    {
        resolve(self.context.api, shape)
    }

    /// Returns doc comments for an item that is indented by `indentation` columns.
    pub(super) fn docs(
        &self,
        docs: &Docs,
        further: &[String],
        indentation: usize,
    ) -> Option<TokenStream> {
        self.comment(docs::doc_lines(docs, further, docs::width(indentation)))
    }

    /// Returns lines as a doc comment. The tokens contain a placeholder, which the lines replace after printing:
    /// prose is a third of the output, and would otherwise be converted to tokens, parsed and printed without a
    /// change.
    pub(super) fn comment(&self, lines: Vec<String>) -> Option<TokenStream> {
        if lines.is_empty() {
            return None;
        }
        let mut comments = self.comments.borrow_mut();
        let mark = ident(&format!("{COMMENT_PLACEHOLDER}{}", comments.len()));
        comments.push(lines);
        Some(quote!(#[#mark]))
    }

    /// Adds items to a file's text, with their comments. `name` describes the items, for an error.
    pub(super) fn print(
        &self,
        text: &mut String,
        items: impl IntoIterator<Item = Item>,
        name: &str,
    ) -> Result<(), EmitError> {
        let comments = self.comments.borrow();
        for item in items {
            print::print(text, item, name, &comments)?;
        }
        Ok(())
    }

    /// Returns the imports.
    pub(super) fn into_used(self) -> Imports {
        self.used.into_inner()
    }
}

impl Imports {
    /// Adds the imports of another part of the same file.
    pub(super) fn extend(&mut self, other: Self) {
        self.external.extend(other.external);
        self.runtime.extend(other.runtime);
        self.api.extend(other.api);
        self.types.extend(other.types);
        self.types_module |= other.types_module;
        self.features.extend(other.features);
    }

    /// Returns the `use` items.
    pub(super) fn imports(&self, names: &Names, place: &ModulePath) -> TokenStream {
        let module = ident(&names.module);
        let mut tokens = TokenStream::new();
        let mut import = |path: TokenStream, names: Vec<&str>| match names.as_slice() {
            [] => {}
            [one] => {
                let one = ident(one);
                tokens.extend(quote!(use #path::#one;));
            }
            many => {
                let many = many.iter().map(|name| ident(name));
                tokens.extend(quote!(use #path::{#(#many),*};));
            }
        };
        import(
            quote!(crate::runtime),
            self.runtime.iter().copied().collect(),
        );
        let types = self.types.iter().map(String::as_str).collect();
        match place {
            ModulePath::Types(_) => import(quote!(super), types),
            _ => import(quote!(crate::#module::types), types),
        }
        import(quote!(crate::#module), self.api.iter().copied().collect());
        for module in ["serde", "serde_json"] {
            let names = self
                .external
                .iter()
                .filter(|(of, _)| *of == module)
                .map(|(_, name)| *name);
            let path = ident(module);
            import(quote!(#path), names.collect());
        }
        if self.types_module {
            tokens.extend(quote!(
                use super::types;
            ));
        }
        tokens
    }
}

/// The text of a path, a type or an expression, which becomes tokens or text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RustCode(pub(super) String);

impl fmt::Display for RustCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl ToTokens for RustCode {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if is_name(&self.0) {
            tokens.append(ident(&self.0));
            return;
        }
        match self.0.parse::<TokenStream>() {
            Ok(parsed) => tokens.extend(parsed),
            // An invalid path from the configuration: parsing of the emitted code then fails, which is reported.
            Err(_) => tokens.extend(quote!(!)),
        }
    }
}

/// Reports whether text is a single name.
fn is_name(text: &str) -> bool {
    let mut characters = text.bytes();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|character| character.is_ascii_alphanumeric())
}

/// Returns the identifier for a name, as a raw identifier if it is a keyword.
pub(super) fn spelled_ident(name: &str) -> proc_macro2::Ident {
    ident(&escape_ident(name))
}

/// Returns the shape behind aliases, and its type if it is a named one.
pub(super) fn resolve<'a: 's, 's>(api: &'a Api, shape: &'s Shape) -> (&'s Shape, Option<&'a Type>) {
    let mut shape = shape;
    // A cycle of aliases has no type.
    for _ in 0..16 {
        let Shape::Named(id) = shape else {
            return (shape, None);
        };
        let ty = api.get(*id);
        match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Alias(inner)) => shape = inner,
            _ => return (shape, ty),
        }
    }
    (shape, None)
}
