//! Detects which operations return a list in pages, and how the next page is requested.
//!
//! Only unambiguous cases count: a parameter for a cursor, and a response with a single list and the cursor.
//! The names are those of the configuration, or else common ones.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::Operations;
use crate::config;
use crate::config::{OrNone, PageCursor};
use crate::diagnostic::{Diagnostic, Location, codes};
use crate::ir::{
    Encoding, Field, Output, Pagination, PaginationKind, ParameterLocation, Parameters, Primitive,
    Shape, Struct, TypeId, TypeKind,
};
use crate::lower::naming::words::words;
use crate::lower::schema::{Schemas, types};
use crate::openapi::operation as view;

/// Parameters for the cursor of the next page, each with the properties of a response that have the cursor.
const CURSORS: &[(&str, &[&str])] = &[
    ("cursor", &["next_cursor", "nextCursor", "next", "cursor"]),
    ("page_token", &["next_page_token", "nextPageToken"]),
    ("pageToken", &["nextPageToken", "next_page_token"]),
    ("next_token", &["next_token", "nextToken"]),
    ("nextToken", &["nextToken", "next_token"]),
    ("page_cursor", &["next_page_cursor", "next_cursor"]),
    ("after", &["next_cursor", "after", "end_cursor"]),
];

/// Properties of a response that have the cursors of a page (the Relay convention).
const PAGE_INFO: &[&str] = &["page_info", "pageInfo"];
/// The properties of a `page_info` in both directions, in words with underscores.
const PAGE_INFO_FIELDS: [&str; 4] = [
    "has_next_page",
    "end_cursor",
    "has_previous_page",
    "start_cursor",
];
/// Properties of a response that have the cursor within them; empty for the response itself.
const WRAPPERS: &[&str] = &[
    "",
    "meta",
    "pagination",
    "paging",
    "response_metadata",
    "page",
    "cursors",
];

/// What is known about the pages of all operations.
#[derive(Debug, Default)]
pub(crate) struct Paged {
    /// Whether the API's pagination in the configuration applies to any operation.
    by_option: bool,
    /// The pagination of each response, with the first operation that has the response.
    responses: HashMap<TypeId, (String, Pagination)>,
    structs: Structs,
}

/// What is known about the structs in responses. Many operations can return one with many fields.
type Structs = RefCell<HashMap<TypeId, Rc<Fields>>>;

/// What is known about the fields of a struct.
#[derive(Debug)]
struct Fields {
    /// The index of each field by its name.
    by_name: HashMap<String, usize>,
    /// The index of the only field with a list.
    only_list: OnceCell<Option<usize>>,
    /// Whether it has each of the fields [`PAGE_INFO_FIELDS`].
    page_info: OnceCell<[bool; 4]>,
}

impl Fields {
    fn new(object: &Struct) -> Self {
        let mut by_name = HashMap::new();
        for (index, field) in object.fields.iter().enumerate() {
            by_name.entry(field.wire_name.clone()).or_insert(index);
        }
        Self {
            by_name,
            only_list: OnceCell::new(),
            page_info: OnceCell::new(),
        }
    }
}

impl<'a> Operations<'a, '_> {
    /// Returns how the pages of an operation are requested, if it has any.
    pub(crate) fn pagination(
        &mut self,
        view: &view::Operation<'a>,
        parameters: Option<&Parameters>,
        output: &Output,
    ) -> Option<Pagination> {
        let config = self.options.config;
        let listing = Listing::of(&self.schemas, &self.paged.structs, parameters, output);
        let recognised = || listing.as_ref().and_then(Listing::recognised);
        let own = config.own_pagination(self.current);
        let general = || match config.pagination() {
            Some(OrNone::None) => (None, false),
            None => (recognised(), false),
            Some(OrNone::Some(wanted)) => match described(listing.as_ref(), wanted) {
                Ok(pagination) => (Some(pagination), true),
                Err(_) => (recognised(), false),
            },
        };
        let pagination = match own {
            Some(OrNone::None) => {
                if let (None, _) = general() {
                    self.diagnostics.push(self.not_paginated());
                }
                None
            }
            None => {
                let (pagination, by_option) = general();
                self.paged.by_option |= by_option;
                pagination
            }
            Some(OrNone::Some(wanted)) => match described(listing.as_ref(), wanted) {
                Ok(pagination) => Some(pagination),
                Err(reason) => {
                    let message = format!(
                        "the list of this operation does not match its option `pagination`: {reason}"
                    );
                    let mut error =
                        Diagnostic::error(codes::PAGINATION_NOT_SO, view.node.location(), message);
                    if let Some(id) = view.id {
                        let option = Location::option_key(&["operations", id, "pagination"]);
                        error = error.related(option, "the option");
                    }
                    self.diagnostics.push(error);
                    None
                }
            },
        };
        if let (Some(pagination), Some(Listing { response: id, .. })) = (&pagination, &listing) {
            let here = format!("{} {}", view.method, view.path);
            let (first, known) = self
                .paged
                .responses
                .entry(*id)
                .or_insert_with(|| (here, pagination.clone()));
            if known != pagination {
                let message = format!(
                    "the pages of this operation are requested differently than those of `{first}`, which has the same response; the method returns one page"
                );
                let warning =
                    Diagnostic::warning(codes::PAGES_DIFFER, view.node.location(), message)
                        .help("give the operation its own response schema");
                self.diagnostics.push(warning);
            }
        }
        pagination
    }

    /// Returns the error for `pagination: none` of an operation that has no pages without it.
    fn not_paginated(&self) -> Diagnostic {
        let id = self.current;
        let message = format!(
            "`operations` of the configuration sets `pagination: none` for `{id}`, which has no pages"
        );
        let place = Location::option_key(&["operations", id, "pagination"]);
        Diagnostic::error(codes::OPTION_WITHOUT_EFFECT, place, message).help("remove the option")
    }

    /// Reports that the API's pagination in the configuration applies to no operation.
    pub(crate) fn check_pagination(&self) {
        let config = self.options.config;
        if matches!(config.pagination(), Some(OrNone::Some(_))) && !self.paged.by_option {
            let place = Location::option_key(&["pagination"]);
            let message = "no operation has a list that matches the option `pagination`";
            self.diagnostics
                .push(Diagnostic::error(codes::PAGINATION_NOT_SO, place, message));
        }
    }
}

