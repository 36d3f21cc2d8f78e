//! Regular expressions of `match` and `search`: I-Regexp (RFC 9485).
//!
//! `regex-automata` is the engine of the crate `regex`. Its lazy automaton takes one transition for each byte of a text.
//! A transition that is not known yet is computed from the states of the compiled expression. `regex` does not report
//! how often that happens; here each such transition is counted.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};

use super::{DEPTH, Exceeded, Extent, StepBudget};

/// The number of compiled expressions that are kept, so that an expression of a query is compiled once.
const KEPT: usize = 8;

/// The maximum memory of a compiled expression in bytes.
pub(in crate::load) const COMPILED: usize = 1 << 20;

/// The maximum memory of known transitions in bytes. When it is full, they are forgotten and computed again.
const KNOWN: usize = 1 << 22;

/// The steps for compiling any expression. Each byte of its compiled form is one more step.
const SHORTEST: usize = 500;

/// The steps for parsing each byte of an expression.
const PARSED: usize = 16;

/// The number of bytes of a text that are searched in the time of one step.
const SEARCHED: usize = 4;

/// The two-letter general categories that `\p` accepts, by their first letter (RFC 9485, section 3).
const CATEGORIES: &[(char, &str)] = &[
    ('L', "lmotu"),
    ('M', "cen"),
    ('N', "dlo"),
    ('P', "cdefios"),
    ('Z', "lps"),
    ('S', "ckmo"),
    ('C', "cfno"),
];

/// The expressions that were compiled last.
#[derive(Default)]
pub(super) struct Patterns {
    kept: Vec<Pattern>,
}

struct Pattern {
    text: String,
    extent: Extent,
    /// None if the text is not an I-Regexp.
    automaton: Option<Automaton>,
}

struct Automaton {
    compiled: DFA,
    /// The transitions that searches have taken so far.
    known: Cache,
}

/// The reason why a text is not translated.
#[derive(Debug, PartialEq, Eq)]
enum Untranslated {
    /// It is not an I-Regexp.
    Invalid,
    /// It is nested too deep, or repeats too often.
    TooLarge,
}

impl Patterns {
    /// Reports whether a text matches an expression. An expression that is not an I-Regexp matches no text.
    pub(super) fn is_match(
        &mut self,
        pattern: &str,
        extent: Extent,
        text: &str,
        budget: &mut StepBudget,
    ) -> Result<bool, Exceeded> {
        budget.spend_on_text(pattern.len())?;
        let known = self
            .kept
            .iter()
            .position(|kept| kept.extent == extent && kept.text == pattern);
        let index = if let Some(index) = known {
            index
        } else {
            let automaton = compile(pattern, extent, budget)?;
            if self.kept.len() == KEPT {
                self.kept.remove(0);
            }
            self.kept.push(Pattern {
                text: pattern.to_owned(),
                extent,
                automaton,
            });
            self.kept.len() - 1
        };
        let kept = self.kept.get_mut(index);
        match kept.and_then(|kept| kept.automaton.as_mut()) {
            Some(automaton) => is_match(automaton, extent, text, budget),
            None => Ok(false),
        }
    }
}

/// Reports whether a text is an I-Regexp. An expression that is too large fails when it is evaluated.
pub(super) fn is_valid(pattern: &str) -> bool {
    translate(pattern) != Err(Untranslated::Invalid)
}

/// Compiles an expression; returns none if it is not an I-Regexp.
fn compile(
    pattern: &str,
    extent: Extent,
    budget: &mut StepBudget,
) -> Result<Option<Automaton>, Exceeded> {
    budget.spend(SHORTEST + PARSED * pattern.len())?;
    let mut translated = match translate(pattern) {
        Ok(translated) => translated,
        Err(Untranslated::Invalid) => return Ok(None),
        Err(Untranslated::TooLarge) => return Err(Exceeded::Pattern),
    };
    if extent == Extent::Whole {
        translated = format!("(?:{translated})\\z");
    }
    // The parser needs several levels for each group. Its limit is higher, so `DEPTH` is always reached first.
    let nested = u32::try_from(8 * DEPTH).unwrap_or(u32::MAX);
    let compiled = DFA::builder()
        .syntax(syntax::Config::new().nest_limit(nested))
        .thompson(thompson::Config::new().nfa_size_limit(Some(COMPILED)))
        .configure(DFA::config().cache_capacity(KNOWN))
        .build(&translated)
        // The text is valid, so the reason is a limit.
        .map_err(|_| Exceeded::Pattern)?;
    let known = compiled.create_cache();
    budget.spend(compiled.get_nfa().memory_usage() + transition(&compiled))?;
    Ok(Some(Automaton { compiled, known }))
}

