//! Requests that lack properties that must be present together, or whose lists are too short, are not sent.

use serde_json::json;
use tests::required_together::types::{Guest, Invitation, InvitationRole, Note};
use tests::runtime::ErrorKind;
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn one_of_the_required_sets_must_be_present() {
    let server = serve([Answer::empty(204)]);
    let client = client!(required_together, server);
    let send = |invitation: Invitation| client.invitations().create(invitation);
    let new = || Invitation::new([], [InvitationRole::Admin]);

    let error = send(new().country("de")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Build);
    assert_eq!(
        error.to_string(),
        "createInvitation: cannot build the request: the body: `email` or `phone` with `country` must be given"
    );
    assert_eq!(error.attempts(), 0);
    assert!(server.received().is_empty());

    send(new().email("a@b.c")).await.unwrap();
    let expected = json!({"email": "a@b.c", "roles": ["admin"], "guests": []});
    assert_eq!(server.last().json(), expected);
    // Null counts as present (JSON Schema 2020-12, validation, section 6.5.3).
    send(new().phone(tests::runtime::Nullable::Null).country("de"))
        .await
        .unwrap();
    let expected = json!({"phone": null, "country": "de", "roles": ["admin"], "guests": []});
    assert_eq!(server.last().json(), expected);
    // Several of the alternatives may be present.
    send(new().email("a@b.c").phone("1").country("de"))
        .await
        .unwrap();
}

#[tokio::test]
async fn only_one_exclusive_set_may_be_present() {
    let server = serve([Answer::empty(204)]);
    let client = client!(required_together, server);
    let send = |guest: Guest| {
        let invitation = Invitation::new([guest], [InvitationRole::Admin]).email("a@b.c");
        client.invitations().create(invitation)
    };
    for (guest, problem) in [
        (Guest::new(), "`id` or `login` must be given"),
        (
            Guest::new().id(1).login("a"),
            "only one of `id` and `login` may be given",
        ),
    ] {
        let shown = send(guest).await.unwrap_err().to_string();
        assert!(shown.ends_with(problem), "{shown}");
    }
    assert!(server.received().is_empty());
    send(Guest::new().login("a")).await.unwrap();
    assert_eq!(server.last().json()["guests"], json!([{"login": "a"}]));
}

#[tokio::test]
async fn too_short_lists_are_rejected() {
    let server = serve([Answer::empty(204)]);
    let client = client!(required_together, server);
    for (invitation, problem) in [
        (
            Invitation::new([], []).email("a"),
            "`roles` must have at least 1 item",
        ),
        (
            Invitation::new([], [InvitationRole::Viewer])
                .email("a")
                .seats([1]),
            "`seats` must have at least 2 items",
        ),
    ] {
        let shown = client
            .invitations()
            .create(invitation)
            .await
            .unwrap_err()
            .to_string();
        assert!(shown.ends_with(problem), "{shown}");
    }
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn responses_are_not_validated() {
    let server = serve([Answer::json(200, &json!({}))]);
    let note = client!(required_together, server)
        .notes()
        .create(Note::new())
        .await
        .unwrap();
    assert_eq!(serde_json::to_value(note).unwrap(), json!({}));
}
