//! Callbacks: their bodies have types, which the docs of the operation name.

use serde_json::{from_value, json, to_value};
use tests::callbacks::types::{
    CallbackEvent, SubscribeOnEndCallback, SubscribeOnEndCallbackReason,
};

#[test]
fn callback_bodies_have_types() {
    let event: CallbackEvent = from_value(json!({"id": "evt_1"})).unwrap();
    assert_eq!(event.id, "evt_1");
    let body = json!({"reason": "cancelled", "at": 1});
    let end: SubscribeOnEndCallback = from_value(body).unwrap();
    assert_eq!(end.reason, SubscribeOnEndCallbackReason::Cancelled);
    let other: SubscribeOnEndCallback = from_value(json!({"reason": "moved"})).unwrap();
    assert_eq!(to_value(other).unwrap(), json!({"reason": "moved"}));
    let error = from_value::<SubscribeOnEndCallback>(json!({})).unwrap_err();
    assert!(error.to_string().contains("reason"), "{error}");
}