/// Reports whether a text matches.
fn is_match(
    automaton: &mut Automaton,
    extent: Extent,
    text: &str,
    budget: &mut StepBudget,
) -> Result<bool, Exceeded> {
    let Automaton { compiled, known } = automaton;
    let anchored = match extent {
        Extent::Whole => Anchored::Yes,
        Extent::Part => Anchored::No,
    };
    // No byte of a text is unsupported, and the memory is never used up: transitions are forgotten before that.
    let unsupported = |_| Exceeded::Pattern;
    let input = Input::new(text).anchored(anchored);
    let mut state = compiled
        .start_state_forward(known, &input)
        .map_err(|_| Exceeded::Pattern)?;
    for bytes in text.as_bytes().chunks(SEARCHED) {
        budget.spend(1)?;
        for byte in bytes {
            if state.is_tagged() {
                break;
            }
            let mut next = compiled.next_state_untagged(known, state, *byte);
            if next.is_unknown() {
                budget.spend(transition(compiled))?;
                next = compiled
                    .next_state(known, state, *byte)
                    .map_err(unsupported)?;
            }
            state = next;
        }
        if state.is_tagged() {
            break;
        }
    }
    if !state.is_tagged() {
        state = compiled.next_eoi_state(known, state).map_err(unsupported)?;
    }
    Ok(state.is_match())
}

/// Returns the steps for computing a transition, which may read all states of the compiled expression. They include the
/// transition of the next state at the end of a text. Start states are computed less often.
fn transition(compiled: &DFA) -> usize {
    compiled.get_nfa().states().len()
}

/// Checks an I-Regexp against the grammar of RFC 9485, section 4, and translates it into the syntax of the engine.
///
/// In the grammar, `^` and `$` are ordinary characters. But the mappings to other dialects (section 5) keep them as
/// anchors, and so do other implementations.
fn translate(pattern: &str) -> Result<String, Untranslated> {
    let mut translated = String::with_capacity(pattern.len());
    let mut characters = pattern.chars().peekable();
    let mut open = 0_usize;
    // Whether a quantifier may come next.
    let mut is_atom = false;
    while let Some(character) = characters.next() {
        let is_quantifier = matches!(character, '*' | '+' | '?' | '{');
        if is_quantifier && !is_atom {
            return Err(Untranslated::Invalid);
        }
        is_atom = !is_quantifier;
        match character {
            '(' => {
                open += 1;
                if open > DEPTH {
                    return Err(Untranslated::TooLarge);
                }
                translated.push_str("(?:");
                is_atom = false;
            }
            ')' => {
                open = open.checked_sub(1).ok_or(Untranslated::Invalid)?;
                translated.push(')');
            }
            '|' => {
                translated.push('|');
                is_atom = false;
            }
            '*' | '+' | '?' => translated.push(character),
            '{' => quantity(&mut characters, &mut translated)?,
            '.' => translated.push_str("[^\\n\\r]"),
            '[' => class(&mut characters, &mut translated)?,
            '^' => translated.push_str("\\A"),
            '$' => translated.push_str("\\z"),
            '\\' => match characters.next() {
                Some(letter @ ('p' | 'P')) => category(letter, &mut characters, &mut translated)?,
                escaped => literal(single_escape(escaped)?, &mut translated),
            },
            ']' | '}' => return Err(Untranslated::Invalid),
            other => literal(other, &mut translated),
        }
    }
    if open > 0 {
        return Err(Untranslated::Invalid);
    }
    Ok(translated)
}

/// Writes a character that has no other meaning in the syntax of the engine.
fn literal(character: char, translated: &mut String) {
    if character.is_ascii() && !character.is_ascii_alphanumeric() {
        let _ = write!(translated, "\\x{:02x}", u32::from(character));
    } else {
        translated.push(character);
    }
}

