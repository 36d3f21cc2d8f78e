//! `readOnly` properties are not sent, and `writeOnly` properties are not received.

use serde_json::json;
use tests::read_write::types::{
    Account, AccountRequest, Archive, Assignment, AssignmentRequest, AssignmentRequestEntity,
    LabelRequest, Owner, OwnerRequest, Plain, Profile, ProfilePreferences, ProfilePreferencesTheme,
    ProfileRequest, ProfileRequestRole, ProfileRole, StickerRequest, TeamRequest, TeamRequest2,
    UserReferenceRequest,
};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn directions_have_their_own_properties() {
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
    // A schema without either is one type for both directions.
    let plain: Option<Plain> = account.plain;
    assert_eq!(plain, Some(Plain::new().x(1)));
    assert_eq!(
        account.parent.map(|parent| parent.id),
        Some("a_0".to_owned())
    );
    // A response requires `id`, but not `password`.
    let value = json!({"name": "n", "owner": {"since": "2026-01-31", "email": "e"}});
    let error = refused!(read_write, Account, value);
    assert!(error.contains("id"), "{error}");
}

#[tokio::test]
async fn component_keeps_its_name() {
    let server = serve([Answer::json(202, &json!({"ticket": "t_1"}))]);
    let call = client!(read_write, server)
        .teams()
        .create(TeamRequest2::new("n"));
    let request: TeamRequest = call.await.unwrap();
    assert_eq!(request.ticket, "t_1");
    assert_eq!(server.last().json(), json!({"name": "n"}));
}

#[tokio::test]
async fn response_converts_to_a_request() {
    let owner = json!({"since": "2026-01-31", "email": "e"});
    let answer = json!({
        "id": "p_1", "name": "n", "role": "admin", "preferences": {"theme": "dark", "limit": 1}, "owner": owner,
        "owners": [owner], "ownersByName": {"a": owner}, "deputy": owner, "note": null, "former": "f",
        "parent": {"id": "p_0", "name": "p", "role": "guest", "owner": owner}, "visits": 3,
    });
    let server = serve([Answer::json(200, &answer), Answer::json(200, &answer)]);
    let client = client!(read_write, server);
    let request = ProfileRequest::new("n", OwnerRequest::new("e"), ProfileRole::Admin);
    let profile: Profile = client.profiles().update(request).await.unwrap();
    // One type for both directions, with an alias for each.
    let role: ProfileRequestRole = profile.role.clone();
    assert_eq!(role, ProfileRole::Admin);
    let preferences: Option<ProfilePreferences> = profile.preferences.clone();
    let theme = preferences.and_then(|preferences| preferences.theme);
    assert_eq!(theme, Some(ProfilePreferencesTheme::Dark));

    let request = ProfileRequest::from(profile).invitation("i");
    client.profiles().update(request).await.unwrap();
    let owner = json!({"email": "e"});
    assert_eq!(
        server.last().json(),
        json!({
            "name": "n", "role": "admin", "preferences": {"theme": "dark", "limit": 1}, "owner": owner,
            "owners": [owner], "ownersByName": {"a": owner}, "deputy": owner, "former": "f",
            "parent": {"name": "p", "role": "guest", "owner": owner, "kind": "profile"}, "invitation": "i",
            "kind": "profile", "visits": 3,
        })
    );
    let owner: Owner =
        serde_json::from_value(json!({"since": "2026-01-31", "email": "e"})).unwrap();
    assert_eq!(OwnerRequest::from(owner), OwnerRequest::new("e"));
}

#[tokio::test]
async fn most_specific_schema_determines_the_direction() {
    let answer = json!({"id": "l_1", "type": "label", "text": "t"});
    let server = serve([Answer::json(201, &answer), Answer::empty(204)]);
    let client = client!(read_write, server);
    let label = client.labels().create(LabelRequest::new("t"));
    let label = label.await.unwrap();
    assert_eq!(server.last().json(), json!({"type": "label", "text": "t"}));
    assert_eq!(label.id.as_deref(), Some("l_1"));
    let update = client.labels().update(StickerRequest::new("t"));
    update.await.unwrap();
    assert_eq!(server.last().json(), json!({"text": "t"}));
}

#[tokio::test]
async fn request_may_have_read_only_properties_that_an_extension_requires() {
    let answer = json!({
        "user": {"id": "u_1", "kind": "user", "created": "c"},
        "entity": {"id": "e_1", "name": "n"},
    });
    let server = serve([
        Answer::json(200, &answer),
        Answer::json(200, &answer),
        Answer::json(200, &answer),
    ]);
    let client = client!(read_write, server);
    let user = UserReferenceRequest::new().id("u_1").kind("user");
    let request = AssignmentRequest::new(user).entity(AssignmentRequestEntity::new().name("n"));
    let assignment: Assignment = client.assignments().create(request).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({"user": {"id": "u_1", "kind": "user"}, "entity": {"name": "n"}})
    );
    assert_eq!(assignment.user.id, "u_1");
    assert_eq!(assignment.user.created, "c");
    // They are optional: for a read-only property, `required` applies to responses only.
    let request = AssignmentRequest::new(UserReferenceRequest::new());
    client.assignments().create(request).await.unwrap();
    assert_eq!(server.last().json(), json!({"user": {}}));
    let request = AssignmentRequest::from(assignment);
    client.assignments().create(request).await.unwrap();
    assert_eq!(
        server.last().json(),
        json!({"user": {"id": "u_1", "kind": "user"}, "entity": {"name": "n"}})
    );
    let value = json!({"user": {"kind": "user", "created": "c"}});
    assert!(serde_json::from_value::<Assignment>(value).is_err());
}

#[test]
fn component_that_is_neither_sent_nor_received_has_all_properties() {
    let value = json!({
        "id": "a_1",
        "password": "p",
        "account": {"id": "i", "name": "n", "owner": {"since": "2024-01-01", "email": "e"}, "number": "1", "reference": "1"},
        "entry": {"secret": "s"},
    });
    let archive: Archive = serde_json::from_value(value.clone()).unwrap();
    assert_eq!((&*archive.id, &*archive.password), ("a_1", "p"));
    assert_eq!(archive.account.as_ref().unwrap().id, "i");
    assert_eq!(serde_json::to_value(&archive).unwrap(), value);
    assert!(serde_json::from_value::<Archive>(json!({"id": "a_1"})).is_err());
}
