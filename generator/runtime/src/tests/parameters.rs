//! Tests of every style, with the table of `OpenAPI` 3.1.1, section 4.8.12.4, and RFC 6570.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::runtime::Style;
use crate::runtime::parameter::{
    Keep, ParameterValue, PathTemplate, StyleOptions, encode, header_value, pairs,
};

#[derive(Serialize)]
struct Color {
    #[serde(rename = "R")]
    red: u8,
    #[serde(rename = "G")]
    green: u8,
    #[serde(rename = "B")]
    blue: u8,
    #[serde(rename = "A")]
    alpha: Option<u8>,
}

fn value<T: Serialize + ?Sized>(value: &T) -> ParameterValue {
    ParameterValue::new(value).unwrap()
}

/// Returns the examples of the table: empty, string, array, object.
fn examples() -> [ParameterValue; 4] {
    [
        value(""),
        value("blue"),
        value(&["blue", "black", "brown"]),
        value(&Color {
            red: 100,
            green: 200,
            blue: 150,
            alpha: None,
        }),
    ]
}

fn query(name: &str, value: &ParameterValue, style: Style, explode: bool, keep: Keep) -> String {
    let mut written = Vec::new();
    pairs(
        &mut written,
        name,
        value,
        StyleOptions {
            style,
            explode,
            keep,
        },
    );
    written
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}

fn path(value: &ParameterValue, style: Style, explode: bool) -> Option<String> {
    let writing = StyleOptions {
        style,
        explode,
        keep: Keep::Unreserved,
    };
    let mut template = PathTemplate::new("/x/{color}".into());
    let text = template.text("color", value, writing).ok()?;
    template.put("color".into(), text);
    let (path, _) = template.expand().ok()?;
    Some(path.strip_prefix("/x/").unwrap().to_owned())
}

#[test]
fn the_table_of_the_standard() {
    let all =
        |write: &dyn Fn(&ParameterValue) -> Option<String>| examples().map(|value| write(&value));
    let some = |texts: [&str; 4]| texts.map(|text| Some(text.to_owned()));
    // In a path, an empty value without a prefix is an error: it would address another resource.
    let without_empty = |texts: [&str; 3]| {
        [
            None,
            Some(texts[0].into()),
            Some(texts[1].into()),
            Some(texts[2].into()),
        ]
    };

    let matrix = |explode| all(&|value| path(value, Style::Matrix, explode));
    assert_eq!(
        matrix(false),
        some([
            ";color",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150"
        ])
    );
    assert_eq!(
        matrix(true),
        some([
            ";color",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150"
        ])
    );
    let label = |explode| all(&|value| path(value, Style::Label, explode));
    assert_eq!(
        label(false),
        without_empty([".blue", ".blue,black,brown", ".R,100,G,200,B,150"])
    );
    assert_eq!(
        label(true),
        without_empty([".blue", ".blue.black.brown", ".R=100.G=200.B=150"])
    );
    let simple = |explode| all(&|value| path(value, Style::Simple, explode));
    assert_eq!(
        simple(false),
        without_empty(["blue", "blue,black,brown", "R,100,G,200,B,150"])
    );
    assert_eq!(
        simple(true),
        without_empty(["blue", "blue,black,brown", "R=100,G=200,B=150"])
    );
    let header = |explode| all(&|value| header_value(value, explode));
    assert_eq!(
        header(false),
        some(["", "blue", "blue,black,brown", "R,100,G,200,B,150"])
    );
    assert_eq!(
        header(true),
        some(["", "blue", "blue,black,brown", "R=100,G=200,B=150"])
    );

    let written = |style, explode| {
        all(&|value| Some(query("color", value, style, explode, Keep::Unreserved)))
    };
    assert_eq!(
        written(Style::Form, false),
        some([
            "color=",
            "color=blue",
            "color=blue,black,brown",
            "color=R,100,G,200,B,150"
        ])
    );
    assert_eq!(
        written(Style::Form, true),
        some([
            "color=",
            "color=blue",
            "color=blue&color=black&color=brown",
            "R=100&G=200&B=150"
        ])
    );
    assert_eq!(
        written(Style::SpaceDelimited, false)[2..],
        some([
            "",
            "",
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150"
        ])[2..]
    );
    assert_eq!(
        written(Style::PipeDelimited, false)[2..],
        some([
            "",
            "",
            "color=blue%7Cblack%7Cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150"
        ])[2..]
    );
    assert_eq!(
        written(Style::DeepObject, true)[3].as_deref(),
        Some("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150&color%5BA%5D=")
    );
    // Not in the standard, but in use.
    for style in [Style::Brackets, Style::DeepObject] {
        assert_eq!(
            written(style, true)[2].as_deref(),
            Some("color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown")
        );
    }
    for style in [Style::SpaceDelimited, Style::PipeDelimited] {
        assert_eq!(written(style, true), written(Style::Form, true));
    }
}

