//! Any bytes as a document: output or a reason why there is none, never a panic, and Rust whenever there is output.
#![no_main]

use generator::config::{self, Config};
use generator::{CODEGEN, Input};
use libfuzzer_sys::fuzz_target;

fn config() -> &'static Config {
    static CONFIG: std::sync::OnceLock<Config> = std::sync::OnceLock::new();
    CONFIG.get_or_init(|| config::parse("apis:\n  fuzzed:\n    document: fuzzed.yml\n").expect("a configuration"))
}

fuzz_target!(|bytes: &[u8]| {
    let outcome = generator::generate(Input {
        name: "fuzzed",
        api: &config().apis["fuzzed"],
        path: "fuzzed.yml",
        origin: "fuzzed.yml",
        command: CODEGEN,
        bytes: bytes.to_vec(),
        overlays: &[],
        read: &|path| Err(std::io::Error::other(format!("there is no {path}"))),
        root: None,
    })
    .expect("what is emitted is Rust");
    assert!(outcome.files.is_some() || !outcome.diagnostics.is_empty());
    for (path, text) in outcome.files.iter().flatten() {
        assert!(syn::parse_file(text).is_ok(), "{path}:\n{text}");
    }
});
