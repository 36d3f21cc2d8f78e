//! The parser of queries: recursive descent over the grammar of RFC 9535, appendix A.
//!
//! Each byte is read a constant number of times. Recursion is limited to [`DEPTH`] levels.

use serde_json::{Number, Value};

use super::pattern::is_valid;
use super::{
    Comparison, DEPTH, Expression, Extent, Matches, Operand, Operator, ParseError, Parsed, Problem,
    Query, Reach, Segment, Selector, SingularQuery, SingularStep, Slice, Start,
};

/// The largest absolute value of an index: integers are exact in I-JSON up to this one (section 2.1, RFC 7493).
const LARGEST: i64 = (1 << 53) - 1;

/// Parses a query.
pub(super) fn parse(text: &str) -> Result<Parsed, ParseError> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        invalid_pattern_offset: None,
    };
    if !parser.eat("$") {
        return Err(parser.expected("`$`"));
    }
    let query = parser.query(Start::Root)?;
    if parser.at < text.len() {
        return Err(parser.expected("`.`, `[` or the end of the path"));
    }
    Ok(Parsed {
        query,
        invalid_pattern_offset: parser.invalid_pattern_offset,
    })
}

struct Parser<'p> {
    text: &'p str,
    /// The byte that is read next.
    at: usize,
    /// The number of filters, parentheses and functions around it.
    depth: usize,
    /// The byte of the first regular expression that matches nothing.
    invalid_pattern_offset: Option<usize>,
}

/// A part of a logical expression, before it is known whether it is compared.
struct Term {
    offset: usize,
    content: Content,
}

enum Content {
    Literal(Value),
    Query(Query),
    /// A function whose result is a value.
    Value {
        function: &'static str,
        call: Operand,
    },
    /// A function whose result is logical.
    Logical {
        function: &'static str,
        call: Expression,
    },
}

fn malformed(offset: usize, message: impl Into<String>) -> ParseError {
    ParseError {
        offset,
        problem: Problem::Malformed(message.into()),
    }
}

fn is_name_first(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_' || !character.is_ascii()
}

fn is_name(character: char) -> bool {
    is_name_first(character) || character.is_ascii_digit()
}

