//! Descriptions and names with characters that are special in Rust or rustdoc. Most of the test is that they
//! compile.

use serde_json::json;
use tests::prose::types::{GetWordsParams, WordKind};
use tests::server::Answer;

use super::{expected, pairs, serve};

#[tokio::test]
async fn special_names_and_values_are_sent_unchanged() {
    let answer = json!({"na\rme": "n", "kind": "e\u{0}f"});
    let server = serve([Answer::json(200, &answer)]);
    let call = client!(prose, server)
        .words()
        .get_words(GetWordsParams::new().q_r("x\r"));
    let word = call.await.unwrap();
    assert_eq!(pairs(server.last().query()), expected(&[("q\rr", "x\r")]));
    assert_eq!(word.na_me.as_deref(), Some("n"));
    let kind = word.kind.clone().unwrap();
    assert!(!matches!(kind, WordKind::Unknown(_)), "{kind:?}");
    assert_eq!(serde_json::to_value(&word).unwrap(), answer);
}
