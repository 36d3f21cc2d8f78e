//! Finds the response types that are pages of a list, and the fields that have the items and the next cursor.

use std::collections::HashMap;

use super::fields::{self, emitted_names, presence};
use super::shapes::resolve;
use crate::ir::{
    Api, Encoding, Operation, Output, Pagination, PaginationKind, Primitive, Shape, Struct, Type,
    TypeId, TypeKind,
};

/// The maximum number of boxes around a type that are followed.
const MAX_BOXES: usize = 16;

/// The response types that are pages, with the pagination of the first operation that returns them.
pub(crate) struct Pages(HashMap<TypeId, (Pagination, Page)>);

impl Pages {
    /// Finds the pages of an API.
    pub(crate) fn new(api: &Api) -> Self {
        let mut pages = HashMap::new();
        if api.types_only {
            return Self(pages);
        }
        let resources = api.resources.iter();
        for operation in resources.flat_map(|resource| &resource.operations) {
            let Some(pagination) = &operation.pagination else {
                continue;
            };
            let Some((id, ty, structure)) = returned(api, operation) else {
                continue;
            };
            if pages.contains_key(&id) {
                continue;
            }
            if let Some(page) = page(api, (ty, structure), pagination) {
                pages.insert(id, (pagination.clone(), page));
            }
        }
        Self(pages)
    }

    /// Returns how a type is read as a page; none if it is not a page.
    pub(crate) fn get(&self, id: TypeId) -> Option<&Page> {
        self.0.get(&id).map(|(_, page)| page)
    }

    /// Reports whether the response type of an operation is a page with the pagination of the operation.
    pub(crate) fn has(&self, api: &Api, operation: &Operation) -> bool {
        let known = returned(api, operation).and_then(|(id, ..)| self.0.get(&id));
        known.is_some_and(|(pagination, _)| Some(pagination) == operation.pagination.as_ref())
    }
}

/// How a page is read.
pub(crate) struct Page {
    /// The shape of an item.
    pub(crate) item: Shape,
    /// The field that has the items.
    pub(crate) items: String,
    pub(crate) next: Link,
    pub(crate) previous: Option<Link>,
}

/// How another page is requested.
pub(crate) enum Link {
    /// By a cursor of the Relay specification, if a flag says that there is another page.
    Relay {
        side: Side,
        more: FieldPath,
        cursor: FieldPath,
    },
    /// By a cursor that is sent as a query parameter.
    Cursor {
        parameter: String,
        cursor: FieldPath,
    },
}

/// Where another page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    After,
    Before,
}

/// The path from a page to one of its fields, through the fields of inner structs.
#[derive(Debug, Clone)]
pub(crate) struct FieldPath {
    /// The fields that lead to the struct of the last one.
    pub(crate) owner: Vec<Step>,
    pub(crate) last: Step,
    pub(crate) value: Scalar,
}

/// A field on a path.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The name of the field in Rust.
    pub(crate) name: String,
    pub(crate) presence: StepPresence,
}

/// How the type of a field on a path expresses that there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StepPresence {
    /// `T`
    Required,
    /// `Option<T>`
    Option,
    /// `Nullable<T>`
    Nullable,
}

/// The type of the last field of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Flag,
    Text,
    Integer,
}

/// Returns the struct that an operation returns.
fn returned<'a>(api: &'a Api, operation: &Operation) -> Option<(TypeId, &'a Type, &'a Struct)> {
    let Output::Content(content) = &operation.output else {
        return None;
    };
    if content.encoding != Encoding::Json {
        return None;
    }
    structure(api, &content.shape)
}

/// Returns the struct that a shape names, behind boxes and aliases.
fn structure<'a>(api: &'a Api, shape: &Shape) -> Option<(TypeId, &'a Type, &'a Struct)> {
    let mut resolved = resolve(api, shape);
    for _ in 0..MAX_BOXES {
        let Shape::Boxed(inner) = resolved.0 else {
            break;
        };
        resolved = resolve(api, inner);
    }
    let (Shape::Named(id), Some(ty)) = resolved else {
        return None;
    };
    match &ty.kind {
        TypeKind::Struct(structure) => Some((*id, ty, structure)),
        _ => None,
    }
}

