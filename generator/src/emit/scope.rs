//! What a file can call by a short name: it decides, for each name that emitted code uses, between the name and an
//! absolute path, and keeps the list of what must be imported.
//!
//! A document may have a schema called `Option`, `String` or `Client`. Within a module that has such a type, the name
//! means the type; so whatever of the standard library, of serde or of the runtime shares its name with a type of the
//! API is written as an absolute path, everywhere in that API.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::error::Tables;
use super::{docs, pages};
use super::names::{Names, ident, spelled};
use crate::ir::{Api, Docs, Home, Pagination, Parameters, Primitive, Shape, Type, TypeId, TypeKind};

/// What the files of an API share.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) names: Names,
    /// Which errors operations declare.
    pub(super) tables: Tables,
    /// The types that are pages of a list, with how.
    pub(super) pages: HashMap<TypeId, Pagination>,
}

impl<'a> Context<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, names: Names::new(api), tables: Tables::new(api), pages: pages::pages(api) }
    }
}

/// Where a file stands, which is how it calls the types of the API.
#[derive(Clone, PartialEq)]
pub(super) enum Place {
    /// Among the types, in the file of a home.
    Types(Home),
    /// Among the resources; with the handle that the file defines.
    Resource {
        /// The handle's name.
        handle: String,
    },
    /// In the API's module itself, where types are `types::Name`.
    Root,
}

/// A file while it is written.
pub(super) struct Scope<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) place: Place,
    used: RefCell<Used>,
}

/// What a file must import.
#[derive(Default)]
pub(super) struct Used {
    serde: BTreeSet<&'static str>,
    runtime: BTreeSet<&'static str>,
    api: BTreeSet<&'static str>,
    types: BTreeSet<String>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(context: &'a Context<'a>, place: Place) -> Self {
        Self { context, place, used: RefCell::default() }
    }

    /// Whether a name means something of the API here.
    fn is_shadowed(&self, name: &str) -> bool {
        match &self.place {
            Place::Root => false,
            Place::Types(_) => self.context.names.is_taken(name),
            Place::Resource { handle } => self.context.names.is_taken(name) || handle == name,
        }
    }

