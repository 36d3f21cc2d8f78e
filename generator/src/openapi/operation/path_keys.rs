//! The keys of `paths`: where the path ends, and what stands after it.
//!
//! The standard knows paths alone (`OpenAPI` 3.1.1, section 4.8.8.1). Documents tell operations of one path apart by a
//! query or a fragment all the same, and name parameters of the query as RFC 6570 does.

use foldhash::HashSet;
use indexmap::IndexSet;

/// A key, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PathKey<'a> {
    /// The path, with `{parameters}`.
    pub path: String,
    /// The pairs of the query, with `{parameters}`.
    pub pairs: Vec<&'a str>,
    /// The parameters of the query that an expression like `{?page,size*}` names.
    pub named: Vec<&'a str>,
    /// The parameters of the path.
    pub placeholders: Vec<&'a str>,
    /// Those of them that may stand for several segments (`{proxy+}`).
    pub several: Vec<&'a str>,
    /// Segments like `:id` and `<int:id>` that stand for a parameter, and its name.
    pub others: Vec<(&'a str, &'a str)>,
    /// Expressions like `;id*` that say how a parameter is written, and its name.
    pub expressions: Vec<(&'a str, &'a str)>,
}

impl<'a> PathKey<'a> {
    /// Takes a key apart, whose path has parameters that are declared with these names.
    pub(crate) fn of(key: &'a str, declared: &[&str]) -> Self {
        let (key, _) = split(key, '#');
        let (path, query) = split(key, '?');
        let mut named = Vec::new();
        let mut found = Placeholders::default();
        let declared: HashSet<&str> = declared.iter().copied().collect();
        let path = without_expressions(path, &mut named, |literal, inner, kept| {
            found.take(literal, inner, &declared, kept);
        });
        let mut pairs = Vec::new();
        let mut rest = Some(query);
        while let Some(query) = rest {
            let (pair, after) = split(query, '&');
            rest = (!after.is_empty()).then_some(after);
            // Expressions stand behind pairs, and are no part of one.
            let mut behind = Vec::new();
            without_expressions(pair, &mut behind, |_, _, _| {});
            let pair = match pair.find("{&").or_else(|| pair.find("{?")) {
                Some(at) if !behind.is_empty() => pair.get(..at).unwrap_or_default(),
                _ => pair,
            };
            named.append(&mut behind);
            pairs.extend((!pair.is_empty()).then_some(pair));
        }
        Self {
            path,
            pairs,
            named,
            placeholders: found.names.into_iter().collect(),
            several: found.several,
            others: found.others,
            expressions: found.expressions,
        }
    }

    /// What is sent, with `{parameters}`.
    pub(crate) fn template(&self) -> String {
        if self.pairs.is_empty() {
            return self.path.clone();
        }
        format!("{}?{}", self.path, self.pairs.join("&"))
    }
}

/// What stands before and after a character that is not within braces.
fn split(text: &str, at: char) -> (&str, &str) {
    let mut depth = 0_usize;
    for (index, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if character == at && depth == 0 => {
                let (before, after) = text.split_at(index);
                return (before, after.get(at.len_utf8()..).unwrap_or_default());
            }
            _ => {}
        }
    }
    (text, "")
}

/// The parameters of a path as they are met.
#[derive(Default)]
struct Placeholders<'a> {
    names: IndexSet<&'a str>,
    several: Vec<&'a str>,
    others: Vec<(&'a str, &'a str)>,
    expressions: Vec<(&'a str, &'a str)>,
}

