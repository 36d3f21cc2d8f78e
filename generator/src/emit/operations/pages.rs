//! Emits pages: implementations for response types that return their items and the cursor of the next page.

use std::collections::HashMap;

use crate::emit::names;
use crate::emit::print::Item;
use crate::emit::scope::{Context, FileWriter, RustCode};
use crate::emit::types::structs::{
    Presence as FieldPresence, StructRole, beside, field_names, presence,
};
use crate::ir::{
    Api, Encoding, Operation, Output, Pagination, PaginationKind, Primitive, Shape, Type, TypeId,
    TypeKind,
};

/// Returns the response types that are pages, with the pagination of the first operation that returns them.
pub(crate) fn pages(api: &Api) -> HashMap<TypeId, Pagination> {
    let mut pages = HashMap::new();
    for operation in api
        .resources
        .iter()
        .flat_map(|resource| &resource.operations)
    {
        let Some(pagination) = &operation.pagination else {
            continue;
        };
        let Some((id, ty)) = page(api, operation) else {
            continue;
        };
        if !pages.contains_key(&id)
            && Page::new(api, ty, pagination, &RustCode("String".to_owned())).is_some()
        {
            pages.insert(id, pagination.clone());
        }
    }
    pages
}

/// Returns the struct that an operation returns as a page.
fn page<'a>(api: &'a Api, operation: &Operation) -> Option<(TypeId, &'a Type)> {
    let Output::Content(content) = &operation.output else {
        return None;
    };
    if content.encoding != Encoding::Json {
        return None;
    }
    named(api, &content.shape).filter(|(_, ty)| matches!(ty.kind, TypeKind::Struct(_)))
}

/// Returns the type that a shape names, behind boxes and aliases.
fn named<'a>(api: &'a Api, shape: &Shape) -> Option<(TypeId, &'a Type)> {
    let mut shape = shape.clone();
    for _ in 0..16 {
        match shape {
            Shape::Boxed(inner) => shape = *inner,
            Shape::Named(id) => match &api.get(id)?.kind {
                TypeKind::Alias(inner) => shape = inner.clone(),
                _ => return Some((id, api.get(id)?)),
            },
            _ => return None,
        }
    }
    None
}

impl Context<'_> {
    /// Reports whether the response type of an operation is a page with the pagination of the operation.
    pub(crate) fn is_paged(&self, operation: &Operation) -> bool {
        let known = page(self.api, operation).and_then(|(id, _)| self.pages.get(&id));
        known.is_some() && known == operation.pagination.as_ref()
    }
}

/// Emits the implementation that makes a response type a page, if it is one.
pub(crate) fn paged(scope: &FileWriter<'_>, id: TypeId, name: &str) -> Option<Item> {
    let Context { api, pages, .. } = scope.context;
    let pagination = pages.get(&id)?;
    let Page {
        item,
        items,
        next,
        previous,
    } = Page::new(api, api.get(id)?, pagination, &scope.string())?;
    let link = scope.runtime("PageLink");
    let item = scope.shape(&item).0;
    let mut text = format!("{name} {{ {items}: {item} }}\n");
    text.push_str(&format!("next: |page| {};\n", next.call(&link)));
    if let Some(previous) = previous {
        text.push_str(&format!("previous: |page| {};\n", previous.call(&link)));
    }
    Some(Item::MacroText(scope.runtime("page").0, text))
}

/// How a page is read.
struct Page {
    item: Shape,
    /// The field that has the items.
    items: String,
    next: Link,
    previous: Option<Link>,
}

/// How another page is requested.
enum Link {
    Relay {
        function: &'static str,
        more: String,
        cursor: String,
    },
    Cursor {
        parameter: String,
        cursor: String,
    },
}

impl Link {
    fn call(&self, link: &RustCode) -> String {
        match self {
            Self::Relay {
                function,
                more,
                cursor,
            } => format!("{link}::{function}({more}, {cursor})"),
            Self::Cursor { parameter, cursor } => {
                format!("{link}::cursor({parameter:?}, {cursor})")
            }
        }
    }
}

impl Page {
    fn new(api: &Api, ty: &Type, pagination: &Pagination, string: &RustCode) -> Option<Self> {
        let root = Access {
            api,
            string,
            ty,
            value: "page".to_owned(),
            optional: false,
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
                let link = |function, more: [&str; 2], cursor: [&str; 2]| -> Option<Link> {
                    let more = info
                        .field(more[0])
                        .or_else(|| info.field(more[1]))?
                        .flag()?;
                    let cursor = info
                        .field(cursor[0])
                        .or_else(|| info.field(cursor[1]))?
                        .text()?;
                    Some(Link::Relay {
                        function,
                        more,
                        cursor,
                    })
                };
                let next = link(
                    "after",
                    ["has_next_page", "hasNextPage"],
                    ["end_cursor", "endCursor"],
                )?;
                let back = || {
                    link(
                        "before",
                        ["has_previous_page", "hasPreviousPage"],
                        ["start_cursor", "startCursor"],
                    )
                };
                (next, backward.then(back).flatten())
            }
            PaginationKind::Cursor { parameter, cursor } => {
                let mut tokens = cursor
                    .strip_prefix('/')?
                    .split('/')
                    .map(|token| token.replace("~1", "/").replace("~0", "~"));
                let mut found = root.field(&tokens.next()?)?;
                let inner: Vec<String> = tokens.collect();
                let mut access;
                for token in inner {
                    access = found.enter()?;
                    found = access.field(&token)?;
                }
                (
                    Link::Cursor {
                        parameter: parameter.clone(),
                        cursor: found.text()?,
                    },
                    None,
                )
            }
        };
        Some(Self {
            item: *item,
            items: items.name,
            next,
            previous,
        })
    }
}

