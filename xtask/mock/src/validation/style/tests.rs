//! The examples of the standard, and further cases.

use super::*;
use crate::request::received::pairs;

fn text(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

fn list(items: &[&str]) -> Raw {
    Raw::List(items.iter().copied().map(text).collect())
}

fn object(members: &[(&str, &str)]) -> Raw {
    let members = members.iter();
    Raw::Object(
        members
            .map(|(name, value)| ((*name).to_owned(), text(value)))
            .collect(),
    )
}

const COLORS: [&str; 3] = ["blue", "black", "brown"];
const CHANNELS: [(&str, &str); 3] = [("R", "100"), ("G", "200"), ("B", "150")];

/// The rows of the standard's table for paths (`OpenAPI` 3.1.1, section 4.8.12.4).
#[test]
fn styles_of_paths() {
    use Style::{Label, Matrix, Simple};
    for (style, explode, scalar, list_text, object_text) in [
        (
            Simple,
            false,
            "blue",
            "blue,black,brown",
            "R,100,G,200,B,150",
        ),
        (
            Simple,
            true,
            "blue",
            "blue,black,brown",
            "R=100,G=200,B=150",
        ),
        (
            Label,
            false,
            ".blue",
            ".blue,black,brown",
            ".R,100,G,200,B,150",
        ),
        (
            Label,
            true,
            ".blue",
            ".blue.black.brown",
            ".R=100.G=200.B=150",
        ),
        (
            Matrix,
            false,
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ),
        (
            Matrix,
            true,
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ),
    ] {
        let read = |shape, text: &str| read_path(style, explode, "color", shape, text).unwrap();
        assert_eq!(read(Shape::Scalar, scalar), text("blue"), "{style:?}");
        assert_eq!(read(Shape::List, list_text), list(&COLORS), "{style:?}");
        assert_eq!(
            read(Shape::Object, object_text),
            object(&CHANNELS),
            "{style:?}"
        );
    }
}

#[test]
fn encoded_delimiters_belong_to_values() {
    assert_eq!(
        read_path(Style::Simple, false, "x", Shape::List, "a%2Cb,c%2Fd").unwrap(),
        list(&["a,b", "c/d"])
    );
    assert_eq!(
        read_path(Style::Label, true, "x", Shape::List, ".a%2Eb.c").unwrap(),
        list(&["a.b", "c"])
    );
    // `+` is itself in a path.
    assert_eq!(
        read_path(Style::Simple, false, "x", Shape::Scalar, "a+b").unwrap(),
        text("a+b")
    );
}

#[test]
fn paths_in_another_style_are_told() {
    for (style, text) in [
        (Style::Label, "blue"),
        (Style::Matrix, "blue"),
        (Style::Matrix, ";colour=blue"),
        (Style::Matrix, ";color=a;color=b"),
    ] {
        assert!(
            read_path(style, false, "color", Shape::Scalar, text).is_err(),
            "{text}"
        );
    }
    let object = |explode, text| read_path(Style::Simple, explode, "x", Shape::Object, text);
    assert!(object(false, "R,100,G").is_err());
    assert!(object(true, "R,100").is_err());
}

fn query(style: Style, explode: bool, shape: Shape, query: &str) -> Result<Raw, String> {
    let pairs = pairs(query);
    let pairs: Vec<&Pair> = pairs.iter().filter(|pair| pair.name == "color").collect();
    read_pairs(style, explode, shape, &pairs)
}

#[test]
fn styles_of_queries() {
    use Style::{Form, PipeDelimited, SpaceDelimited};
    for (style, explode, list_text) in [
        (Form, true, "color=blue&color=black&color=brown"),
        (Form, false, "color=blue,black,brown"),
        (SpaceDelimited, false, "color=blue%20black%20brown"),
        (SpaceDelimited, false, "color=blue+black+brown"),
        (PipeDelimited, false, "color=blue%7Cblack%7Cbrown"),
        (PipeDelimited, false, "color=blue|black|brown"),
    ] {
        let read = query(style, explode, Shape::List, list_text).unwrap();
        assert_eq!(read, list(&COLORS), "{list_text}");
    }
    for (style, object_text) in [
        (Form, "color=R,100,G,200,B,150"),
        (SpaceDelimited, "color=R%20100%20G%20200%20B%20150"),
        (PipeDelimited, "color=R%7C100%7CG%7C200%7CB%7C150"),
    ] {
        let read = query(style, false, Shape::Object, object_text).unwrap();
        assert_eq!(read, object(&CHANNELS), "{object_text}");
    }
    assert_eq!(
        query(Form, true, Shape::Scalar, "x=1&color=a+b%2Bc").unwrap(),
        text("a b+c")
    );
    assert_eq!(
        query(Form, false, Shape::List, "color=a%2Cb,c").unwrap(),
        list(&["a,b", "c"])
    );
    assert!(query(Form, true, Shape::Scalar, "color=a&color=b").is_err());
    assert!(query(Form, false, Shape::List, "color=a&color=b").is_err());
}

#[test]
fn headers_are_not_encoded() {
    assert_eq!(
        read_header(false, Shape::List, "a, b%20c").unwrap(),
        list(&["a", "b%20c"])
    );
    assert_eq!(
        read_header(true, Shape::Object, "R=100,G=200,B=150").unwrap(),
        object(&CHANNELS)
    );
    assert_eq!(
        read_header(false, Shape::Scalar, "a, b").unwrap(),
        text("a, b")
    );
}

fn brackets(query: &str) -> Result<Raw, String> {
    let pairs = pairs(query);
    let pairs: Vec<&Pair> = pairs.iter().collect();
    read_brackets("color", &pairs)
}

#[test]
fn brackets_nest() {
    assert_eq!(
        brackets("color%5BR%5D=100&color[G]=200&color[B]=150").unwrap(),
        object(&CHANNELS)
    );
    assert_eq!(
        brackets("color[]=blue&color[]=black&color[]=brown").unwrap(),
        list(&COLORS)
    );
    let deep = |name: &str, raw| Raw::Object(vec![(name.to_owned(), raw)]);
    assert_eq!(
        brackets("color[a][b]=c").unwrap(),
        deep("a", object(&[("b", "c")]))
    );
    assert_eq!(
        brackets("color[a][]=b&color[a][]=c").unwrap(),
        deep("a", list(&["b", "c"]))
    );
    assert_eq!(
        brackets("color[a]=b&color[a]=c").unwrap(),
        deep("a", list(&["b", "c"]))
    );
    for wrong in [
        "color[a",
        "color[a]b=1",
        "color[a]=1&color[a][b]=2",
        "color[]=1&color[a]=2",
    ] {
        assert!(brackets(wrong).is_err(), "{wrong}");
    }
}
