//! Converts HTML in Markdown to Markdown, as far as prose needs it; other tags become text.
//!
//! Many descriptions are HTML. rustdoc would keep it, and warn about unclosed tags and about every `<placeholder>`
//! that is not a tag.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::inline::Surrounding;
use super::markdown;
use super::placeholders::BREAK;

/// The maximum number of rounds. A round can uncover more HTML; what is left after the last one stays text.
const ROUNDS: usize = 3;

/// Replaces tags by Markdown.
pub(super) fn to_markdown(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        if !text.contains('<') {
            break;
        }
        let Some(next) = round(&text) else { break };
        text = Cow::Owned(next);
    }
    text
}

/// Replaces the tags that the Markdown parser finds; returns none if there are none.
fn round(text: &str) -> Option<String> {
    let mut fragments: Vec<(Range<usize>, Surrounding)> = Vec::new();
    let mut tables = 0_usize;
    for (event, range) in Parser::new_ext(text, markdown::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => tables += 1,
            Event::End(TagEnd::Table) => tables = tables.saturating_sub(1),
            Event::Html(_) | Event::InlineHtml(_) if tables > 0 => {
                fragments.push((range, Surrounding::Cell));
            }
            Event::Html(_) | Event::InlineHtml(_) => fragments.push((range, Surrounding::Block)),
            _ => {}
        }
    }
    if fragments.is_empty() {
        return None;
    }
    let mut conversion = Conversion {
        out: String::with_capacity(text.len()),
        links: Vec::new(),
        in_pre: false,
        last_anchor: last_anchor(text),
    };
    let mut position = 0;
    for (range, surrounding) in fragments {
        if range.start < position {
            continue;
        }
        conversion
            .out
            .push_str(text.get(position..range.start).unwrap_or_default());
        let fragment = text.get(range.clone()).unwrap_or_default();
        let after = text.get(range.end..).unwrap_or_default();
        conversion.fragment(fragment, after, surrounding);
        position = range.end;
    }
    conversion
        .out
        .push_str(text.get(position..).unwrap_or_default());
    Some(conversion.out)
}

struct Conversion {
    out: String,
    /// The target of each open `<a>`, if it became a link.
    links: Vec<Option<String>>,
    in_pre: bool,
    /// [`last_anchor`] of the whole text.
    last_anchor: Option<usize>,
}

/// Returns the number of bytes from the last `</a>` to the end of a text. With it, each `<a>` need not search the rest of
/// the text.
fn last_anchor(text: &str) -> Option<usize> {
    let last = text.rfind("</a>").max(text.rfind("</A>"))?;
    Some(text.len() - last)
}

impl Conversion {
    /// Converts HTML; `after` is the text that follows it.
    fn fragment(&mut self, fragment: &str, after: &str, surrounding: Surrounding) {
        let mut rest = fragment;
        let last_in_fragment = last_anchor(fragment);
        while let Some(start) = rest.find('<') {
            let (before, from) = rest.split_at(start);
            self.out.push_str(before);
            if let Some(comment) = from.strip_prefix("<!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            if let Some((tag, length)) = parse_tag(from) {
                rest = from.get(length..).unwrap_or_default();
                let (ahead, last) = if rest.is_empty() {
                    (after, self.last_anchor)
                } else {
                    (rest, last_in_fragment)
                };
                let is_closed = last.is_some_and(|last| last <= ahead.len());
                if self.tag(&tag, (ahead, is_closed), surrounding) {
                    continue;
                }
                self.out.push('\\');
                self.out.push_str(from.get(..length).unwrap_or_default());
            } else {
                self.out.push_str("\\<");
                rest = from.get(1..).unwrap_or_default();
            }
        }
        self.out.push_str(rest);
    }

