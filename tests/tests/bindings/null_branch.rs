//! A branch with only `nullable: true` is null, not any JSON value.

use serde_json::json;
use tests::null_branch::types::{Build, BuildSource, BuildStats, State};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn branch_with_only_nullable_is_null() {
    let server = serve([
        Answer::json(200, &json!({"stats": null})),
        Answer::json(200, &json!({"stats": {"seconds": 1.5}})),
    ]);
    let client = client!(null_branch, server);
    let build: Build = client.builds().get_latest().await.unwrap();
    assert!(build.stats.is_none());
    let build: Build = client.builds().get_latest().await.unwrap();
    let stats: BuildStats = build.stats.unwrap();
    assert!((stats.seconds - 1.5).abs() < f64::EPSILON);
}

#[test]
fn nullable_object_branch_is_null() {
    let value = json!({
        "stats": null,
        "state": "passed",
        "parent": {"stats": {"seconds": 1.0}, "state": null, "parent": null, "source": {"stats": null}},
        "source": {"commit": "a1"},
    });
    let build: Build = serde_json::from_value(value).unwrap();
    assert_eq!(build.state, Some(State::Passed));
    assert!(matches!(build.source, Some(BuildSource::Map(_))));
    let parent = build.parent.unwrap();
    assert!(parent.stats.is_some() && parent.state.is_none() && parent.parent.is_none());
    assert!(matches!(parent.source, Some(BuildSource::Build(_))));
}