#[test]
fn what_is_not_there_is_left_out() {
    let nothing = [
        value(&None::<u8>),
        value(&[0_u8; 0]),
        value(&BTreeMap::<String, u8>::new()),
        value(&()),
    ];
    for nothing in nothing {
        for style in [
            Style::Form,
            Style::SpaceDelimited,
            Style::PipeDelimited,
            Style::DeepObject,
            Style::Brackets,
        ] {
            for explode in [false, true] {
                assert_eq!(query("x", &nothing, style, explode, Keep::Unreserved), "");
            }
        }
        assert_eq!(header_value(&nothing, false), None);
        for style in [Style::Simple, Style::Label, Style::Matrix] {
            assert_eq!(path(&nothing, style, false), None);
        }
    }
    let list = value(&[Some("a"), None, Some("")]);
    assert_eq!(
        query("x", &list, Style::Form, true, Keep::Unreserved),
        "x=a&x=&x="
    );
    assert_eq!(
        query("x", &list, Style::Form, false, Keep::Unreserved),
        "x=a,,"
    );
    assert_eq!(
        query("x", &list, Style::Brackets, true, Keep::Unreserved),
        "x%5B%5D=a&x%5B%5D=&x%5B%5D="
    );
}

#[test]
fn several_segments_are_encoded_one_by_one() {
    let written = |value: &ParameterValue| path(value, Style::Segments, false);
    assert_eq!(
        written(&value("a b/c%2F/..x/ü/")).unwrap(),
        "a%20b/c%252F/..x/%C3%BC/"
    );
    assert_eq!(written(&value(&["a/b", "c"])).unwrap(), "a%2Fb/c");
    assert_eq!(written(&value(&3)).unwrap(), "3");
}

#[test]
fn brackets_go_to_any_depth() {
    let deep = value(&serde_json::json!({"a": {"b": [1, {"c": true}]}, "n": null, "s": "x y"}));
    for style in [Style::DeepObject, Style::Brackets] {
        let written = query("f", &deep, style, true, Keep::Unreserved);
        assert_eq!(
            written.replace("%5B", "[").replace("%5D", "]"),
            "f[a][b][0]=1&f[a][b][1][c]=true&f[n]=&f[s]=x%20y"
        );
    }
}

/// The standard does not define lists and objects within lists and objects. They are written as JSON.
#[test]
fn what_has_no_form_is_json() {
    let objects = value(&serde_json::json!([{"a": 1}, {"b": "x,y"}]));
    let written = |style, explode| query("f", &objects, style, explode, Keep::Unreserved);
    assert_eq!(
        written(Style::Form, true),
        "f=%7B%22a%22%3A1%7D&f=%7B%22b%22%3A%22x%2Cy%22%7D"
    );
    assert_eq!(
        written(Style::Form, false),
        "f=%7B%22a%22%3A1%7D,%7B%22b%22%3A%22x%2Cy%22%7D"
    );
    for style in [Style::DeepObject, Style::Brackets] {
        let written = written(style, true).replace("%5B", "[").replace("%5D", "]");
        assert_eq!(written, "f[0][a]=1&f[1][b]=x%2Cy");
    }
    let lists =
        value(&serde_json::json!({"all": [{"x": 1}], "none": [], "page": 1, "sort": ["a", "b,c"]}));
    assert_eq!(
        query("f", &lists, Style::Form, true, Keep::Unreserved),
        "all=%5B%7B%22x%22%3A1%7D%5D&page=1&sort=a&sort=b%2Cc"
    );
    let deep = value(&serde_json::json!({"a": {"b": [1]}, "n": null}));
    assert_eq!(
        query("f", &deep, Style::Form, true, Keep::Unreserved),
        "a=%7B%22b%22%3A%5B1%5D%7D"
    );
    assert_eq!(
        path(&deep, Style::Simple, false).unwrap(),
        "a,%7B%22b%22%3A%5B1%5D%7D"
    );
    assert_eq!(
        header_value(&objects, false).unwrap(),
        r#"{"a":1},{"b":"x,y"}"#
    );
}

