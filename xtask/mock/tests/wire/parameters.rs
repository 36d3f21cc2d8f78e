//! Parameters in every style, and the reports for invalid ones.

use crate::support::{Request, start, start_with};
use mock::{Options, QueryArrays};
use serde_json::json;

#[test]
fn paths() {
    let mock = start("parameters.yml");
    for path in [
        "/simple/1",
        "/v1/simple/%39",
        "/simple/1?shared=2",
        "/lists/1,2/.1.2/;matrix=1;matrix=2",
        "/objects/x=1,y=2/.x,1,y,2/;matrix=x,1,y,2",
    ] {
        Request::get(path).send(&mock).valid();
    }
    let values: Vec<_> = mock
        .requests()
        .into_iter()
        .map(|request| request.parameters)
        .collect();
    let point = json!({"x": 1, "y": 2});
    assert_eq!(
        values,
        [
            json!({"path": {"id": 1}}),
            json!({"path": {"id": 9}}),
            json!({"path": {"id": 1}, "query": {"shared": 2}}),
            json!({"path": {"simple": [1, 2], "label": [1, 2], "matrix": [1, 2]}}),
            json!({"path": {"simple": point, "label": point, "matrix": point}}),
        ]
    );
    for (path, error) in [
        ("/simple/10", "path id: 10 is greater than the maximum of 9"),
        ("/simple/a", "path id: \"a\" is not of type \"integer\""),
        // The operation's parameter precedes that of the path item.
        ("/simple/1?shared=a", "query shared: \"a\" is not of type"),
        (
            "/lists/1,b/.1/;matrix=1",
            "path simple /1: \"b\" is not of type",
        ),
        (
            "/lists/1/1/;matrix=1",
            "path label: the style `label` begins with `.`",
        ),
        (
            "/lists/1/.1/;m=1",
            "path matrix: the style `matrix` requires the name",
        ),
        (
            "/objects/x=1/.x,1,y,2/;matrix=x,1,y,2",
            "path simple: \"y\" is a required property",
        ),
        (
            "/simple/%3",
            "path: `%` must be followed by two hexadecimal digits",
        ),
    ] {
        let reply = Request::get(path).send(&mock);
        assert!(
            reply.errors().iter().any(|found| found.starts_with(error)),
            "{path}: {:?}",
            reply.errors()
        );
        assert_eq!(reply.status, 400);
    }
}

#[test]
fn text_of_other_media_types_is_not_validated() {
    let mock = start("parameters.yml");
    Request::get("/written?form=x%3D1%26y%3D2&size=3")
        .send(&mock)
        .valid();
    let values = mock.requests().remove(0).parameters;
    assert_eq!(values, json!({"query": {"form": "x=1&y=2", "size": 3}}));
    let response = Request::get("/written?size=a").send(&mock);
    response.invalid(400, &["query size: \"a\" is not of type \"integer\""]);
}

#[test]
fn paths_and_methods_that_are_not_there() {
    let mock = start("parameters.yml");
    Request::get("/none")
        .send(&mock)
        .invalid(404, &["path: the document has no path for `/none`"]);
    Request::get("/simple/")
        .send(&mock)
        .invalid(404, &["path: "]);
    let reply = Request::new("DELETE", "/simple/1").send(&mock);
    reply.invalid(405, &["method: the path has no `DELETE`; it has: GET"]);
    assert_eq!(reply.header("allow"), Some("GET"));
}

#[test]
fn queries() {
    let mock = start("parameters.yml");
    for (query, name, value) in [
        ("text=a+b%2Bc%26", "text", json!("a b+c&")),
        ("text=1", "text", json!("1")),
        ("flag=true", "flag", json!(true)),
        ("flag=", "flag", json!("")),
        ("flag", "flag", json!("")),
        ("many=1&many=2", "many", json!([1, 2])),
        ("many=1", "many", json!([1])),
        ("comma=a,b%2Cc", "comma", json!(["a", "b,c"])),
        ("space=a%20b", "space", json!(["a", "b"])),
        ("pipe=a%7Cb", "pipe", json!(["a", "b"])),
        ("either=1", "either", json!(1)),
        ("either=none", "either", json!("none")),
        (
            "deep%5Bname%5D=1&deep[ids][]=2&deep[ids][]=3&deep[range][from]=4",
            "deep",
            json!({"name": "1", "ids": [2, 3], "range": {"from": 4}}),
        ),
        ("deep[ids]=2&deep[ids]=3", "deep", json!({"ids": [2, 3]})),
        (
            "json=%7B%22x%22%3A1%2C%22y%22%3A2%7D",
            "json",
            json!({"x": 1, "y": 2}),
        ),
    ] {
        Request::get(&format!("/query?{query}")).send(&mock).valid();
        let request = mock.take_requests().pop().unwrap();
        assert_eq!(request.parameters["query"][name], value, "{query}");
    }
    for (query, error) in [
        ("text=", "query text: \"\" is shorter than 1 character"),
        ("text=a&text=b", "query text: it occurs more than once"),
        ("flag=yes", "query flag: \"yes\" is not of type \"boolean\""),
        ("many=1&many=b", "query many /1: \"b\" is not of type"),
        ("many=null", "query many /0: \"null\" is not of type"),
        (
            "many[]=1",
            "query many[]: the document declares no query parameter `many[]`",
        ),
        ("comma=a&comma=b", "query comma: it occurs more than once"),
        (
            "either=some",
            "query either: none of the 2 branches of `oneOf` fits",
        ),
        ("deep=1", "query deep: an object is written as `deep[key]=`"),
        ("deep[ids][]=a", "query deep /ids/0: \"a\" is not of type"),
        (
            "deep[nam]=a",
            "query deep /nam: the document declares no member `nam` here",
        ),
        ("deep[range]=a", "query deep /range: \"a\" is not of type"),
        ("json=%7B", "query json: it is not JSON"),
        ("json=%7B%7D", "query json: \"x\" is a required property"),
        (
            "txt=a",
            "query txt: the document declares no query parameter `txt`",
        ),
    ] {
        let reply = Request::get(&format!("/query?{query}")).send(&mock);
        assert!(
            reply.errors().iter().any(|found| found.starts_with(error)),
            "{query}: {:?}",
            reply.errors()
        );
        assert_eq!(reply.status, 400);
    }
}

