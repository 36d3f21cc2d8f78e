//! Styles of query parameters, as in the tables of the standard (OpenAPI 3.1.1, section 4.8.12.6).

use serde_json::json;
use tests::query_styles::types::{
    Color, Filter, FilterRange, GetConstantsParams, GetContentParams, GetDeepParams,
    GetDelimitedParams, GetFormParams, GetNestedParams, GetReservedParams, GetValuesEither,
    GetValuesOrder, GetValuesOrdersItem, GetValuesParams, GetWrittenOrder, GetWrittenParams,
    Pageable,
};
use tests::server::Answer;

use super::{expected, pairs, serve};

/// Calls an operation and returns the query that it sends.
macro_rules! query {
    ($operation:ident, $parameters:expr) => {{
        let server = serve([Answer::empty(204)]);
        let call = client!(query_styles, server)
            .styles()
            .$operation($parameters);
        call.await.unwrap();
        server.last().query().to_owned()
    }};
}

fn color() -> Color {
    Color::new().r(100).g(200).b("1&50")
}

fn colors() -> [&'static str; 3] {
    ["blue", "a,b", "c d&"]
}

#[tokio::test]
async fn text_of_other_media_types_keeps_its_name() {
    let parameters = GetWrittenParams::new("R=x&G=y")
        .xml("<a>1</a>")
        .size(3)
        .order(GetWrittenOrder::Desc);
    assert_eq!(
        query!(get_written, parameters),
        "xml=%3Ca%3E1%3C%2Fa%3E&fq=R%3Dx%26G%3Dy&size=3&order=desc"
    );
}

#[tokio::test]
async fn form_style_is_sent() {
    let parameters = GetFormParams::new().list(colors());
    assert_eq!(
        query!(get_form, parameters),
        "list=blue&list=a%2Cb&list=c%20d%26"
    );
    let parameters = GetFormParams::new().joined(colors());
    assert_eq!(query!(get_form, parameters), "joined=blue,a%2Cb,c%20d%26");
    let parameters = GetFormParams::new().object(color());
    assert_eq!(query!(get_form, parameters), "R=100&G=200&B=1%2650");
    let parameters = GetFormParams::new().joined_object(color());
    assert_eq!(
        query!(get_form, parameters),
        "joinedObject=R,100,G,200,B,1%2650"
    );
    let parameters = GetFormParams::new().map([("k=", 1), ("l", 2)]);
    assert_eq!(query!(get_form, parameters), "k%3D=1&l=2");
    // Properties that are not set, and empty lists, are not sent.
    let parameters = GetFormParams::new()
        .object(Color::new().g(1))
        .list(Vec::<String>::new());
    assert_eq!(query!(get_form, parameters), "G=1");
    assert_eq!(query!(get_form, GetFormParams::new()), "");
}

#[tokio::test]
async fn delimited_styles_are_sent() {
    let parameters = GetDelimitedParams::new().spaces(["a", "b c"]);
    assert_eq!(query!(get_delimited, parameters), "spaces=a%20b%20c");
    let parameters = GetDelimitedParams::new().pipes(["a", "b", "c&"]);
    assert_eq!(query!(get_delimited, parameters), "pipes=a%7Cb%7Cc%26");
    let parameters = GetDelimitedParams::new().spaced_object(Color::new().r(1).g(2));
    assert_eq!(
        query!(get_delimited, parameters),
        "spacedObject=R%201%20G%202"
    );
    let parameters = GetDelimitedParams::new().piped_object(Color::new().r(1).g(2));
    assert_eq!(
        query!(get_delimited, parameters),
        "pipedObject=R%7C1%7CG%7C2"
    );
    let parameters = GetDelimitedParams::new().repeated(["a", "b"]);
    assert_eq!(query!(get_delimited, parameters), "repeated=a&repeated=b");
}

/// The standard defines no form for a list within an exploded object. The property is repeated.
#[tokio::test]
async fn lists_within_objects_are_repeated() {
    let pageable = Pageable::new().page(1).sort(["a", "b,c"]);
    assert_eq!(
        query!(get_deep, GetDeepParams::new().pageable(pageable)),
        "page=1&sort=a&sort=b%2Cc"
    );
}

#[tokio::test]
async fn deep_object_style_is_sent() {
    // `deepObject` for a list: servers expect brackets.
    let parameters = GetDeepParams::new().expand(["a", "b c"]);
    assert_eq!(
        query!(get_deep, parameters),
        "expand%5B%5D=a&expand%5B%5D=b%20c"
    );
    let parameters = GetDeepParams::new().color(color());
    assert_eq!(
        query!(get_deep, parameters),
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=1%2650"
    );
    let filter = Filter::new()
        .name("n")
        .range(FilterRange::new().with_from(1))
        .tags(["x", "y"]);
    assert_eq!(
        pairs(&query!(get_deep, GetDeepParams::new().filter(filter))),
        expected(&[
            ("filter[name]", "n"),
            ("filter[range][from]", "1"),
            ("filter[tags][]", "x"),
            ("filter[tags][]", "y"),
        ])
    );
}