/// Returns the pagination that the configuration describes, or why it does not apply.
fn described(
    listing: Option<&Listing<'_, '_, '_>>,
    wanted: &config::Pagination,
) -> Result<Pagination, String> {
    listing
        .ok_or("its response is not a JSON object that the document describes")?
        .described(wanted)
}

/// An operation that returns an object, which may have a list.
struct Listing<'s, 'a, 'r> {
    schemas: &'s Schemas<'a, 'r>,
    structs: &'s Structs,
    parameters: Option<&'s Parameters>,
    response: TypeId,
    object: &'s Struct,
}

impl<'s, 'a, 'r> Listing<'s, 'a, 'r> {
    fn of(
        schemas: &'s Schemas<'a, 'r>,
        structs: &'s Structs,
        parameters: Option<&'s Parameters>,
        output: &'s Output,
    ) -> Option<Self> {
        let Output::Content(content) = output else {
            return None;
        };
        if content.encoding != Encoding::Json {
            return None;
        }
        let (response, object) = members(schemas, &content.shape)?;
        Some(Self {
            schemas,
            structs,
            parameters,
            response,
            object,
        })
    }

    /// Returns the pagination that common names indicate.
    fn recognised(&self) -> Option<Pagination> {
        let items = self.only_list()?;
        let kind = self.relay().or_else(|| self.cursor())?;
        Some(Pagination { items, kind })
    }

    /// Returns the pagination that the configuration describes, or why it does not apply.
    fn described(&self, wanted: &config::Pagination) -> Result<Pagination, String> {
        let items = match &wanted.items {
            Some(name) => self
                .field(name)
                .filter(|field| self.is_list(field))
                .map(|field| field.wire_name.clone())
                .ok_or_else(|| format!("the response has no list `{name}`"))?,
            None => self
                .only_list()
                .ok_or("the response does not have exactly one list: select it with `items`")?,
        };
        let kind = match &wanted.cursor {
            PageCursor::PageInfo(name) => self.page_info(name).ok_or_else(|| {
                format!("it takes no `after`, or `{name}` has no `has_next_page` and `end_cursor`")
            })?,
            PageCursor::Pointer { parameter, pointer } => {
                if !self.parameter(parameter).is_some_and(is_cursor) {
                    return Err(format!(
                        "it has no parameter `{parameter}` in the query that takes text or a number"
                    ));
                }
                let found = self.follow(pointer);
                if !found.is_some_and(|field| {
                    is_cursor(types::resolved(&self.schemas.drafts, &field.shape))
                }) {
                    return Err(format!(
                        "the response has no text and no number at `{pointer}`"
                    ));
                }
                PaginationKind::Cursor {
                    parameter: parameter.clone(),
                    cursor: pointer.clone(),
                }
            }
        };
        Ok(Pagination { items, kind })
    }

    fn is_list(&self, field: &Field) -> bool {
        matches!(
            types::resolved(&self.schemas.drafts, &field.shape),
            Shape::List(_)
        )
    }

