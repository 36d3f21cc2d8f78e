//! Errors of the parser: their message and offset.

use super::super::{DEPTH, Problem, parse};

type Row = (&'static str, &'static str);

/// Each row has a query and the beginning of the error. A `^` marks the byte of the error; it is not part of the query.
const SEGMENTS: &[Row] = &[
    ("^", "expected `$`"),
    ("^ $", "expected `$`"),
    ("^pets", "expected `$`"),
    ("^@.a", "expected `$`"),
    ("$^ ", "expected `.`, `[` or the end"),
    ("$.a^\n", "expected `.`, `[` or the end"),
    ("$^a", "expected `.`, `[` or the end"),
    ("$.^", "expected a name"),
    ("$..^", "expected a name"),
    ("$..^.a", "expected a name"),
    ("$.^ a", "expected a name"),
    ("$..^ a", "expected a name"),
    ("$.^1a", "expected a name"),
    ("$.a^-b", "expected `.`, `[` or the end"),
    ("$.^'a'", "expected a name"),
    ("$[^]", "expected a name in quotes"),
    ("$[^a]", "expected a name in quotes"),
    ("$[^", "expected a name in quotes"),
    ("$[0^", "expected `,` or `]`"),
    ("$[0,^]", "expected a name in quotes"),
    ("$[0 ^1]", "expected `,` or `]`"),
    ("$['a'^.b]", "expected `,` or `]`"),
];

const INTEGERS: &[Row] = &[
    ("$[^01]", "an integer cannot begin with `0`"),
    ("$[^-0]", "an integer cannot begin with `0`"),
    ("$[-^]", "expected a digit"),
    ("$[-^ 1]", "expected a digit"),
    ("$[0^.5]", "expected `,` or `]`"),
    ("$[1^e2]", "expected `,` or `]`"),
    ("$[^9007199254740992]", "the integer is outside"),
    ("$[^-9007199254740992]", "the integer is outside"),
    ("$[:^99999999999999999999]", "the integer is outside"),
    ("$[1:2:3^:4]", "expected `,` or `]`"),
    ("$[::^00]", "an integer cannot begin with `0`"),
];

const STRINGS: &[Row] = &[
    ("$[^'a]", "the string has no end"),
    ("$[^\"a']", "the string has no end"),
    ("$['^\n']", "a control character"),
    ("$['ab^\\x']", "this is not an escape sequence"),
    ("$['^\\\"']", "this is not an escape sequence"),
    ("$[\"^\\'\"]", "this is not an escape sequence"),
    ("$['^\\u12']", "`\\u` needs four"),
    ("$['^\\u", "`\\u` needs four"),
    ("$['^\\ud834\\u", "`\\u` needs four"),
    ("$['a^\\", "this is not an escape sequence"),
    ("$['^\\u+123']", "`\\u` needs four"),
    ("$['^\\u00é']", "`\\u` needs four"),
    ("$['^\\ud800']", "a surrogate has no other half"),
    ("$['^\\ud800\\u0041']", "a surrogate has no other half"),
    ("$['^\\udc00']", "a surrogate has no other half"),
    ("$['^\\ud800\\n']", "a surrogate has no other half"),
    ("$['^\\ud800\\u00']", "`\\u` needs four"),
];

const FILTERS: &[Row] = &[
    ("$[?^]", "expected `@`, `$`"),
    ("$[?(^)]", "expected `@`, `$`"),
    ("$[?(@.a^]", "expected `)`"),
    ("$[?@.a^)]", "expected `,` or `]`"),
    ("$[?@.a &&^]", "expected `@`, `$`"),
    ("$[?@.a ^& @.b]", "expected `,` or `]`"),
    ("$[?@.a ^= 1]", "expected `,` or `]`"),
    ("$[?@.a ==^]", "expected `@`, `$`"),
    ("$[?@.a == 1 ^== 1]", "expected `,` or `]`"),
    ("$[?!@.a ^== 1]", "expected `,` or `]`"),
    ("$[?!^!@.a]", "expected `@`, `$`"),
    ("$[?(@.a) ^== 1]", "expected `,` or `]`"),
    ("$[?@.a == ^(1)]", "expected `@`, `$`"),
    ("$[?^1]", "a literal must be compared"),
    ("$[?^true]", "a literal must be compared"),
    ("$[?^'a' && @.b]", "a literal must be compared"),
    ("$[?@.a == ^yes]", "a word must be"),
    ("$[?@.a == ^trueish]", "a word must be"),
    ("$[?@.a == ^True]", "expected `@`, `$`"),
    ("$[?@.a == ^[1]]", "expected `@`, `$`"),
    ("$[?@.a == ^.5]", "expected `@`, `$`"),
    ("$[?@.a == ^01]", "a number cannot begin with `0`"),
    ("$[?@.a == 1.^]", "expected a digit"),
    ("$[?@.a == 1.^e1]", "expected a digit"),
    ("$[?@.a == 1e^]", "expected a digit"),
    ("$[?@.a == 1e-^]", "expected a digit"),
    ("$[?@.a == -^]", "expected a digit"),
    ("$[?@.a == ^1e999]", "the number is too large"),
];

/// Queries that can select several values have no single value.
const SINGULAR: &[Row] = &[
    ("$[?^@.* == 1]", "a query must select at most one value"),
    ("$[?^@..a == 1]", "a query must select at most one value"),
    ("$[?1 == ^$[0,1]]", "a query must select at most one value"),
    ("$[?^@[0:1] == 1]", "a query must select at most one value"),
    ("$[?^@[?@.a] == 1]", "a query must select at most one value"),
    (
        "$[?length(^@.*) == 1]",
        "a query must select at most one value",
    ),
];

