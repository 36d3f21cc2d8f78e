//! An index of one of the compared APIs: its types by name, and the types behind aliases.

use std::collections::HashMap;
use std::rc::Rc;

use crate::ir::{Api, Shape, Type, TypeId, TypeKind};

/// One of the compared APIs, with an index of its types.
#[derive(Clone)]
pub(super) struct ApiIndex<'a> {
    pub(super) api: &'a Api,
    /// For each type, the type that it would be without the shared type, if it is an alias of one.
    pub(super) own: &'a [Option<Type>],
    /// The types by name.
    pub(super) names: Rc<HashMap<&'a str, TypeId>>,
}

/// A shape without its aliases and its box.
pub(super) struct Resolved<'a> {
    pub(super) shape: &'a Shape,
    /// The type that the shape names, before aliases are resolved.
    pub(super) named: Option<TypeId>,
    pub(super) is_boxed: bool,
}

impl<'a> ApiIndex<'a> {
    pub(super) fn new(api: &'a Api, own: &'a [Option<Type>]) -> Self {
        let ids = (0..).map(TypeId);
        let names = api.types.iter().map(|ty| ty.name.as_str()).zip(ids);
        Self {
            api,
            own,
            names: Rc::new(names.collect()),
        }
    }

    /// Resolves the aliases and boxes of a shape.
    pub(super) fn resolve<'s>(&self, shape: &'s Shape) -> Resolved<'s>
    where
        'a: 's,
    {
        let mut resolved = Resolved {
            shape,
            named: None,
            is_boxed: false,
        };
        // The bound ends cycles of aliases, which have no meaning.
        for _ in 0..32 {
            match resolved.shape {
                Shape::Boxed(inner) => {
                    resolved.is_boxed = true;
                    resolved.shape = inner;
                }
                Shape::Named(id) => {
                    resolved.named = resolved.named.or(Some(*id));
                    match self.api.get(*id).map(|ty| &ty.kind) {
                        Some(TypeKind::Alias(inner)) => resolved.shape = inner,
                        _ => break,
                    }
                }
                _ => break,
            }
        }
        resolved
    }

    /// Returns the alias that a shape names, if it is the alias of an unnamed shape: a scalar, a list or a map.
    pub(super) fn alias(&self, shape: &Shape) -> Option<&'a Type> {
        let Shape::Named(id) = shape else {
            return None;
        };
        let ty = self.get(*id)?;
        let is_alias =
            matches!(&ty.kind, TypeKind::Alias(inner) if !matches!(inner, Shape::Named(_)));
        is_alias.then_some(ty)
    }

    /// Returns the type behind a chain of aliases, or the type itself.
    pub(super) fn canonical(&self, id: TypeId) -> Option<TypeId> {
        let mut id = id;
        for _ in 0..32 {
            match &self.api.get(id)?.kind {
                TypeKind::Alias(Shape::Named(inner)) => id = *inner,
                _ => break,
            }
        }
        Some(id)
    }

    pub(super) fn get(&self, id: TypeId) -> Option<&'a Type> {
        self.api.get(id)
    }

    /// Returns the type that an alias would be without the shared type, or else the type behind the aliases.
    pub(super) fn is_inline(&self, id: TypeId) -> Option<&'a Type> {
        let index = usize::try_from(id.0).ok()?;
        match self.own.get(index) {
            Some(Some(own)) => Some(own),
            _ => self.get(self.canonical(id)?),
        }
    }
}
