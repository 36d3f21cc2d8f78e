//! Fetches a published document from an untrusted network: only over `https`, only from the named host, and with limits
//! on size and time.
//!
//! It is a separate package, because it needs HTTP and TLS, which generation does not need.

use std::env;
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Uri;
use ureq::http::header::LOCATION;
use ureq::http::uri::Authority;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Size limit of a document in bytes: more than four times the largest known document.
pub const LARGEST: u64 = 64 << 20;
/// Maximum number of redirects.
const REDIRECTS: usize = 5;
/// Time limit for connecting to the host.
const CONNECT: Duration = Duration::from_secs(15);
/// Time limit for the whole transfer.
const TOTAL: Duration = Duration::from_secs(120);
/// Environment variable with the path of the trusted certificates, as OpenSSL reads it. They replace the public CAs,
/// for networks with their own CA.
const AUTHORITIES: &str = "SSL_CERT_FILE";

/// Limits of a transfer.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Maximum number of bytes.
    pub largest: u64,
    /// Time limit for the whole transfer.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            largest: LARGEST,
            total: TOTAL,
        }
    }
}

/// Fetches the content at an address.
///
/// # Errors
///
/// Returns a sentence for users if the address is not allowed, the host does not respond in time, the response is not a
/// document, a redirect leads to another host, or the document is too large.
pub fn fetch(address: &str, limits: Limits) -> Result<Vec<u8>, String> {
    let first: Uri = address
        .parse()
        .map_err(|error| format!("`{address}` is not an address: {error}"))?;
    check(&first)?;
    let agent = agent(limits, &first)?;
    let mut next = first.clone();
    for _ in 0..=REDIRECTS {
        check(&next)?;
        let mut response = agent
            .get(next.clone())
            .call()
            .map_err(|error| format!("cannot get {next}: {}", told(&error)))?;
        let status = response.status();
        if status.is_success() {
            return response
                .body_mut()
                .with_config()
                .limit(limits.largest)
                .read_to_vec()
                .map_err(|error| match error {
                    ureq::Error::BodyExceedsLimit(limit) => {
                        format!("{next} is larger than {limit} bytes")
                    }
                    error => format!("cannot read {next}: {}", told(&error)),
                });
        }
        if !status.is_redirection() {
            return Err(format!("{next} answers {status}"));
        }
        let location = response.headers().get(LOCATION);
        let location = location.and_then(|location| location.to_str().ok());
        let target = location.and_then(|location| resolve(&next, location));
        next =
            target.ok_or_else(|| format!("{next} answers {status} without a valid `Location`"))?;
        if host(&next) != host(&first) || next.port() != first.port() {
            return Err(format!(
                "{first} leads to another host, {next}: if that is right, name it yourself"
            ));
        }
    }
    Err(format!("{first} leads from one address to the next"))
}

fn agent(limits: Limits, address: &Uri) -> Result<Agent, String> {
    let mut config = Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECT.min(limits.total)))
        .timeout_global(Some(limits.total))
        .user_agent(concat!("xtask-fetch/", env!("CARGO_PKG_VERSION")));
    if is_here(address) {
        // For a proxy, this address is another machine.
        config = config.proxy(None);
    }
    if let Some(path) = env::var_os(AUTHORITIES).filter(|path| !path.is_empty()) {
        let tls = TlsConfig::builder().root_certs(authorities(Path::new(&path))?);
        config = config.tls_config(tls.build());
    }
    Ok(config.build().into())
}

/// Reads the certificates of a PEM file.
fn authorities(path: &Path) -> Result<RootCerts, String> {
    let cannot =
        |error: &dyn Display| format!("cannot use {AUTHORITIES} ({}): {error}", path.display());
    let text = fs::read(path).map_err(|error| cannot(&error))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| cannot(&error))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(cannot(&"it has no certificate"));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

/// Rejects addresses other than `https`, because code that is generated from the response runs at its users. A server
/// on this machine may use `http`, because no network is involved.
fn check(address: &Uri) -> Result<(), String> {
    let authority = address.authority().map(Authority::as_str);
    match address.scheme_str() {
        _ if authority.is_some_and(|authority| authority.contains('@')) => {
            Err("an address with a user name is not asked".to_owned())
        }
        Some("https") => Ok(()),
        Some("http") if is_here(address) => Ok(()),
        Some(scheme) => Err(format!(
            "`{scheme}` is not asked for {address}: only https is"
        )),
        None => Err(format!(
            "`{address}` is not an address: it has no https:// at its beginning"
        )),
    }
}

/// Returns true for the IP address of this machine. A name is not enough, because others may control what it resolves
/// to.
fn is_here(address: &Uri) -> bool {
    let host = host(address).unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse::<IpAddr>().is_ok_and(|host| host.is_loopback())
}

fn host(address: &Uri) -> Option<String> {
    address.host().map(str::to_ascii_lowercase)
}

/// Resolves the address of a redirect (RFC 9110, section 10.2.2).
fn resolve(from: &Uri, location: &str) -> Option<Uri> {
    if has_scheme(location) {
        return location.parse().ok();
    }
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    if let Some(rest) = location.strip_prefix("//") {
        return format!("{scheme}://{rest}").parse().ok();
    }
    let path = if location.starts_with('/') {
        location.to_owned()
    } else if location.starts_with('?') {
        format!("{}{location}", from.path())
    } else {
        let folder = from
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        format!("{folder}/{location}")
    };
    format!("{scheme}://{authority}{path}").parse().ok()
}

/// Returns true if an address begins with a scheme (RFC 3986, section 3.1). A query may contain another address.
fn has_scheme(location: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    location.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part)
    })
}

/// Formats an error for users.
fn told(error: &ureq::Error) -> String {
    match error {
        ureq::Error::HostNotFound => {
            "the host is not known; is this machine connected to a network?".to_owned()
        }
        ureq::Error::ConnectionFailed => {
            "the host cannot be reached; is this machine connected to a network?".to_owned()
        }
        // TLS rejects the connection.
        ureq::Error::Io(error) if error.kind() == ErrorKind::InvalidData => format!(
            "{error}; a network with an authority of its own names its certificate in {AUTHORITIES}"
        ),
        ureq::Error::Io(error) => format!("{error}; is this machine connected to a network?"),
        ureq::Error::Timeout(_) => "it took too long".to_owned(),
        error => error.to_string(),
    }
}
