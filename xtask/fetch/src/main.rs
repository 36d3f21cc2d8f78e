//! Writes the content at an address to standard output.

use std::io::{self, Write as _};
use std::process::ExitCode;

/// Exits with 0 on success, 1 if the content cannot be fetched or written, 2 for wrong usage.
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), None) = (arguments.next(), arguments.next()) else {
        eprintln!("error: fetch takes one address");
        return ExitCode::from(2);
    };
    let fetched = fetch::fetch(&address, fetch::Limits::default());
    let written = fetched.and_then(|bytes| {
        let mut output = io::stdout().lock();
        let written = output.write_all(&bytes).and_then(|()| output.flush());
        written.map_err(|error| error.to_string())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
