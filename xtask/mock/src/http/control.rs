//! Reads the headers with which a request selects its response.

use std::time::Duration;

use crate::request::received::Received;
use crate::sample::Fill;
use crate::validation::problem::{Location, Problem};

/// Prefix of the headers.
const PREFIX: &str = "x-mock-";

/// The headers without their prefix.
const NAMES: [&str; 6] = ["status", "fill", "example", "content-type", "body", "delay"];

/// Maximum delay in seconds.
const LONGEST: f64 = 3600.0;

/// The requested properties of a response.
#[derive(Debug, Default)]
pub(crate) struct Control {
    /// `x-mock-status`: the status.
    pub(crate) status: Option<u16>,
    /// `x-mock-fill`: the mode for generating the body.
    pub(crate) fill: Fill,
    /// `x-mock-example`: the name of an example.
    pub(crate) example: Option<String>,
    /// `x-mock-content-type`: the media type.
    pub(crate) media_type: Option<String>,
    /// `x-mock-body`: the body as it is.
    pub(crate) body: Option<String>,
    /// `x-mock-delay`: the delay of the response, in seconds.
    pub(crate) delay: Duration,
    pub(crate) problems: Vec<Problem>,
}

impl Control {
    /// Reads the headers of a request.
    pub(crate) fn of(received: &Received) -> Self {
        let mut problems = Vec::new();
        let mut wrong = |name: &str, message: &str| {
            problems.push(Problem::new(Location::Header, message).named(name));
        };
        let status = received.header("x-mock-status").and_then(|text| {
            let status = text
                .parse()
                .ok()
                .filter(|status| (200..600).contains(status));
            if status.is_none() {
                wrong("x-mock-status", "it should be a status from 200 to 599");
            }
            status
        });
        let fill = received.header("x-mock-fill").and_then(|text| {
            let fill = Fill::named(&text);
            if fill.is_none() {
                wrong(
                    "x-mock-fill",
                    "it should be example, all, required, null or turn-1, turn-2, …",
                );
            }
            fill
        });
        let delay = received.header("x-mock-delay").and_then(|text| {
            let seconds = text.parse().ok();
            let seconds = seconds.filter(|seconds: &f64| (0.0..=LONGEST).contains(seconds));
            if seconds.is_none() {
                wrong("x-mock-delay", "it should be seconds, 3600 at most");
            }
            seconds
        });
        let names = received.headers.iter().map(|(name, _)| name);
        for name in names.filter(|name| is_unknown(name)) {
            wrong(name, "there is no such header of the mock");
        }
        Self {
            status,
            fill: fill.unwrap_or_default(),
            example: received.header("x-mock-example"),
            media_type: received.header("x-mock-content-type"),
            body: received.header("x-mock-body"),
            delay: Duration::from_secs_f64(delay.unwrap_or_default()),
            problems,
        }
    }
}

/// Reports whether a header has the prefix but no known name.
fn is_unknown(header: &str) -> bool {
    header
        .strip_prefix(PREFIX)
        .is_some_and(|name| !NAMES.contains(&name))
}
