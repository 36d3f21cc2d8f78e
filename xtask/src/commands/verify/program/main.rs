//! Decodes values of the types of an API and encodes them again: one value and one answer per line.
//!
//! An input line is the number of an entry, a space and JSON. The answer is `ok`, the variant and JSON, or `no` and an
//! error, separated by tabs.

#![allow(warnings, clippy::all, clippy::pedantic)]

mod api;
mod entries;
mod entry;
mod runtime;

use std::io::{BufRead, Write};

fn main() {
    let input = std::io::stdin().lock();
    let mut output = std::io::stdout().lock();
    for line in input.lines() {
        let Ok(line) = line else { return };
        let (index, text) = line.split_once(' ').unwrap_or((&line, ""));
        let entry = index.parse().ok().and_then(|index: usize| entries::ENTRIES.get(index));
        let answer = match entry {
            Some(entry) => entry(text),
            None => Err("there is no such entry".to_owned()),
        };
        let written = match answer {
            Ok((variant, text)) => writeln!(output, "ok\t{variant}\t{text}"),
            Err(error) => writeln!(output, "no\t{}", error.replace(['\n', '\t'], " ")),
        };
        if written.and_then(|()| output.flush()).is_err() {
            return;
        }
    }
}
