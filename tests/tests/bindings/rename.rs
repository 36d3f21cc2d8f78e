//! Names that the configuration sets.

use serde_json::json;
use tests::rename::ErrorBody;
use tests::rename::types::{Account, Role, User, UserFilter};
use tests::server::Answer;

use super::{expected, pairs, serve};

#[tokio::test]
async fn renamed_items_have_the_same_wire_format() {
    let server = serve([
        Answer::json(
            200,
            &json!([{"id": "a", "type": "g", "friend": {"id": "b", "type": "x"}}]),
        ),
        Answer::json(404, &json!({"message": "There are none."})),
    ]);
    let client = client!(rename, server);
    let accounts: tests::rename::resources::Accounts<'_> = client.accounts();
    let found: Vec<Account> = accounts.all(UserFilter::new().search("a")).await.unwrap();
    assert_eq!(pairs(server.last().query()), expected(&[("q", "a")]));
    assert_eq!(found[0].kind, Role::Guest);
    let friend: &Account = found[0].friend.as_ref().unwrap();
    assert!(matches!(friend.kind, Role::Other(_)));
    assert_eq!(serde_json::to_value(&found[0]).unwrap()["type"], "g");
    let error = accounts.all(UserFilter::new()).await.unwrap_err();
    assert!(
        matches!(error.body(), Some(ErrorBody::Failure(_))),
        "{error:?}"
    );
    assert_eq!(
        serde_json::from_value::<User>(json!({"name": "b"}))
            .unwrap()
            .name
            .as_deref(),
        Some("b")
    );
}
