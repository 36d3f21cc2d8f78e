//! What is only read is not sent, what is only written does not come.

use serde_json::json;
use tests::read_write::types::{
    Account, AccountRequest, OwnerRequest, Plain, TeamRequest, TeamRequest2,
};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn each_direction_has_its_properties() {
    let answer = json!({
        "id": "a_1",
        "name": "n",
        "number": "7",
        "reference": "7",
        "owner": {"since": "2026-01-31", "email": "e"},
        "plain": {"x": 1},
        "parent": {"id": "a_0", "name": "p", "number": "6", "reference": "6", "owner": {"since": "2025-01-31", "email": "e"}},
    });
    let server = serve([Answer::json(201, &answer)]);
    let parent = AccountRequest::new("p", OwnerRequest::new("e"), "secret");
    let request = AccountRequest::new("n", OwnerRequest::new("e"), "secret")
        .plain(Plain::new().x(1))
        .parent(parent);
    let call = client!(read_write, server).accounts().create(request);
    let account: Account = call.await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({
            "name": "n",
            "password": "secret",
            "owner": {"email": "e"},
            "plain": {"x": 1},
            "parent": {"name": "p", "password": "secret", "owner": {"email": "e"}},
        })
    );
    assert_eq!(
        (account.id.as_str(), account.owner.since.day()),
        ("a_1", 31)
    );
    // What has nothing of either kind is one type.
    let plain: Option<Plain> = account.plain;
    assert_eq!(plain, Some(Plain::new().x(1)));
    assert_eq!(
        account.parent.map(|parent| parent.id),
        Some("a_0".to_owned())
    );
    // `id` is required of a response, `password` is not.
    let value = json!({"name": "n", "owner": {"since": "2026-01-31", "email": "e"}});
    let error = refused!(read_write, Account, value);
    assert!(error.contains("id"), "{error}");
}

#[tokio::test]
async fn a_component_keeps_its_name() {
    let server = serve([Answer::json(202, &json!({"ticket": "t_1"}))]);
    let call = client!(read_write, server)
        .teams()
        .create(TeamRequest2::new("n"));
    let request: TeamRequest = call.await.unwrap();
    assert_eq!(request.ticket, "t_1");
    assert_eq!(server.last().json(), json!({"name": "n"}));
}
