//! How a caller hands over a value: the type of an argument, and what becomes of it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use crate::ir::{Primitive, Shape, TypeKind};

/// An argument for a value of a shape.
pub(super) struct Argument {
    /// Its type.
    pub(super) ty: TokenStream,
    /// The value of the shape's own type that is made of it.
    pub(super) value: TokenStream,
}

/// The pleasantest argument for a shape: what is text takes all that becomes text, what has several forms takes any
/// of them, and the rest is taken as it is, so that the compiler can infer it.
pub(super) fn argument(scope: &Scope<'_>, shape: &Shape, name: &Ident) -> Argument {
    let own = || scope.shape(shape);
    let (resolved, ty) = scope.resolve(shape);
    match resolved {
        Shape::Primitive(Primitive::String | Primitive::Base64 | Primitive::Binary) | Shape::Any => {
            into(scope, own(), name)
        }
        Shape::Named(_) => match ty.map(|ty| &ty.kind) {
            Some(TypeKind::Enum(_) | TypeKind::Union(_)) => into(scope, own(), name),
            _ => Argument { ty: own(), value: quote!(#name) },
        },
        Shape::Boxed(inner) => {
            let boxed = scope.boxed();
            let Argument { ty, value } = argument(scope, inner, name);
            Argument { ty, value: quote!(#boxed::new(#value)) }
        }
        Shape::List(item) if is_text(scope, item) => {
            let (into, iterator, string) = (scope.into(), scope.std("iter", "IntoIterator"), scope.string());
            Argument {
                ty: quote!(impl #iterator<Item = impl #into<#string>>),
                value: quote!(#name.into_iter().map(#into::into).collect()),
            }
        }
        Shape::Map(value) => {
            let (into, iterator, string) = (scope.into(), scope.std("iter", "IntoIterator"), scope.string());
            if is_text(scope, value) {
                let value = quote!(#name.into_iter().map(|(name, value)| (name.into(), value.into())).collect());
                Argument { ty: quote!(impl #iterator<Item = (impl #into<#string>, impl #into<#string>)>), value }
            } else {
                let item = scope.shape(value);
                let value = quote!(#name.into_iter().map(|(name, value)| (name.into(), value)).collect());
                Argument { ty: quote!(impl #iterator<Item = (impl #into<#string>, #item)>), value }
            }
        }
        _ => Argument { ty: own(), value: quote!(#name) },
    }
}

fn into(scope: &Scope<'_>, ty: TokenStream, name: &Ident) -> Argument {
    let into = scope.into();
    Argument { ty: quote!(impl #into<#ty>), value: quote!(#name.into()) }
}

fn is_text(scope: &Scope<'_>, shape: &Shape) -> bool {
    matches!(scope.resolve(shape).0, Shape::Primitive(Primitive::String))
}
