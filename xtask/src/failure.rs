//! Formats the error of a failed command.

use std::io;

/// Formats an error and its causes, one per line.
pub(crate) fn describe(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1) {
        text.push_str("\n  caused by: ");
        text.push_str(&cause.to_string());
    }
    text
}

/// Returns true if the reader of the output closed the pipe (`cargo xtask … | head`), which is not a failure.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn causes_are_on_separate_lines() {
        let missing: Result<(), _> = Err(io::Error::new(io::ErrorKind::NotFound, "no such file"));
        let error = missing.context("cannot read spec/codegen.yml").unwrap_err();
        assert_eq!(
            describe(&error),
            "cannot read spec/codegen.yml\n  caused by: no such file"
        );
    }

    #[test]
    fn only_a_broken_pipe_error_is_a_closed_pipe() {
        assert!(is_closed_pipe(
            &io::Error::from(io::ErrorKind::BrokenPipe).into()
        ));
        assert!(!is_closed_pipe(
            &io::Error::from(io::ErrorKind::NotFound).into()
        ));
    }
}
