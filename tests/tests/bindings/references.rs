//! References to every kind of component, to path items, and into paths and properties.

use serde_json::json;
use tests::references::ErrorBody;
use tests::references::types::{GetAgainParams, GetUserParams, Member, User, UserName, UserTag};
use tests::runtime::Date;
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn parameter_body_and_response_references_are_resolved() {
    let user = json!({"name": "jane", "tags": [{"label": "x"}], "owner": {"name": "joe"}});
    let server = serve([
        Answer::json(200, &user),
        Answer::json(404, &json!({"why": "gone"})),
        Answer::json(200, &user),
    ]);
    let client = client!(references, server);
    let parameters = || GetUserParams::new().verbose(true);
    let day: Date = "2026-01-31".parse().unwrap();
    let found = client
        .users()
        .get("u", parameters().since(day))
        .await
        .unwrap();
    let target = server.last().target;
    assert!(target.starts_with("/users/u?"), "{target}");
    assert!(
        target.contains("verbose=true") && target.contains("since=2026-01-31"),
        "{target}"
    );
    assert_eq!(serde_json::to_value(&found).unwrap(), user);
    let error = client.users().get("u", parameters()).await.unwrap_err();
    assert!(matches!(error.body(), Some(ErrorBody::ErrorResponse(body)) if body.why == "gone"));
    // `Member` is an alias of `User`. A referenced property has the type that it has in its object.
    let owner: Member = User::new(UserName::Joe);
    let sent = User::new("jane").tags(vec![UserTag::new("x")]).owner(owner);
    client.users().put("u", sent).await.unwrap();
    assert_eq!(server.last().json(), user);
}

#[tokio::test]
async fn path_item_and_deep_references_are_resolved() {
    let again = json!({
        "user": {"born": 1990},
        "name": "jane",
        "first": {"label": "l"},
        "owner": {"name": "joe"},
        "strange": {"x": 1},
    });
    let server = serve([
        Answer::json(200, &json!({"born": 1990})),
        Answer::json(200, &again),
    ]);
    let client = client!(references, server);
    assert_eq!(client.users().get_person("p").await.unwrap().born, 1990);
    assert_eq!(server.last().target, "/people/p");
    let day: Date = "2026-01-31".parse().unwrap();
    let call = client.users().get_again(GetAgainParams::new().since(day));
    let found = call.await.unwrap();
    assert_eq!(server.last().target, "/again?since=2026-01-31");
    // All references to a schema have the same type.
    let (name, first): (UserName, UserTag) = (found.name.clone(), found.first.clone());
    assert_eq!((name, first.label.as_str()), (UserName::Jane, "l"));
    assert_eq!(found.strange.as_ref().map(|strange| strange.x), Some(1));
    assert_eq!(serde_json::to_value(&found).unwrap(), again);
}
