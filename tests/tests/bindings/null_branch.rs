//! A branch of a choice that says `nullable: true` and nothing else is null, not any value.

use serde_json::json;
use tests::null_branch::types::{Build, BuildStats};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn such_a_branch_is_null() {
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