/// Finds the fields of a page.
fn page(api: &Api, (ty, structure): (&Type, &Struct), pagination: &Pagination) -> Option<Page> {
    let root = Owner {
        api,
        ty,
        structure,
        steps: Vec::new(),
    };
    let items = root.field(&pagination.items)?;
    let Shape::List(item) = items.shape.clone() else {
        return None;
    };
    let (next, previous) = match &pagination.kind {
        PaginationKind::Relay {
            page_info,
            backward,
        } => {
            let info = root.field(page_info)?.enter()?;
            let next = relay(&info, Side::After)?;
            let back = || relay(&info, Side::Before);
            (next, backward.then(back).flatten())
        }
        PaginationKind::Cursor { parameter, cursor } => {
            let cursor = at_pointer(&root, cursor)?.cursor()?;
            let parameter = parameter.clone();
            (Link::Cursor { parameter, cursor }, None)
        }
    };
    Some(Page {
        item: *item,
        items: items.last.name,
        next,
        previous,
    })
}

/// Finds the fields of a `PageInfo` of the Relay specification for one side.
fn relay(info: &Owner<'_>, side: Side) -> Option<Link> {
    let (more, cursor) = match side {
        Side::After => (
            ["has_next_page", "hasNextPage"],
            ["end_cursor", "endCursor"],
        ),
        Side::Before => (
            ["has_previous_page", "hasPreviousPage"],
            ["start_cursor", "startCursor"],
        ),
    };
    let field = |names: [&str; 2]| names.into_iter().find_map(|name| info.field(name));
    Some(Link::Relay {
        side,
        more: field(more)?.flag()?,
        cursor: field(cursor)?.cursor()?,
    })
}

/// Returns the field at a JSON pointer.
fn at_pointer<'a>(root: &Owner<'a>, pointer: &str) -> Option<OwnedField<'a>> {
    let mut tokens = pointer
        .strip_prefix('/')?
        .split('/')
        .map(|token| token.replace("~1", "/").replace("~0", "~"));
    let mut found = root.field(&tokens.next()?)?;
    for token in tokens {
        found = found.enter()?.field(&token)?;
    }
    Some(found)
}

/// A struct on a path.
struct Owner<'a> {
    api: &'a Api,
    ty: &'a Type,
    structure: &'a Struct,
    /// The fields that lead to it.
    steps: Vec<Step>,
}

/// A field of such a struct.
struct OwnedField<'a> {
    api: &'a Api,
    shape: &'a Shape,
    /// The fields that lead to its struct.
    steps: Vec<Step>,
    last: Step,
}

impl<'a> Owner<'a> {
    /// Returns a field by its name in the document.
    fn field(&self, wire_name: &str) -> Option<OwnedField<'a>> {
        let fields = &self.structure.fields;
        let position = fields
            .iter()
            .position(|field| field.wire_name == wire_name)?;
        let field = fields.get(position)?;
        let names = emitted_names(self.ty, self.structure);
        let mut shape = resolve(self.api, &field.shape).0;
        let mut presence = match presence(field, fields::role(self.ty)) {
            fields::Presence::Required => StepPresence::Required,
            fields::Presence::RequiredNullable | fields::Presence::Optional => StepPresence::Option,
            fields::Presence::OptionalNullable => StepPresence::Nullable,
        };
        if let (Shape::Nullable(inner), StepPresence::Required) = (shape, presence) {
            shape = inner;
            presence = StepPresence::Option;
        }
        let name = names.get(position)?.field.clone();
        Some(OwnedField {
            api: self.api,
            shape,
            steps: self.steps.clone(),
            last: Step { name, presence },
        })
    }
}

impl<'a> OwnedField<'a> {
    /// Returns the struct that the field holds.
    fn enter(self) -> Option<Owner<'a>> {
        let (_, ty, structure) = structure(self.api, self.shape)?;
        let mut steps = self.steps;
        steps.push(self.last);
        Some(Owner {
            api: self.api,
            ty,
            structure,
            steps,
        })
    }

    /// Returns the path of a field that is a `bool`.
    fn flag(self) -> Option<FieldPath> {
        let is_flag = *self.shape == Shape::Primitive(Primitive::Boolean);
        is_flag.then(|| self.path(Scalar::Flag))
    }

    /// Returns the path of a field that is text or an integer.
    fn cursor(self) -> Option<FieldPath> {
        match self.shape {
            Shape::Primitive(Primitive::String) => Some(self.path(Scalar::Text)),
            Shape::Primitive(
                Primitive::Int32 | Primitive::Int64 | Primitive::Uint32 | Primitive::Uint64,
            ) => Some(self.path(Scalar::Integer)),
            _ => None,
        }
    }

    fn path(self, value: Scalar) -> FieldPath {
        FieldPath {
            owner: self.steps,
            last: self.last,
            value,
        }
    }
}