/// Returns the character that an escape sequence means.
fn single_escape(escaped: Option<char>) -> Result<char, Untranslated> {
    match escaped {
        Some('n') => Ok('\n'),
        Some('r') => Ok('\r'),
        Some('t') => Ok('\t'),
        Some(same) if "()*+-.?[\\]^{|}".contains(same) => Ok(same),
        _ => Err(Untranslated::Invalid),
    }
}

/// Translates the rest of `{2}`, `{2,}` or `{2,3}`.
fn quantity(
    characters: &mut Peekable<Chars<'_>>,
    translated: &mut String,
) -> Result<(), Untranslated> {
    let from = count(characters)?;
    let _ = write!(translated, "{{{from}");
    if characters.next_if_eq(&',').is_some() {
        translated.push(',');
        if characters.peek() != Some(&'}') {
            let to = count(characters)?;
            if to < from {
                return Err(Untranslated::Invalid);
            }
            let _ = write!(translated, "{to}");
        }
    }
    translated.push('}');
    match characters.next() {
        Some('}') => Ok(()),
        _ => Err(Untranslated::Invalid),
    }
}

fn count(characters: &mut Peekable<Chars<'_>>) -> Result<u32, Untranslated> {
    let mut digits = String::new();
    while let Some(digit) = characters.next_if(char::is_ascii_digit) {
        digits.push(digit);
    }
    if digits.is_empty() {
        return Err(Untranslated::Invalid);
    }
    digits.parse().map_err(|_| Untranslated::TooLarge)
}

/// Translates the rest of `\p{…}` or `\P{…}`.
fn category(
    letter: char,
    characters: &mut Peekable<Chars<'_>>,
    translated: &mut String,
) -> Result<(), Untranslated> {
    let _ = write!(translated, "\\{letter}{{");
    if characters.next() != Some('{') {
        return Err(Untranslated::Invalid);
    }
    let major = characters.next().ok_or(Untranslated::Invalid)?;
    let mut categories = CATEGORIES.iter();
    let (_, minors) = categories
        .find(|(first, _)| *first == major)
        .ok_or(Untranslated::Invalid)?;
    translated.push(major);
    if let Some(minor) = characters.next_if(|minor| minors.contains(*minor)) {
        translated.push(minor);
    }
    translated.push('}');
    match characters.next() {
        Some('}') => Ok(()),
        _ => Err(Untranslated::Invalid),
    }
}

/// Translates the rest of a class in brackets.
fn class(
    characters: &mut Peekable<Chars<'_>>,
    translated: &mut String,
) -> Result<(), Untranslated> {
    translated.push('[');
    if characters.next_if_eq(&'^').is_some() {
        translated.push('^');
    }
    let mut is_first = true;
    loop {
        let character = characters.next().ok_or(Untranslated::Invalid)?;
        match character {
            ']' if !is_first => {
                translated.push(']');
                return Ok(());
            }
            // A hyphen is a character at the beginning and at the end.
            '-' if is_first || characters.peek() == Some(&']') => literal('-', translated),
            '\\' if matches!(characters.peek(), Some('p' | 'P')) => {
                let letter = characters.next().unwrap_or_default();
                category(letter, characters, translated)?;
            }
            first => {
                let first = class_character(first, characters)?;
                literal(first, translated);
                let mut after = characters.clone();
                if after.next() == Some('-') && after.next() != Some(']') {
                    characters.next();
                    let last = characters.next().ok_or(Untranslated::Invalid)?;
                    let last = class_character(last, characters)?;
                    if last < first {
                        return Err(Untranslated::Invalid);
                    }
                    translated.push('-');
                    literal(last, translated);
                }
            }
        }
        is_first = false;
    }
}

/// Returns a character of a class, of which the first character has been read.
fn class_character(
    character: char,
    characters: &mut Peekable<Chars<'_>>,
) -> Result<char, Untranslated> {
    match character {
        '\\' => single_escape(characters.next()),
        '-' | '[' | ']' => Err(Untranslated::Invalid),
        other => Ok(other),
    }
}