    /// Returns what is known about the fields of a struct.
    fn fields(&self, id: TypeId, object: &Struct) -> Rc<Fields> {
        let mut structs = self.structs.borrow_mut();
        let known = structs.entry(id);
        Rc::clone(known.or_insert_with(|| Rc::new(Fields::new(object))))
    }

    /// Returns a field of a struct.
    fn find(&self, (id, object): (TypeId, &'s Struct), name: &str) -> Option<&'s Field> {
        let index = *self.fields(id, object).by_name.get(name)?;
        object.fields.get(index)
    }

    /// Returns a field of the response.
    fn field(&self, name: &str) -> Option<&'s Field> {
        self.find((self.response, self.object), name)
    }

    /// Returns the name of the response's only list.
    fn only_list(&self) -> Option<String> {
        let known = self.fields(self.response, self.object);
        let only = known.only_list.get_or_init(|| {
            let fields = self.object.fields.iter().enumerate();
            let mut lists = fields.filter(|(_, field)| self.is_list(field));
            match (lists.next(), lists.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            }
        });
        let items = self.object.fields.get((*only)?)?;
        Some(items.wire_name.clone())
    }

    /// Returns the shape of a query parameter.
    fn parameter(&self, name: &str) -> Option<&'s Shape> {
        let mut parameters = self.parameters?.parameters.iter();
        parameters
            .find(|parameter| {
                parameter.location == ParameterLocation::Query && parameter.field.wire_name == name
            })
            .map(|parameter| types::resolved(&self.schemas.drafts, &parameter.field.shape))
    }

    fn takes_text(&self, name: &str) -> bool {
        self.parameter(name) == Some(&Shape::Primitive(Primitive::String))
    }

    fn has_text(&self, pointer: &str) -> bool {
        self.follow(pointer).is_some_and(|field| {
            *types::resolved(&self.schemas.drafts, &field.shape)
                == Shape::Primitive(Primitive::String)
        })
    }

    /// Returns the field at a JSON pointer in the response.
    fn follow(&self, pointer: &str) -> Option<&'s Field> {
        let mut tokens = pointer
            .strip_prefix('/')?
            .split('/')
            .map(|token| token.replace("~1", "/").replace("~0", "~"));
        let mut field = self.field(&tokens.next()?)?;
        for token in tokens {
            field = self.find(members(self.schemas, &field.shape)?, &token)?;
        }
        Some(field)
    }

    fn relay(&self) -> Option<PaginationKind> {
        let is_there = |name: &&&str| self.field(name).is_some();
        self.page_info(PAGE_INFO.iter().find(is_there)?)
    }

    fn page_info(&self, name: &str) -> Option<PaginationKind> {
        if !self.takes_text("after") {
            return None;
        }
        let (id, info) = members(self.schemas, &self.field(name)?.shape)?;
        let known = self.fields(id, info);
        let [has_next, end, has_previous, start] = *known.page_info.get_or_init(|| {
            // Few fields have the letters of the name, and only those are split into words.
            PAGE_INFO_FIELDS.map(|name| {
                let fields = info.fields.iter().map(|field| field.wire_name.as_str());
                let mut alike = fields.filter(|field| letters(field).eq(letters(name)));
                alike.any(|field| words(field).join("_") == name)
            })
        });
        if !(has_next && end) {
            return None;
        }
        let backward = has_previous && start && self.takes_text("before");
        Some(PaginationKind::Relay {
            page_info: name.to_owned(),
            backward,
        })
    }

    fn cursor(&self) -> Option<PaginationKind> {
        let (parameter, names) = CURSORS
            .iter()
            .find(|(parameter, _)| self.takes_text(parameter))?;
        for wrapper in WRAPPERS {
            for name in *names {
                let pointer = match *wrapper {
                    "" => format!("/{name}"),
                    wrapper => format!("/{wrapper}/{name}"),
                };
                if self.has_text(&pointer) {
                    return Some(PaginationKind::Cursor {
                        parameter: (*parameter).to_owned(),
                        cursor: pointer,
                    });
                }
            }
        }
        None
    }
}

/// Returns the letters and digits of a name, in lower case.
fn letters(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase)
}

/// Reports whether a value can be a cursor.
fn is_cursor(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Primitive(
            Primitive::String
                | Primitive::Int32
                | Primitive::Int64
                | Primitive::Uint32
                | Primitive::Uint64
        )
    )
}

/// Returns the struct that a shape is, directly or through aliases.
fn members<'s>(schemas: &'s Schemas<'_, '_>, shape: &'s Shape) -> Option<(TypeId, &'s Struct)> {
    let Shape::Named(id) = types::resolved(&schemas.drafts, shape) else {
        return None;
    };
    match &schemas.drafts.get(usize::try_from(id.0).ok()?)?.ty.kind {
        TypeKind::Struct(found) => Some((*id, found)),
        _ => None,
    }
}
