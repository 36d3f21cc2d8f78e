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
}

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

    /// Adds a file; returns none if there are more than a [`FileId`] can count.
    pub(super) fn add(&mut self, path: String, relative: String, text: String) -> Option<FileId> {
        let id = FileId(u16::try_from(self.files.len()).ok()?);
        self.files.push(Arc::new(Source {
            path,
            relative,
            text,
            lines: OnceLock::new(),
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
        let before = self.text.get(start..).unwrap_or("").char_indices();
        let column = before
            .take_while(|(index, _)| start + index < offset)
            .count();
        (line, column + 1)
    }
}
