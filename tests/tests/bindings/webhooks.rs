//! Webhooks: events by their `type`, accepted only with a valid signature.

use serde_json::{from_value, json, to_value};
use tests::runtime::Timestamp;
use tests::runtime::webhook::{Verifier, WebhookError};
use tests::webhooks::types::WebhookPayload;

/// Returns the headers of a webhook, signed with a secret.
fn headers(secret: &[u8], body: &[u8]) -> http::HeaderMap {
    let now = Timestamp::now();
    let signature = Verifier::from_key(secret).sign("msg_1", now, body);
    let mut headers = http::HeaderMap::new();
    headers.insert("webhook-id", "msg_1".parse().unwrap());
    headers.insert("webhook-timestamp", now.as_second().into());
    headers.insert("webhook-signature", signature.parse().unwrap());
    headers
}

#[test]
fn event_is_selected_by_its_type() {
    let body = json!({"id": "msg_1", "type": "invoice.created", "data": {"total": 12.5}});
    let bytes = body.to_string().into_bytes();
    let event: WebhookPayload = Verifier::from_key("secret")
        .verify(&bytes, &headers(b"secret", &bytes))
        .unwrap();
    let WebhookPayload::InvoiceCreated(created) = &event else {
        panic!("{event:?}");
    };
    assert!((created.data.total - 12.5).abs() < f64::EPSILON);
    assert_eq!(to_value(&event).unwrap(), body);

    let failed = json!({"id": "msg_2", "type": "payment.failed", "reason": "card"});
    let event: WebhookPayload = from_value(failed).unwrap();
    assert!(
        matches!(&event, WebhookPayload::PaymentFailed(failed) if failed.reason == "card"),
        "{event:?}"
    );
}

#[test]
fn unknown_event_is_kept() {
    let body = json!({"id": "msg_1", "type": "invoice.sent", "data": {"to": ["x"]}});
    let bytes = body.to_string().into_bytes();
    let event: WebhookPayload = Verifier::from_key("secret")
        .verify(&bytes, &headers(b"secret", &bytes))
        .unwrap();
    assert_eq!(event, WebhookPayload::Unknown(body.clone()));
    assert_eq!(to_value(&event).unwrap(), body);
}

#[test]
fn wrong_signature_is_rejected() {
    let body = br#"{"id":"msg_1","type":"payment.failed","reason":"card"}"#;
    let refused =
        Verifier::from_key("secret").verify::<WebhookPayload>(body, &headers(b"other", body));
    assert!(
        matches!(refused, Err(WebhookError::WrongSignature)),
        "{refused:?}"
    );
}

