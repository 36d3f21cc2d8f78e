//! The text of the files of a document.

use std::sync::{Arc, OnceLock};

use super::FileId;

/// The files of a document, with their text. They are kept if loading fails, so that diagnostics can show them.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

/// A file.
#[derive(Debug)]
pub(super) struct Source {
    /// The path for diagnostics.
    pub path: String,
    /// The path relative to the folder whose files may be read.
    pub relative: String,
    /// The text, without a byte-order mark.
    pub text: String,
    lines: OnceLock<Vec<usize>>,
    /// The number of characters that begin before each block of bytes.
    characters: OnceLock<Vec<usize>>,
}

/// The size in bytes of a block, whose characters are counted once. A line may be a whole document.
const BLOCK: usize = 1_024;

impl Sources {
    /// Returns the path of a file, which begins with the folder of the path that was passed to [`super::load`]; empty
    /// for a file of another document.
    pub fn path(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.path)
    }

    /// Returns the text of a file, without a byte-order mark; bytes that are not UTF-8 are replaced. Empty for a file
    /// of another document.
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |source| &source.text)
    }

    /// Returns the line and column of a byte of a file's text. Both are counted from one; columns are characters.
    pub fn line_column(&self, file: FileId, offset: usize) -> (usize, usize) {
        self.get(file)
            .map_or((1, 1), |source| source.line_column(offset))
    }

    /// Returns the files, the document itself first.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        (0..self.files.len())
            .filter_map(|index| u16::try_from(index).ok())
            .map(FileId)
    }

    pub(super) fn get(&self, file: FileId) -> Option<&Arc<Source>> {
        self.files.get(usize::from(file.0))
    }

    /// Drops the text of a file except for the lines before a byte, whose characters become spaces, so that the
    /// location can be reported. Returns the offset of the byte in the remaining text.
    pub(crate) fn conceal(&mut self, file: FileId, offset: usize) -> usize {
        let Some(source) = self.files.get_mut(usize::from(file.0)) else {
            return 0;
        };
        let before = source.text.get(..offset).unwrap_or_default();
        let blank = |character| if character == '\n' { '\n' } else { ' ' };
        let text: String = before.chars().map(blank).collect();
        let at = text.len();
        *source = Arc::new(Source {
            path: source.path.clone(),
            relative: source.relative.clone(),
            text,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        });
        at
    }

    /// Adds a file; returns none if there are more than a [`FileId`] can count.
    pub(super) fn add(&mut self, path: String, relative: String, text: String) -> Option<FileId> {
        let id = FileId(u16::try_from(self.files.len()).ok()?);
        self.files.push(Arc::new(Source {
            path,
            relative,
            text,
            lines: OnceLock::new(),
            characters: OnceLock::new(),
        }));
        Some(id)
    }
}

impl Source {
    fn line_column(&self, offset: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|index| index + 1);
            std::iter::once(0).chain(ends).collect()
        });
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.characters_before(offset) - self.characters_before(start);
        (line, column + 1)
    }

    /// Returns the number of characters that begin before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let blocks = self.characters.get_or_init(|| {
            let mut sum = 0;
            let blocks = bytes.chunks(BLOCK).map(|block| {
                let before = sum;
                sum += characters(block);
                before
            });
            blocks.collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        let before = blocks.get(block).copied().unwrap_or_default();
        before + characters(bytes.get(block * BLOCK..offset).unwrap_or_default())
    }
}

/// Counts the characters that begin in a part of UTF-8: all bytes except continuation bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_in_lines_of_any_length() {
        let mut sources = Sources::default();
        let text = format!("a\n{}x\n{}", "ü€😀b".repeat(1_000), "é".repeat(3));
        let file = sources
            .add(String::new(), String::new(), text.clone())
            .unwrap();
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            assert_eq!(
                sources.line_column(file, offset),
                (line, column),
                "{offset}"
            );
            column += 1;
            if character == '\n' {
                (line, column) = (line + 1, 1);
            }
        }
        assert_eq!(sources.line_column(file, text.len()), (3, 4));
        assert_eq!(sources.line_column(file, text.len() + 9), (3, 4));
    }
}
