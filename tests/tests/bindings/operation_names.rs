//! Names of operations: with and without ids and tags, and from ids that are not identifiers.

use serde_json::json;
use tests::operation_names::types::{CreateItemParams, RunABPostParams};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn operations_have_unique_names() {
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
        odd.new_odd() => "GET" "/odd/5";
        odd.get() => "GET" "/odd/6";
        odd.例え() => "GET" "/odd/7";
        request_resource.get() => "GET" "/request";
        client.get() => "GET" "/client";
        builder_resource.get() => "GET" "/builder";
        payments.create_booking_payment("1") => "POST" "/bookings/1/payment";
        payments.list() => "GET" "/payments";
        payments.create() => "POST" "/payments";
        payments.retrieve("1") => "GET" "/payments/1";
        payments.submit_evidence("1") => "POST" "/payments/1/submit_evidence";
        orders.delete_orders("1") => "DELETE" "/orders/1";
        orders.delete_orders_2() => "DELETE" "/orders";
        cases.find_one("1") => "PUT" "/cases/1";
        search.search() => "POST" "/search";
        items.read_items() => "GET" "/items/";
        items.read(3) => "GET" "/items/3";
        items.create(CreateItemParams::new().dry(true)) => "POST" "/items/?dry=true";
    }
}

#[tokio::test]
async fn only_one_operation_is_named_list() {
    let server = serve([Answer::json(200, &json!(["a"]))]);
    let client = client!(operation_names, server);
    assert_eq!(client.teams().list().await.unwrap(), ["a"]);
    assert_eq!(client.clubs().get_clubs().await.unwrap(), ["a"]);
    assert_eq!(client.clubs().list().await.unwrap(), ["a"]);
    assert_eq!(server.last().method, "POST");
    // `settings` is a single object, not a list.
    let server = serve([Answer::json(200, &json!({"tags": ["a"]}))]);
    let settings = client!(operation_names, server).settings().get_settings();
    assert_eq!(settings.await.unwrap().tags, Some(vec!["a".to_owned()]));
}

#[tokio::test]
async fn conflicting_names_include_the_path() {
    let server = serve([Answer::empty(204)]);
    let client = client!(operation_names, server);
    client.a().run_b_post(RunABPostParams::new()).await.unwrap();
    assert_eq!(server.last().target, "/a/b");
}

#[tokio::test]
async fn shortest_operation_gets_the_short_name() {
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
