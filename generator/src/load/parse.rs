//! Parses the bytes of one file: decodes them, then reads JSON or YAML, with repairs of common mistakes.

use super::builder::Builder;
use super::source::Source;
use super::tree::Values;
use super::{FileId, json, yaml};
use crate::diagnostic::{Diagnostic, Location, codes};

/// The maximum size of a file in bytes: offsets are stored in 32 bits, with room for decoded text.
const LARGEST: usize = 1 << 30;

/// The reason why bytes are not text.
pub(super) struct NotText {
    start: usize,
    end: usize,
    message: &'static str,
    help: &'static str,
}

impl NotText {
    pub(super) fn at(&self, file: FileId) -> Diagnostic {
        Diagnostic::error(
            codes::NOT_UTF8,
            Location::Bytes(file, self.start..self.end),
            self.message,
        )
        .label("here")
        .help(self.help)
    }
}

/// Returns the text of a file without a byte-order mark, and the problem of its encoding, if there is one.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Option<NotText>) {
    let wide = matches!(
        bytes.as_slice(),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..]
    );
    let (mut text, mut problem) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let problem = NotText {
                start,
                end: start + char::REPLACEMENT_CHARACTER.len_utf8(),
                message: "the file is not UTF-8",
                help: "save it as UTF-8",
            };
            (
                String::from_utf8_lossy(error.as_bytes()).into_owned(),
                Some(problem),
            )
        }
    };
    if wide {
        problem = Some(NotText {
            start: 0,
            end: 0,
            message: "the file is UTF-16",
            help: "save it as UTF-8",
        });
    }
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
        if let Some(problem) = &mut problem {
            problem.start = problem.start.saturating_sub('\u{feff}'.len_utf8());
            problem.end = problem.end.saturating_sub('\u{feff}'.len_utf8());
        }
    }
    (text, problem)
}

/// Parses a file; returns none if that fails, which is then reported.
pub(super) fn parse(
    file: FileId,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Values> {
    let text = source.text.as_str();
    if text.len() > LARGEST {
        diagnostics.push(Diagnostic::error(
            codes::FILE_TOO_LARGE,
            Location::Bytes(file, 0..0),
            format!("the file is larger than {} MiB", LARGEST >> 20),
        ));
        return None;
    }
    let outcome = if text.trim_start().starts_with(['{', '[', '/']) {
        json_or_yaml(file, text)
    } else {
        yaml_or_repaired(file, text)
    };
    match outcome {
        Ok((values, found)) => {
            diagnostics.extend(found);
            if values.entries.is_empty() {
                diagnostics.push(Diagnostic::error(
                    codes::EMPTY_DOCUMENT,
                    Location::Bytes(file, 0..0),
                    "the file is empty",
                ));
                return None;
            }
            Some(values)
        }
        Err(problem) => {
            diagnostics.push(*problem);
            None
        }
    }
}

/// Reads JSON, or JSON with comments and trailing commas, or otherwise YAML, which includes JSON.
fn json_or_yaml(file: FileId, text: &str) -> Result<(Values, Vec<Diagnostic>), Box<Diagnostic>> {
    let mut builder = Builder::new(file, text);
    let strict = match json::read(text, &mut builder) {
        Ok(()) => return Ok(builder.finish()),
        Err(json::Failure::LimitExceeded(problem)) => return Err(problem),
        Err(json::Failure::Syntax(at, expected)) => (at, expected),
    };
    let (mut failure, mut looks_like_json) = (strict, is_json(text));
    if let Some((mended, first)) = json::without_comments(text) {
        let mut builder = Builder::new(file, &mended);
        match json::read(&mended, &mut builder) {
            Ok(()) => {
                let place = builder.bytes(first, first + 1);
                builder.push(
                    Diagnostic::warning(
                        codes::NOT_JSON,
                        place,
                        "JSON has no comments and no trailing commas",
                    )
                    .label("the first of them; they are ignored")
                    .help("remove them: other programs reject them"),
                );
                return Ok(builder.finish());
            }
            Err(json::Failure::LimitExceeded(problem)) => return Err(problem),
            Err(json::Failure::Syntax(at, expected)) => failure = (at, expected),
        }
        looks_like_json = is_json(&mended);
    }
    yaml_or_repaired(file, text).map_err(|problem| match &problem.location {
        Location::Bytes(_, range)
            if problem.code != codes::SYNTAX || range.start > failure.0 && !looks_like_json =>
        {
            problem
        }
        _ => not_json(file, text, failure),
    })
}

fn not_json(file: FileId, text: &str, (at, expected): (usize, &str)) -> Box<Diagnostic> {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.chars().next().map_or(0, char::len_utf8);
    Diagnostic::error(
        codes::SYNTAX,
        Location::Bytes(file, at..at + length),
        format!("this is not JSON: expected {expected}"),
    )
    .label(format!("expected {expected}"))
    .help("check the text before this, too: a comma, a quote or a bracket may be missing or superfluous")
    .into()
}

/// Reports whether text that starts with a bracket looks like JSON, whose keys are in double quotes.
fn is_json(text: &str) -> bool {
    let first = text.trim_start().strip_prefix('{').map(str::trim_start);
    first.is_some_and(|rest| rest.starts_with('"'))
}

/// Reads YAML. If that fails because of tabs, reads them as one space each, with a warning.
fn yaml_or_repaired(
    file: FileId,
    text: &str,
) -> Result<(Values, Vec<Diagnostic>), Box<Diagnostic>> {
    let mut builder = Builder::new(file, text);
    let problem = match yaml::read(text, &mut builder) {
        Ok(()) => return Ok(builder.finish()),
        Err(problem) => problem,
    };
    let Some((mended, first_tab)) = without_tabs(text).filter(|_| problem.code == codes::SYNTAX)
    else {
        return Err(problem);
    };
    let mut builder = Builder::new(file, &mended);
    if yaml::read(&mended, &mut builder).is_err() {
        return Err(problem);
    }
    let place = builder.bytes(first_tab, first_tab + 1);
    builder.push(
        Diagnostic::warning(
            codes::TAB_INDENTATION,
            place,
            "this file is indented with tabs; YAML requires spaces",
        )
        .label("the first of them")
        .help("replace the tabs by spaces"),
    );
    Ok(builder.finish())
}

/// Replaces each tab that indents a line by a space; returns the text and the offset of the first tab. None if some
/// lines are indented with tabs and others with spaces, because the intended width of a tab is unknown then.
fn without_tabs(text: &str) -> Option<(String, usize)> {
    let mut mended = String::with_capacity(text.len());
    let mut first = None;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\t');
        let tabs = line.len() - content.len();
        if tabs > 0 {
            first.get_or_insert(mended.len());
        } else if content.starts_with(' ') && !content.trim().is_empty() {
            return None;
        }
        mended.extend(std::iter::repeat_n(' ', tabs));
        mended.push_str(content);
    }
    first.map(|first| (mended, first))
}
