//! Parses the styles of parameters (`OpenAPI` 3.1.1, section 4.8.12.3; RFC 6570).
//!
//! Text is split at delimiters and decoded afterwards: an encoded delimiter belongs to a value.

use crate::request::received::{Pair, decode};
use crate::validation::value::Raw;

/// Serialization style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    /// Returns the style with a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => return None,
        })
    }
}

/// Shape of the value to parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    List,
    Object,
}

/// Parses text of a path.
pub(crate) fn read_path(
    style: Style,
    explode: bool,
    name: &str,
    shape: Shape,
    text: &str,
) -> Result<Raw, String> {
    match style {
        Style::Label => {
            let rest = text.strip_prefix('.');
            let rest = rest.ok_or("the style `label` begins with `.`")?;
            let between = if explode { '.' } else { ',' };
            delimited(rest, between, explode, shape, percent)
        }
        Style::Matrix => {
            let rest = text.strip_prefix(';');
            let rest = rest.ok_or("the style `matrix` begins with `;`")?;
            matrix(rest, explode, name, shape)
        }
        _ => delimited(text, ',', explode, shape, percent),
    }
}

fn matrix(text: &str, explode: bool, name: &str, shape: Shape) -> Result<Raw, String> {
    let pairs: Vec<Pair> = text.split(';').map(|pair| Pair::new(pair, false)).collect();
    let named = |pair: &Pair| {
        (pair.name == name)
            .then(|| pair.raw.clone())
            .ok_or_else(|| format!("the style `matrix` requires the name: `;{name}=`"))
    };
    match shape {
        Shape::Object if explode => Ok(Raw::Object(members(pairs.iter()))),
        Shape::List if explode => {
            let texts: Result<Vec<String>, String> = pairs.iter().map(named).collect();
            Ok(Raw::List(texts?.iter().map(|text| percent(text)).collect()))
        }
        _ => match pairs.as_slice() {
            [pair] => delimited(&named(pair)?, ',', false, shape, percent),
            _ => Err(format!("the style `matrix` allows `;{name}=` only once")),
        },
    }
}

/// Parses the value of a header, which is not encoded.
pub(crate) fn read_header(explode: bool, shape: Shape, text: &str) -> Result<Raw, String> {
    let plain = |text: &str| Raw::Text(text.trim().to_owned());
    delimited(text.trim(), ',', explode, shape, plain)
}

/// Parses the pairs of a query, a form or a cookie with the name of a parameter. Exploded objects and pairs with
/// brackets have other names.
pub(crate) fn read_pairs(
    style: Style,
    explode: bool,
    shape: Shape,
    pairs: &[&Pair],
) -> Result<Raw, String> {
    let [first, more @ ..] = pairs else {
        return Err("there is no value".to_owned());
    };
    let decoded = |text: &str| Raw::Text(decode(text, first.plus));
    if shape == Shape::List && explode {
        return Ok(Raw::List(
            pairs.iter().map(|pair| Raw::Text(pair.value())).collect(),
        ));
    }
    if !more.is_empty() {
        return Err("it occurs more than once".to_owned());
    }
    if shape == Shape::Scalar {
        return Ok(Raw::Text(first.value()));
    }
    // Spaces and bars are always encoded.
    let (text, between) = match style {
        Style::SpaceDelimited => (first.raw.replace("%20", " ").replace('+', " "), ' '),
        Style::PipeDelimited => (first.raw.replace("%7C", "|").replace("%7c", "|"), '|'),
        _ => (first.raw.clone(), ','),
    };
    delimited(&text, between, false, shape, decoded)
}

/// Parses pairs with the names of an object's properties.
pub(crate) fn members<'p>(pairs: impl Iterator<Item = &'p Pair>) -> Vec<(String, Raw)> {
    pairs
        .map(|pair| (pair.name.clone(), Raw::Text(pair.value())))
        .collect()
}

