//! Wraps text that is printed or written to a page.

/// Wraps a paragraph at spaces into lines of at most `columns` columns, and ends it with a line break. `indent`
/// precedes all lines but the first. A longer word gets its own line.
pub(crate) fn wrapped(paragraph: &str, columns: usize, indent: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > columns {
            text.push('\n');
            text.push_str(indent);
            column = indent.len();
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_at_most_the_given_width() {
        assert_eq!(wrapped("ab cd ef", 5, ""), "ab cd\nef\n");
        assert_eq!(wrapped("- ab cd ef", 7, "  "), "- ab cd\n  ef\n");
        assert_eq!(wrapped("a longer b", 3, ""), "a\nlonger\nb\n");
        assert_eq!(wrapped("", 3, ""), "\n");
    }
}