impl<'p> Parser<'p> {
    fn rest(&self) -> &'p str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Reads as many characters as possible.
    fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'p str {
        let rest = self.rest();
        let end = rest.find(|character| !is_part(character));
        let taken = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.at += taken.len();
        taken
    }

    fn digits(&mut self) -> &'p str {
        self.take_while(|character| character.is_ascii_digit())
    }

    fn skip_blanks(&mut self) {
        self.take_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r'));
    }

    /// Reads one of some texts and the blanks before it; reads nothing if there is none of them.
    fn eat_after_blanks<T: Copy>(&mut self, choices: &[(&str, T)]) -> Option<T> {
        let before = self.at;
        self.skip_blanks();
        let found = choices.iter().find(|(text, _)| self.eat(text));
        if found.is_none() {
            self.at = before;
        }
        found.map(|(_, choice)| *choice)
    }

    fn expected(&self, what: &str) -> ParseError {
        malformed(self.at, format!("expected {what}"))
    }

    /// Runs a part of the parser one level deeper.
    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        if self.depth == DEPTH {
            return Err(ParseError {
                offset: self.at,
                problem: Problem::TooDeep,
            });
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Reads the segments of a query after its `$` or `@`.
    fn query(&mut self, start: Start) -> Result<Query, ParseError> {
        let mut segments = Vec::new();
        loop {
            // Blanks after the last segment do not belong to the query (section 2.1.1).
            let before = self.at;
            self.skip_blanks();
            let (reach, is_short) = if self.eat("..") {
                (Reach::Descendant, self.peek() != Some('['))
            } else if self.eat(".") {
                (Reach::Child, true)
            } else if self.peek() == Some('[') {
                (Reach::Child, false)
            } else {
                self.at = before;
                return Ok(Query { start, segments });
            };
            let selectors = if is_short {
                vec![self.shorthand()?]
            } else {
                self.selectors()?
            };
            segments.push(Segment { reach, selectors });
        }
    }

    /// Reads a name or `*` after a dot (section 2.5.1.1).
    fn shorthand(&mut self) -> Result<Selector, ParseError> {
        if self.eat("*") {
            return Ok(Selector::Wildcard);
        }
        if self.peek().is_some_and(is_name_first) {
            return Ok(Selector::Name(self.take_while(is_name).to_owned()));
        }
        Err(self.expected("a name or `*` (other names are written as `['name']`)"))
    }

    /// Reads selectors in brackets.
    fn selectors(&mut self) -> Result<Vec<Selector>, ParseError> {
        let mut selectors = Vec::new();
        self.at += 1;
        loop {
            self.skip_blanks();
            selectors.push(self.selector()?);
            self.skip_blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, ParseError> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.skip_blanks();
                Ok(Selector::Filter(self.nested(Self::disjunction)?))
            }
            Some(':' | '-' | '0'..='9') => self.index_or_slice(),
            _ => Err(self.expected("a name in quotes, an index, a slice, `*` or `?`")),
        }
    }

    fn index_or_slice(&mut self) -> Result<Selector, ParseError> {
        let start = self.optional_integer()?;
        match (self.eat_after_blanks(&[(":", ())]), start) {
            (None, Some(index)) => return Ok(Selector::Index(index)),
            (None, None) => return Err(self.expected("an index")),
            (Some(()), _) => {}
        }
        self.skip_blanks();
        let end = self.optional_integer()?;
        let mut step = 1;
        if self.eat_after_blanks(&[(":", ())]).is_some() {
            self.skip_blanks();
            step = self.optional_integer()?.unwrap_or(step);
        }
        Ok(Selector::Slice(Slice { start, end, step }))
    }

    fn optional_integer(&mut self) -> Result<Option<i64>, ParseError> {
        match self.peek() {
            Some('-' | '0'..='9') => self.integer().map(Some),
            _ => Ok(None),
        }
    }

    fn integer(&mut self) -> Result<i64, ParseError> {
        let offset = self.at;
        let is_negative = self.eat("-");
        let digits = self.digits();
        if digits.is_empty() {
            return Err(self.expected("a digit"));
        }
        if digits.starts_with('0') && (is_negative || digits.len() > 1) {
            return Err(malformed(offset, "an integer cannot begin with `0`"));
        }
        let integer: Option<i64> = digits.parse().ok().filter(|integer| *integer <= LARGEST);
        match integer {
            Some(integer) if is_negative => Ok(-integer),
            Some(integer) => Ok(integer),
            None => Err(malformed(
                offset,
                "the integer is outside the range of I-JSON (2^53 - 1)",
            )),
        }
    }

    /// Reads a string in single or double quotes (section 2.3.1.1).
    fn string(&mut self) -> Result<String, ParseError> {
        let offset = self.at;
        let quote = self.next();
        let mut content = String::new();
        loop {
            content.push_str(self.take_while(|character| {
                Some(character) != quote && character != '\\' && character >= ' '
            }));
            let place = self.at;
            match self.next() {
                None => return Err(malformed(offset, "the string has no end")),
                Some('\\') => content.push(self.escaped(quote)?),
                found if found == quote => return Ok(content),
                Some(_) => {
                    return Err(malformed(
                        place,
                        "a control character in a string must be escaped",
                    ));
                }
            }
        }
    }

    /// Reads the rest of an escape sequence after its backslash.
    fn escaped(&mut self, quote: Option<char>) -> Result<char, ParseError> {
        let offset = self.at - 1;
        match self.next() {
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{c}'),
            Some('n') => Ok('\n'),
            Some('r') => Ok('\r'),
            Some('t') => Ok('\t'),
            Some(same @ ('/' | '\\')) => Ok(same),
            Some('u') => self.escaped_unit(offset),
            Some(found) if Some(found) == quote => Ok(found),
            _ => Err(malformed(offset, "this is not an escape sequence")),
        }
    }

    /// Reads the digits of `\u`, and the low surrogate after a high one.
    fn escaped_unit(&mut self, offset: usize) -> Result<char, ParseError> {
        let first = self.hexadecimal(offset)?;
        let is_high = (0xd800..0xdc00).contains(&first);
        let units = if is_high && self.eat("\\u") {
            vec![first, self.hexadecimal(offset)?]
        } else {
            vec![first]
        };
        match char::decode_utf16(units).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(malformed(offset, "a surrogate has no other half")),
        }
    }

    fn hexadecimal(&mut self, offset: usize) -> Result<u16, ParseError> {
        let digits = self.rest().get(..4).unwrap_or_default();
        let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let unit = u16::from_str_radix(digits, 16).ok();
        match unit.filter(|_| is_hexadecimal) {
            Some(unit) => {
                self.at += digits.len();
                Ok(unit)
            }
            None => Err(malformed(offset, "`\\u` needs four hexadecimal digits")),
        }
    }

    /// Reads a logical expression (section 2.3.5.1): alternatives with `||`.
    fn disjunction(&mut self) -> Result<Expression, ParseError> {
        let first = self.conjunction()?;
        let mut all = vec![first];
        while self.eat_after_blanks(&[("||", ())]).is_some() {
            self.skip_blanks();
            all.push(self.conjunction()?);
        }
        Ok(single(all).unwrap_or_else(Expression::Or))
    }

    fn conjunction(&mut self) -> Result<Expression, ParseError> {
        let first = self.basic()?;
        let mut all = vec![first];
        while self.eat_after_blanks(&[("&&", ())]).is_some() {
            self.skip_blanks();
            all.push(self.basic()?);
        }
        Ok(single(all).unwrap_or_else(Expression::And))
    }

    /// Reads an expression in parentheses, a comparison or a test.
    fn basic(&mut self) -> Result<Expression, ParseError> {
        if self.eat("!") {
            self.skip_blanks();
            let negated = if self.eat("(") {
                self.parentheses()?
            } else {
                test(self.term()?)?
            };
            return Ok(Expression::Not(Box::new(negated)));
        }
        if self.eat("(") {
            return self.parentheses();
        }
        let left = self.term()?;
        // An operator comes before its own beginning.
        let operators = [
            ("==", Operator::Equal),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let Some(operator) = self.eat_after_blanks(&operators) else {
            return test(left);
        };
        self.skip_blanks();
        let right = self.term()?;
        Ok(Expression::Comparison(Box::new(Comparison {
            left: operand(left)?,
            operator,
            right: operand(right)?,
        })))
    }

    /// Reads the rest of an expression in parentheses.
    fn parentheses(&mut self) -> Result<Expression, ParseError> {
        self.skip_blanks();
        let inner = self.nested(Self::disjunction)?;
        self.skip_blanks();
        if !self.eat(")") {
            return Err(self.expected("`)`"));
        }
        Ok(inner)
    }

    /// Reads a literal, a query or a function.
    fn term(&mut self) -> Result<Term, ParseError> {
        let offset = self.at;
        let content = match self.peek() {
            Some('$') => {
                self.at += 1;
                Content::Query(self.query(Start::Root)?)
            }
            Some('@') => {
                self.at += 1;
                Content::Query(self.query(Start::Current)?)
            }
            Some('\'' | '"') => Content::Literal(Value::String(self.string()?)),
            Some('-' | '0'..='9') => Content::Literal(Value::Number(self.number()?)),
            Some('a'..='z') => {
                let word =
                    self.take_while(|character| matches!(character, 'a'..='z' | '0'..='9' | '_'));
                match word {
                    _ if self.eat("(") => self.nested(|parser| parser.call(word, offset))?,
                    "true" => Content::Literal(Value::Bool(true)),
                    "false" => Content::Literal(Value::Bool(false)),
                    "null" => Content::Literal(Value::Null),
                    _ => {
                        let message = "a word must be `true`, `false`, `null` or a function; text is written in quotes";
                        return Err(malformed(offset, message));
                    }
                }
            }
            _ => return Err(self.expected("`@`, `$`, a literal, a function, `!` or `(`")),
        };
        Ok(Term { offset, content })
    }

    fn number(&mut self) -> Result<Number, ParseError> {
        let offset = self.at;
        let is_negative = self.eat("-");
        let whole = self.digits();
        if whole.is_empty() {
            return Err(self.expected("a digit"));
        }
        if whole.starts_with('0') && whole.len() > 1 {
            return Err(malformed(offset, "a number cannot begin with `0`"));
        }
        if self.eat(".") && self.digits().is_empty() {
            return Err(self.expected("a digit"));
        }
        if self.eat("e") || self.eat("E") {
            if !self.eat("-") {
                self.eat("+");
            }
            if self.digits().is_empty() {
                return Err(self.expected("a digit"));
            }
        }
        let text = self.text.get(offset..self.at).unwrap_or_default();
        let is_whole = text.len() == whole.len() + usize::from(is_negative);
        if is_whole && let Ok(integer) = text.parse::<i64>() {
            return Ok(integer.into());
        }
        if is_whole && let Ok(integer) = text.parse::<u64>() {
            return Ok(integer.into());
        }
        let float = text.parse().ok().and_then(Number::from_f64);
        float.ok_or_else(|| malformed(offset, "the number is too large"))
    }

    /// Reads the arguments of a function (section 2.4), after its opening parenthesis.
    fn call(&mut self, name: &str, offset: usize) -> Result<Content, ParseError> {
        self.skip_blanks();
        let value = |function, call| Content::Value { function, call };
        let content = match name {
            "length" => value("length", Operand::Length(Box::new(operand(self.term()?)?))),
            "count" => value("count", Operand::Count(nodes(self.term()?)?)),
            "value" => value("value", Operand::Value(nodes(self.term()?)?)),
            "match" => Content::Logical {
                function: "match",
                call: self.matches(Extent::Whole)?,
            },
            "search" => Content::Logical {
                function: "search",
                call: self.matches(Extent::Part)?,
            },
            _ => {
                let message =
                    "unknown function; there are `length`, `count`, `match`, `search` and `value`";
                return Err(malformed(offset, message));
            }
        };
        self.skip_blanks();
        if !self.eat(")") {
            return Err(self.expected("`)`"));
        }
        Ok(content)
    }

    /// Reads the two arguments of `match` or `search`.
    fn matches(&mut self, extent: Extent) -> Result<Expression, ParseError> {
        let text = operand(self.term()?)?;
        if self.eat_after_blanks(&[(",", ())]).is_none() {
            return Err(self.expected("`,` and a regular expression"));
        }
        self.skip_blanks();
        let offset = self.at;
        let pattern = operand(self.term()?)?;
        if let Operand::Literal(pattern) = &pattern
            && !pattern.as_str().is_some_and(is_valid)
        {
            self.invalid_pattern_offset.get_or_insert(offset);
        }
        Ok(Expression::Matches(Box::new(Matches {
            extent,
            text,
            pattern,
        })))
    }
}

