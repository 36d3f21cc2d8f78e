//! Calls every operation, and receives every webhook, of the document against a mock of it. The values have
//! only required properties, all properties, null wherever it is allowed, or are the document's examples.
//! Every declared status is returned.
//!
//! The mock validates requests by the document alone. Its samples must arrive unchanged in both directions:
//! types must not lose or change anything that the document describes.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use generated::runtime::Timestamp;
use generated::runtime::webhook::Verifier;
use generated::whop::{Call, Client, Error, ErrorBody, types};
use mock::{Fill, Mock, Options, QueryArrays, RecordedRequest, Running, SampleRequest, Verdict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::builder;

/// A function that calls an operation with these values.
type Drive = fn(&Client, &Wanted<'_>) -> Exchange;

/// The status of a response, and its body serialized from the decoded type.
type Exchange = Pin<Box<dyn Future<Output = Result<(u16, Value), Error>>>>;

include!(concat!(env!("OUT_DIR"), "/whop_operations.rs"));

/// The values to send, and the response to request from the mock.
struct Wanted<'a> {
    sample: &'a SampleRequest,
    status: &'a str,
    fill: &'a str,
}

impl Wanted<'_> {
    /// Returns a string path parameter.
    fn text(&self, name: &str) -> &str {
        self.sample.parameters["path"][name].as_str().unwrap()
    }

    /// Returns another parameter; null if it is absent.
    fn parameter<T: DeserializeOwned>(&self, location: &str, name: &str) -> T {
        read(&self.sample.parameters[location][name], name)
    }

    fn body<T: DeserializeOwned>(&self) -> T {
        read(self.sample.body.as_ref().unwrap_or(&Value::Null), "body")
    }
}

fn read<T: DeserializeOwned>(value: &Value, name: &str) -> T {
    T::deserialize(value).unwrap_or_else(|error| panic!("{name}: {error}: {value}"))
}

fn exchange<T: Serialize + 'static>(call: Call<T>, wanted: &Wanted<'_>) -> Exchange {
    let call = call.header("x-mock-status", wanted.status);
    let call = call.header("x-mock-fill", wanted.fill).with_response();
    Box::pin(async move {
        let response = call.await?;
        let status = response.status().as_u16();
        Ok((status, serde_json::to_value(response.into_body()).unwrap()))
    })
}

/// The secret of webhooks: base64 after the prefix.
const SECRET: &str = "whsec_c2VjcmV0";

/// The sample modes with the names that the mock knows.
const FILLS: [(&str, Fill); 4] = [
    ("required", Fill::Required),
    ("all", Fill::All),
    ("null", Fill::Null),
    ("example", Fill::Example),
];

#[tokio::test]
async fn every_operation_and_status_round_trips() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let exchanges = drive_all(&document, &FILLS, |_| true).await;
    assert_eq!(exchanges, statuses(&document, |_| true) * FILLS.len());
}

/// Every branch of every union arrives as that branch, and so do the first values of every enum.
#[tokio::test]
async fn every_union_branch_round_trips() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let largest = largest_union(&parsed(&document));
    // Twice the largest union, since nested unions need more samples; most of these have two branches (one is
    // null).
    let turns: Vec<(String, Fill)> = (1..=u8::try_from(largest * 2).unwrap())
        .map(|turn| (format!("turn-{turn}"), Fill::Turn(turn)))
        .collect();
    let turns: Vec<(&str, Fill)> = turns.iter().map(|(name, fill)| (&**name, *fill)).collect();
    let exchanges = drive_all(&document, &turns, is_success).await;
    assert_eq!(exchanges, statuses(&document, is_success) * turns.len());
    assert_eq!(
        receive_all(&document, &turns),
        webhooks(&document) * turns.len()
    );
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

fn parsed(document: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(document).unwrap()).unwrap()
}

