//! Paths: a template whose values can neither add a segment nor climb one.

use std::borrow::Cow;

use super::encode::push_encoded;
use super::style::{Writing, path_value};
use super::value::{ParameterError, ParameterValue};
use crate::runtime::Style;

/// A path with `{parameters}`, and what stands for them so far.
#[derive(Debug, Clone)]
pub(crate) struct PathTemplate {
    template: Cow<'static, str>,
    /// Names with the encoded text that stands for them.
    values: Vec<(Cow<'static, str>, String)>,
}

impl PathTemplate {
    pub(crate) fn new(template: Cow<'static, str>) -> Self {
        Self {
            template,
            values: Vec::new(),
        }
    }

    /// The template as the document has it.
    pub(crate) fn template(&self) -> &str {
        &self.template
    }

    /// What stands for a parameter.
    pub(crate) fn text(
        name: &str,
        value: &ParameterValue,
        writing: Writing,
    ) -> Result<String, ParameterError> {
        let mut text = String::new();
        path_value(&mut text, name, value, writing)?;
        // A label that is empty is a dot.
        if text.is_empty() || writing.style == Style::Label && text == "." {
            return Err(ParameterError(
                "the value is empty, which would address another resource".to_owned(),
            ));
        }
        Ok(text)
    }

    /// Says what stands for a parameter.
    pub(crate) fn put(&mut self, name: Cow<'static, str>, text: String) {
        match self.values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = text,
            None => self.values.push((name, text)),
        }
    }

    /// The path, with a leading slash and without a query; what the template has after `?` comes second.
    pub(crate) fn expand(&self) -> Result<(String, Option<&str>), ParameterError> {
        let (template, query) = match self.template.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (&*self.template, None),
        };
        let mut path = String::with_capacity(template.len() + 64);
        for segment in template.strip_prefix('/').unwrap_or(template).split('/') {
            path.push('/');
            let start = path.len();
            self.expand_segment(&mut path, segment)?;
            if is_dot_segment(path.get(start..).unwrap_or_default()) {
                return Err(ParameterError(format!(
                    "`{segment}` would become a segment that climbs the path"
                )));
            }
        }
        Ok((path, query))
    }

    fn expand_segment(&self, path: &mut String, segment: &str) -> Result<(), ParameterError> {
        let mut rest = segment;
        while let Some((literal, tail)) = rest.split_once('{') {
            let Some((name, after)) = tail.split_once('}') else {
                break;
            };
            push_literal(path, literal);
            let Some((_, text)) = self.values.iter().find(|(known, _)| known == name) else {
                return Err(ParameterError(format!(
                    "the path parameter `{name}` has no value"
                )));
            };
            path.push_str(text);
            rest = after;
        }
        push_literal(path, rest);
        Ok(())
    }
}

/// Literal parts of a template are URL text already; what could not stand in one is encoded.
fn push_literal(path: &mut String, literal: &str) {
    for character in literal.chars() {
        if character.is_ascii_graphic() && !"\"#<>\\^`{|}".contains(character) {
            path.push(character);
        } else {
            push_encoded(path, character);
        }
    }
}

/// Whether URL parsers take a segment for `.` or `..` (the URL standard counts the encoded forms too).
fn is_dot_segment(segment: &str) -> bool {
    let behind_dot = |text: &'_ str| -> Option<usize> {
        [".", "%2e", "%2E"]
            .iter()
            .find(|dot| text.starts_with(**dot))
            .map(|dot| dot.len())
    };
    let Some(first) = behind_dot(segment) else {
        return false;
    };
    let rest = segment.get(first..).unwrap_or_default();
    rest.is_empty() || behind_dot(rest) == Some(rest.len())
}
