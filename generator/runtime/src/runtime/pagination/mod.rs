//! Paginated lists: pages, and streams over pages and items.

pub(crate) mod page;
pub(crate) mod walk;
