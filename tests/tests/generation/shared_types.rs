//! The docs and names of shared types, and the stability of these names when locations are added.

use std::collections::BTreeSet;

use crate::{config_of, document, files, items, run};

/// Generates all types of the document; returns their text.
fn types(text: &str) -> String {
    let files = files(run(
        &config_of("shared_types"),
        "shared_types",
        "shared_types.yml",
        text,
    ));
    let types = files.iter().filter(|(path, _)| path.starts_with("types/"));
    types.map(|(_, text)| text.as_str()).collect()
}

/// Returns the doc comment of the line that starts with `beginning`, joined to one line.
fn docs_of(text: &str, beginning: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let found: Vec<usize> = (0..lines.len())
        .filter(|&at| lines[at].starts_with(beginning))
        .collect();
    let [at] = found[..] else {
        panic!("{beginning}: {} times", found.len())
    };
    let before = lines[..at].iter().rev();
    let mut docs: Vec<&str> = before.map_while(|line| line.strip_prefix("///")).collect();
    docs.reverse();
    docs.concat().trim().to_owned()
}

#[test]
fn descriptions_of_locations_are_kept_apart() {
    let text = types(&document("shared_types"));
    let submitted = "The user who submitted this entry.";
    assert_eq!(docs_of(&text, "required user: EntryUser"), submitted);
    assert_eq!(docs_of(&text, "pub type EntryUser"), submitted);
    assert!(!docs_of(&text, "required user: MemberUser").contains("user who"));
    assert!(!docs_of(&text, "pub type MemberUser").contains("user who"));
    let shared = docs_of(&text, "pub struct User {");
    assert!(
        !shared.contains("submitted") && shared.contains("`user` of"),
        "{shared}"
    );
    assert_eq!(text.matches(submitted).count(), 2);
    // The common description of a field, and the descriptions of single locations.
    let user = &text[text.find("pub struct User {").unwrap()..];
    let user = &user[..user.find("\n}").unwrap()];
    assert!(docs_of(user, "required id").starts_with("Identifier of the user."));
    let email = docs_of(user, "required email");
    for said in [
        "In `EntryUser`: The address that confirmations are sent to.",
        "In `MemberUser`: The address of the member's account.",
        "Example: `a@example.com`.",
    ] {
        assert!(email.contains(said), "{email}");
    }
    // The description of a list is that of its items.
    assert_eq!(
        docs_of(&text, "optional tags"),
        "A word that the entry is found by."
    );
}

/// Adding or removing a location does not rename the types of the others.
#[test]
fn additional_location_renames_nothing() {
    let text = document("shared_types");
    let names = |text: &str| {
        let files = files(run(
            &config_of("shared_types"),
            "shared_types",
            "shared_types.yml",
            text,
        ));
        items::names(&files)
            .into_iter()
            .collect::<BTreeSet<String>>()
    };
    let before = names(&text);
    let comment = "        # A list without";
    let further = "        review:
          type: object
          properties:
            user:
              type: object
              description: Who wrote the review.
              required: [id, email]
              properties:
                id: {type: string}
                email: {type: string}
";
    let grown = text.replacen(comment, &format!("{further}{comment}"), 1);
    assert_ne!(grown, text);
    let after = names(&grown);
    let gone: Vec<_> = before.difference(&after).collect();
    assert!(gone.is_empty(), "{gone:?}");
    let added: Vec<_> = after.difference(&before).collect();
    assert_eq!(added, ["struct EntryReview", "type EntryReviewUser"]);
    assert!(!docs_of(&types(&grown), "pub struct User {").contains("wrote"));
}
