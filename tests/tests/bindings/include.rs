//! The options `include` and `exclude`: some operations of a document, and the types that they use.

use serde_json::json;
use tests::include::types::{Member, Role, User};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn included_operations_work() {
    let server = serve([
        Answer::json(200, &json!([{"id": "a", "role": "owner"}])),
        Answer::json(200, &json!([{"user": {"id": "b"}}])),
        Answer::empty(204),
    ]);
    let client = client!(include, server);
    let users: Vec<User> = client.users().list().await.unwrap();
    assert_eq!(users[0].role, Some(Role::Owner));
    // Below `/teams`, without an operationId.
    let members: Vec<Member> = client.teams().get_teams_members("1").await.unwrap();
    assert_eq!(members[0].user.id, "b");
    client.health().get().await.unwrap();
    let paths: Vec<String> = server
        .received()
        .into_iter()
        .map(|one| one.target)
        .collect();
    assert_eq!(paths, ["/users", "/teams/1/members", "/health"]);
}
