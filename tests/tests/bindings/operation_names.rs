//! What operations are called: with and without an id and a tag, with ids that are no identifiers.

use serde_json::json;
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn every_operation_can_be_called_by_a_name_of_its_own() {
    let server = serve([Answer::empty(204)]);
    let client = client!(operation_names, server);
    macro_rules! check {
        ($($resource:ident.$operation:ident($($argument:expr),*) => $method:literal $target:literal;)*) => {$(
            client.$resource().$operation($($argument),*).await.unwrap();
            let request = server.last();
            assert_eq!((request.method.as_str(), request.target.as_str()), ($method, $target));
        )*};
    }
    check! {
        users.get_users() => "GET" "/users";
        users.post_users() => "POST" "/users";
        users.get_users_by_id("1") => "GET" "/users/1";
        users.patch_users_by_id("1") => "PATCH" "/users/1";
        users.delete_users_by_id("1") => "DELETE" "/users/1";
        users.get_users_posts("1") => "GET" "/users/1/posts";
        operations.get() => "GET" "/";
        health.get() => "GET" "/health";
        methods.get() => "GET" "/methods";
        methods.put() => "PUT" "/methods";
        methods.post() => "POST" "/methods";
        methods.delete() => "DELETE" "/methods";
        methods.options() => "OPTIONS" "/methods";
        methods.head() => "HEAD" "/methods";
        methods.patch() => "PATCH" "/methods";
        methods.trace() => "TRACE" "/methods";
        odd.r#type() => "GET" "/odd/1";
        odd.self_() => "GET" "/odd/2";
        odd.operation_3d_view() => "GET" "/odd/3";
        odd.clone() => "GET" "/odd/4";
        odd.new_2() => "GET" "/odd/5";
        odd.get() => "GET" "/odd/6";
        odd.例え() => "GET" "/odd/7";
        request_resource.get() => "GET" "/request";
        client.get() => "GET" "/client";
        builder_resource.get() => "GET" "/builder";
    }
}

#[tokio::test]
async fn the_shortest_operation_has_the_short_name() {
    use tests::operation_names::types::{RunGetAcceptedResponse, RunGetOkResponse, RunGetResponse};

    let server = serve([
        Answer::empty(204),
        Answer::json(200, &json!({"result": "all"})),
        Answer::json(202, &json!({"progress": 7})),
    ]);
    let client = client!(operation_names, server);
    client.runs().runs_get().await.unwrap();
    assert_eq!(server.last().target, "/runs");
    let RunGetResponse::Ok(RunGetOkResponse { result, .. }) = client.runs().get("1").await.unwrap()
    else {
        panic!("not the one that is done")
    };
    assert_eq!(result, "all");
    let RunGetResponse::Accepted(RunGetAcceptedResponse { progress, .. }) =
        client.runs().get("1").await.unwrap()
    else {
        panic!("not the one that is not done")
    };
    assert_eq!(progress, 7);
}