/// Returns the operations of a document by `operationId`, with their declared statuses.
fn operations(document: &Path) -> BTreeMap<String, Vec<String>> {
    let document = parsed(document);
    let items = document["paths"].as_object().unwrap().values();
    let operations = items.flat_map(|item| item.as_object().unwrap().values());
    let operations = operations.filter_map(|operation| {
        let id = operation.get("operationId")?.as_str()?;
        let statuses = operation["responses"].as_object()?.keys();
        Some((id.to_owned(), statuses.cloned().collect()))
    });
    let operations: BTreeMap<_, Vec<_>> = operations.collect();
    assert!(!operations.is_empty());
    operations
}

/// Counts the wanted statuses of the operations that are called.
fn statuses(document: &Path, is_wanted: impl Fn(&str) -> bool) -> usize {
    let operations = operations(document);
    let driven = OPERATIONS.iter().filter_map(|(id, _)| operations.get(*id));
    let statuses = driven.flatten().filter(|status| is_wanted(status));
    statuses.count()
}

/// Counts the webhooks of a document.
fn webhooks(document: &Path) -> usize {
    let document = parsed(document);
    let webhooks = document.get("webhooks").and_then(Value::as_object);
    webhooks.map_or(0, Map::len)
}

/// Returns the largest number of branches of a union.
fn largest_union(node: &Value) -> usize {
    let branches = |name: &str, node: &Value| match node {
        Value::Array(branches) if matches!(name, "oneOf" | "anyOf") => branches.len(),
        _ => 0,
    };
    match node {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| branches(name, member).max(largest_union(member)))
            .max()
            .unwrap_or_default(),
        Value::Array(items) => items.iter().map(largest_union).max().unwrap_or_default(),
        _ => 0,
    }
}

/// The published document has examples that the bundled one has replaced with facts.
#[tokio::test]
async fn published_examples_round_trip() {
    let Some(document) = published() else {
        return;
    };
    let exchanges = drive_all(&document, &[("example", Fill::Example)], |_| true).await;
    assert_eq!(exchanges, statuses(&document, |_| true));
}

/// Returns the path of the published document, if it exists next to the repository.
fn published() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/whop/upstream");
    let document = folder.join("openapi.documented.yml");
    if document.exists() {
        return Some(document);
    }
    eprintln!("SKIPPED: there is no {}", document.display());
    None
}

/// Every webhook of the document is verified and decoded as its event.
#[test]
fn every_webhook_round_trips() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    assert_eq!(
        receive_all(&document, &FILLS),
        webhooks(&document) * FILLS.len()
    );
}

#[test]
fn published_webhooks_round_trip() {
    if let Some(document) = published() {
        let received = receive_all(&document, &[("example", Fill::Example)]);
        assert_eq!(received, webhooks(&document));
    }
}

/// Receives all webhooks of a document; returns their number.
fn receive_all(document: &Path, fills: &[(&str, Fill)]) -> usize {
    let mock = Mock::start(document, Options::new()).unwrap();
    let sender = Verifier::new(SECRET).unwrap();
    let mut received = 0;
    for (fill, kind) in fills {
        for (name, sent) in mock.sample_webhooks(*kind) {
            let (body, now) = (sent.to_string(), Timestamp::now());
            let headers = [
                ("webhook-id", "msg_1".to_owned()),
                ("webhook-timestamp", now.as_second().to_string()),
                (
                    "webhook-signature",
                    sender.sign("msg_1", now, body.as_bytes()),
                ),
            ];
            let event = generated::whop::webhooks::verify(body.as_bytes(), &headers[..], SECRET);
            let event = event.unwrap_or_else(|error| panic!("{name} {fill}: {error}"));
            assert!(!event.is_unknown(), "{name} {fill}");
            let read = serde_json::to_value(event).unwrap();
            assert_eq!(read["type"], json!(name), "{fill}");
            compare(&name, &sent, &read, Nulls::MayBeLeftOut).unwrap();
            received += 1;
        }
    }
    received
}

