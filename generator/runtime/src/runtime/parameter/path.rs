//! Path templates. A value cannot contain dot segments, and only the value of a parameter that spans several segments
//! keeps its slashes.

use std::borrow::Cow;

use super::encode::push_encoded;
use super::style::{StyleOptions, path_value};
use super::value::{ParameterError, ParameterValue};
use crate::runtime::Style;

/// A path with `{parameters}`, and the values that have been set.
#[derive(Debug, Clone)]
pub(crate) struct PathTemplate {
    template: Cow<'static, str>,
    /// Parameter names with their encoded values.
    values: Vec<(Cow<'static, str>, String)>,
}

impl PathTemplate {
    pub(crate) fn new(template: Cow<'static, str>) -> Self {
        Self {
            template,
            values: Vec::new(),
        }
    }

    /// Returns the template as in the document.
    pub(crate) fn template(&self) -> &str {
        &self.template
    }

    /// Returns the encoded value of a parameter. Fails if it is empty, because the path would address another
    /// resource.
    pub(crate) fn text(
        &self,
        name: &str,
        value: &ParameterValue,
        writing: StyleOptions,
    ) -> Result<String, ParameterError> {
        let mut text = String::new();
        path_value(&mut text, name, value, writing);
        let (path, _) = self.parts();
        let in_path = || pieces(path).any(|piece| piece == Piece::Parameter(name));
        // An empty label is a single dot.
        if (text.is_empty() || writing.style == Style::Label && text == ".") && in_path() {
            return Err(ParameterError(
                "the value is empty, which would address another resource".to_owned(),
            ));
        }
        Ok(text)
    }

    /// Sets the encoded value of a parameter.
    pub(crate) fn put(&mut self, name: Cow<'static, str>, text: String) {
        match self.values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = text,
            None => self.values.push((name, text)),
        }
    }

    /// Splits the template at the first `?` that is not within braces.
    fn parts(&self) -> (&str, &str) {
        if !self.template.contains('?') {
            return (&self.template, "");
        }
        let mut inside = false;
        let end = self.template.find(|character| {
            inside = match character {
                '{' => true,
                '}' => false,
                _ => inside,
            };
            character == '?' && !inside
        });
        let split = end.and_then(|end| {
            let query = self.template.get(end + 1..)?;
            Some((self.template.get(..end)?, query))
        });
        split.unwrap_or((&self.template, ""))
    }

    /// Returns the path, with a leading slash, and the query, which may be empty.
    pub(crate) fn expand(&self) -> Result<(String, String), ParameterError> {
        let (template, query) = self.parts();
        let mut path = String::with_capacity(template.len() + 64);
        path.push('/');
        self.fill(&mut path, template.strip_prefix('/').unwrap_or(template))?;
        // A value contains no slash except between its own segments.
        if path.split('/').any(is_dot_segment) {
            let climbs = |segment: &&str| {
                let mut text = String::new();
                self.fill(&mut text, segment).is_ok() && text.split('/').any(is_dot_segment)
            };
            let segment = template.split('/').find(climbs).unwrap_or(template);
            return Err(ParameterError(format!(
                "`{segment}` would become a segment that climbs the path"
            )));
        }
        Ok((path, self.expand_query(query)))
    }

    /// Appends a part of the path, with the values of its parameters.
    fn fill(&self, path: &mut String, template: &str) -> Result<(), ParameterError> {
        for piece in pieces(template) {
            match (piece, self.value(piece)) {
                (Piece::Literal(literal), _) => push_literal(path, literal),
                (_, Some(text)) => path.push_str(text),
                (Piece::Parameter(name), None) => {
                    return Err(ParameterError(format!(
                        "the path parameter `{name}` has no value"
                    )));
                }
            }
        }
        Ok(())
    }

    fn expand_query(&self, template: &str) -> String {
        let mut query = String::with_capacity(template.len());
        for piece in pieces(template) {
            match (piece, self.value(piece)) {
                (_, Some(text)) => query.push_str(text),
                (Piece::Literal(literal), None) => push_literal(&mut query, literal),
                // Not declared as a parameter: the query may be JSON.
                (Piece::Parameter(name), None) => {
                    push_literal(&mut query, "{");
                    push_literal(&mut query, name);
                    push_literal(&mut query, "}");
                }
            }
        }
        query
    }

    fn value(&self, piece: Piece<'_>) -> Option<&str> {
        let Piece::Parameter(name) = piece else {
            return None;
        };
        let mut values = self.values.iter();
        let found = values.find(|(known, _)| known == name);
        found.map(|(_, text)| text.as_str())
    }
}

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Literal(&'t str),
    Parameter(&'t str),
}

/// Splits a template into literal text and parameters.
fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    let mut parameter = None;
    std::iter::from_fn(move || {
        if let Some(name) = parameter.take() {
            return Some(Piece::Parameter(name));
        }
        if rest.is_empty() {
            return None;
        }
        let found = rest.split_once('{').and_then(|(literal, tail)| {
            let (name, after) = tail.split_once('}')?;
            Some((literal, name, after))
        });
        let (literal, name, after) = match found {
            Some((literal, name, after)) => (literal, Some(name), after),
            None => (rest, None, ""),
        };
        (rest, parameter) = (after, name);
        Some(Piece::Literal(literal))
    })
}

/// Appends literal text of a template. It is already encoded; characters that a URL cannot contain are encoded.
fn push_literal(path: &mut String, literal: &str) {
    let stands = |byte: u8| {
        byte.is_ascii_graphic()
            && !matches!(
                byte,
                b'"' | b'#' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'
            )
    };
    if literal.bytes().all(stands) {
        return path.push_str(literal);
    }
    for character in literal.chars() {
        match u8::try_from(character) {
            Ok(byte) if stands(byte) => path.push(character),
            _ => push_encoded(path, character),
        }
    }
}

/// Returns whether URL parsers treat a segment as `.` or `..`. The URL standard includes the encoded forms.
fn is_dot_segment(segment: &str) -> bool {
    fn behind_dot(text: &str) -> Option<&str> {
        let mut dots = [".", "%2e", "%2E"].iter();
        dots.find_map(|dot| text.strip_prefix(dot))
    }
    behind_dot(segment).is_some_and(|rest| rest.is_empty() || behind_dot(rest) == Some(""))
}