/// A struct as the value of an expression: the struct itself, or an `Option` of a reference to it.
struct Access<'a> {
    api: &'a Api,
    /// The name of `String` in the file.
    string: &'a RustCode,
    ty: &'a Type,
    value: String,
    optional: bool,
}

/// How the type of a field expresses that there is no value.
#[derive(Clone, Copy, PartialEq)]
enum Presence {
    Always,
    Option,
    Nullable,
}

/// A field of such a struct.
struct Found<'a> {
    api: &'a Api,
    string: &'a RustCode,
    shape: &'a Shape,
    name: String,
    presence: Presence,
    owner: String,
    owner_optional: bool,
}

impl<'a> Access<'a> {
    /// Returns a field by its name in the document.
    fn field(&self, wire_name: &str) -> Option<Found<'a>> {
        let TypeKind::Struct(structure) = &self.ty.kind else {
            return None;
        };
        let fields = &structure.fields;
        let position = fields
            .iter()
            .position(|field| field.wire_name == wire_name)?;
        let field = fields.get(position)?;
        let names = names::fields(&field_names(structure), beside(self.ty));
        let mut shape = &field.shape;
        while let Shape::Named(id) = shape {
            let TypeKind::Alias(inner) = &self.api.get(*id)?.kind else {
                break;
            };
            shape = inner;
        }
        let purpose = if self.ty.directions.request {
            StructRole::Request
        } else {
            StructRole::Response
        };
        let mut presence = match presence(field, purpose) {
            FieldPresence::Required => Presence::Always,
            FieldPresence::RequiredNullable | FieldPresence::Optional => Presence::Option,
            FieldPresence::OptionalNullable => Presence::Nullable,
        };
        if let (Shape::Nullable(inner), Presence::Always) = (shape, presence) {
            shape = inner;
            presence = Presence::Option;
        }
        Some(Found {
            api: self.api,
            string: self.string,
            shape,
            name: names.get(position)?.field.clone(),
            presence,
            owner: self.value.clone(),
            owner_optional: self.optional,
        })
    }
}

impl<'a> Found<'a> {
    /// Returns the field's value as an expression, and whether that is an `Option` of a reference to it.
    fn value(&self) -> (String, bool) {
        let Self { name, owner, .. } = self;
        match (self.owner_optional, self.presence) {
            (false, Presence::Always) => (format!("{owner}.{name}"), false),
            (false, Presence::Option) => (format!("{owner}.{name}.as_ref()"), true),
            (false, Presence::Nullable) => (format!("{owner}.{name}.value()"), true),
            (true, Presence::Always) => (format!("{owner}.map(|found| &found.{name})"), true),
            (true, Presence::Option) => (
                format!("{owner}.and_then(|found| found.{name}.as_ref())"),
                true,
            ),
            (true, Presence::Nullable) => (
                format!("{owner}.and_then(|found| found.{name}.value())"),
                true,
            ),
        }
    }

    /// Returns the struct that the field holds.
    fn enter(&self) -> Option<Access<'a>> {
        let (value, optional) = self.value();
        let (_, ty) = named(self.api, self.shape)?;
        Some(Access {
            api: self.api,
            string: self.string,
            ty,
            value,
            optional,
        })
    }

    /// Returns the field as a `bool`; a missing value is false.
    fn flag(&self) -> Option<String> {
        if *self.shape != Shape::Primitive(Primitive::Boolean) {
            return None;
        }
        let (value, optional) = self.value();
        Some(if optional {
            format!("{value}.is_some_and(|more| *more)")
        } else {
            value
        })
    }

    /// Returns the field as an `Option<&str>`.
    fn text(&self) -> Option<String> {
        let (value, optional) = self.value();
        match self.shape {
            Shape::Primitive(Primitive::String)
                if !self.owner_optional && self.presence == Presence::Option =>
            {
                let Self { name, owner, .. } = self;
                Some(format!("{owner}.{name}.as_deref()"))
            }
            Shape::Primitive(Primitive::String) if optional => {
                Some(format!("{value}.map({}::as_str)", self.string))
            }
            Shape::Primitive(Primitive::String) => Some(format!("Some({value}.as_str())")),
            Shape::Primitive(
                Primitive::Int32 | Primitive::Int64 | Primitive::Uint32 | Primitive::Uint64,
            ) if optional => Some(format!(
                "{value}.map(::std::string::ToString::to_string).as_deref()"
            )),
            Shape::Primitive(
                Primitive::Int32 | Primitive::Int64 | Primitive::Uint32 | Primitive::Uint64,
            ) => Some(format!("Some({value}.to_string().as_str())")),
            _ => None,
        }
    }
}