/// Parses pairs with brackets: `name[key]=a`, `name[key][other]=b`, `name[]=c`, `name[0]=d`.
pub(crate) fn read_brackets(name: &str, pairs: &[&Pair]) -> Result<Raw, String> {
    let mut root = Node::Empty;
    for pair in pairs {
        let keys = pair.name.strip_prefix(name).and_then(keys);
        let keys = keys.ok_or_else(|| format!("the brackets of `{}` do not fit", pair.name))?;
        root.insert(&keys, pair.value()).map_err(|()| {
            format!(
                "`{}` conflicts with another value of the parameter",
                pair.name
            )
        })?;
    }
    Ok(root.into_raw())
}

/// Returns the texts in the brackets, in order.
fn keys(text: &str) -> Option<Vec<&str>> {
    let mut keys = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (key, after) = rest.strip_prefix('[')?.split_once(']')?;
        keys.push(key);
        rest = after;
    }
    Some(keys)
}

enum Node {
    Empty,
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    fn insert(&mut self, keys: &[&str], text: String) -> Result<(), ()> {
        if let Self::Empty = self {
            *self = match keys {
                [] => {
                    *self = Self::Text(text);
                    return Ok(());
                }
                ["", ..] => Self::List(Vec::new()),
                _ => Self::Object(Vec::new()),
            };
        }
        match (self, keys) {
            (Self::List(items), ["", rest @ ..]) => {
                let mut item = Self::Empty;
                item.insert(rest, text)?;
                items.push(item);
                Ok(())
            }
            (Self::Object(members), [key, rest @ ..]) if !key.is_empty() => {
                if let Some((_, member)) = members.iter_mut().find(|(name, _)| name == key) {
                    return member.insert(rest, text);
                }
                let mut member = Self::Empty;
                member.insert(rest, text)?;
                members.push(((*key).to_owned(), member));
                Ok(())
            }
            // A list with a repeated name: `name[key]=a&name[key]=b`.
            (node @ Self::Text(_), []) => {
                let first = std::mem::replace(node, Self::Empty);
                *node = Self::List(vec![first, Self::Text(text)]);
                Ok(())
            }
            (Self::List(items), []) => {
                items.push(Self::Text(text));
                Ok(())
            }
            _ => Err(()),
        }
    }

    fn into_raw(self) -> Raw {
        match self {
            Self::Empty => Raw::List(Vec::new()),
            Self::Text(text) => Raw::Text(text),
            Self::List(items) => Raw::List(items.into_iter().map(Self::into_raw).collect()),
            Self::Object(members) => {
                let members = members.into_iter();
                Raw::Object(
                    members
                        .map(|(name, node)| (name, node.into_raw()))
                        .collect(),
                )
            }
        }
    }
}

/// Splits text at a delimiter, and decodes the parts.
fn delimited(
    text: &str,
    between: char,
    explode: bool,
    shape: Shape,
    decoded: impl Fn(&str) -> Raw,
) -> Result<Raw, String> {
    let parts = || text.split(between);
    let name = |part: &str| match decoded(part) {
        Raw::Text(name) => name,
        _ => String::new(),
    };
    match shape {
        Shape::Scalar => Ok(decoded(text)),
        _ if text.is_empty() && shape == Shape::Object => Ok(Raw::Object(Vec::new())),
        Shape::List => Ok(Raw::List(parts().map(decoded).collect())),
        Shape::Object if explode => {
            let members = parts().map(|part| {
                let (key, value) = part.split_once('=').ok_or_else(|| {
                    format!("`{part}` is not a name and a value with `=` between")
                })?;
                Ok((name(key), decoded(value)))
            });
            Ok(Raw::Object(members.collect::<Result<_, String>>()?))
        }
        Shape::Object => {
            let parts: Vec<&str> = parts().collect();
            let (pairs, []) = parts.as_chunks::<2>() else {
                return Err("an object is a list of alternating names and values".to_owned());
            };
            let members = pairs.iter().map(|[key, value]| (name(key), decoded(value)));
            Ok(Raw::Object(members.collect()))
        }
    }
}

fn percent(text: &str) -> Raw {
    Raw::Text(decode(text, false))
}

#[cfg(test)]
mod tests;