/// Every operation of the bundled document is called, or left out with a reason.
#[test]
fn every_operation_is_called_or_left_out() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.documented.yml");
    let mut known: BTreeSet<String> = OPERATIONS.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert!(!known.is_empty());
    for (id, reason) in LEFT_OUT {
        eprintln!("SKIPPED: {id}: {reason}");
        known.insert((*id).to_owned());
    }
    known.retain(|id| !id.contains(' '));
    assert_eq!(known, operations(&document).into_keys().collect());
}

/// Calls the operations of a document with all samples and wanted statuses of a mock; returns the number of
/// calls.
async fn drive_all(
    document: &Path,
    fills: &[(&str, Fill)],
    is_wanted: impl Fn(&str) -> bool,
) -> usize {
    let options = Options::new().query_arrays(QueryArrays::Brackets);
    let mock = Mock::start(document, options).unwrap();
    let client = builder(mock.base_url()).build().unwrap();
    let declared = mock.operations();
    let mut faults = Vec::new();
    let mut exchanges = 0;
    for (id, drive) in OPERATIONS {
        let mut declared = declared.iter();
        let Some(operation) = declared.find(|known| known.id.as_deref() == Some(*id)) else {
            continue;
        };
        for (fill, kind) in fills {
            let sample = mock.sample_request(id, *kind).unwrap();
            let statuses = operation.statuses.iter();
            for status in statuses.filter(|status| is_wanted(status)) {
                let status = &one_of(status);
                let wanted = Wanted {
                    sample: &sample,
                    status,
                    fill,
                };
                let outcome = drive(&client, &wanted).await;
                let found = judge(&mock, &wanted, id, outcome);
                faults.extend(
                    found
                        .err()
                        .map(|fault| format!("{id} {status} {fill}: {fault}")),
                );
                exchanges += 1;
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
    exchanges
}

/// Returns a status that a key of `responses` covers: a status, a range or the default.
fn one_of(declared: &str) -> String {
    match declared {
        "default" => "599".to_owned(),
        declared => declared.replace(['X', 'x'], "9"),
    }
}

/// Checks the only exchange since the last check.
fn judge(
    mock: &Running,
    wanted: &Wanted<'_>,
    id: &str,
    outcome: Result<(u16, Value), Error>,
) -> Result<(), String> {
    let requests = mock.take_requests();
    let [request] = requests.as_slice() else {
        return Err(format!("{} requests: {outcome:?}", requests.len()));
    };
    if request.verdict != Verdict::Valid || request.operation.as_deref() != Some(id) {
        return Err(format!("{request}: {:?}", request.problems));
    }
    judge_request(request, wanted.sample)?;
    let sent = match request.reply.as_ref() {
        [] => Value::Null,
        reply => serde_json::from_slice(reply).map_err(|error| error.to_string())?,
    };
    let (status, decoded) = match outcome {
        Ok(success) => success,
        Err(error) => refused(&error, &sent)?,
    };
    if status.to_string() != wanted.status {
        return Err(format!("the status {status}"));
    }
    compare("the response", &sent, &decoded, Nulls::MayBeLeftOut)
}

/// Checks that a request matches its sample, including null and absent values.
fn judge_request(request: &RecordedRequest, sample: &SampleRequest) -> Result<(), String> {
    match (&sample.body, request.body.is_empty()) {
        (None, true) => {}
        (Some(body), false) => {
            let sent = request.json().ok_or("the body is not JSON")?;
            compare("the body", body, &sent, Nulls::Stay)?;
        }
        _ => return Err(format!("{} bytes of body", request.body.len())),
    }
    let parameters = without_nulls(&sample.parameters);
    compare(
        "the parameters",
        &parameters,
        &request.parameters,
        Nulls::Stay,
    )
}

/// Returns the parameters that are sent: those that are not null.
fn without_nulls(parameters: &Value) -> Value {
    let mut kept = Map::new();
    for (location, values) in parameters.as_object().into_iter().flatten() {
        let values = values.as_object().into_iter().flatten();
        let values = values.filter(|(_, value)| !value.is_null());
        let values: Map<String, Value> = values
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !values.is_empty() {
            kept.insert(location.clone(), Value::Object(values));
        }
    }
    Value::Object(kept)
}

/// Returns the status and the body of an error, and checks that it is typed and has the API's message.
fn refused(error: &Error, sent: &Value) -> Result<(u16, Value), String> {
    let body = match error.body() {
        Some(body) => error_value(body).ok_or("the body of the error is not JSON")?,
        None if sent.is_null() => Value::Null,
        None => return Err(format!("the body of the error is not typed: {error:?}")),
    };
    let described = sent.get("error").and_then(|error| error.get("message"));
    if !error.is_api() || described.is_some_and(|message| error.message() != message.as_str()) {
        return Err(format!("the error is {error:?}"));
    }
    let status = error.status().ok_or("the error has no status")?;
    Ok((status.as_u16(), body))
}

/// How properties that are null are compared.
#[derive(Clone, Copy, PartialEq)]
enum Nulls {
    Stay,
    /// Responses do not distinguish null and absent.
    MayBeLeftOut,
}

/// Reports the first difference of two values.
fn compare(place: &str, expected: &Value, found: &Value, nulls: Nulls) -> Result<(), String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let names: BTreeSet<&String> = expected.keys().chain(found.keys()).collect();
            for name in names {
                let place = format!("{place}/{name}");
                match (expected.get(name), found.get(name)) {
                    (Some(expected), Some(found)) => compare(&place, expected, found, nulls)?,
                    (Some(Value::Null), None) | (None, Some(Value::Null))
                        if nulls == Nulls::MayBeLeftOut => {}
                    (expected, found) => {
                        return Err(format!("{place}: {expected:?} has become {found:?}"));
                    }
                }
            }
            Ok(())
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let items = expected.iter().zip(found).enumerate();
            let mut items = items.map(|(index, (expected, found))| {
                compare(&format!("{place}/{index}"), expected, found, nulls)
            });
            items.try_for_each(|compared| compared)
        }
        _ if same(expected, found) => Ok(()),
        _ => Err(format!("{place}: {expected} has become {found}")),
    }
}

