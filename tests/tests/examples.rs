//! Runs the examples: with their own servers, and against mocks that validate their requests by the
//! documents.
//!
//! Each example is a process, because it reads environment variables. `cargo test --workspace` builds the
//! examples; the tests build missing ones.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;

use mock::{Mock, Options, QueryArrays, Running, Verdict};

/// The names of the examples.
const EXAMPLES: [&str; 8] = [
    "add_authorized_user",
    "assign_user",
    "create_authorized_user",
    "enrol_connected_account",
    "errors_and_retries",
    "list_with_stream",
    "stub_in_tests",
    "verify_webhook",
];

/// Returns the command of an example, without the environment variables of the APIs.
fn example(name: &str) -> Command {
    build_missing();
    let mut command = Command::new(program(name));
    for (variable, _) in std::env::vars_os() {
        let text = variable.to_string_lossy();
        if ["WHOP_", "VOUCHERIFY_", "FLUZ_"]
            .iter()
            .any(|api| text.starts_with(api))
        {
            command.env_remove(&variable);
        }
    }
    command
}

/// Returns the path of an example's executable.
fn program(name: &str) -> PathBuf {
    // This test is `target/debug/deps/examples-…`; the examples are in `target/debug/examples`.
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().join("examples");
    folder
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION)
}

/// Builds the missing examples, all at once: the tests run in parallel, and an executable must not be
/// replaced while another test runs it.
fn build_missing() {
    static BUILD: Once = Once::new();
    BUILD.call_once(|| {
        let missing = EXAMPLES.iter().filter(|name| !program(name).exists());
        let options: Vec<&str> = missing.flat_map(|name| ["--example", name]).collect();
        if options.is_empty() {
            return;
        }
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--package", "generated"])
            .args(["--features", "whop,voucherify,fluz"])
            .args(&options)
            .status()
            .unwrap();
        assert!(status.success(), "{options:?}");
    });
}

/// Runs an example and returns its output.
fn output(mut command: Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    assert_eq!(errors, "", "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Starts a mock of a document in `spec`.
fn start(document: &str, query_arrays: QueryArrays) -> Running {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    Mock::start(
        folder.join(document),
        Options::new().query_arrays(query_arrays),
    )
    .unwrap()
}

/// Returns the operations that were called, and checks that all requests were valid.
fn called(mock: &Running) -> Vec<String> {
    let requests = mock.take_requests().into_iter();
    let called = requests.map(|request| {
        let problems = &request.problems;
        assert_eq!(request.verdict, Verdict::Valid, "{request}: {problems:?}");
        request.operation.unwrap()
    });
    called.collect()
}

#[test]
fn whop_examples_run_without_a_key() {
    for (name, expected) in [
        (
            "create_authorized_user",
            "ausr_xxxxxxxxxxxxx is moderator\n",
        ),
        (
            "enrol_connected_account",
            "biz_yyyyyyyyyyyyyy is a connected account\nfile_xxxxxxxxxxxxx is uploaded\n\
             user_xxxxxxxxxxxxx is Jane\na token until 2026-01-02T03:04:05Z\nJane's tools sees itself\n",
        ),
        (
            "list_with_stream",
            "prod_1: Pickaxe\nprod_2: Lamp\nprod_3: Shovel\n",
        ),
        (
            "verify_webhook",
            "jane wants to join (msg_1)\nnobody knows company.renamed\n\
             refused: the signature of the webhook is wrong\n",
        ),
        (
            "errors_and_retries",
            "ctt_xxxxxxxxxxxxxx after 2 attempts\nrefused: insufficient_balance: The balance is too low\n",
        ),
        ("stub_in_tests", "the program does what it should\n"),
    ] {
        assert_eq!(output(example(name)), expected, "{name}");
    }
}

#[test]
fn whop_examples_send_valid_requests() {
    let mock = start("openapi.documented.yml", QueryArrays::Brackets);
    for (name, operations) in [
        ("create_authorized_user", &["createAuthorizedUser"][..]),
        (
            "enrol_connected_account",
            &[
                "createCompany",
                "createFile",
                "updateUser",
                "createAccessToken",
                "retrieveCompany",
            ],
        ),
        ("list_with_stream", &["listProduct"]),
        (
            "errors_and_retries",
            &["retrieveTransfer", "createTransfer"],
        ),
    ] {
        let mut command = example(name);
        command.env("WHOP_BASE_URL", mock.base_url());
        command.env("WHOP_API_KEY", "key");
        assert_ne!(output(command), "", "{name}");
        assert_eq!(called(&mock), operations, "{name}");
    }
}

#[test]
fn voucherify_example_runs() {
    let expected = "name@youremaildomain.com is VIEWER of proj_TrlkLiH4\n";
    assert_eq!(output(example("assign_user")), expected);

    let mock = start("voucherify.management.yml", QueryArrays::Document);
    let mut command = example("assign_user");
    command.env("VOUCHERIFY_BASE_URL", mock.base_url());
    command.env("VOUCHERIFY_MANAGEMENT_ID", "id");
    command.env("VOUCHERIFY_MANAGEMENT_TOKEN", "token");
    output(command);
    assert_eq!(called(&mock).len(), 1);
}

#[test]
fn fluz_example_runs() {
    assert_eq!(
        output(example("add_authorized_user")),
        "added, Some(Pending)\n"
    );

    let mock = start("fluz.graphql.yml", QueryArrays::Document);
    let mut command = example("add_authorized_user");
    command.env("FLUZ_BASE_URL", mock.base_url());
    command.env("FLUZ_API_KEY", "key");
    output(command);
    assert_eq!(called(&mock).len(), 1);
}
