//! The values that the type of a payload fixes for its properties.

use std::rc::Rc;

use foldhash::HashMap;
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::preference;
use crate::ir::{Shape, Struct, Tagging, TypeId, TypeKind, Union};
use crate::lower::schema::union::discriminator::is_tag;
use crate::lower::schema::{Schemas, types};

/// The limit of properties of a type that are compared.
const PROPERTIES: usize = 32;

/// The limit of values of a property.
const VALUES: usize = 200;

/// The limit of unions in unions.
const NESTED: usize = 4;

/// The properties that every value of a type has, and that have one of a few values.
pub(crate) type Fixed = IndexMap<String, IndexSet<Value>>;

/// Finds the values that types fix.
pub(crate) struct FixedValues<'s, 'a, 'r> {
    schemas: &'s Schemas<'a, 'r>,
    known: HashMap<(TypeId, usize), Rc<Fixed>>,
}

impl<'s, 'a, 'r> FixedValues<'s, 'a, 'r> {
    pub(crate) fn new(schemas: &'s Schemas<'a, 'r>) -> Self {
        Self {
            schemas,
            known: HashMap::default(),
        }
    }

    /// Returns the required properties of an object that have a constant. For a union, these are the properties that all
    /// variants require, with the values of all of them, and the property that selects the variant. Whether the value may
    /// be null makes no difference. `depth` counts the unions around it.
    pub(crate) fn of(&mut self, shape: &Shape, depth: usize) -> Rc<Fixed> {
        let drafts = &self.schemas.drafts;
        let mut shape = types::resolved(drafts, shape);
        if let Shape::Nullable(inner) = shape {
            shape = types::resolved(drafts, inner);
        }
        let Shape::Named(id) = shape else {
            return Rc::default();
        };
        if let Some(known) = self.known.get(&(*id, depth)) {
            return Rc::clone(known);
        }
        let found = match drafts.get(id.index()).map(|draft| &draft.ty.kind) {
            Some(TypeKind::Struct(found)) => of_struct(found),
            Some(TypeKind::Union(union)) if depth < NESTED => self.of_union(union, depth),
            _ => Fixed::default(),
        };
        let found = Rc::new(found);
        self.known.insert((*id, depth), Rc::clone(&found));
        found
    }

    fn of_union(&mut self, union: &Union, depth: usize) -> Fixed {
        let mut variants = union.variants.iter();
        let Some(first) = variants.next() else {
            return Fixed::default();
        };
        let mut found = Fixed::clone(&self.of(&first.shape, depth + 1));
        for variant in variants {
            if found.is_empty() {
                break;
            }
            let other = self.of(&variant.shape, depth + 1);
            found.retain(|property, values| {
                let further = other.get(property);
                values.extend(further.into_iter().flatten().cloned());
                further.is_some() && values.len() <= VALUES
            });
        }
        if let Tagging::Property { wire_name } = &union.tagging {
            let all = union
                .variants
                .iter()
                .flat_map(|variant| variant.tags.iter().chain(&variant.implicit_tags));
            let all: IndexSet<Value> = all.take(VALUES + 1).cloned().collect();
            if all.len() <= VALUES {
                found.insert(wire_name.clone(), all);
            }
        }
        found
    }
}

fn of_struct(found: &Struct) -> Fixed {
    let required = found.fields.iter().filter(|field| field.required);
    let constants = required.filter_map(|field| {
        let value = field.constant.clone().filter(is_tag)?;
        Some((field.wire_name.clone(), IndexSet::from([value])))
    });
    let mut found: Fixed = constants.collect();
    found.sort_by_key(|name, _| preference(name));
    found.truncate(PROPERTIES);
    found
}
