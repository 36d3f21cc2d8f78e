//! Requests that the mock generates from the document.

use mock::{Fill, Mock, Options};
use serde_json::json;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Example, version: '1'}
paths:
  /users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, example: user_1}}]
    patch:
      operationId: updateUser
      parameters:
        - {name: notify, in: query, schema: {type: [boolean, 'null']}}
        - {name: x-team, in: header, required: true, schema: {enum: [red, blue]}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {name: {type: [string, 'null'], example: Jane}, role: {type: string, example: admin}}
              required: [role]
      responses: {'200': {description: A user}}
webhooks:
  user.updated:
    post:
      requestBody:
        content:
          application/json:
            schema: {properties: {type: {const: user.updated}, name: {type: [string, 'null']}}, required: [type]}
  ping: {post: {}}
";

#[test]
fn requests_are_filled_as_is_wanted() {
    let mock = Mock::start_text(DOCUMENT, Options::new()).unwrap();
    let sample = |fill| mock.sample_request("updateUser", fill).unwrap();

    let required = sample(Fill::Required);
    let parameters = json!({"path": {"id": "user_1"}, "header": {"x-team": "red"}});
    assert_eq!(required.parameters, parameters);
    // The body is optional.
    assert_eq!(required.body, None);

    let all = sample(Fill::All);
    assert_eq!(all.parameters["query"], json!({"notify": true}));
    assert_eq!(all.body, Some(json!({"name": "Jane", "role": "admin"})));

    let null = sample(Fill::Null);
    assert_eq!(null.parameters["query"], json!({"notify": null}));
    assert_eq!(null.body, Some(json!({"name": null, "role": "admin"})));

    assert_eq!(mock.sample_request("createUser", Fill::All), None);
}

#[test]
fn webhooks_have_the_bodies_that_the_api_could_send() {
    let mock = Mock::start_text(DOCUMENT, Options::new()).unwrap();
    let sample = |fill| {
        let webhooks = mock.sample_webhooks(fill);
        let names: Vec<&str> = webhooks.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["user.updated", "ping"]);
        assert!(webhooks[1].1.is_null());
        webhooks[0].1.clone()
    };
    assert_eq!(sample(Fill::Required), json!({"type": "user.updated"}));
    assert_eq!(
        sample(Fill::Null),
        json!({"type": "user.updated", "name": null})
    );
}