/// Returns whether two scalars are equal. Timestamps and numbers have several notations.
fn same(expected: &Value, found: &Value) -> bool {
    let moment = |value: &Value| value.as_str()?.parse::<Timestamp>().ok();
    expected == found
        || expected.is_number() && expected.as_f64() == found.as_f64()
        || moment(expected).is_some_and(|expected| Some(expected) == moment(found))
}

#[test]
fn compare_finds_lost_and_changed_values() {
    use Nulls::{MayBeLeftOut, Stay};

    let with = |member: &str, value: Value| {
        let mut sent =
            json!({"id": "a", "at": "2026-01-02T03:04:05Z", "list": [{"n": 1}], "none": null});
        sent[member] = value;
        sent
    };
    let sent = with("id", json!("a"));
    let differs = |found: Value, nulls| compare("it", &sent, &found, nulls).err();
    assert_eq!(
        differs(with("at", json!("2026-01-02T04:04:05+01:00")), Stay),
        None
    );
    assert_eq!(differs(with("list", json!([{"n": 1.0}])), Stay), None);
    assert_eq!(
        differs(
            json!({"id": "a", "at": "2026-01-02T03:04:05Z", "list": [{"n": 1}]}),
            MayBeLeftOut
        ),
        None
    );
    for (found, nulls) in [
        (
            json!({"id": "a", "at": "2026-01-02T03:04:05Z", "list": [{"n": 1}]}),
            Stay,
        ),
        (
            json!({"at": "2026-01-02T03:04:05Z", "list": [{"n": 1}]}),
            MayBeLeftOut,
        ),
        (with("at", json!("2026-01-02T03:04:06Z")), MayBeLeftOut),
        (with("list", json!([])), MayBeLeftOut),
        (with("list", json!([{"n": 2}])), MayBeLeftOut),
        (with("id", json!(null)), MayBeLeftOut),
        (with("none", json!("")), MayBeLeftOut),
        (with("more", json!(1)), MayBeLeftOut),
    ] {
        assert!(differs(found.clone(), nulls).is_some(), "{found}");
    }
}