#[test]
fn exploded_objects_take_the_pairs_that_are_theirs() {
    let mock = start("parameters.yml");
    Request::get("/exploded?x=1&text=a&y=2").send(&mock).valid();
    let request = mock.take_requests().pop().unwrap();
    assert_eq!(
        request.parameters["query"],
        json!({"point": {"x": 1, "y": 2}, "text": "a"})
    );
    Request::get("/exploded?x=1&z=2").send(&mock).invalid(
        400,
        &[
            "query point: \"y\" is a required property",
            "query z: the document declares no query parameter `z`",
        ],
    );
    Request::get("/exploded")
        .send(&mock)
        .invalid(400, &["query point: it is required"]);

    Request::get("/open?a=1&text=b&c=2").send(&mock).valid();
    let request = mock.take_requests().pop().unwrap();
    assert_eq!(request.parameters["query"]["any"], json!({"a": 1, "c": 2}));
    Request::get("/open?a=b")
        .send(&mock)
        .invalid(400, &["query any /a: \"b\" is not of type"]);
}

#[test]
fn lists_in_brackets() {
    let options = || Options::new();
    let brackets = start_with(
        "parameters.yml",
        options().query_arrays(QueryArrays::Brackets),
    );
    let both = start_with("parameters.yml", options().query_arrays(QueryArrays::Both));
    for mock in [&brackets, &both] {
        Request::get("/query?many[]=1&many%5B%5D=2")
            .send(mock)
            .valid();
        let request = mock.take_requests().pop().unwrap();
        assert_eq!(request.parameters["query"]["many"], json!([1, 2]));
        // Other values have the usual form.
        Request::get("/query?text=a&deep[name]=b")
            .send(mock)
            .valid();
        Request::get("/query?text[]=a")
            .send(mock)
            .invalid(400, &["query text[]: "]);
    }
    Request::get("/query?many=1").send(&both).valid();
    Request::get("/query?many=1")
        .send(&brackets)
        .invalid(400, &["query many: a list is written as `many[]=`"]);
}

#[test]
fn headers_and_cookies() {
    let mock = start("parameters.yml");
    let request = Request::get("/headers")
        .header("x-list", "1, 2")
        .header("x-list", "3")
        .header("x-point", "x=1,y=2")
        .header("x-json", "true")
        .header("cookie", "a=b; ids=4,5");
    request.send(&mock).valid();
    let sent = mock.take_requests().pop().unwrap();
    assert_eq!(
        sent.parameters,
        json!({
            "header": {"X-List": [1, 2, 3], "X-Point": {"x": 1, "y": 2}, "X-Json": true},
            "cookie": {"ids": [4, 5]},
        })
    );
    assert_eq!(sent.header("X-List").as_deref(), Some("1, 2,3"));
    Request::get("/headers")
        .header("x-list", "1,b")
        .header("x-json", "yes")
        .header("cookie", "ids=4,b")
        .send(&mock)
        .invalid(
            400,
            &[
                "header X-List /1: \"b\" is not of type",
                "header X-Json: it is not JSON",
                "cookie ids /1: \"b\" is not of type",
            ],
        );
}

#[test]
fn all_that_is_missing_is_told() {
    let mock = start("parameters.yml");
    Request::get("/required").send(&mock).invalid(
        400,
        &[
            "header X-Count: it is required",
            "cookie session: it is required",
            "query since: it is required",
        ],
    );
    Request::get("/required?since=yesterday")
        .header("x-count", "1")
        .header("cookie", "session=s")
        .send(&mock)
        .invalid(400, &["query since: \"yesterday\" is not a \"date-time\""]);
    Request::get("/required?since=2024-01-02T03%3A04%3A05Z")
        .header("x-count", "1")
        .header("cookie", "session=s")
        .send(&mock)
        .valid();
}

#[test]
fn lenient_mocks_let_pass_what_they_do_not_know() {
    let mock = start_with("parameters.yml", Options::new().lenient(true));
    Request::get("/query?txt=a&deep[nam]=b").send(&mock).valid();
    Request::get("/query?flag=yes")
        .send(&mock)
        .invalid(400, &["query flag: "]);
}

#[test]
fn queries_can_be_part_of_a_path() {
    let mock = start("parameters.yml");
    for (kind, operation) in [("user", "searchUsers"), ("file", "searchFiles")] {
        let reply = Request::get(&format!("/search?kind={kind}"))
            .send(&mock)
            .valid();
        assert_eq!(reply.header("x-mock-operation"), Some(operation));
    }
    Request::get("/search")
        .send(&mock)
        .invalid(404, &["path: "]);
}
