//! Rewrites Markdown so that rustdoc, doctest and clippy report nothing.
//!
//! The parser of rustdoc reads the text with rustdoc's extensions, and the text is written again from its events. The
//! meaning of the author's syntax is kept, and everything that only looks like syntax is escaped. Lines are wrapped.
//! Links with a relative target become their text.

use std::iter::Peekable;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, Event, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::inline::{Inline, Surrounding};
use super::lines::{softened, wrap};
use super::placeholders::BREAK;

/// The depth from which nested containers are ignored; their content is kept.
const MAX_DEPTH: usize = 12;

/// Returns the extensions of rustdoc that change the meaning of text, and alerts, which rustdoc does not support.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Writes Markdown as lines of at most `width` columns where possible.
pub(super) fn render(markdown: &str, width: usize) -> Vec<String> {
    let mut writer = Writer {
        events: TextMergeStream::new(Parser::new_ext(markdown, options())).peekable(),
    };
    softened(writer.blocks(Container {
        kind: ContainerKind::Other,
        width,
        depth: 0,
    }))
}

struct Writer<'a, I: Iterator<Item = Event<'a>>> {
    events: Peekable<I>,
}

/// The form of a list, which keeps two adjacent lists apart.
#[derive(Clone, Copy, PartialEq)]
struct ListKind {
    ordered: bool,
    alternate: bool,
    interrupts: bool,
}

/// What blocks are part of.
#[derive(Clone, Copy, PartialEq)]
enum ContainerKind {
    /// An item of a list.
    Item,
    Other,
}

/// The container of blocks that are written.
#[derive(Clone, Copy)]
struct Container {
    kind: ContainerKind,
    /// The columns for its lines.
    width: usize,
    /// The number of containers around it.
    depth: usize,
}