#[tokio::test]
async fn scalar_values_are_sent() {
    let new = || GetValuesParams::new(None);
    for (parameters, sent) in [
        (new(), ""),
        (new().flag(false), "flag=false"),
        (new().number(1.5), "number=1.5"),
        (new().number(-2.0), "number=-2.0"),
        (
            new().at("2026-01-31T01:02:03Z"
                .parse::<tests::runtime::DateTime>()
                .unwrap()),
            "at=2026-01-31T01%3A02%3A03Z",
        ),
        (
            new().day("2026-01-31".parse::<tests::runtime::Date>().unwrap()),
            "day=2026-01-31",
        ),
        (
            new().id("00000000-0000-4000-8000-000000000001"
                .parse::<tests::runtime::Uuid>()
                .unwrap()),
            "id=00000000-0000-4000-8000-000000000001",
        ),
        (new().order(GetValuesOrder::Desc), "order=desc"),
        (new().order(GetValuesOrder::Empty), "order="),
        (new().order("no such order"), "order=no%20such%20order"),
        (
            new().orders(vec![GetValuesOrdersItem::AB, GetValuesOrdersItem::CD]),
            "orders=a%20b,c%2Cd",
        ),
        (
            new().days(vec![
                "2026-01-31".parse::<tests::runtime::Date>().unwrap(),
                "2026-02-01".parse().unwrap(),
            ]),
            "days=2026-01-31&days=2026-02-01",
        ),
        (new().anything("x"), "anything=x"),
        (new().anything(json!([1, true])), "anything=1&anything=true"),
        (new().number_or_text(3), "numberOrText=3"),
        (new().number_or_text("3".to_owned()), "numberOrText=3"),
        (new().either(3), "either=3"),
        (
            new().either(GetValuesEither::IntegerList(vec![3, 4])),
            "either=3&either=4",
        ),
        (GetValuesParams::new("x".to_owned()), "nullable=x"),
        (new().odd_name("v"), "odd%20%5Bname%5D%26=v"),
    ] {
        let sent: String = sent.replace("-2.0", "-2");
        assert_eq!(query!(get_values, parameters).replace("-2.0", "-2"), sent);
    }
}

/// With `allowReserved`, reserved characters are not encoded, except those that would end the value.
#[tokio::test]
async fn allow_reserved_keeps_reserved_characters() {
    let text = "a/b:c?d@e!$()*,;=[x]&+# %";
    let parameters = GetReservedParams::new().encoded(text);
    assert_eq!(
        query!(get_reserved, parameters),
        "encoded=a%2Fb%3Ac%3Fd%40e%21%24%28%29%2A%2C%3B%3D%5Bx%5D%26%2B%23%20%25"
    );
    let parameters = GetReservedParams::new().reserved(text);
    let sent = query!(get_reserved, parameters);
    assert_eq!(sent, "reserved=a/b:c?d@e!$()*,;=[x]%26%2B%23%20%25");
    assert_eq!(pairs(&sent), expected(&[("reserved", text)]));
    let parameters = GetReservedParams::new().reserved_list(["a/b", "c"]);
    assert_eq!(query!(get_reserved, parameters), "reservedList=a/b,c");
}

#[tokio::test]
async fn content_parameters_are_json_or_text() {
    let filter = Filter::new().name("n\"").tags(["a"]);
    let parameters = GetContentParams::new(["x", "y"]).filter(filter).note("a b");
    assert_eq!(
        pairs(&query!(get_content, parameters)),
        expected(&[
            ("filter", r#"{"name":"n\"","tags":["a"]}"#),
            ("required", r#"["x","y"]"#),
            ("note", "a b"),
        ])
    );
    let parameters = GetContentParams::new(Vec::<String>::new());
    assert_eq!(query!(get_content, parameters), "required=%5B%5D");
}

#[tokio::test]
async fn nested_values_are_sent_as_json_or_brackets() {
    let colors = || vec![Color::new().r(1), Color::new().g(2).b("x,y")];
    let json = [r#"{"R":1}"#, r#"{"G":2,"B":"x,y"}"#];
    let parameters = GetNestedParams::new().items(colors());
    assert_eq!(
        pairs(&query!(get_nested, parameters)),
        expected(&[("items", json[0]), ("items", json[1])])
    );
    let parameters = GetNestedParams::new().joined(colors());
    assert_eq!(
        pairs(&query!(get_nested, parameters)),
        expected(&[("joined", &json.join(","))])
    );
    let filter = || Filter::new().name("n").colors(colors());
    let parameters = GetNestedParams::new().object(filter());
    assert_eq!(
        pairs(&query!(get_nested, parameters)),
        expected(&[("name", "n"), ("colors", &format!("[{}]", json.join(",")))])
    );
    // Brackets are numbered where `[]` would not show which properties belong together.
    let parameters = GetNestedParams::new()
        .deep(filter().note(tests::runtime::Nullable::Null))
        .deep_items(colors());
    assert_eq!(
        pairs(&query!(get_nested, parameters)),
        expected(&[
            ("deep[name]", "n"),
            ("deep[colors][0][R]", "1"),
            ("deep[colors][1][G]", "2"),
            ("deep[colors][1][B]", "x,y"),
            // A cleared property is an empty value.
            ("deep[note]", ""),
            ("deepItems[0][R]", "1"),
            ("deepItems[1][G]", "2"),
            ("deepItems[1][B]", "x,y"),
        ])
    );
    let server = serve([Answer::empty(204)]);
    let parameters = GetNestedParams::new().x_items(vec![Color::new().r(1)]);
    let call = client!(query_styles, server)
        .styles()
        .get_nested(parameters);
    call.await.unwrap();
    assert_eq!(server.last().header("x-items"), Some(json[0]));
}

#[tokio::test]
async fn list_and_object_constants_are_sent() {
    let server = serve([Answer::empty(204)]);
    let client = client!(query_styles, server);
    let call = client.styles().get_constants(GetConstantsParams::new());
    call.await.unwrap();
    let received = server.last();
    assert_eq!(
        pairs(received.query()),
        expected(&[
            ("list", "a"),
            ("list", "b\"\u{2028}"),
            ("joined", "1,-2.5,true"),
            ("object[R]", "1"),
        ])
    );
    assert_eq!(received.header("x-list"), Some("x,y"));
}
