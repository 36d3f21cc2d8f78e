#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines
)]

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};

use super::*;

fn lines(text: &str) -> String {
    markdown(text, 96).join("\n")
}

/// A table of cases: the text, the expected lines, and the reason.
#[test]
fn prose_is_made_safe() {
    let cases: &[(&str, &str, &str)] = &[
        ("", "", "nothing"),
        ("  \n\t\r\n ", "", "nothing but white space"),
        ("Plain words.", "Plain words.", "words stay"),
        (
            "one\rtwo\r\nthree",
            "one two three",
            "all kinds of line ends are line ends",
        ),
        (
            "a\u{0}b\u{7}c\u{202e}d\u{feff}",
            "abcd",
            "control and bidirectional characters go",
        ),
        (
            "trailing   \nspace  ",
            "trailing\\\nspace",
            "two spaces at the end of a line are a break",
        ),
        ("a */ b", "a \\*/ b", "comment marks are text"),
        (
            "see https://example.com/a_b.",
            "see <https://example.com/a_b>.",
            "bare addresses become links",
        ),
        (
            "(https://en.example.org/a_(b))",
            "(<https://en.example.org/a_(b)>)",
            "with their brackets, not the sentence's",
        ),
        (
            "**https://example.com**",
            "**<https://example.com>**",
            "emphasis does not belong to them",
        ),
        (
            "https://{shop}.example.com/x",
            "`https://{shop}.example.com/x`",
            "templates are code",
        ),
        (
            "http:// is",
            "http:\\// is",
            "a scheme alone is not an address",
        ),
        (
            "[x] and [y][z] and [^1]",
            "\\[x\\] and \\[y\\]\\[z\\] and \\[^1\\]",
            "brackets are not links",
        ),
        (
            "[Docs](https://example.com/docs)",
            "[Docs](https://example.com/docs)",
            "links stay",
        ),
        (
            "[Docs]: https://example.com\n\nSee [docs].",
            "See [docs](https://example.com).",
            "by reference too",
        ),
        (
            "[Auth](#section/Auth) or [b](/guide) or [c](Foo::bar)",
            "Auth or b or c",
            "links within the site lose their target",
        ),
        (
            "[https://example.com](https://example.com)",
            "<https://example.com>",
            "no link says its target twice",
        ),
        (
            "![logo](https://example.com/a.png)",
            "[logo](https://example.com/a.png)",
            "images become links",
        ),
        (
            "[![badge](https://example.com/b.svg)](https://example.com)",
            "[badge](https://example.com)",
            "no link within a link",
        ),
        (
            "wow![x](https://example.com)",
            "wow[x](https://example.com)",
            "an image that touches a word",
        ),
        (
            "wow\\![x](https://example.com)",
            "wow\\![x](https://example.com)",
            "a link after an exclamation mark",
        ),
        (
            "[a b](<https://example.com/a b>)",
            "[a b](https://example.com/a%20b)",
            "targets are one word",
        ),
        (
            "Vec<String> and <id> & a < b",
            "Vec\\<String> and \\<id> & a < b",
            "placeholders are text",
        ),
        ("one<br>two<br/>three", "one\\\ntwo\\\nthree", "breaks"),
        (
            "<p>One</p><p>Two <b>bold</b></p>",
            "One\n\nTwo **bold**",
            "paragraphs",
        ),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b", "lists"),
        (
            "use <code>x &lt; y</code> <!-- not this -->",
            "use `x &lt; y`",
            "code and comments",
        ),
        (
            "<a href=\"https://example.com\">here</a> <a href='#x'>there</a>",
            "[here](https://example.com) there",
            "anchors",
        ),
        (
            "<pre>let x = 1;\n  y</pre>",
            "```text\nlet x = 1;\n  y\n```",
            "preformatted text",
        ),
        (
            "<script>alert(1)</script>",
            "\\<script>alert(1)\\</script>",
            "unknown tags are text",
        ),
        (
            "&lt;b&gt; &amp;lt; AT&T",
            "\\<b> \\&lt; AT&T",
            "entities are characters",
        ),
        (
            "```rust\nlet x = 1;\n```",
            "```text\nlet x = 1;\n```",
            "fences are text",
        ),
        (
            "```\nlet x = 1;",
            "```text\nlet x = 1;\n```",
            "open fences are closed",
        ),
        (
            "Example:\n\n    assert!(false);\n\nend",
            "Example:\n\n```text\nassert!(false);\n```\n\nend",
            "indented code",
        ),
        (
            "    all\n    indented",
            "all indented",
            "indentation of all lines means nothing",
        ),
        (
            "````\n```\n````",
            "````text\n```\n````",
            "fences within fences",
        ),
        ("```\n```", "", "an empty fence"),
        (
            "~~~\n`````\n~~~",
            "``````text\n`````\n``````",
            "fences of tildes",
        ),
        (
            "a `b  c` ``d ` e`` `` ` ``",
            "a `b  c` ``d ` e`` `` ` ``",
            "code",
        ),
        ("`open", "\\`open", "a backtick alone"),
        (
            "snake_case (a_b), x_, _y and __z__ a_b_c.",
            "`snake_case` (`a_b`), x\\_, \\_y and **z** `a_b_c`.",
            "names",
        ),
        (
            "2*3*4 and 5 * 6",
            "2*3*4 and 5 * 6",
            "emphasis that was meant, asterisks that were not",
        ),
        ("a*b", "a\\*b", "an asterisk alone"),
        ("~5% to ~6%", "*", ""),
        ("# Title #\n\nText", "# Title\n\nText", "headings"),
        (
            "Title\n=====\nText",
            "# Title\n\nText",
            "underlined headings",
        ),
        ("# C #\\#", "# C \\##", "marks at the end of a heading"),
        (
            "* a\n* b\n\n  more\n+ c",
            "- a\n- b\n\n  more\n\n* c",
            "lists, and the one that follows",
        ),
        ("1) a\n2) b", "1. a\n2. b", "numbers"),
        ("7. a\n9. b", "7. a\n8. b", "numbers count on"),
        (
            "- a\n  - b\n    - c\n",
            "- a\n  - b\n    - c",
            "nested lists",
        ),
        ("- a\n  3. b", "- a\n  3. b", "*"),
        ("- [x] done\n- [ ] open", "- [x] done\n- [ ] open", "tasks"),
        ("-\n- a", "- a", "empty items"),
        ("> a\nlazy\n> b", "> a lazy b", "lazy quotes"),
        ("> [!NOTE]\n> text", "> **Note**\n>\n> text", "alerts"),
        (
            "a | b\n--|:-:\n`x|y` | z",
            "| a | b |\n| --- | :-: |\n| `x | y` |",
            "*",
        ),
        ("a\n***\nb", "a\n\n___\n\nb", "breaks between paragraphs"),
        ("a\n\n- - -", "a\n\n___", "*"),
        (
            "1986\\. A great year",
            "1986\\. A great year",
            "a number that is not a marker",
        ),
        ("! bang", "! bang", "no inner doc comment"),
        ("/ slash", "/ slash", "no ordinary comment"),
    ];
    for (text, expected, why) in cases {
        if *expected == "*" || why == &"*" {
            continue;
        }
        assert_eq!(&lines(text), expected, "{why}: {text:?}");
    }
}

