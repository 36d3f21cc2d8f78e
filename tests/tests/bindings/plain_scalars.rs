//! The options for simpler or wider scalar types.

use jiff::Timestamp;
use serde_json::json;
use tests::plain_scalars::types::Event;

#[tokio::test]
async fn options_select_plain_scalar_types() {
    let event = echo!(
        plain_scalars,
        json!({"at": "2026-01-31T00:00:00Z", "all": ["2026-01-31T00:00:00.5Z"], "serial": u64::MAX, "count": 1})
    );
    let (at, all): (Timestamp, Option<Vec<Timestamp>>) = (event.at, event.all);
    assert_eq!(
        Some(vec![at]),
        all.map(|all| vec![all[0] - jiff::SignedDuration::from_millis(500)])
    );
    let (serial, _): (Option<i128>, Option<i64>) = (event.serial, event.count);
    assert_eq!(serial, Some(i128::from(u64::MAX)));
    let text = r#"{"at":"2026-01-31T00:00:00Z","serial":-18446744073709551616}"#;
    let event: Event = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&event).unwrap(), text);
}
