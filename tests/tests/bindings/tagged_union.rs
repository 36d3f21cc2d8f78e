//! Unions with a tag property.

use serde_json::{Value, from_value, json, to_string, to_value};
use tests::server::Answer;
use tests::tagged_union::types::{
    CreateTransferRequest, CreateTransferRequestCompany, CreateTransferRequestUser, Note, Pet,
    Picture, Transfer, TransferOrigin, Writing, WritingKind,
};

use super::serve;

fn pet() -> Value {
    json!({"petType": "Cat", "lives": 9})
}

#[tokio::test]
async fn request_sends_its_tag_once() {
    let answer = json!({"origin": null, "pet": pet()});
    let server = serve([Answer::json(200, &answer)]);
    let client = client!(tagged_union, server);
    let user = CreateTransferRequestUser::new("user_1");
    client.transfers().create(user).await.unwrap();
    assert_eq!(
        server.last().text(),
        r#"{"kind":"user","user_id":"user_1"}"#
    );
    let company = CreateTransferRequest::from(CreateTransferRequestCompany::new("biz_1"));
    client.transfers().create(company).await.unwrap();
    assert_eq!(
        server.last().text(),
        r#"{"kind":"company","company_id":"biz_1"}"#
    );
    // A value with an unknown tag can be sent.
    let unknown = json!({"kind": "card", "last4": "4242"});
    let call = client
        .transfers()
        .create(CreateTransferRequest::Unknown(unknown.clone()));
    call.await.unwrap();
    assert_eq!(server.last().json(), unknown);
}

#[tokio::test]
async fn tag_selects_the_branch_of_a_response() {
    let answer = json!({"origin": {"typename": "Company", "route": "acme"}, "pet": pet()});
    let server = serve([Answer::json(200, &answer)]);
    let call = client!(tagged_union, server)
        .transfers()
        .create(CreateTransferRequestUser::new("u"));
    let transfer = call.await.unwrap();
    let Some(TransferOrigin::Company(company)) = &transfer.origin else {
        panic!("{transfer:?}");
    };
    assert_eq!(company.route, "acme");
    let Pet::Cat(cat) = &transfer.pet else {
        panic!("{transfer:?}");
    };
    assert_eq!(cat.lives, 9);
    assert_eq!(to_value(&transfer).unwrap(), answer);
}

#[test]
fn first_of_several_tags_is_written() {
    for tag in ["dog", "hound"] {
        let pet: Pet = from_value(json!({"petType": tag, "bark": true})).unwrap();
        assert!(matches!(&pet, Pet::Dog(dog) if dog.bark), "{pet:?}");
        let written = to_string(&pet).unwrap();
        assert_eq!(written.matches("petType").count(), 1, "{written}");
        assert_eq!(
            from_value::<Value>(written.parse().unwrap()).unwrap(),
            json!({"petType": "dog", "bark": true})
        );
    }
}

#[test]
fn tag_property_is_written_once() {
    let pet: Pet = from_value(pet()).unwrap();
    let written = to_string(&pet).unwrap();
    assert_eq!(written.matches("petType").count(), 1, "{written}");
    assert_eq!(to_value(&pet).unwrap(), super::tagged_union::pet());
}

#[test]
fn unknown_tag_keeps_the_value() {
    for value in [
        json!({"typename": "Partner", "id": "p", "deep": {"a": [1, null, 2.5]}}),
        json!({"typename": "user", "id": "u"}),
        json!({"typename": 7}),
        json!({"id": "u"}),
        json!({}),
    ] {
        let origin: TransferOrigin = from_value(value.clone()).unwrap();
        assert!(origin.is_unknown(), "{value}");
        assert_eq!(origin, TransferOrigin::Unknown(value.clone()));
        assert_eq!(to_value(&origin).unwrap(), value);
    }
}

#[test]
fn null_is_none_and_round_trips() {
    let value = json!({"origin": null, "pet": pet()});
    let transfer: Transfer = from_value(value.clone()).unwrap();
    assert_eq!(transfer.origin, None);
    assert_eq!(to_value(&transfer).unwrap(), value);
}

#[tokio::test]
async fn error_in_a_branch_has_its_path() {
    for (origin, pet, path) in [
        (json!({"typename": "User"}), pet(), "origin.id"),
        (
            json!({"typename": "Company", "route": 1}),
            pet(),
            "origin.route",
        ),
        (
            Value::Null,
            json!({"petType": "Cat", "lives": "nine"}),
            "pet.lives",
        ),
    ] {
        let server = serve([Answer::json(200, &json!({"origin": origin, "pet": pet}))]);
        let call = client!(tagged_union, server)
            .transfers()
            .create(CreateTransferRequestUser::new("u"));
        let error = call.await.unwrap_err();
        assert_eq!(error.path(), Some(path), "{error}");
    }
}

#[tokio::test]
async fn tag_of_a_value_is_written_if_it_selects_the_variant() {
    let mut picture = Picture::new("u");
    picture.kind = None;
    let mut painting = picture.clone();
    painting.kind = Some("text".to_owned());
    for (note, expected) in [
        (
            Note::from(Writing::new("b", WritingKind::Text)),
            r#"{"body":"b","kind":"text"}"#,
        ),
        (
            Note::from(Writing::new("b", "markdown")),
            r#"{"body":"b","kind":"markdown"}"#,
        ),
        // The tag of another variant, an unknown tag, or no tag.
        (
            Note::from(Writing::new("b", "picture")),
            r#"{"body":"b","kind":"text"}"#,
        ),
        (
            Note::from(Writing::new("b", "html")),
            r#"{"body":"b","kind":"text"}"#,
        ),
        (
            Note::from(Picture::new("u")),
            r#"{"url":"u","kind":"picture"}"#,
        ),
        (Note::from(picture), r#"{"url":"u","kind":"picture"}"#),
        (Note::from(painting), r#"{"url":"u","kind":"picture"}"#),
    ] {
        let answer: Value = serde_json::from_str(expected).unwrap();
        let server = serve([Answer::json(200, &answer)]);
        let client = client!(tagged_union, server);
        let received = client.notes().create(note).await.unwrap();
        assert_eq!(server.last().text(), expected);
        assert!(!received.is_unknown());
        assert_eq!(to_value(&received).unwrap(), answer);
    }
}