    /// A name of the prelude, by its path in the standard library: `std("option", "Option")`.
    pub(super) fn std(&self, module: &str, name: &str) -> TokenStream {
        let name_ident = ident(name);
        if self.is_shadowed(name) {
            let module = ident(module);
            quote!(::std::#module::#name_ident)
        } else {
            name_ident.into_token_stream()
        }
    }

    pub(super) fn option(&self) -> TokenStream {
        self.std("option", "Option")
    }

    pub(super) fn vec(&self) -> TokenStream {
        self.std("vec", "Vec")
    }

    pub(super) fn string(&self) -> TokenStream {
        self.std("string", "String")
    }

    pub(super) fn boxed(&self) -> TokenStream {
        self.std("boxed", "Box")
    }

    pub(super) fn into(&self) -> TokenStream {
        self.std("convert", "Into")
    }

    /// A derive macro of serde.
    pub(super) fn serde(&self, name: &'static str) -> TokenStream {
        let name_ident = ident(name);
        if self.is_shadowed(name) {
            return quote!(::serde::#name_ident);
        }
        self.used.borrow_mut().serde.insert(name);
        name_ident.into_token_stream()
    }

    /// A name of the runtime.
    pub(super) fn runtime(&self, name: &'static str) -> TokenStream {
        let name_ident = ident(name);
        if self.is_shadowed(name) {
            return quote!(crate::runtime::#name_ident);
        }
        self.used.borrow_mut().runtime.insert(name);
        name_ident.into_token_stream()
    }

    /// A name of the API's own module (`Call`, `ErrorBody`).
    pub(super) fn api(&self, name: &'static str) -> TokenStream {
        let name_ident = ident(name);
        if self.is_shadowed(name) {
            let module = ident(&self.context.names.module);
            return quote!(crate::#module::#name_ident);
        }
        self.used.borrow_mut().api.insert(name);
        name_ident.into_token_stream()
    }

    /// A named type of the API.
    pub(super) fn named(&self, id: TypeId) -> TokenStream {
        let (Some(ty), Some(name)) = (self.context.api.get(id), self.context.names.of(id)) else {
            // An id of another API names nothing; the compiler says so at the place of use.
            return quote!(crate::UnknownType);
        };
        self.of_types(name, &ty.home)
    }

    /// A type of the API, by its name and home.
    pub(super) fn of_types(&self, name: &str, home: &Home) -> TokenStream {
        let name_ident = ident(name);
        match &self.place {
            Place::Types(own) if own == home => name_ident.into_token_stream(),
            Place::Root => quote!(types::#name_ident),
            Place::Resource { handle } if handle == name => {
                let module = ident(&self.context.names.module);
                quote!(crate::#module::types::#name_ident)
            }
            _ => {
                self.used.borrow_mut().types.insert(name.to_owned());
                name_ident.into_token_stream()
            }
        }
    }

    /// The parameters of an operation, as a resource calls them.
    pub(super) fn of_parameters(&self, parameters: &Parameters) -> TokenStream {
        // Only the files of resources speak of parameters, and those stand elsewhere than the types of any home.
        self.of_types(&spelled(&parameters.name), &Home::Shared)
    }

    /// The Rust type of a shape.
    pub(super) fn shape(&self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Named(id) => self.named(*id),
            Shape::Boxed(inner) => {
                let (boxed, inner) = (self.boxed(), self.shape(inner));
                quote!(#boxed<#inner>)
            }
            Shape::Primitive(primitive) => self.primitive(*primitive),
            Shape::List(item) => {
                let (vec, item) = (self.vec(), self.shape(item));
                quote!(#vec<#item>)
            }
            Shape::Map(value) => {
                let (map, value) = (self.runtime("Map"), self.shape(value));
                quote!(#map<#value>)
            }
            // The standard library compares and prints tuples of at most twelve; none at all would be null.
            Shape::Tuple(items) if items.is_empty() || items.len() > 12 => {
                let (vec, value) = (self.vec(), self.runtime("Value"));
                quote!(#vec<#value>)
            }
            Shape::Tuple(items) => {
                let items = items.iter().map(|item| self.shape(item));
                quote!((#(#items,)*))
            }
            Shape::Nullable(inner) => {
                let (option, inner) = (self.option(), self.shape(inner));
                quote!(#option<#inner>)
            }
            Shape::Any => self.runtime("Value"),
            // A path that does not parse is reported with the item that has it.
            Shape::External(path) => path.parse().unwrap_or_else(|_| quote!(!!!)),
            Shape::Null => quote!(()),
        }
    }

    fn primitive(&self, primitive: Primitive) -> TokenStream {
        match primitive {
            Primitive::String => self.string(),
            Primitive::Boolean => quote!(bool),
            Primitive::Int32 => quote!(i32),
            Primitive::Int64 => quote!(i64),
            Primitive::Uint32 => quote!(u32),
            Primitive::Uint64 => quote!(u64),
            Primitive::Float => quote!(f32),
            Primitive::Double => quote!(f64),
            Primitive::DateTime => self.runtime("Timestamp"),
            Primitive::Date => self.runtime("Date"),
            Primitive::Uuid => self.runtime("Uuid"),
            Primitive::Base64 => self.runtime("Base64"),
            Primitive::Binary => self.runtime("Bytes"),
        }
    }

    /// The type behind a shape, when that is a named one; other names of it are followed.
    pub(super) fn resolve<'s>(&self, shape: &'s Shape) -> (&'s Shape, Option<&'a Type>)
    where
        'a: 's,
    {
        let mut shape = shape;
        // Aliases that name each other in a circle mean nothing.
        for _ in 0..16 {
            let Shape::Named(id) = shape else { return (shape, None) };
            let ty = self.context.api.get(*id);
            match ty.map(|ty| &ty.kind) {
                Some(TypeKind::Alias(inner)) => shape = inner,
                _ => return (shape, ty),
            }
        }
        (shape, None)
    }

    /// The imports.
    pub(super) fn into_used(self) -> Used {
        self.used.into_inner()
    }
}

/// Doc comments for something that is indented by so many columns.
pub(super) fn doc_comments(docs: &Docs, further: &[String], indentation: usize) -> TokenStream {
    doc_attributes(&docs::of(docs, further, docs::width(indentation)))
}

/// Lines as doc comments.
pub(super) fn doc_attributes(lines: &[String]) -> TokenStream {
    let mut tokens = TokenStream::new();
    for line in lines {
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        tokens.extend(quote!(#[doc = #line]));
    }
    tokens
}

impl Used {
    /// Adds what another part of the same file uses.
    pub(super) fn extend(&mut self, other: Self) {
        self.serde.extend(other.serde);
        self.runtime.extend(other.runtime);
        self.api.extend(other.api);
        self.types.extend(other.types);
    }

    /// The `use` items.
    pub(super) fn imports(&self, names: &Names, place: &Place) -> TokenStream {
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
        import(quote!(crate::runtime), self.runtime.iter().copied().collect());
        let types = self.types.iter().map(String::as_str).collect();
        match place {
            Place::Types(_) => import(quote!(super), types),
            _ => import(quote!(crate::#module::types), types),
        }
        import(quote!(crate::#module), self.api.iter().copied().collect());
        import(quote!(serde), self.serde.iter().copied().collect());
        tokens
    }
}

/// A string that holds the path of a name, for attributes of serde.
pub(super) fn path_text(tokens: &TokenStream, then: &str) -> String {
    let mut text: String = tokens.to_string().split_whitespace().collect();
    text.push_str(then);
    text
}

/// A name for arguments and the like, where raw identifiers are fine.
pub(super) fn spelled_ident(name: &str) -> proc_macro2::Ident {
    ident(&spelled(name))
}