impl Container {
    /// Returns a container in this one, whose lines have a marker.
    fn inner(self, kind: ContainerKind, marker: usize) -> Self {
        Self {
            kind,
            width: self.width.saturating_sub(marker),
            depth: self.depth + 1,
        }
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Writer<'a, I> {
    /// Returns the blocks up to the end of their container, with an empty line between two blocks.
    fn blocks(&mut self, container: Container) -> Vec<String> {
        let Container { kind, width, depth } = container;
        let mut lines: Vec<String> = Vec::new();
        let mut last_list: Option<ListKind> = None;
        // The number of open containers that are ignored; their ends do not end this one.
        let mut ignored = 0_usize;
        while let Some(event) = self.events.next() {
            let mut list = None;
            let block = match event {
                Event::End(
                    TagEnd::BlockQuote(_)
                    | TagEnd::List(_)
                    | TagEnd::Item
                    | TagEnd::FootnoteDefinition,
                ) if ignored > 0 => {
                    ignored -= 1;
                    continue;
                }
                Event::End(_) => break,
                Event::Start(
                    Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::FootnoteDefinition(_),
                ) if depth >= MAX_DEPTH => {
                    ignored += 1;
                    continue;
                }
                Event::Start(Tag::Paragraph) => wrap(&self.inline(None, Surrounding::Block), width),
                Event::Start(Tag::Heading { level, .. }) => {
                    heading(level as usize, &self.inline(None, Surrounding::Block))
                }
                Event::Start(Tag::BlockQuote(kind)) => self.block_quote(kind, container),
                Event::Start(Tag::CodeBlock(_)) => self.code_block(),
                Event::Start(Tag::List(start)) => {
                    let ordered = start.is_some();
                    let alternate =
                        last_list.is_some_and(|last| last.ordered == ordered && !last.alternate);
                    let interrupts = start.is_none_or(|number| number == 1);
                    let kind = ListKind {
                        ordered,
                        alternate,
                        interrupts,
                    };
                    list = Some(kind);
                    self.list(start, kind, container)
                }
                Event::Start(Tag::Item | Tag::FootnoteDefinition(_)) => {
                    self.blocks(container.inner(ContainerKind::Other, 0))
                }
                Event::Start(Tag::Table(alignments)) => self.table(&alignments),
                Event::Start(Tag::HtmlBlock) => wrap(&self.inline(None, Surrounding::Block), width),
                // Underscores, because `- ---` would be a rule without an item.
                Event::Rule => vec!["___".to_owned()],
                first => wrap(&self.inline(Some(first), Surrounding::Block), width),
            };
            if block.is_empty() {
                continue;
            }
            // A list in an item directly follows the item's text, unless its first number is not 1.
            let interrupts = kind == ContainerKind::Item
                && last_list.is_none()
                && list.is_some_and(|list| list.interrupts);
            if !lines.is_empty() && !interrupts {
                lines.push(String::new());
            }
            last_list = list;
            lines.extend(block);
        }
        lines
    }

    fn block_quote(&mut self, kind: Option<BlockQuoteKind>, container: Container) -> Vec<String> {
        let title = kind.map(|kind| match kind {
            BlockQuoteKind::Note => "**Note**",
            BlockQuoteKind::Tip => "**Tip**",
            BlockQuoteKind::Important => "**Important**",
            BlockQuoteKind::Warning => "**Warning**",
            BlockQuoteKind::Caution => "**Caution**",
        });
        let mut lines = self.blocks(container.inner(ContainerKind::Other, 2));
        if let Some(title) = title {
            if !lines.is_empty() {
                lines.insert(0, String::new());
            }
            lines.insert(0, title.to_owned());
        }
        prefixed(lines, "> ", "> ")
    }

    fn list(&mut self, start: Option<u64>, kind: ListKind, container: Container) -> Vec<String> {
        let mut lines = Vec::new();
        // A marker may have at most nine digits.
        let mut number = start.unwrap_or(0).min(999_999);
        while let Some(Event::Start(Tag::Item)) = self.events.peek() {
            self.events.next();
            let marker = match (start, kind.alternate) {
                (Some(_), false) => format!("{number}. "),
                (Some(_), true) => format!("{number}) "),
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
            };
            let item = self.blocks(container.inner(ContainerKind::Item, marker.len()));
            if item.is_empty() {
                continue;
            }
            number += 1;
            let indent = " ".repeat(marker.len());
            lines.extend(prefixed(item, &marker, &indent));
        }
        // The end of the list.
        self.events.next();
        lines
    }

    fn code_block(&mut self) -> Vec<String> {
        let mut code = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::End(_) => break,
                Event::Text(text) | Event::Html(text) => code.push_str(&text),
                _ => {}
            }
        }
        let code = code.trim_end();
        if code.trim().is_empty() {
            return Vec::new();
        }
        let longest = code
            .split(|character| character != '`')
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let mut lines = vec![format!("{fence}text")];
        lines.extend(code.lines().map(|line| line.trim_end().to_owned()));
        lines.push(fence);
        lines
    }

    fn table(&mut self, alignments: &[Alignment]) -> Vec<String> {
        let mut lines = Vec::new();
        let mut row = String::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => "|".clone_into(&mut row),
                Event::Start(Tag::TableCell) => {
                    row.push(' ');
                    row.push_str(&self.inline(None, Surrounding::Cell));
                    row.push_str(" |");
                }
                Event::End(TagEnd::TableHead) => {
                    lines.push(std::mem::take(&mut row));
                    let mut delimiters = "|".to_owned();
                    for alignment in alignments {
                        delimiters.push_str(match alignment {
                            Alignment::None => " --- |",
                            Alignment::Left => " :-- |",
                            Alignment::Center => " :-: |",
                            Alignment::Right => " --: |",
                        });
                    }
                    lines.push(delimiters);
                }
                Event::End(TagEnd::TableRow) => lines.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        lines
    }

    /// Returns inline text up to the end of its block, or up to the next block if its block has no end event (a tight
    /// list item). Hard breaks become [`BREAK`].
    fn inline(&mut self, first: Option<Event<'a>>, surrounding: Surrounding) -> String {
        let implicit = first.is_some();
        let mut inline = Inline::new(surrounding);
        let mut next = first;
        loop {
            let event = match next.take() {
                Some(event) => event,
                None if implicit && !self.events.peek().is_some_and(is_inline) => break,
                None => match self.events.next() {
                    Some(event) => event,
                    None => break,
                },
            };
            if !inline.event(event) {
                break;
            }
        }
        inline.finish()
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => is_inline_end(*tag),
        Event::Rule => false,
        _ => true,
    }
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

fn heading(level: usize, text: &str) -> Vec<String> {
    let mut text = text.replace(BREAK, " ");
    if text.is_empty() {
        return Vec::new();
    }
    // A final `#` would be read as the closing sequence of the heading.
    let last = text.rfind(' ').map_or(0, |space| space + 1);
    if text
        .get(last..)
        .is_some_and(|word| word.chars().all(|mark| mark == '#'))
    {
        text.insert(last, '\\');
    }
    vec![format!("{} {text}", "#".repeat(level))]
}

fn prefixed(lines: Vec<String>, first: &str, rest: &str) -> Vec<String> {
    let mut out = Vec::with_capacity(lines.len());
    for (index, line) in lines.into_iter().enumerate() {
        let prefix = if index == 0 { first } else { rest };
        let mut text = String::with_capacity(prefix.len() + line.len());
        text.push_str(prefix);
        text.push_str(&line);
        text.truncate(text.trim_end().len());
        out.push(text);
    }
    out
}
