//! One of the two APIs that are compared, with its types by name and behind their other names.

use std::collections::HashMap;
use std::rc::Rc;

use crate::ir::{Api, Shape, Type, TypeId, TypeKind};

/// One of the two.
#[derive(Clone)]
pub(super) struct ApiIndex<'a> {
    pub(super) api: &'a Api,
    /// The aliases of shared types as what they would be in their own place.
    pub(super) own: &'a [Option<Type>],
    /// The types by name.
    pub(super) names: Rc<HashMap<&'a str, TypeId>>,
}

/// What a shape is behind its other names and its box.
pub(super) struct Resolved<'a> {
    pub(super) shape: &'a Shape,
    /// The type that it names, by the name that is written there.
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

    /// A shape behind its aliases and boxes.
    pub(super) fn resolve<'s>(&self, shape: &'s Shape) -> Resolved<'s>
    where
        'a: 's,
    {
        let mut resolved = Resolved {
            shape,
            named: None,
            is_boxed: false,
        };
        // Aliases that name each other in a circle mean nothing.
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

    /// The name that a shape is, if it is one for something that has none of its own.
    pub(super) fn alias(&self, shape: &Shape) -> Option<&'a Type> {
        let Shape::Named(id) = shape else {
            return None;
        };
        let ty = self.get(*id)?;
        let is_alias =
            matches!(&ty.kind, TypeKind::Alias(inner) if !matches!(inner, Shape::Named(_)));
        is_alias.then_some(ty)
    }

    /// The type that a type is another name of, or itself.
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

    /// A type as what stands in its own place, or what it is another name of.
    pub(super) fn is_inline(&self, id: TypeId) -> Option<&'a Type> {
        let index = usize::try_from(id.0).ok()?;
        match self.own.get(index) {
            Some(Some(own)) => Some(own),
            _ => self.get(self.canonical(id)?),
        }
    }
}
