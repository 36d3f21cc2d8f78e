//! Tests of addresses: servers and paths together.

use super::*;

fn document(servers: &str, paths: &[&str], own: &str) -> String {
    let items: Vec<String> = paths
        .iter()
        .map(|path| {
            let id = path.rsplit('/').next().unwrap();
            format!(
                "  {path}: {{get: {{tags: [All], operationId: list_{id}, {own} responses: {{'204': {{description: None.}}}}}}}}\n"
            )
        })
        .collect();
    format!(
        "openapi: 3.1.0\ninfo: {{title: Shop, version: '1'}}\nservers: [{servers}]\npaths:\n{}",
        items.concat()
    )
}

#[test]
fn segments_that_move_between_server_and_paths_are_no_change() {
    let short = document(
        "{url: 'https://a.example.com'}",
        &["/v1/cats", "/v1/dogs"],
        "",
    );
    let long = document("{url: 'https://a.example.com/v1'}", &["/cats", "/dogs"], "");
    assert!(drift(&short, &long).is_empty());
    assert!(drift(&long, &short).is_empty());
    // A path that stays makes a difference.
    let part = document(
        "{url: 'https://a.example.com/v1'}",
        &["/cats", "/v1/dogs"],
        "",
    );
    let found = told(&drift(&short, &part));
    assert!(
        found.iter().any(|one| one.starts_with("server-changed: ")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|one| one.starts_with("operation-moved: ")),
        "{found:?}"
    );
}

#[test]
fn further_servers_are_compared_independent_of_the_first() {
    let old = document(
        "{url: 'https://a.example.com'}, {url: 'https://b.example.com'}",
        &["/cats"],
        "",
    );
    let new = document(
        "{url: 'https://c.example.com'}, {url: 'https://d.example.com'}",
        &["/cats"],
        "",
    );
    assert_eq!(
        told(&drift(&old, &new)),
        [
            "server-changed: the address of the API was `https://a.example.com`, is `https://c.example.com`",
            "server-removed: the API no longer has the address `https://b.example.com`",
            "server-added: the API also has the address `https://d.example.com`",
        ]
    );
    let swapped = document(
        "{url: 'https://b.example.com'}, {url: 'https://a.example.com'}",
        &["/cats"],
        "",
    );
    assert_eq!(
        told(&drift(&old, &swapped)),
        [
            "server-changed: the address of the API was `https://a.example.com`, is `https://b.example.com`"
        ]
    );
}

#[test]
fn operation_without_servers_uses_those_of_the_api() {
    let servers = "{url: 'https://a.example.com'}";
    let old = document(servers, &["/cats"], "");
    let same = document(
        servers,
        &["/cats"],
        "servers: [{url: 'https://a.example.com'}],",
    );
    assert!(drift(&old, &same).is_empty());
    let other = document(
        servers,
        &["/cats"],
        "servers: [{url: 'https://b.example.com'}],",
    );
    assert_eq!(
        told(&drift(&old, &other)),
        [
            "server-changed: the address of `all().list_cats` was `https://a.example.com`, is `https://b.example.com`"
        ]
    );
}

/// A default that names the next variable twice would double the address for each variable.
#[test]
fn defaults_of_server_variables_are_not_expanded() {
    let document = |last: &str| {
        let variables: Vec<String> = (0..40)
            .map(|index| format!("v{index}: {{default: '{{v{0}}}{{v{0}}}'}}", index + 1))
            .collect();
        let variables = variables.join(", ");
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\nservers: [{{url: 'https://a.example/{{v0}}/{last}', variables: {{{variables}}}}}]\n"
        )
    };
    let found = told(&drift(&document("b"), &document("c")));
    assert_eq!(found.len(), 1, "{found:?}");
}