/// Returns the only element, or else all of them.
fn single<T>(mut all: Vec<T>) -> Result<T, Vec<T>> {
    match all.pop() {
        Some(last) if all.is_empty() => Ok(last),
        last => {
            all.extend(last);
            Err(all)
        }
    }
}

/// Returns a term as a test: a query, or a function whose result is logical (section 2.4.3).
fn test(term: Term) -> Result<Expression, ParseError> {
    match term.content {
        Content::Query(query) => Ok(Expression::Exists(query)),
        Content::Logical { call, .. } => Ok(call),
        Content::Literal(_) => Err(malformed(term.offset, "a literal must be compared")),
        Content::Value { function, .. } => {
            let message = format!("the result of `{function}` must be compared");
            Err(malformed(term.offset, message))
        }
    }
}

/// Returns a term as an expression with a value (section 2.4.3).
fn operand(term: Term) -> Result<Operand, ParseError> {
    match term.content {
        Content::Literal(value) => Ok(Operand::Literal(value)),
        Content::Value { call, .. } => Ok(call),
        Content::Query(query) => match singular(query) {
            Some(query) => Ok(Operand::Singular(query)),
            None => Err(malformed(
                term.offset,
                "a query must select at most one value here: each segment is one name or index",
            )),
        },
        Content::Logical { function, .. } => {
            let message = format!("the result of `{function}` is not a value");
            Err(malformed(term.offset, message))
        }
    }
}

/// Returns a term as an argument of the type `NodesType`.
fn nodes(term: Term) -> Result<Query, ParseError> {
    match term.content {
        Content::Query(query) => Ok(query),
        _ => Err(malformed(term.offset, "expected a query")),
    }
}

fn singular(query: Query) -> Option<SingularQuery> {
    let steps = query.segments.into_iter().map(|segment| {
        let selector = single(segment.selectors).ok();
        match (segment.reach, selector?) {
            (Reach::Child, Selector::Name(name)) => Some(SingularStep::Name(name)),
            (Reach::Child, Selector::Index(index)) => Some(SingularStep::Index(index)),
            _ => None,
        }
    });
    Some(SingularQuery {
        start: query.start,
        steps: steps.collect::<Option<_>>()?,
    })
}
