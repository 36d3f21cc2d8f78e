//! Keys of `paths` with a query or a fragment.

use tests::path_keys::types::{
    CreateByActionParams, DeleteByActionParams, GetExpandedParams, GetThingParams, SearchParams,
};
use tests::runtime::{ErrorKind, Method};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn query_pairs_of_the_key_are_filled_and_sent() {
    let server = serve([Answer::empty(204)]);
    let keys = client!(path_keys, server);
    let keys = keys.keys();
    let sent = || server.last().target;
    keys.get_thing("a/b&c", 3, GetThingParams::new().other("x"))
        .await
        .unwrap();
    assert_eq!(
        sent(),
        "/things?fixed=1&id=a%2Fb%26c&flag&range=from-3&other=x"
    );
    // A query parameter may be empty. In the path, an empty value would address another resource.
    keys.get_thing("", 3, GetThingParams::new()).await.unwrap();
    assert_eq!(sent(), "/things?fixed=1&id=&flag&range=from-3");
    keys.search(SearchParams::new("t").owner(["a", "b"]))
        .await
        .unwrap();
    assert_eq!(sent(), "/search?text=t&owner=a&owner=b");
    keys.get_listing().await.unwrap();
    assert_eq!(sent(), "/listing?kind=all&sort=name");
    keys.get_expanded(GetExpandedParams::new([1, 2]).page(3))
        .await
        .unwrap();
    assert_eq!(sent(), "/expanded?page=3&sizes=1&sizes=2");
}

#[tokio::test]
async fn fragment_is_not_sent() {
    let server = serve([Answer::empty(204)]);
    let client = client!(path_keys, server);
    client
        .keys()
        .create_by_action(CreateByActionParams::new())
        .await
        .unwrap();
    assert_eq!(server.last().target, "/?Action=CreateThing");
    client
        .keys()
        .delete_by_action(DeleteByActionParams::new())
        .await
        .unwrap();
    assert_eq!(server.last().target, "/?Action=DeleteThing");
}

/// In a call that the document does not describe, braces in the query are sent as written.
#[tokio::test]
async fn undocumented_call_keeps_its_query() {
    let server = serve([Answer::empty(204)]);
    let client = client!(path_keys, server);
    client
        .request::<serde_json::Value>(Method::GET, "/x?a={a}&json={\"b\":1}")
        .path("a", "1&2")
        .await
        .unwrap();
    assert_eq!(server.last().target, "/x?a=1%262&json=%7B%22b%22:1%7D");
}

#[tokio::test]
async fn catch_all_parameter_spans_several_segments() {
    let server = serve([Answer::empty(204)]);
    let client = client!(path_keys, server);
    let keys = client.keys();
    keys.get_file("a/b", "c d/e?f/").await.unwrap();
    assert_eq!(server.last().target, "/files/a%2Fb/c%20d/e%3Ff/");
    let segments = ["a/b".to_owned(), "c".to_owned()];
    keys.get_segments(&segments, 3).await.unwrap();
    assert_eq!(server.last().target, "/a%2Fb/c/3");
    for climbing in ["..", "a/../b", "./a", ""] {
        let error = keys.get_file("a", climbing).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Build, "{climbing}");
    }
}
