//! Names of values that differ only in a sign, a symbol or case.

use tests::server::Answer;
use tests::value_names::types::{
    ListThingsBound as Bound, ListThingsCase as Case, ListThingsGrade as Grade,
    ListThingsOrdering as Ordering, ListThingsParams, ListThingsSize as Size,
    ListThingsStep as Step, ListThingsVersion as Version, ListThingsZone as Zone,
};

use super::serve;

#[tokio::test]
async fn plain_value_gets_the_plain_name() {
    let server = serve([Answer::empty(204)]);
    let parameters = ListThingsParams::new()
        .ordering(Ordering::MinusCreatedAt)
        .zone(Zone::EtcGmtMinus1)
        .grade(Grade::AMinus);
    client!(value_names, server)
        .things()
        .list(parameters)
        .await
        .unwrap();
    assert_eq!(
        server.last().query(),
        "ordering=-created_at&zone=Etc%2FGMT-1&grade=A-"
    );
    assert_eq!(
        (Ordering::CreatedAt.as_str(), Ordering::MinusName.as_str()),
        ("created_at", "-name")
    );
    assert_eq!(
        (Zone::EtcGmtPlus1.as_str(), Zone::Utf8.as_str()),
        ("Etc/GMT+1", "utf-8")
    );
    assert_eq!(
        (
            Grade::A.as_str(),
            Grade::APlus.as_str(),
            Grade::ASlash.as_str()
        ),
        ("A", "A+", "A/")
    );
    assert_eq!(
        (Bound::Inf.as_str(), Bound::MinusInf.as_str()),
        ("INF", "-INF")
    );
    assert_eq!((Case::Asc.as_str(), Case::ASC.as_str()), ("asc", "ASC"));
    assert_eq!((Case::Desc.as_str(), Case::DESC.as_str()), ("Desc", "DESC"));
    assert_eq!(
        (Size::A.as_str(), Size::A2.as_str(), Size::A_.as_str()),
        ("A", "a2", "a")
    );
    assert_eq!(
        (Size::LessThan5.as_str(), Size::Value18Plus.as_str()),
        ("<5", "18+")
    );
    assert_eq!(Step::Minus1.as_i64(), -1);
    assert_eq!(
        (
            Version::V1.as_str(),
            Version::V1_.as_str(),
            Version::V1_2.as_str()
        ),
        ("V1", "v1", "v1.2")
    );
    assert_eq!((Version::AB.as_str(), Version::AB_.as_str()), ("AB", "aB"));
    assert_eq!(
        (Version::Value1eMinus7.as_str(), Version::Value1e7.as_str()),
        ("1e-7", "1e7")
    );
}