#[test]
fn values_are_always_encoded() {
    let text = value("a&b=c#d?e/f+g%h i,j;k[l]m|n'o\"ü");
    assert_eq!(
        query("a&b", &text, Style::Form, true, Keep::Unreserved),
        "a%26b=a%26b%3Dc%23d%3Fe%2Ff%2Bg%25h%20i%2Cj%3Bk%5Bl%5Dm%7Cn%27o%22%C3%BC"
    );
    assert_eq!(
        query("x", &text, Style::Form, true, Keep::Reserved),
        "x=a%26b=c%23d?e/f%2Bg%25h%20i,j;k[l]m%7Cn'o%22%C3%BC"
    );
    // A delimiter inside of an item is encoded, one between items is not.
    assert_eq!(
        query(
            "x",
            &value(&["a,b", "c"]),
            Style::Form,
            false,
            Keep::Unreserved
        ),
        "x=a%2Cb,c"
    );
    assert_eq!(
        path(&value(&["a,b", "c/d"]), Style::Simple, false).unwrap(),
        "a%2Cb,c%2Fd"
    );
    // Where reserved characters are kept, existing triplets are too (RFC 6570, section 3.2.3).
    for (text, encoded) in [("%41%zz%", "%41%25zz%25"), ("%C3%BC", "%C3%BC")] {
        let mut output = String::new();
        encode(&mut output, text, Keep::Reserved);
        assert_eq!(output, encoded);
    }
    let mut output = String::new();
    encode(&mut output, "a b;c,d\"e\\f%g=h", Keep::Cookie);
    assert_eq!(output, "a%20b%3Bc%2Cd%22e%5Cf%25g=h");
}

#[test]
fn scalars_are_written_as_they_read() {
    #[derive(Serialize)]
    enum Kind {
        #[serde(rename = "one")]
        Unit,
        New(u8),
        Tuple(u8, u8),
        Struct {
            a: u8,
        },
    }
    for (value, text) in [
        (value(&true), "true"),
        (value(&-7_i64), "-7"),
        (value(&u64::MAX), "18446744073709551615"),
        (
            value(&i128::MIN),
            "-170141183460469231731687303715884105728",
        ),
        (value(&0.1_f32), "0.1"),
        (value(&1.0_f64), "1"),
        (value(&1e21_f64), "1000000000000000000000"),
        (value(&'x'), "x"),
        (value(&Kind::Unit), "one"),
        (value(&Some(Some("x"))), "x"),
    ] {
        assert_eq!(value.as_text(), Some(text));
    }
    assert_eq!(value(&Kind::New(1)).to_json(), r#"{"New":1}"#);
    assert_eq!(value(&Kind::Tuple(1, 2)).to_json(), r#"{"Tuple":[1,2]}"#);
    assert_eq!(
        value(&Kind::Struct { a: 1 }).to_json(),
        r#"{"Struct":{"a":1}}"#
    );
    assert_eq!(
        value(&BTreeMap::from([(7, "x\"")])).to_json(),
        r#"{"7":"x\""}"#
    );
    assert_eq!(value(&(1, "a", None::<u8>)).to_json(), r#"[1,"a",null]"#);
    assert!(
        ParameterValue::new(&f32::NAN).is_err() && ParameterValue::new(&f64::INFINITY).is_err()
    );
    assert!(ParameterValue::new(&BTreeMap::from([((1, 2), 3)])).is_err());
}
