//! Names in letters of other alphabets: of tags, operations, parameters, properties, values.

use serde_json::json;
use tests::other_letters::types::{Xª, 用户状态, 获取用户Params};
use tests::server::Answer;

use super::serve;

#[tokio::test]
async fn names_of_other_alphabets_are_names() {
    let user =
        json!({"名字": "王", "状态": "状态", "𝐀": 5, "с": 1, "c": 2, "ﾌﾘｶﾞﾅ": "オウ", "ª": "ª"});
    let server = serve([Answer::json(200, &user), Answer::empty(204)]);
    let client = client!(other_letters, server);
    let parameters = 获取用户Params::new().größe(3);
    let call = client.用户().获取用户("ä/b", parameters);
    let received = call.await.unwrap();
    assert_eq!(
        server.last().target,
        "/%E7%94%A8%E6%88%B7/%C3%A4%2Fb?gr%C3%B6%C3%9Fe=3"
    );
    assert_eq!((received.с, received.c), (1, Some(2)));
    assert_eq!(received.ª, Xª::Xª);
    // A field and a value of its enum have one name where letters have no case.
    assert_eq!(received.状态, 用户状态::状态);
    // A capital without a small letter.
    assert_eq!(received.u1d400, Some(5));
    assert_eq!(serde_json::to_value(&received).unwrap(), user);

    client.المستخدمون().ユーザー().await.unwrap();
    assert_eq!(server.last().target, "/users");
}
