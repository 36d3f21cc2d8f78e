//! If several names become the same Rust name, the one that is already spelled like it gets it.

use serde_json::json;
use tests::exact_names::types::{Book, BookLinks, ListBooksParams, Url, Url2};
use tests::server::Answer;

use super::{expected, pairs, serve};

#[test]
fn property_with_the_exact_name_keeps_it() {
    let value = json!({
        "@context": "c", "@id": "/books/1", "@type": "Book", "id": 1, "type": "novel",
        "_links": {"self": "/"}, "links": {"next": "/2"}, "from": {"a": "x"}, "to": {"b": "y"},
    });
    let book: Book = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(book.id, 1);
    assert_eq!(book.at_id.as_deref(), Some("/books/1"));
    assert_eq!(book.r#type.as_deref(), Some("novel"));
    assert_eq!(book.at_type.as_deref(), Some("Book"));
    assert_eq!(book.context.as_deref(), Some("c"));
    // Their types are named in the same way.
    let links: &BookLinks = book.links.as_ref().unwrap();
    assert_eq!(links.next.as_deref(), Some("/2"));
    assert_eq!(
        book.underscore_links.as_ref().unwrap().self_.as_deref(),
        Some("/")
    );
    let (from, to): (&Url2, &Url) = (book.from.as_ref().unwrap(), book.to.as_ref().unwrap());
    assert_eq!((from.a.as_deref(), to.b.as_deref()), (Some("x"), Some("y")));
    assert_eq!(serde_json::to_value(&book).unwrap(), value);
}

#[tokio::test]
async fn parameter_with_the_exact_name_keeps_it() {
    let server = serve([Answer::json(200, &json!({"id": 1}))]);
    let parameters = ListBooksParams::new()
        .limit(10)
        .name("n")
        .start_time("t")
        .start_time_less_than("b")
        .start_time_greater_than("a")
        .trace("q")
        .trace_header("h")
        .underscore_limit(3)
        .name_not("x");
    client!(exact_names, server)
        .books()
        .list(parameters)
        .await
        .unwrap();
    let request = server.last();
    let mut sent = pairs(request.query());
    sent.sort();
    let mut wanted = expected(&[
        ("limit", "10"),
        ("name", "n"),
        ("StartTime", "t"),
        ("StartTime<", "b"),
        ("StartTime>", "a"),
        ("trace", "q"),
        ("_limit", "3"),
        ("name!", "x"),
    ]);
    wanted.sort();
    assert_eq!(sent, wanted);
    assert_eq!(request.header("trace"), Some("h"));
}
