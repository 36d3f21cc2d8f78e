//! Writes the types of `verification/seeds.yml`: once as generated, and once for each fault that verification
//! must find.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use generator::emit;

/// A fault: its name, and the replaced text of the bindings.
struct Seed {
    name: &'static str,
    right: &'static str,
    wrong: &'static str,
    /// The text of the entries that concerns a dropped variant.
    arm: &'static str,
}

const fn seed(name: &'static str, right: &'static str, wrong: &'static str) -> Seed {
    Seed {
        name,
        right,
        wrong,
        arm: "",
    }
}

const fn dropped(name: &'static str, variant: &'static str, arm: &'static str) -> Seed {
    Seed {
        name,
        right: variant,
        wrong: "",
        arm,
    }
}

const SEEDS: [Seed; 23] = [
    seed("none", "", ""),
    seed("wire_name", "= \"displayName\"", "= \"display_name\""),
    seed(
        "required_made_optional",
        "required id: String",
        "optional id: Option<String>",
    ),
    seed(
        "required_made_nullable",
        "required id: String",
        "required id: Option<String>",
    ),
    seed(
        "optional_made_required",
        "optional size: Option<bool>",
        "required size: bool",
    ),
    seed(
        "null_dropped",
        "required note: Option<String>",
        "required note: String",
    ),
    seed(
        "integer_too_narrow",
        "count: Option<i64>",
        "count: Option<i32>",
    ),
    seed(
        "float_too_narrow",
        "ratio: Option<f64>",
        "ratio: Option<f32>",
    ),
    seed("property_dropped", "optional size: Option<bool>,", ""),
    seed("additional_dropped", "..extra: Map<i64>,", ""),
    seed(
        "additional_of_another_type",
        "..extra: Map<i64>",
        "..extra: Map<String>",
    ),
    seed(
        "items_of_another_type",
        "Option<Vec<String>>",
        "Option<Vec<bool>>",
    ),
    seed(
        "any_value_narrowed",
        "anything: Option<Value>",
        "anything: Option<String>",
    ),
    seed(
        "date_instead_of_moment",
        "created_at: Option<DateTime>",
        "created_at: Option<Date>",
    ),
    seed(
        "unused_component",
        "weight: Option<i64>",
        "weight: Option<String>",
    ),
    seed("tag_of_another_subtype", "= \"bug\"", "= \"task\""),
    dropped(
        "enum_value_missing",
        "Green = \"green\",",
        "types::Color::Green => \"Green\", ",
    ),
    seed("enum_value_misspelt", "= \"green\"", "= \"greenish\""),
    seed("tag_misspelt", "= \"cat\"", "= \"cats\""),
    seed("tag_of_another_variant", "= \"dog\"", "= \"cat\""),
    dropped(
        "variant_dropped",
        "Square(Square),",
        "types::Shape::Square(..) => \"Square\", ",
    ),
    seed(
        "constructor_without_effect",
        "new(title.into())",
        "new({ let _: String = title.into(); String::new() })",
    ),
    seed(
        "constructor_of_a_variant_without_effect",
        "new(at.into())",
        "new({ let _: String = at.into(); String::new() })",
    ),
];

/// Writes the modules into `out`; returns the code that includes them and the table of their types.
pub(crate) fn write(root: &Path, out: &Path) -> Result<String, Box<dyn Error>> {
    let path = root.join("verification/seeds.yml");
    println!("cargo::rerun-if-changed={}", path.display());
    let bytes = fs::read(&path)?;
    let config = generator::config::parse("apis:\n  seeds:\n    document: seeds.yml\n")?;
    let described = generator::describe(generator::Input {
        name: "seeds",
        api: config
            .apis
            .get("seeds")
            .ok_or("the API is in its own configuration")?,
        path: "seeds.yml",
        origin: "seeds.yml",
        command: generator::CODEGEN,
        bytes,
        overlays: &[],
        read: &|_| Err(std::io::ErrorKind::NotFound.into()),
        root: None,
    });
    let (Some(mut api), Some(document)) = (described.api, described.document) else {
        return Err(format!("{:#?}", described.diagnostics).into());
    };
    let verification = emit::verification(&api, &|origin| document.pointer(origin));
    fs::write(out.join("seeds.json"), verification.table.to_string())?;
    api.types_only = true;
    let mut modules = String::new();
    let mut list = String::new();
    for seed in SEEDS {
        let Seed {
            name,
            right,
            wrong,
            arm,
        } = seed;
        api.name = format!("seed_{name}");
        let header = emit::Header {
            document: "seeds.yml",
            digest: "",
            command: generator::CODEGEN,
            public_module: false,
        };
        let mut replaced = right.is_empty();
        for (path, mut text) in emit::api(&api, &header)?.files {
            if !right.is_empty() && text.contains(right) {
                text = text.replacen(right, wrong, 1);
                replaced = true;
            }
            put(&out.join(path), &text)?;
        }
        if !replaced {
            return Err(format!("{name}: the bindings have no `{right}`").into());
        }
        let module = &api.name;
        let mut entries = verification
            .entries
            .replace("crate::api", &format!("crate::{module}"));
        if !arm.is_empty() {
            if !entries.contains(arm) {
                return Err(format!("{name}: the entries have no `{arm}`").into());
            }
            entries = entries.replace(arm, "");
        }
        put(&out.join(module).join("entries.rs"), &entries)?;
        let folder = out.join(module);
        let (bindings, entries) = (folder.join("mod.rs"), folder.join("entries.rs"));
        let (bindings, entries) = (bindings.to_string_lossy(), entries.to_string_lossy());
        writeln!(
            modules,
            "#[path = {bindings:?}]\n#[allow(warnings, clippy::all, clippy::pedantic)]\nmod {module};\n#[path = {entries:?}]\n#[allow(unreachable_pub)]\nmod entries_of_{module};"
        )?;
        writeln!(list, "({name:?}, entries_of_{module}::ENTRIES),")?;
    }
    let table = out.join("seeds.json");
    writeln!(
        modules,
        "/// The seeds of `verification`: what is wrong with each, and its entries.\npub const SEEDS: &[(&str, &[entry::Entry])] = &[{list}];\n/// The table of the seeds.\npub const SEEDS_TABLE: &str = include_str!({:?});",
        table.to_string_lossy()
    )?;
    Ok(modules)
}

fn put(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)?;
    Ok(())
}
