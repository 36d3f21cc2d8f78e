//! Credentials: their presence, and that they are never shown.

use mock::{Options, Verdict};

use crate::support::{Request, start, start_with};

const BEARER: (&str, &str) = ("authorization", "Bearer s3cr3t");

fn get(path: &str, headers: &[(&str, &str)]) -> Request {
    headers
        .iter()
        .fold(Request::get(path), |request, (name, value)| {
            request.header(name, value)
        })
}

#[test]
fn credentials_are_where_the_document_says() {
    let mock = start("security.yml");
    for (path, headers) in [
        ("/bearer", &[BEARER][..]),
        ("/bearer", &[("authorization", "bearer x.y-z")]),
        ("/open", &[]),
        ("/optional", &[]),
        ("/optional", &[BEARER]),
        ("/basic", &[("authorization", "Basic dXNlcjpwYXNz")]),
        ("/oauth", &[BEARER]),
        ("/query?key=s3cr3t", &[]),
        ("/cookie", &[("cookie", "a=b; session=s3cr3t")]),
        ("/both", &[BEARER, ("x-key", "s3cr3t")]),
        ("/either", &[BEARER, ("x-key", "s3cr3t")]),
        ("/either?key=s3cr3t", &[]),
    ] {
        get(path, headers).send(&mock).valid();
    }
}

#[test]
fn what_is_missing_or_wrong_is_told() {
    let mock = start("security.yml");
    for (path, headers, errors) in [
        (
            "/bearer",
            &[][..],
            &["header authorization: the credential is missing: `bearer`"][..],
        ),
        (
            "/bearer",
            &[("authorization", "s3cr3t")],
            &["header authorization: the scheme should be `bearer`"],
        ),
        (
            "/bearer",
            &[("authorization", "Bearer")],
            &["header authorization: the credential after `Bearer`"],
        ),
        (
            "/bearer",
            &[("authorization", "Bearer a b")],
            &["header authorization: the credential after `Bearer`"],
        ),
        (
            "/basic",
            &[BEARER],
            &["header authorization: the scheme should be `Basic`"],
        ),
        (
            "/basic",
            &[("authorization", "Basic dXNlcg==")],
            &["header authorization: the credential after `Basic`"],
        ),
        ("/query", &[], &["query key: the key is missing"]),
        ("/query?key=", &[], &["query key: the key is missing"]),
        (
            "/cookie",
            &[("cookie", "sessio=x")],
            &["cookie session: the key is missing"],
        ),
        (
            "/both",
            &[("x-key", "s3cr3t")],
            &["header authorization: the credential is missing"],
        ),
        // Of the alternatives, the one with the fewest missing credentials is reported.
        ("/either", &[], &["query key: the key is missing"]),
        (
            "/open",
            &[BEARER],
            &["header authorization: a credential was sent, but the operation requires none"],
        ),
        // A key in the query is known only to operations that require it.
        (
            "/bearer?key=x",
            &[],
            &[
                "header authorization: the credential is missing",
                "query key: the document declares no",
            ],
        ),
    ] {
        let reply = get(path, headers).send(&mock);
        reply.invalid(401, errors);
        assert_eq!(reply.header("www-authenticate"), Some("mock"));
    }
    let lenient = start_with("security.yml", Options::new().lenient(true));
    get("/open", &[BEARER]).send(&lenient).valid();
}

#[test]
fn a_scheme_that_is_not_there_is_the_fault_of_the_document() {
    let mock = start("security.yml");
    let reply = Request::get("/unknown").send(&mock);
    assert_eq!((reply.status, reply.verdict()), (500, "undecided"));
    assert_eq!(
        reply.errors(),
        ["document: there is no security scheme `none`"]
    );
    assert_eq!(mock.requests()[0].verdict, Verdict::Undecided);
}

#[test]
fn credentials_are_never_shown() {
    let mock = start("security.yml");
    for (path, headers) in [
        ("/bearer", &[BEARER][..]),
        ("/both", &[BEARER, ("x-key", "s3cr3t")]),
        ("/query?key=s3cr3t&a=b", &[]),
        ("/cookie", &[("cookie", "session=s3cr3t")]),
        ("/basic", &[BEARER]),
    ] {
        let reply = get(path, headers).send(&mock);
        assert!(!reply.text().contains("s3cr3t"));
        let request = mock.take_requests().pop().unwrap();
        let shown = format!("{request} {request:?} {:#?}", request.problems);
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
    get("/query?a=b&key=s3cr3t", &[]).send(&mock);
    assert_eq!(
        mock.requests()[0].to_string(),
        "GET /query?a=b&key=… 400 invalid"
    );
}