impl<'a> Placeholders<'a> {
    /// Adds literal text, and the expression behind it.
    fn take(
        &mut self,
        literal: &'a str,
        inner: Option<&'a str>,
        declared: &HashSet<&str>,
        kept: &mut String,
    ) {
        // Between braces there is no whole segment.
        let begins_inside = !kept.is_empty();
        let segments: Vec<&'a str> = literal.split('/').collect();
        for (index, segment) in segments.iter().enumerate() {
            if index > 0 {
                kept.push('/');
            }
            let is_whole =
                (index > 0 || !begins_inside) && (index + 1 < segments.len() || inner.is_none());
            match server_parameter(segment).filter(|_| is_whole) {
                Some((name, several)) if declared.contains(name) => {
                    self.others.push((segment, name));
                    if several {
                        self.several.push(name);
                    }
                    self.push(name, kept);
                }
                Some(_) => self.take_colons(segment, declared, kept),
                None => kept.push_str(segment),
            }
        }
        let Some(inner) = inner else { return };
        let (mut name, several) = placeholder(inner, declared);
        // RFC 6570, sections 3.2.5 to 3.2.7.
        let bare = name.trim_start_matches([';', '.', '/']);
        if bare != name && !declared.contains(name) && declared.contains(bare) {
            self.expressions.push((inner, bare));
            if name.starts_with('/') {
                kept.push('/');
            }
            name = bare;
        }
        if several {
            self.several.push(name);
        }
        self.push(name, kept);
    }

    /// Adds a segment that begins with a parameter and goes on: `:id.json`, `:from-:to`.
    fn take_colons(&mut self, segment: &'a str, declared: &HashSet<&str>, kept: &mut String) {
        let mut rest = segment;
        while let Some((literal, tail)) = rest.split_once(':') {
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            let (name, after) = tail.split_at(tail.find(|c| !is_part(c)).unwrap_or(tail.len()));
            kept.push_str(literal);
            if declared.contains(name) {
                self.others.push((segment, name));
                self.push(name, kept);
            } else {
                kept.push(':');
                kept.push_str(name);
            }
            rest = after;
        }
        kept.push_str(rest);
    }

    fn push(&mut self, name: &'a str, kept: &mut String) {
        kept.push('{');
        kept.push_str(name);
        kept.push('}');
        if !name.is_empty() {
            self.names.insert(name);
        }
    }
}

/// The name of a parameter that a segment stands for as servers write it, and whether it may be several segments: `:id`,
/// `<id>`, `<path:rest>`, `*rest`.
fn server_parameter(segment: &str) -> Option<(&str, bool)> {
    if let Some(name) = segment.strip_prefix(':') {
        return Some((name, false));
    }
    if let Some(name) = segment.strip_prefix('*') {
        return Some((name, true));
    }
    let inner = segment.strip_prefix('<')?.strip_suffix('>')?;
    let (kind, name) = inner.split_once(':').unwrap_or(("", inner));
    Some((name, kind == "path"))
}

/// The name of a parameter as an expression of a path has it, and whether its value may be several segments: `{name+}`
/// as gateways write it, `{+name}` (RFC 6570, section 3.2.3), `{*name}`, `{name:.*}` and `{name=a/*}` as servers do.
fn placeholder<'a>(inner: &'a str, declared: &HashSet<&str>) -> (&'a str, bool) {
    let catches = inner.starts_with(['+', '*']) || inner.ends_with('+');
    if declared.contains(inner) {
        return (inner, catches);
    }
    if let Some((name, pattern)) = inner.split_once(':') {
        return (name.trim(), [".*", ".+", "**", "path"].contains(&pattern));
    }
    if let Some((name, pattern)) = inner.split_once('=') {
        return (name.trim(), pattern.contains(['/', '*']));
    }
    // `{{id}}` is of another language of templates.
    let inner = inner
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'))
        .unwrap_or(inner);
    let name = inner.trim_start_matches(['+', '*']);
    (name.trim_end_matches(['+', '*', '?']).trim(), catches)
}

/// What stands before, in and behind the first braces. A pattern in them may have braces of its own (`{id:[0-9]{3}}`).
fn expression(text: &str) -> Option<(&str, &str, &str)> {
    let (literal, tail) = text.split_once('{')?;
    let mut depth = 0_usize;
    for (index, character) in tail.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '}' => {
                let (inner, after) = tail.split_at(index);
                return Some((literal, inner, after.get(1..).unwrap_or_default()));
            }
            _ => {}
        }
    }
    None
}