#[test]
fn malformed_event_is_an_error_with_its_path() {
    let body = br#"{"id":"msg_1","type":"invoice.created","data":{}}"#;
    let refused =
        Verifier::from_key("secret").verify::<WebhookPayload>(body, &headers(b"secret", body));
    let Err(WebhookError::Decode(failure)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(failure.path(), "data.total");
}

/// Two events have one type. The value of the property that lists them is the tag.
#[test]
fn events_of_one_type_are_selected_by_a_value() {
    use tests::webhooks_named::types::WebhookPayload;

    let deleted = json!({"type": "thing.deleted", "id": "1"});
    let event: WebhookPayload = from_value(deleted.clone()).unwrap();
    assert!(matches!(&event, WebhookPayload::ThingDeleted(event) if event.id == "1"));
    assert_eq!(to_value(&event).unwrap(), deleted);
    let created: WebhookPayload = from_value(json!({"type": "thing.created", "id": "1"})).unwrap();
    assert!(matches!(created, WebhookPayload::ThingCreated(_)));
    let renamed: WebhookPayload = from_value(json!({"type": "thing.renamed", "id": "1"})).unwrap();
    assert!(renamed.is_unknown());
}

#[test]
fn event_name_may_be_nested() {
    use tests::webhooks_nested::types::WebhookPayload;

    let sent = json!({"id": "1", "meta": {"event/name": "order.sent"}});
    let event: WebhookPayload = from_value(sent.clone()).unwrap();
    assert!(matches!(&event, WebhookPayload::OrderSent(event) if event.id == "1"));
    assert_eq!(to_value(&event).unwrap(), sent);
    let joined: WebhookPayload =
        from_value(json!({"id": "1", "meta": {"event/name": "user.joined"}})).unwrap();
    assert!(matches!(joined, WebhookPayload::UserJoined(_)));
    for unknown in [
        json!({"id": "1", "meta": {"event/name": "order.lost"}}),
        json!({"id": "1", "meta": {}}),
        json!({"id": "1", "event/name": "order.sent"}),
        json!({"id": "1"}),
    ] {
        let event: WebhookPayload = from_value(unknown.clone()).unwrap();
        assert_eq!(event, WebhookPayload::Unknown(unknown));
    }
}

#[test]
fn indistinguishable_events_share_a_variant() {
    use tests::webhooks_alike::types::WebhookPayload;

    for (value, is_as_said) in [
        (
            json!({"id": "1", "name": "n"}),
            (|event| matches!(event, WebhookPayload::Thing(_))) as fn(&WebhookPayload) -> bool,
        ),
        (json!({"id": "1", "before": "b"}), |event| {
            matches!(event, WebhookPayload::Renamed(_))
        }),
        (json!({"email": "a@b.c"}), |event| {
            matches!(event, WebhookPayload::UserEvent(_))
        }),
        (json!({"id": "1", "amount": 5}), |event| {
            matches!(event, WebhookPayload::OrderPaid(_))
        }),
        (json!({"code": "1", "status": "lost"}), |event| {
            matches!(event, WebhookPayload::OrderLost(_))
        }),
        (json!({"code": "1", "status": "found"}), |event| {
            matches!(event, WebhookPayload::OrderFound(_))
        }),
    ] {
        let event: WebhookPayload = from_value(value.clone()).unwrap();
        assert!(is_as_said(&event), "{event:?}");
        assert_eq!(to_value(&event).unwrap(), value);
    }
}

#[test]
fn listed_values_select_the_payload() {
    use tests::webhooks_listed::types::WebhookPayload;

    for (value, is_as_said) in [
        (
            json!({"type": "user.created", "id": "1"}),
            (|event| matches!(event, WebhookPayload::UserCreated(_)))
                as fn(&WebhookPayload) -> bool,
        ),
        (json!({"type": "user.updated", "id": "1"}), |event| {
            matches!(event, WebhookPayload::UserUpdated(_))
        }),
        (json!({"type": "order.refunded", "id": "1"}), |event| {
            matches!(event, WebhookPayload::OrderRefunded(_))
        }),
        (
            json!({"type": "order.partially_refunded", "id": "1", "amount": 5}),
            |event| matches!(event, WebhookPayload::OrderRefunded(refund) if refund.amount == Some(5)),
        ),
        (json!({"type": "thing.made", "data": {"t": "x"}}), |event| {
            matches!(event, WebhookPayload::ThingMade(_))
        }),
        (
            json!({"ping": true}),
            |event| matches!(event, WebhookPayload::Ping(ping) if ping.ping),
        ),
    ] {
        let event: WebhookPayload = from_value(value.clone()).unwrap();
        assert!(is_as_said(&event), "{event:?}");
        assert_eq!(to_value(&event).unwrap(), value);
    }
}

/// An unlisted event does not match a payload with listed values, however similar it is. A payload without
/// listed values does not get the name of an event.
#[test]
fn unlisted_event_is_unknown() {
    use tests::webhooks_listed::types::WebhookPayload;

    for unknown in [
        json!({"type": "user.banned", "id": "1"}),
        // Two payloads list this value, so it selects neither.
        json!({"type": "user.merged", "id": "1"}),
        json!({"id": "1", "amount": 5}),
        json!({"type": "turned", "by": 1}),
    ] {
        let event: WebhookPayload = from_value(unknown.clone()).unwrap();
        assert_eq!(event, WebhookPayload::Unknown(unknown));
    }
    let lost = json!({"type": "thing.lost", "data": {"t": "x"}});
    let event: WebhookPayload = from_value(lost.clone()).unwrap();
    assert!(matches!(event, WebhookPayload::Lost(_)), "{event:?}");
    assert_eq!(to_value(&event).unwrap(), lost);
}

/// Each branch of a payload, and each value of its tag property, selects the event of the payload.
#[test]
fn payloads_may_be_unions() {
    use tests::webhooks_forms::types::{OrderMovedEvent, OrderPaidEvent, WebhookPayload};

    for (value, is_as_said) in [
        (
            json!({"event": "order.paid", "v": 1, "sum": 5}),
            (|event| matches!(event, WebhookPayload::OrderPaid(OrderPaidEvent::PaidV1(paid)) if paid.sum == Some(5)))
                as fn(&WebhookPayload) -> bool,
        ),
        (
            json!({"event": "order.paid", "v": 2, "sum": "5"}),
            |event| matches!(event, WebhookPayload::OrderPaid(OrderPaidEvent::PaidV2(_))),
        ),
        (
            json!({"event": "order.paid", "v": 3, "sum": []}),
            |event| matches!(event, WebhookPayload::OrderPaid(paid) if paid.is_unknown()),
        ),
        (json!({"event": "order.failed", "v": 1}), |event| {
            matches!(event, WebhookPayload::OrderFailed(_))
        }),
        (
            json!({"event": "order.sent", "by": "ship"}),
            |event| matches!(event, WebhookPayload::OrderMoved(OrderMovedEvent::OrderSent(sent)) if sent.by.as_deref() == Some("ship")),
        ),
        (json!({"event": "order.returned"}), |event| {
            matches!(
                event,
                WebhookPayload::OrderMoved(OrderMovedEvent::OrderReturned(_))
            )
        }),
        (json!({"event": "order.lost", "v": 1}), |event| {
            event.is_unknown()
        }),
        (json!({"v": 1}), WebhookPayload::is_unknown),
    ] {
        let event: WebhookPayload = from_value(value.clone()).unwrap();
        assert!(is_as_said(&event), "{event:?}");
        assert_eq!(to_value(&event).unwrap(), value);
    }
}

#[test]
fn payloads_may_be_nullable_or_lists() {
    use tests::webhooks_forms::types::WebhookPayload;

    for (value, is_as_said) in [
        (
            json!({"event": "maybe"}),
            (|event| matches!(event, WebhookPayload::Nothing(Some(_))))
                as fn(&WebhookPayload) -> bool,
        ),
        (json!(null), |event| {
            matches!(event, WebhookPayload::Nothing(None))
        }),
        (
            json!([{"event": "order.failed", "v": 1}]),
            |event| matches!(event, WebhookPayload::Batch(failed) if failed.len() == 1),
        ),
        (json!([{"event": 1}]), WebhookPayload::is_unknown),
    ] {
        let event: WebhookPayload = from_value(value.clone()).unwrap();
        assert!(is_as_said(&event), "{event:?}");
        assert_eq!(to_value(&event).unwrap(), value);
    }
}

/// Null belongs to no event if several payloads are nullable.
#[test]
fn null_of_several_payloads_is_unknown() {
    use tests::webhooks_nullable::types::WebhookPayload;

    for (value, is_as_said) in [
        (
            json!({"type": "thing.remade", "at": "dawn"}),
            (|event| matches!(event, WebhookPayload::ThingMade(Some(_))))
                as fn(&WebhookPayload) -> bool,
        ),
        (json!({"type": "thing.lost"}), |event| {
            matches!(event, WebhookPayload::ThingLost(Some(_)))
        }),
        (json!({"type": "thing.robbed", "by": "x"}), |event| {
            matches!(event, WebhookPayload::ThingLost(Some(_)))
        }),
        (json!({"type": "thing.found"}), WebhookPayload::is_unknown),
        (json!(null), WebhookPayload::is_unknown),
    ] {
        let event: WebhookPayload = from_value(value.clone()).unwrap();
        assert!(is_as_said(&event), "{event:?}");
        assert_eq!(to_value(&event).unwrap(), value);
    }
}
