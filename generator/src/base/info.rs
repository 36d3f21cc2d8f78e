//! The `info` of a document (OpenAPI 3.1.1, section 4.8.2).

/// Information about an API.
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// The title.
    pub title: String,
    /// The version of the API, which is not the version of the crate.
    pub version: String,
    /// The description, as Markdown.
    pub description: Option<String>,
    /// The URL of the terms of service.
    pub terms_of_service: Option<String>,
    /// The licence: name, and URL or SPDX expression.
    pub license: Option<(String, Option<String>)>,
}