/// The text without the expressions that make a query or a fragment (RFC 6570, sections 3.2.4, 3.2.8 and 3.2.9), and
/// the names in those of a query. What else there is, `keep` adds to it: literal text and the expression behind it.
fn without_expressions<'a>(
    text: &'a str,
    names: &mut Vec<&'a str>,
    mut keep: impl FnMut(&'a str, Option<&'a str>, &mut String),
) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((literal, inner, after)) = expression(rest) {
        if let Some(list) = inner.strip_prefix(['?', '&']) {
            let list = list.split(',').map(|name| {
                let name = name.trim_end_matches('*');
                name.split_once(':').map_or(name, |(name, _)| name)
            });
            names.extend(list.filter(|name| !name.is_empty()));
            keep(literal, None, &mut kept);
        } else if inner.starts_with('#') {
            keep(literal, None, &mut kept);
        } else {
            keep(literal, Some(inner), &mut kept);
        }
        rest = after;
    }
    keep(rest, None, &mut kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_apart() {
        for (key, template, named) in [
            ("/a/{b}", "/a/{b}", [].as_slice()),
            ("/a?b=1&&c={d}#e?f", "/a?b=1&c={d}", &[]),
            ("/#Action=X", "/", &[]),
            ("/a{?b,c*}", "/a", &["b", "c"]),
            ("/a?b=1{&c:3}{#d}", "/a?b=1", &["c"]),
            ("/a{#d}", "/a", &[]),
            ("/a/{b?c}", "/a/{b?c}", &[]),
            ("/a{b", "/a{b", &[]),
            ("?", "", &[]),
            ("", "", &[]),
        ] {
            let found = PathKey::of(key, &[]);
            assert_eq!(
                (found.template().as_str(), &*found.named),
                (template, named),
                "{key}"
            );
        }
    }

    #[test]
    fn parameters_of_several_segments() {
        for (key, template, several) in [
            ("/a/{proxy+}", "/a/{proxy}", ["proxy"].as_slice()),
            ("/{+name}/x", "/{name}/x", &["name"]),
            ("/{*path}", "/{path}", &["path"]),
            ("/{**path}", "/{path}", &["path"]),
            ("/{path:.+}", "/{path}", &["path"]),
            ("/{name=shelves/*}", "/{name}", &["name"]),
            (
                "/{id:[0-9]+}/{n:int}/{ids*}/{o?}",
                "/{id}/{n}/{ids}/{o}",
                &[],
            ),
            ("/{id:[0-9]{3}}/x?y={z}", "/{id}/x", &[]),
            ("/{{id}}/{{id}", "/{id}/{{id}", &[]),
            ("/x{;id*}{/id}/{.id}/{;no}", "/x{id}/{id}/{id}/{;no}", &[]),
            // That is what it is called.
            ("/{a:b}/{c+}", "/{a:b}/{c+}", &["c+"]),
        ] {
            let declared = if key.contains("a:b") {
                ["a:b", "c+"].as_slice()
            } else {
                &["id"]
            };
            let found = PathKey::of(key, declared);
            assert_eq!((found.path.as_str(), &*found.several), (template, several));
        }
    }

    #[test]
    fn parameters_without_braces() {
        let declared = ["id", "b", "rest"];
        let found = PathKey::of(
            "/a/:id/:other/x:id/{b}:id/<int:id>/<path:rest>/<no>",
            &declared,
        );
        assert_eq!(found.path, "/a/{id}/:other/x:id/{b}:id/{id}/{rest}/<no>");
        assert_eq!(found.placeholders, ["id", "b", "rest"]);
        assert_eq!(
            found.others,
            [(":id", "id"), ("<int:id>", "id"), ("<path:rest>", "rest")]
        );
        assert_eq!(found.several, ["rest"]);

        let found = PathKey::of("/:id.json/:id-:b:cancel/*rest/*/*no", &declared);
        assert_eq!(found.path, "/{id}.json/{id}-{b}:cancel/{rest}/*/*no");
        assert_eq!(found.several, ["rest"]);
    }
}