const FUNCTIONS: &[Row] = &[
    ("$[?^size(@) == 1]", "unknown function"),
    ("$[?@.a ^(1)]", "expected `,` or `]`"),
    ("$[?^length (@.a) == 1]", "a word must be"),
    (
        "$[?^length(@.a)]",
        "the result of `length` must be compared",
    ),
    ("$[?^count(@.*)]", "the result of `count` must be compared"),
    ("$[?!^value(@.*)]", "the result of `value` must be compared"),
    (
        "$[?^match(@.a, 'b') == true]",
        "the result of `match` is not a value",
    ),
    (
        "$[?true == ^search(@.a, 'b')]",
        "the result of `search` is not a value",
    ),
    (
        "$[?length(^match(@.a, 'b')) == 1]",
        "the result of `match` is not a value",
    ),
    ("$[?length(^) == 1]", "expected `@`, `$`"),
    ("$[?length(@.a^, @.b) == 1]", "expected `)`"),
    ("$[?length(@.a ^== 1) == 1]", "expected `)`"),
    ("$[?count(^1) == 1]", "expected a query"),
    ("$[?count(^'a') == 1]", "expected a query"),
    ("$[?count(^length(@)) == 1]", "expected a query"),
    ("$[?value(^null) == 1]", "expected a query"),
    ("$[?match(@.a^)]", "expected `,` and a regular expression"),
    ("$[?match(@.a, 'b'^, 'c')]", "expected `)`"),
    (
        "$[?match(@.a, ^@.*)]",
        "a query must select at most one value",
    ),
];

#[test]
fn malformed_queries_are_reported_at_the_error() {
    let tables = [SEGMENTS, INTEGERS, STRINGS, FILTERS, SINGULAR, FUNCTIONS];
    for (marked, message) in tables.concat() {
        let offset = marked.find('^').unwrap();
        let query = marked.replace('^', "");
        let Err(error) = parse(&query) else {
            panic!("{query} is parsed");
        };
        let found = error.to_string();
        let expected = format!("at byte {offset}, {message}");
        assert!(found.starts_with(&expected), "{query}: {found}");
    }
}

#[test]
fn well_formed_queries_are_parsed() {
    for query in [
        "$",
        "$.a_1.ä.☃",
        "$['\\b\\f\\n\\r\\t\\/\\\\\\'\\u00E9\\ud83D\\uDE00']",
        "$[\"\\\"\"]",
        "$['\u{7f}']",
        "$[-9007199254740991:9007199254740991:-1]",
        "$[ : : ]",
        "$[?@ .a ['b'] [0] == $ .c]",
        "$[?@.a==-0.0e+10]",
        "$[?@.a==0]",
        "$[?@.a==123456789012345678901234567890]",
        "$[?@.a=='b'&&!(@.c||!@.d),?@.e]",
        "$[?match( @.a , 'b' ) || search(@.a,'b')]",
        "$[?count(@..*[?@.a]) > length('abc')]",
    ] {
        if let Err(error) = parse(query) {
            panic!("{query}: {error}");
        }
    }
}

#[test]
fn nesting_is_limited() {
    for (open, middle, close) in [
        ("[?@", ".a", "]"),
        ("(", "@.a", ")"),
        ("!(", "@.a", ")"),
        ("length(", "@.a", ")"),
    ] {
        let query = |depth: usize| {
            let inner = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
            match open {
                "[?@" => format!("${inner}"),
                "length(" => format!("$[?{inner} == 1]"),
                _ => format!("$[?{inner}]"),
            }
        };
        // All but those of a filter are inside a filter.
        let most = if open == "[?@" { DEPTH } else { DEPTH - 1 };
        assert!(parse(&query(most)).is_ok(), "{open}");
        for depth in [most + 1, 100_000] {
            let error = parse(&query(depth)).unwrap_err();
            assert_eq!(error.problem, Problem::TooDeep, "{open}");
        }
        let unclosed = format!("$[?{}", open.repeat(100_000));
        assert!(parse(&unclosed).is_err(), "{open}");
    }
}

/// Long queries that are not nested have no limit.
#[test]
fn long_queries_are_parsed() {
    for query in [
        format!("${}", ".a".repeat(100_000)),
        format!("$[{}0]", "0,".repeat(100_000)),
        format!("$[?{}@]", "@.a || ".repeat(100_000)),
        format!("$[?{}@]", "@.a && ".repeat(100_000)),
        format!("$['{}']", "a\\u0061".repeat(100_000)),
        format!("${}.a", " ".repeat(100_000)),
    ] {
        assert!(parse(&query).is_ok(), "{}", &query[..20]);
    }
}

#[test]
fn the_first_pattern_that_matches_nothing_is_found() {
    for (marked, is_found) in [
        (r"$[?match(@, ^'\\d')]", true),
        (r"$[?search( @.a ,  ^'(?i)a') || match(@, 'a+?')]", true),
        (r"$[?match(@, 'a') && !@[?search(@, ^'[\\w]')]]", true),
        (r"$[?count(@[?match(@, ^null)]) == 1]", true),
        (r"$[?match(@, '[0-9]+')]", false),
        (r"$[?match(@, '((((a{99}){99}){99}){99}){99}')]", false),
        (r"$[?match('\\d', @)]", false),
        (r"$[?match(@, $.pattern)]", false),
        (r"$[?@ == '\\d']['\\d']", false),
    ] {
        let query = marked.replace('^', "");
        let found = parse(&query).unwrap().invalid_pattern_offset;
        assert_eq!(found, marked.find('^').filter(|_| is_found), "{query}");
    }
}