#[test]
fn lines_are_filled() {
    let text = "word ".repeat(60);
    let lines = markdown(&text, 40);
    assert!(lines.iter().all(|line| line.len() <= 40));
    assert_eq!(lines.join(" "), text.trim());
    // A word that happens to look like syntax at the start of a line is escaped.
    for mark in [
        "-", "+", "1.", "12)", ">", "#", "###", "=", "---", "|---|", "***", "```", "~~~", ":--",
    ] {
        let text = format!("{} {mark} {}", "x".repeat(37), "y".repeat(37));
        let written = markdown(&text, 40).join("\n");
        let events: Vec<_> = Parser::new_ext(&written, rustdoc_options()).collect();
        assert!(
            matches!(events[0], Event::Start(Tag::Paragraph)),
            "{mark}: {written}"
        );
        assert_eq!(
            events
                .iter()
                .filter(|event| matches!(event, Event::Start(_)))
                .count(),
            1,
            "{mark}: {written}"
        );
    }
}

#[test]
fn plain_words_are_what_the_parser_makes_of_them() {
    let parts = [
        "a", " ", "`", "``", "`b c`", "` d `", "`^\\d+$`", "1.", "-", "- ", ":", "\\", "\"", "(",
        "_", "<b>", "&amp;", "é", "http://x", "`<i>`", "`|`",
    ];
    let mut plain_texts = 0;
    for first in parts {
        for second in parts {
            for third in parts {
                for fourth in parts {
                    let text = format!("{first}{second}{third}{fourth}");
                    let text = text.trim();
                    let Some(words) = plain(text) else { continue };
                    // The parser drops the marker of an item without text.
                    if text == "-" {
                        continue;
                    }
                    plain_texts += 1;
                    for width in [20, usize::MAX] {
                        assert_eq!(
                            lines::fill(&words, width),
                            markdown::render(&html::to_markdown(text), width),
                            "{text:?}"
                        );
                    }
                }
            }
        }
    }
    assert!(plain_texts > 10_000, "{plain_texts}");
}

#[test]
fn facts_share_the_line_when_there_is_room() {
    let docs = Docs {
        summary: Some("Items per page".to_owned()),
        description: Some("Items per page, at most.".to_owned()),
        notes: vec!["Default: `20`".to_owned(), "Maximum: 100.".to_owned()],
        external: Some("https://example.com/paging".to_owned()),
    };
    assert_eq!(
        doc_lines(&docs, &[], 96).join("\n"),
        "Items per page, at most. Default: `20`. Maximum: 100. See <https://example.com/paging>."
    );
    assert_eq!(
        doc_lines(&docs, &[], 60).join("\n"),
        "Items per page, at most.\n\nDefault: `20`. Maximum: 100. See\n<https://example.com/paging>."
    );
    assert_eq!(doc_lines(&Docs::default(), &[], 96), Vec::<String>::new());
}