    /// Writes a tag as Markdown; returns false if the tag is unknown. `ahead` is the text that follows it, and whether
    /// an `</a>` is in that.
    fn tag(
        &mut self,
        tag: &HtmlTag<'_>,
        (ahead, is_closed): (&str, bool),
        surrounding: Surrounding,
    ) -> bool {
        let name = tag.name.to_ascii_lowercase();
        if self.in_pre && name != "pre" {
            return KNOWN.contains(&name.as_str());
        }
        let (block, item) = match surrounding {
            Surrounding::Block => ("\n\n", "\n- "),
            Surrounding::Cell => (" ", " "),
        };
        match name.as_str() {
            "br" => self.out.push(BREAK),
            "p" | "div" | "ul" | "ol" | "dl" | "dd" | "table" | "tr" | "section" | "details"
            | "summary" | "blockquote" | "center" | "tbody" | "thead" => self.out.push_str(block),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.out.push_str(block),
            "hr" if surrounding == Surrounding::Block => self.out.push_str("\n\n___\n\n"),
            "td" | "th" | "hr" => self.out.push(' '),
            "li" | "dt" if !tag.closing => self.out.push_str(item),
            "strong" | "b" => self.mark("**", tag, ahead),
            "em" | "i" => self.mark("*", tag, ahead),
            "code" | "tt" | "kbd" | "samp" | "var" => self.out.push('`'),
            "pre" if surrounding == Surrounding::Block => {
                self.out.push_str(if tag.closing {
                    "\n```\n\n"
                } else {
                    "\n\n```text\n"
                });
                self.in_pre = !tag.closing;
            }
            "a" => self.anchor(tag, is_closed),
            "img" => {
                if let Some(text) = tag.attribute("alt") {
                    self.out.push_str(text);
                }
            }
            other => return KNOWN.contains(&other),
        }
        true
    }

    /// Writes an emphasis mark, unless it would not be read as one.
    fn mark(&mut self, mark: &str, tag: &HtmlTag<'_>, ahead: &str) {
        let neighbour = if tag.closing {
            self.out.chars().next_back()
        } else {
            ahead.chars().next()
        };
        if neighbour.is_some_and(|neighbour| {
            neighbour.is_alphanumeric() || matches!(neighbour, '`' | '.' | ')' | ':')
        }) {
            self.out.push_str(mark);
        }
    }

    fn anchor(&mut self, tag: &HtmlTag<'_>, is_closed: bool) {
        if tag.closing {
            if let Some(Some(target)) = self.links.pop() {
                self.out.push_str("](<");
                self.out.push_str(&target);
                self.out.push_str(">)");
            }
            return;
        }
        let target = tag
            .attribute("href")
            .filter(|target| target.starts_with("http") && !target.contains(['<', '>', '\n']));
        let target = target.filter(|_| is_closed).map(ToOwned::to_owned);
        if target.is_some() {
            self.out.push('[');
        }
        self.links.push(target);
    }
}

/// Known tags: those that are dropped, and those that become Markdown.
const KNOWN: &[&str] = &[
    "a", "abbr", "b", "big", "br", "code", "dl", "dt", "em", "font", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "pre", "s", "samp", "small", "span", "strong", "sub", "sup", "tt", "u",
    "var", "wbr", "td", "th", "tr", "p", "div", "ul", "ol", "colgroup", "col", "tfoot", "caption",
    "label", "nobr",
];

/// An HTML tag.
struct HtmlTag<'a> {
    name: &'a str,
    closing: bool,
    attributes: &'a str,
}

impl<'a> HtmlTag<'a> {
    /// Returns the value of an attribute, in quotes or up to the next space.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            let (before, after) = rest.split_once('=')?;
            let value = after.trim_start();
            let quote = value
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''));
            let (value, next) = match quote {
                Some(quote) => value.get(1..)?.split_once(quote)?,
                None => value.split_once(' ').unwrap_or((value, "")),
            };
            if before.trim().eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = next;
        }
    }
}

/// Returns the tag at the start of a text, and its length.
fn parse_tag(text: &str) -> Option<(HtmlTag<'_>, usize)> {
    let inner = text.strip_prefix('<')?;
    let closing = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name_length = inner
        .find(|character: char| !character.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_length);
    if !name.starts_with(|character: char| character.is_ascii_alphabetic()) {
        return None;
    }
    if !attributes
        .starts_with(|character: char| character.is_whitespace() || matches!(character, '/' | '>'))
    {
        return None;
    }
    let mut quote = None;
    for (index, character) in attributes.char_indices() {
        match (quote, character) {
            (None, '>') => {
                let length = text.len() - attributes.len() + index + 1;
                let attributes = attributes.get(..index)?;
                return Some((
                    HtmlTag {
                        name,
                        closing,
                        attributes,
                    },
                    length,
                ));
            }
            (None, '"' | '\'') => quote = Some(character),
            (None, '<') => return None,
            (Some(open), character) if open == character => quote = None,
            _ => {}
        }
    }
    None
}
