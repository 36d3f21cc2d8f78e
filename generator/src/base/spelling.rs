//! Compares names in Rust with names of a document.

/// Reports whether a character separates the words of a name.
pub(crate) fn is_separator(character: char) -> bool {
    matches!(character, '_' | '-' | ' ' | '.' | '/')
}

/// Reports whether two names are equal except for case and separators: `userId` and `user_id`.
pub(crate) fn same_letters(left: &str, right: &str) -> bool {
    // Almost all names are ASCII, and this runs for every field.
    if left.is_ascii() && right.is_ascii() {
        return ascii_letters(left).eq(ascii_letters(right));
    }
    letters(left).eq(letters(right))
}

fn ascii_letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes()
        .filter(|&byte| !is_separator(char::from(byte)))
        .map(|byte| byte.to_ascii_lowercase())
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|&character| !is_separator(character))
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::same_letters;

    #[test]
    fn letters_of_any_script() {
        for (left, right, expected) in [
            ("user_id", "userId", true),
            ("user_id", "user-ID", true),
            ("user_id", "user_ids", false),
            ("id", "@id", false),
            ("größe", "GRÖSSE", false),
            ("änderung_am", "Änderung am", true),
            ("straße", "Straße", true),
        ] {
            assert_eq!(same_letters(left, right), expected, "{left} {right}");
        }
    }
}
