//! Names, functions and tables that clippy would report: `cargo clippy` over this package shows that it does not.

use serde_json::json;
use tests::lints::ErrorBody;
use tests::lints::types::{Range, SearchParams, Status, StatusRequest, Thing};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn parameters_with_names_alike_keep_their_order() {
    let refusal = json!({"message": "no"});
    let server = serve([Answer::json(402, &refusal), Answer::json(404, &refusal)]);
    let client = client!(lints, server);
    for described in [true, false] {
        let call = client.points().get("1", "2", "3", "4", "5", "6", "7");
        let error = call.await.unwrap_err();
        assert_eq!(server.last().path(), "/points/1/2/3/4/5/6/7");
        let body = error.into_body();
        assert_eq!(matches!(body, Some(ErrorBody::Refusal(_))), described);
    }
}

#[tokio::test]
async fn adjacent_ranges_of_statuses_have_one_body() {
    let refusal = json!({"message": "no"});
    let server = serve([Answer::json(418, &refusal), Answer::json(599, &refusal)]);
    let client = client!(lints, server);
    for _ in 0..2 {
        let parameters = SearchParams::new().option_18_of_the_search(Range::new().with_from(1));
        let error = client.search().get(parameters).retries(0).await;
        assert!(matches!(
            error.unwrap_err().into_body(),
            Some(ErrorBody::Refusal(body)) if body.message == "no"
        ));
        assert_eq!(server.last().query(), "option_18_of_the_search%5Bfrom%5D=1");
    }
}

#[test]
fn a_response_without_a_field_of_the_request_becomes_an_empty_request() {
    let status: Status = serde_json::from_value(json!({"state": "on"})).unwrap();
    let request = StatusRequest::from(status);
    assert_eq!(request, StatusRequest::new());
    assert_eq!(serde_json::to_value(request).unwrap(), json!({}));
}

#[test]
fn numbers_are_not_taken_for_constants() {
    let text = r#"{"foo":"f","baz":3.14159}"#;
    let thing: Thing = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&thing).unwrap(), text);
}
