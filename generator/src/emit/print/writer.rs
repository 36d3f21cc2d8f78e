//! Decides how a file refers to other items: by a short name with an import, or by an absolute path. It also records
//! the imports of the file.
//!
//! A document may have a schema called `Option`, `String` or `Client`. In a module that has such a type, the name
//! refers to that type. So items of the standard library, of serde or of the runtime whose name is that of a type are
//! written as absolute paths.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::code::RustCode;
use super::comments::Comments;
use super::item::{self, EmitError, Item};
use crate::emit::analysis::context::Context;
use crate::emit::analysis::files::ModulePath;
use crate::emit::analysis::names::{Names, escape_ident, ident};
use crate::emit::analysis::shapes;
use crate::emit::docs;
use crate::ir::{Docs, Module, Parameters, Primitive, SECRET, Shape, Type, TypeId};

/// A file while it is written.
pub(crate) struct FileWriter<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) place: ModulePath,
    used: RefCell<Imports>,
    comments: RefCell<Comments>,
}

/// The imports of a file.
#[derive(Default)]
pub(crate) struct Imports {
    external: BTreeSet<(&'static str, &'static str)>,
    runtime: BTreeSet<&'static str>,
    api: BTreeSet<&'static str>,
    types: BTreeSet<String>,
    /// Whether types are referred to through their module.
    types_module: bool,
    /// The features of the runtime without which the file does not compile.
    pub(crate) features: BTreeSet<&'static str>,
}

impl<'a> FileWriter<'a> {
    pub(crate) fn new(context: &'a Context<'a>, place: ModulePath) -> Self {
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
    pub(crate) fn std(&self, module: &str, name: &str) -> RustCode {
        if self.is_shadowed(name) {
            RustCode(format!("::std::{module}::{name}"))
        } else {
            RustCode(name.to_owned())
        }
    }

    pub(crate) fn option(&self) -> RustCode {
        self.std("option", "Option")
    }

    pub(crate) fn vec(&self) -> RustCode {
        self.std("vec", "Vec")
    }

    pub(crate) fn string(&self) -> RustCode {
        self.std("string", "String")
    }

    pub(crate) fn boxed(&self) -> RustCode {
        self.std("boxed", "Box")
    }

    pub(crate) fn into(&self) -> RustCode {
        self.std("convert", "Into")
    }

    /// Returns a name of another crate.
    pub(crate) fn external(&self, module: &'static str, name: &'static str) -> RustCode {
        if self.is_shadowed(name) {
            return RustCode(format!("::{module}::{name}"));
        }
        self.used.borrow_mut().external.insert((module, name));
        RustCode(name.to_owned())
    }

    /// Returns the type for any JSON value.
    pub(crate) fn value(&self) -> RustCode {
        self.external("serde_json", "Value")
    }

    /// Returns the type for raw bytes.
    pub(crate) fn bytes(&self) -> RustCode {
        self.runtime("Bytes")
    }

    /// Returns a name of the runtime.
    pub(crate) fn runtime(&self, name: &'static str) -> RustCode {
        if self.is_shadowed(name) {
            return RustCode(format!("crate::runtime::{name}"));
        }
        self.used.borrow_mut().runtime.insert(name);
        RustCode(name.to_owned())
    }

    /// Returns a name of the API's own module (`Call`, `ErrorBody`).
    pub(crate) fn api(&self, name: &'static str) -> RustCode {
        if self.is_shadowed(name) {
            return RustCode(format!("crate::{}::{name}", self.context.names.module));
        }
        self.used.borrow_mut().api.insert(name);
        RustCode(name.to_owned())
    }

    /// Returns a named type of the API.
    pub(crate) fn named(&self, id: TypeId) -> RustCode {
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
    pub(crate) fn of_parameters(&self, parameters: &Parameters) -> RustCode {
        // Only files of resources refer to parameters, and these are outside of all modules with types.
        self.of_types(&escape_ident(&parameters.name), &Module::Shared)
    }

    /// Returns the Rust type of a shape.
    pub(crate) fn shape(&self, shape: &Shape) -> RustCode {
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
    pub(crate) fn needs(&self, feature: &'static str) {
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
    pub(crate) fn resolve<'s>(&self, shape: &'s Shape) -> (&'s Shape, Option<&'a Type>)
    where
        'a: 's,
    {
        shapes::resolve(self.context.api, shape)
    }

    /// Returns doc comments for an item that is indented by `indentation` columns.
    pub(crate) fn docs(
        &self,
        docs: &Docs,
        further: &[String],
        indentation: usize,
    ) -> Option<TokenStream> {
        self.comment(docs::doc_lines(docs, further, docs::width(indentation)))
    }

    /// Returns lines as a doc comment.
    pub(crate) fn comment(&self, lines: Vec<String>) -> Option<TokenStream> {
        if lines.is_empty() {
            return None;
        }
        Some(self.comments.borrow_mut().add(lines))
    }

    /// Adds items to a file's text, with their comments. `name` describes the items, for an error.
    pub(crate) fn print(
        &self,
        text: &mut String,
        items: impl IntoIterator<Item = Item>,
        name: &str,
    ) -> Result<(), EmitError> {
        let comments = self.comments.borrow();
        for item in items {
            item::print(text, item, name, &comments)?;
        }
        Ok(())
    }

    /// Returns the imports.
    pub(crate) fn into_used(self) -> Imports {
        self.used.into_inner()
    }
}

impl Imports {
    /// Adds the imports of another part of the same file.
    pub(crate) fn extend(&mut self, other: Self) {
        self.external.extend(other.external);
        self.runtime.extend(other.runtime);
        self.api.extend(other.api);
        self.types.extend(other.types);
        self.types_module |= other.types_module;
        self.features.extend(other.features);
    }

    /// Returns the `use` items.
    pub(crate) fn imports(&self, names: &Names, place: &ModulePath) -> TokenStream {
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
