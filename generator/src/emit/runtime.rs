//! The files of the runtime, which every crate contains unchanged.

/// The files below `src/runtime`, each with its path from there.
macro_rules! files {
    ($($path:literal)*) => {
        &[$((concat!("runtime/", $path), include_str!(concat!("../../runtime/src/runtime/", $path)))),*]
    };
}

/// All files. A test compares this list with the folder.
const FILES: &[(&str, &str)] = files! {
    "blocking.rs"
    "body/json.rs"
    "body/mod.rs"
    "call/execute.rs"
    "call/mod.rs"
    "call/reconnection.rs"
    "call/request.rs"
    "call/retry.rs"
    "call/state.rs"
    "client/builder.rs"
    "client/connections.rs"
    "client/credential.rs"
    "client/description.rs"
    "client/mod.rs"
    "client/server.rs"
    "client/settings.rs"
    "envelope.rs"
    "error/failure.rs"
    "error/mod.rs"
    "error/redact.rs"
    "mod.rs"
    "multipart.rs"
    "pagination/mod.rs"
    "pagination/page.rs"
    "pagination/walk.rs"
    "parameter/encode.rs"
    "parameter/form.rs"
    "parameter/mod.rs"
    "parameter/path.rs"
    "parameter/style.rs"
    "parameter/value.rs"
    "platform.rs"
    "response/charset.rs"
    "response/decode.rs"
    "response/events.rs"
    "response/lines.rs"
    "response/mod.rs"
    "transport.rs"
    "types/arguments.rs"
    "types/base64.rs"
    "types/constant.rs"
    "types/date.rs"
    "types/date_time.rs"
    "types/enums.rs"
    "types/json.rs"
    "types/json_path.rs"
    "types/keyed.rs"
    "types/mod.rs"
    "types/nullable.rs"
    "types/numbers.rs"
    "types/object.rs"
    "types/rules.rs"
    "types/secret.rs"
    "types/setters.rs"
    "types/tagged.rs"
    "types/trial.rs"
    "types/untagged.rs"
    "webhook.rs"
};

/// The `mod.rs` of the runtime for crates with types only.
const TYPES_ONLY: &str = include_str!("../../runtime/src/types_only.rs");

/// Returns the files of the runtime that types need, by their path relative to the crate's `src`.
pub fn types_runtime_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_of_types = |path: &str| path.starts_with("runtime/types/");
    FILES
        .iter()
        .copied()
        .filter(move |(path, _)| is_of_types(path))
        .chain([("runtime/mod.rs", TYPES_ONLY)])
}

/// Returns the files of the runtime, by their path relative to the crate's `src`.
pub fn runtime_files() -> &'static [(&'static str, &'static str)] {
    FILES
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    #[test]
    fn every_runtime_file_is_included() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src");
        let mut found = Vec::new();
        let mut folders = vec![root.join("runtime")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let parts = path.strip_prefix(&root).unwrap().components();
                    let parts: Vec<_> = parts
                        .map(|part| part.as_os_str().to_str().unwrap().to_owned())
                        .collect();
                    found.push(parts.join("/"));
                }
            }
        }
        found.sort();
        let mut listed: Vec<_> = super::FILES
            .iter()
            .map(|(path, _)| (*path).to_owned())
            .collect();
        listed.sort();
        assert_eq!(listed, found, "the list in this file and the folder differ");
    }
}
