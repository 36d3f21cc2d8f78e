//! Measures documents of one construct at two sizes, one four times the other: time and memory must grow with the
//! size of the document. If a document describes more than can be generated in proportion to its size, a limit must
//! stop it.
//!
//! The test compares the allocated bytes, which are the same in every run. With `SCALING_TIME=1`, it also compares
//! the processor time of this process, as the nightly workflow does. That finds loops that allocate nothing, but it
//! varies on a busy machine. A quadratic pass multiplies either of them by sixteen.
#![allow(
    clippy::cast_precision_loss,
    clippy::format_collect,
    clippy::needless_pass_by_value,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

#[path = "scaling/documents.rs"]
mod documents;

use std::alloc::System;
use std::num::NonZero;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use documents::Case;
use generator::load::Overlay;
use generator::{Input, Outcome, config};
use rustix::time::{ClockId, clock_gettime};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The maximum factor of allocated bytes for a document of four times the size.
const BYTES: f64 = 5.0;

/// The maximum factor of processor time. Times vary, and a quadratic pass has the factor sixteen.
const TIME: f64 = 9.0;

/// Shorter times of the smaller document count as this time, because the constant part of the work dominates them.
const SHORTEST: Duration = Duration::from_millis(5);

/// The cost of a document.
struct Cost {
    bytes: usize,
    time: Duration,
}

fn generate(document: &[u8], case: &Case) -> Outcome {
    let mut api = case.options.clone();
    api["document"] = "scaling.json".into();
    let config = serde_json::json!({"apis": {"scaling": api}}).to_string();
    let config = config::parse(&config).unwrap();
    let overlays: Vec<Overlay> = case
        .overlay
        .iter()
        .map(|overlay| Overlay {
            path: "overlay.json".to_owned(),
            bytes: overlay.to_string().into_bytes(),
        })
        .collect();
    generator::generate(Input {
        name: "scaling",
        api: &config.apis["scaling"],
        path: "scaling.json",
        origin: "scaling.json",
        command: generator::CODEGEN,
        bytes: document.to_vec(),
        overlays: &overlays,
        read: &|path| Err(std::io::Error::other(format!("there is no {path}"))),
        root: None,
    })
    .unwrap()
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        time.tv_sec.try_into().unwrap(),
        time.tv_nsec.try_into().unwrap(),
    )
}

fn cost(document: &[u8], case: &Case) -> Cost {
    let region = Region::new(ALLOCATOR);
    let start = processor_time();
    drop(generate(document, case));
    Cost {
        time: processor_time().saturating_sub(start),
        bytes: region.change().bytes_allocated,
    }
}

/// Returns a message if the cost of a construct grows too fast.
fn growth(name: &str, small: &Case, large: &Case) -> Option<String> {
    let (few, many) = (small.bytes(), large.bytes());
    let mut least: Option<f64> = None;
    // Of several runs, the one with the least disturbance by other processes.
    for _ in 0..3 {
        let before = cost(&few, small);
        let after = cost(&many, large);
        let bytes = after.bytes as f64 / before.bytes as f64;
        if bytes > BYTES {
            return Some(format!("{name}: {bytes:.1} times the bytes"));
        }
        std::env::var_os("SCALING_TIME")?;
        let time = after.time.as_secs_f64() / before.time.max(SHORTEST).as_secs_f64();
        if time <= TIME {
            return None;
        }
        least = Some(least.map_or(time, |least| least.min(time)));
    }
    least.map(|time| format!("{name}: {time:.1} times the processor time"))
}

/// The environment variable of a process that measures a part of the cases: its index and the number of parts.
const PART: &str = "SCALING_PART";

/// A single test, because tests that run at the same time in one process would be counted too. Each core measures a part
/// of the cases in a process of its own.
#[test]
fn cost_grows_with_the_size_of_the_document() {
    let part = std::env::var(PART).ok();
    let part = part.as_deref().and_then(|part| part.split_once('/'));
    if let Some((index, parts)) = part {
        let wrong = wrong_cases(index.parse().unwrap(), parts.parse().unwrap());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        return;
    }
    let parts = std::thread::available_parallelism().map_or(1, NonZero::get);
    let process = |index: usize| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "cost_grows_with_the_size_of_the_document"]);
        command.env(PART, format!("{index}/{parts}"));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let processes: Vec<Child> = (0..parts).map(process).collect();
    let mut failures = String::new();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        // A part without a test would measure nothing.
        if !output.status.success() || !text.contains("1 passed") {
            failures.push_str(&text);
            failures.push_str(&String::from_utf8_lossy(&output.stderr));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// Returns a message for each case that costs too much, of the cases of one of several parts.
fn wrong_cases(part: usize, parts: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, size, case) in documents::LINEAR.iter().skip(part).step_by(parts) {
        wrong.extend(growth(name, &case(*size), &case(4 * size)));
    }
    for (name, size, code, case) in documents::LIMITED.iter().skip(part).step_by(parts) {
        let case = case(*size);
        let document = case.bytes();
        let region = Region::new(ALLOCATOR);
        let outcome = generate(&document, &case);
        let bytes = region.change().bytes_allocated;
        let found = outcome
            .diagnostics
            .iter()
            .find(|found| found.code.id == *code);
        let Some(found) = found else {
            wrong.push(format!("{name}: no {code}"));
            continue;
        };
        // A limit that is the same for all documents has no name.
        let is_limit = |help: &String| help.contains("limit `") || help.contains(" at most ");
        if !found.help.as_ref().is_some_and(is_limit) {
            wrong.push(format!("{name}: the help names no limit: {found:?}"));
        }
        if bytes > 2 << 30 {
            wrong.push(format!("{name}: {} MB are allocated", bytes >> 20));
        }
    }
    wrong
}
