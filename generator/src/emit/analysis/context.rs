//! The result of the analysis, which all files share.

use super::conversions::{Conversions, conversions};
use super::error_tables::ErrorTables;
use super::names::Names;
use super::pages::Pages;
use super::references::References;
use crate::ir::Api;

/// What the files of an API share.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: Names,
    /// The errors that operations declare.
    pub(crate) errors: ErrorTables,
    /// The response types that are pages of a list.
    pub(crate) pages: Pages,
    /// The received types that can be converted to a sent type.
    pub(crate) conversions: Conversions,
    /// Where types are used.
    pub(crate) references: References,
    /// Whether the module of the API is public under its name; otherwise its content is at the crate's root.
    pub(crate) public_module: bool,
}

impl<'a> Context<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self {
            api,
            names: Names::new(api),
            errors: ErrorTables::new(api),
            pages: Pages::new(api),
            conversions: conversions(api),
            references: References::new(api),
            public_module: true,
        }
    }
}