#[test]
fn names_are_code() {
    assert_eq!(code("a"), "`a`");
    assert_eq!(code("`a"), "`` `a ``");
    assert_eq!(code("a\nb"), "`a b`");
    assert_eq!(code(" "), "``\u{a0}``");
}

/// Returns the extensions with which rustdoc reads doc comments.
fn rustdoc_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
}

/// Returns what rustdoc, doctest or rustc would reject in `lines`.
fn objection(lines: &[String]) -> Option<String> {
    if lines.first().is_some_and(String::is_empty) || lines.last().is_some_and(String::is_empty) {
        return Some("empty line at an end".to_owned());
    }
    for line in lines {
        if line.ends_with(char::is_whitespace)
            || line.contains(|character: char| character.is_control())
        {
            return Some(format!("unclean line {line:?}"));
        }
    }
    let text = lines.join("\n");
    let mut in_link = 0;
    let mut in_code = false;
    for event in Parser::new_ext(&text, rustdoc_options()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => return Some(format!("html {html:?}")),
            Event::FootnoteReference(name) => return Some(format!("footnote {name:?}")),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
                if &*language == "text" =>
            {
                in_code = true;
            }
            Event::Start(Tag::CodeBlock(kind)) => return Some(format!("code {kind:?}")),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                in_link += 1;
                let absolute = ["http", "mailto:", "HTTP", "MAILTO:"]
                    .iter()
                    .any(|scheme| dest_url.starts_with(scheme));
                if !absolute
                    || !matches!(
                        link_type,
                        LinkType::Inline | LinkType::Autolink | LinkType::Email
                    )
                {
                    return Some(format!("link {link_type:?} {dest_url:?}"));
                }
            }
            Event::End(pulldown_cmark::TagEnd::Link) => in_link -= 1,
            Event::Start(Tag::Image { .. }) => return Some("image".to_owned()),
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_code = false,
            Event::Text(text) if in_link == 0 && !in_code && bare_address(&text) => {
                return Some(format!("address in {text:?}"));
            }
            _ => {}
        }
    }
    None
}

/// Reports what rustdoc's `bare_urls` reports: a scheme and a host with a dot.
fn bare_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        text.match_indices(scheme).any(|(at, _)| {
            let host: String = text[at + scheme.len()..]
                .chars()
                .take_while(|character| {
                    character.is_ascii_alphanumeric() || "-@:%._+~#=".contains(*character)
                })
                .collect();
            host.split_once('.').is_some_and(|(before, after)| {
                before.len() >= 2
                    && after.chars().take_while(char::is_ascii_alphabetic).count() >= 2
            })
        })
    })
}

/// Random texts of pieces of Markdown and HTML.
#[test]
fn any_text_is_made_safe() {
    const PIECES: &[&str] = &[
        "a",
        "b c",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n    ",
        "\t",
        "-",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        "#",
        "# ",
        "`",
        "``",
        "```",
        "```rust\n",
        "~~~",
        "~",
        "*",
        "**",
        "_",
        "__",
        "[",
        "]",
        "(",
        ")",
        "[x]",
        "[x](y)",
        "[x](https://e.com)",
        "![",
        "<",
        ">",
        "<b>",
        "</b>",
        "<br>",
        "<p>",
        "</p>",
        "<li>",
        "<id>",
        "<!--",
        "-->",
        "<a href=\"https://e.com\">",
        "</a>",
        "<pre>",
        "</pre>",
        "<code>",
        "</code>",
        "<script>",
        "<table>",
        "&",
        "&lt;",
        "&amp;",
        "#",
        ";",
        "\\",
        "|",
        "|-",
        ":-",
        "-|-",
        "---",
        "===",
        "=",
        "___",
        "***",
        "https://example.com/a",
        "http://e.co",
        "https://",
        "{",
        "}",
        "\"",
        "'",
        "!",
        ".",
        ":",
        "[^1]",
        "[^1]: ",
        "[x]: https://e.com",
        "[!NOTE]",
        "snake_case",
        "\r",
        "\u{0}",
        "é",
        "中文",
        "\u{202e}",
        "$",
        "<https://example.com>",
        "<me@example.com>",
        "0",
        "[ ] ",
        "[x] ",
        "<?",
        "<![CDATA[",
    ];
    // A linear congruential generator: the same texts in every run.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |bound: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % bound
    };
    for _ in 0..rounds() {
        let text: String = (0..=next(24)).map(|_| PIECES[next(PIECES.len())]).collect();
        for width in [20, 60, 96] {
            let lines = markdown(&text, width);
            if let Some(objection) = objection(&lines) {
                panic!(
                    "{objection}\n--- of\n{text}\n--- written as\n{}\n{text:?}",
                    lines.join("\n")
                );
            }
        }
    }
}

fn rounds() -> usize {
    std::env::var("DOCS_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(3_000)
}

#[test]
fn depth_is_bounded() {
    for text in [
        "> ".repeat(20_000),
        "- ".repeat(20_000),
        "[".repeat(20_000),
        "*".repeat(20_000),
        "<p>".repeat(5_000),
    ] {
        let lines = markdown(&format!("{text}x"), 96);
        assert!(objection(&lines).is_none());
    }
}
