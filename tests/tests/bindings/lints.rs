//! Names, functions and tables that could cause clippy warnings. `cargo clippy` checks this package.

use serde_json::json;
use tests::lints::ErrorBody;
use tests::lints::types::{Range, SearchParams, Status, StatusRequest, Thing};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn parameters_with_similar_names_keep_their_order() {
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
fn response_without_request_fields_converts_to_empty_request() {
    let status: Status = serde_json::from_value(json!({"state": "on"})).unwrap();
    let request = StatusRequest::from(status);
    assert_eq!(request, StatusRequest::new());
    assert_eq!(serde_json::to_value(request).unwrap(), json!({}));
}

#[test]
fn numbers_close_to_constants_round_trip() {
    let text = r#"{"foo":"f","baz":3.14159}"#;
    let thing: Thing = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&thing).unwrap(), text);
}
