//! Secrets by the document or the configuration: sent and received as usual, but never shown.

use serde_json::json;
use tests::secrets::types::{Account, AccountKind, EchoParams, LoginRequest};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn secrets_are_sent_and_redacted() {
    let answer = json!({
        "name": "Jane", "password": "hush-1", "hint": "hush-2", "token": "hush-3", "codes": ["hush-4"], "kind": "a",
    });
    let server = serve([Answer::json(200, &answer), Answer::empty(204)]);
    let client = client!(secrets, server);
    let account = Account::new("Jane", "hush-1", "hush-3")
        .hint("hush-2")
        .codes(["hush-4".into()])
        .kind(AccountKind::A);
    let parameters = EchoParams::new().code("hush-5");
    let shown = format!("{account:?} {parameters:?}");
    let received = client
        .echo()
        .echo(parameters, account.clone())
        .await
        .unwrap();
    assert_eq!(received, account);
    let sent = server.last();
    assert_eq!((sent.json(), &*sent.target), (answer, "/echo?code=hush-5"));
    let shown = format!("{shown} {received:?} {received:#?}");
    assert!(!shown.contains("hush"), "{shown}");
    assert!(
        shown.contains("Jane") && shown.contains("token: [redacted]"),
        "{shown}"
    );
    assert_eq!(received.password.expose(), "hush-1");
    assert_eq!(String::from(received.token), "hush-3");

    let login = LoginRequest::new("Jane", "hush-1");
    assert!(!format!("{login:?}").contains("hush"));
    client.echo().login(login).await.unwrap();
    assert_eq!(server.last().text(), "name=Jane&password=hush-1");
}

#[tokio::test]
async fn passwords_are_redacted_everywhere() {
    let answer = json!({
        "name": "Jane", "password": "p", "token": "t", "old": "hush-1", "word": "hush-2", "spare": ["hush-3"],
        "named": {"a": "hush-4"}, "either": "hush-5",
    });
    let server = serve([Answer::json(200, &answer)]);
    let client = client!(secrets, server);
    let account: Account = serde_json::from_value(answer.clone()).unwrap();
    let parameters = EchoParams::new().nonce("hush-6").x_proof("hush-7");
    let shown = format!("{account:?} {parameters:?}");
    let received = client.echo().echo(parameters, account).await.unwrap();
    let sent = server.last();
    assert_eq!((sent.json(), &*sent.target), (answer, "/echo?nonce=hush-6"));
    assert_eq!(sent.header("x-proof"), Some("hush-7"));
    let shown = format!("{shown} {received:?}");
    assert!(!shown.contains("hush"), "{shown}");
}
