//! Operations with malformed parameters and responses are generated without these.

use serde_json::json;
use tests::incomplete::ErrorBody;
use tests::incomplete::types::GetThingParams;
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn operations_work_without_malformed_parts() {
    let server = serve([
        Answer::json(200, &json!({"name": "n"})),
        Answer::json(422, &json!({"title": "no"})),
        Answer::json(500, &json!({"title": "down", "status": 1})),
        Answer::json(503, &json!({"anything": true})),
    ]);
    let client = client!(incomplete, server);
    let get = || client.things().get("a b", GetThingParams::new().q("x"));
    assert_eq!(get().await.unwrap().name, "n");
    let request = server.last();
    assert_eq!(request.target, "/things/a%20b?q=x");
    assert_eq!(request.header("accept"), Some("application/json"));
    for title in ["no", "down"] {
        let error = get().await.unwrap_err();
        let Some(ErrorBody::Problem(problem)) = error.body() else {
            panic!("{error:?}");
        };
        assert_eq!(problem.title, title);
    }
    let error = get().await.unwrap_err();
    assert!(error.body().is_none(), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
}

#[tokio::test]
async fn missing_parameter_fields_are_inferred_from_the_path() {
    let server = serve([Answer::empty(204)]);
    let client = client!(incomplete, server);
    let numbers = client.numbers();
    numbers.get(1).await.unwrap();
    assert_eq!(server.last().target, "/numbers/1");
    numbers.put(2).await.unwrap();
    assert_eq!(server.last().target, "/numbers/2");
    numbers.patch(3).await.unwrap();
    assert_eq!(server.last().target, "/numbers/3");
    numbers.delete(4).await.unwrap();
    assert_eq!(server.last().target, "/numbers/4");
}
