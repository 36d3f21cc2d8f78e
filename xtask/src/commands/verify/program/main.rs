//! Decodes values of the types of an API, and writes them again: one value a line, one answer a line.
//!
//! A line is the number of an entry, a space and JSON. The answer is `ok`, the variant that was chosen, and JSON, or
//! `no` and what is wrong, with tabs between them.

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
