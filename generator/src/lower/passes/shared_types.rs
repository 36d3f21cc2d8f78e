//! The names and docs of shared types.
//!
//! Each location keeps its name as an alias. The shared type is named after the property that all locations
//! have in common, not after an owner of it. The exception is a name that another type may have. Its docs are
//! those that all locations have. Docs of some locations are listed with the names of these locations, or are
//! in the docs of their aliases.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use crate::base::reserved::PRELUDE;
use crate::ir::{Directions, Docs, Type, TypeId, TypeKind};
use crate::lower::naming::candidate::{NameCandidate, NameOwner};
use crate::lower::naming::words;
use crate::lower::schema::Draft;

/// The limit of fields that the name of a type lists, without an id.
const NAMED_FIELDS: usize = 3;

/// The limit of the length of such a name, in bytes.
const LONGEST_NAME: usize = 40;

/// The limit of different descriptions that the docs of a part list. If there are more, only the docs of the
/// aliases have them.
const DESCRIPTIONS: usize = 3;

/// Last segments that describe nothing.
const SAYS_NOTHING: &[&str] = &["Item", "Value"];

/// Returns the locations of each shared type, as indices of drafts, by the index of the draft that represents
/// them.
fn groups(canonical: &[TypeId]) -> BTreeMap<usize, Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, id) in canonical.iter().enumerate() {
        groups.entry(id.index()).or_default().push(index);
    }
    groups.retain(|_, members| members.len() > 1);
    groups
}

/// Adds a type for each group of locations whose common name is none of their own names, unless another type
/// may take that name. The added type represents the group.
pub(crate) fn add_types(drafts: &mut Vec<Draft>, canonical: &mut Vec<TypeId>) {
    let groups: Vec<(usize, Vec<usize>, String)> = groups(canonical)
        .into_iter()
        .filter_map(|(chosen, members)| {
            let name = common_name(drafts, chosen, &members)?;
            Some((chosen, members, name))
        })
        .collect();
    let reserved = reserved(drafts);
    let mut names: Vec<Option<String>> = vec![None; groups.len()];
    let mut taken: HashSet<String> = HashSet::default();
    for candidate in [as_it_is, with_fields] {
        let wanted: Vec<Option<String>> = groups
            .iter()
            .zip(&names)
            .map(|((chosen, _, common), name)| {
                let draft = drafts.get(*chosen).filter(|_| name.is_none())?;
                candidate(draft, common)
            })
            .collect();
        let mut counts: HashMap<String, usize> = HashMap::default();
        for name in wanted.iter().flatten() {
            *counts.entry(name.to_lowercase()).or_default() += 1;
        }
        for (name, slot) in wanted.into_iter().zip(&mut names) {
            let key = name.as_deref().unwrap_or_default().to_lowercase();
            if counts.get(&key) == Some(&1) && !reserved.contains(&key) && taken.insert(key) {
                *slot = name;
            }
        }
    }
    for ((chosen, members, _), name) in groups.into_iter().zip(names) {
        let (Some(name), Some(draft)) = (name, drafts.get(chosen)) else {
            continue;
        };
        let ty = Type {
            name: String::new(),
            directions: Directions::default(),
            ..draft.ty.clone()
        };
        let mut place = NameCandidate::root(name);
        place.last_segment.clone_from(&draft.candidate.last_segment);
        place.owner = NameOwner::SharedType;
        let id = TypeId::from_index(drafts.len());
        drafts.push(Draft {
            ty,
            candidate: place,
            is_component: false,
            has_own_name: true,
        });
        canonical.push(id);
        for member in members {
            if let Some(slot) = canonical.get_mut(member) {
                *slot = id;
            }
        }
    }
}

/// Returns the common name of a group of locations: the words with which all their names end. It is
/// `PlanRequestIcon` for `CreatePlanRequestIcon` and `UpdatePlanRequestIcon`, and `User` for `EntryUser` and
/// `PaymentUser`.
///
/// Components, types with a fallback name and constants have none. Nor has a group in which the words that
/// begin and end all names make up the whole name of the representative.
fn common_name(drafts: &[Draft], chosen: usize, members: &[usize]) -> Option<String> {
    let first = drafts.get(chosen)?;
    if first.is_component || first.candidate.fallback.is_some() {
        return None;
    }
    if matches!(first.ty.kind, TypeKind::Constant(_)) {
        return None;
    }
    let words = words::words(&first.candidate.name);
    let (mut start, mut end) = (words.len(), words.len());
    for member in members {
        let name = words::words(&drafts.get(*member)?.candidate.name);
        let first = words.iter().zip(&name);
        start = start.min(first.take_while(|(left, right)| left == right).count());
        let last = words.iter().rev().zip(name.iter().rev());
        end = end.min(last.take_while(|(left, right)| left == right).count());
    }
    if start + end >= words.len() {
        return None;
    }
    let leaf = words::words(&first.candidate.last_segment);
    if end < leaf.len() {
        // The names end with different words, although the last segment is the same: only some may have a
        // singular.
        return Some(first.candidate.last_segment.clone());
    }
    let common = words.get(words.len() - end..)?;
    Some(words::identifier(&words::pascal(common), "Type"))
}

/// Returns all names that a type may take for itself, in lower case.
fn reserved(drafts: &[Draft]) -> HashSet<String> {
    let mut names: HashSet<String> = PRELUDE.iter().map(|name| name.to_lowercase()).collect();
    for Draft {
        candidate: place, ..
    } in drafts
    {
        for name in [
            Some(&place.name),
            Some(&place.unsingularized),
            place.fallback.as_ref(),
        ] {
            names.extend(name.map(|name| name.to_lowercase()));
        }
    }
    names
}

/// Returns the common name, unless it describes nothing.
fn as_it_is(_: &Draft, common: &str) -> Option<String> {
    (!SAYS_NOTHING.contains(&common)).then(|| common.to_owned())
}

/// Returns the common name followed by the names of the fields, if these are few.
fn with_fields(draft: &Draft, common: &str) -> Option<String> {
    let common = as_it_is(draft, common)?;
    let TypeKind::Struct(found) = &draft.ty.kind else {
        return None;
    };
    let mut fields: Vec<&str> = found
        .fields
        .iter()
        .map(|field| field.wire_name.as_str())
        .collect();
    if fields.len() > 1 {
        fields.retain(|name| *name != "id");
    }
    if fields.is_empty() || fields.len() > NAMED_FIELDS {
        return None;
    }
    let fields: String = fields.into_iter().map(words::type_name).collect();
    Some(format!("{common}With{fields}")).filter(|name| name.len() <= LONGEST_NAME)
}

/// Sets the docs of each shared type to the docs that all its locations have. Components keep their own docs.
pub(crate) fn document(drafts: &mut [Draft], canonical: &[TypeId]) {
    for (chosen, mut members) in groups(canonical) {
        if drafts.get(chosen).is_none_or(|draft| draft.is_component) {
            continue;
        }
        members.retain(|&member| {
            drafts
                .get(member)
                .is_none_or(|draft| draft.candidate.owner == NameOwner::Location)
        });
        let places: Vec<(&str, &Type)> = members
            .iter()
            .filter_map(|&member| {
                let Draft {
                    candidate: place,
                    ty,
                    ..
                } = drafts.get(member)?;
                Some((place.fallback.as_deref().unwrap_or(&place.name), ty))
            })
            .collect();
        let docs = of_type(&places);
        let deprecated = places.iter().all(|(_, ty)| ty.deprecated);
        let parts = of_parts(&places);
        let Some(draft) = drafts.get_mut(chosen) else {
            continue;
        };
        draft.ty.docs = docs;
        draft.ty.deprecated = deprecated;
        for ((docs, deprecated), part) in parts.into_iter().zip(parts_mut(&mut draft.ty.kind)) {
            *part.docs = docs;
            if let Some(slot) = part.deprecated {
                *slot = deprecated;
            }
        }
    }
}

/// A part of a type that has docs: a field, a value or a variant.
struct Part<'t> {
    docs: &'t mut Docs,
    deprecated: Option<&'t mut bool>,
}

fn parts_mut(kind: &mut TypeKind) -> Vec<Part<'_>> {
    match kind {
        TypeKind::Struct(found) => {
            let fields = found.fields.iter_mut();
            fields
                .map(|field| Part {
                    docs: &mut field.docs,
                    deprecated: Some(&mut field.deprecated),
                })
                .collect()
        }
        TypeKind::Enum(found) => {
            let values = found.values.iter_mut();
            values
                .map(|value| Part {
                    docs: &mut value.docs,
                    deprecated: Some(&mut value.deprecated),
                })
                .collect()
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter_mut();
            variants
                .map(|variant| Part {
                    docs: &mut variant.docs,
                    deprecated: None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the names, docs and deprecation of the parts of a type, in the order of [`parts_mut`].
fn parts(kind: &TypeKind) -> Vec<(&str, &Docs, bool)> {
    match kind {
        TypeKind::Struct(found) => {
            let fields = found.fields.iter();
            fields
                .map(|field| (field.name.as_str(), &field.docs, field.deprecated))
                .collect()
        }
        TypeKind::Enum(found) => {
            let values = found.values.iter();
            values
                .map(|value| (value.name.as_str(), &value.docs, value.deprecated))
                .collect()
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter();
            variants
                .map(|variant| (variant.name.as_str(), &variant.docs, false))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the docs that all locations have for a type.
fn of_type(places: &[(&str, &Type)]) -> Docs {
    let docs: Vec<&Docs> = places.iter().map(|(_, ty)| &ty.docs).collect();
    in_common(&docs)
}

/// Returns for each part the docs that all locations have, and whether all of them deprecate it. Descriptions
/// that differ are listed with the names of their locations.
fn of_parts(places: &[(&str, &Type)]) -> Vec<(Docs, bool)> {
    let all: Vec<Vec<(&str, &Docs, bool)>> = places.iter().map(|(_, ty)| parts(&ty.kind)).collect();
    let count = all.iter().map(Vec::len).min().unwrap_or(0);
    (0..count)
        .map(|at| {
            let part: Vec<(&str, &Docs, bool)> = all
                .iter()
                .filter_map(|parts| parts.get(at).copied())
                .collect();
            let docs: Vec<&Docs> = part.iter().map(|(_, docs, _)| *docs).collect();
            let mut common = in_common(&docs);
            let texts = distinct(places, &docs);
            if common.description.is_none() && texts.len() <= DESCRIPTIONS {
                common.description = listed(&texts);
            }
            (common, part.iter().all(|(_, _, deprecated)| *deprecated))
        })
        .collect()
}

/// Returns the different descriptions of a part, each with the names of its locations.
fn distinct<'d>(places: &[(&'d str, &Type)], docs: &[&'d Docs]) -> Vec<(&'d str, Vec<&'d str>)> {
    let mut texts: Vec<(&str, Vec<&str>)> = Vec::new();
    for ((place, _), docs) in places.iter().zip(docs) {
        let Some(text) = docs.description.as_deref() else {
            continue;
        };
        if texts.len() > DESCRIPTIONS {
            // Too many to be listed.
            break;
        }
        match texts.iter_mut().find(|(known, _)| *known == text) {
            Some((_, names)) => names.push(place),
            None => texts.push((text, vec![place])),
        }
    }
    // The order of the document does not matter.
    for (_, names) in &mut texts {
        names.sort_unstable_by_key(|name| (name.len(), *name));
    }
    texts.sort_by(|(_, left), (_, right)| left.cmp(right));
    texts
}

/// Formats descriptions as a list, each after the names of its locations.
fn listed(texts: &[(&str, Vec<&str>)]) -> Option<String> {
    let items = texts.iter().map(|(text, names)| {
        let shown = names.iter().take(2).map(|name| format!("`{name}`"));
        let shown: Vec<String> = shown.collect();
        let names_text = if names.len() > 2 {
            format!("{} and others", shown.join(", "))
        } else {
            shown.join(" and ")
        };
        format!("- In {names_text}: {}", indented(text))
    });
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| items.join("\n"))
}

/// Formats text as the content of a list item.
fn indented(text: &str) -> String {
    text.trim().replace('\n', "\n  ")
}

/// Returns what several docs have in common.
fn in_common(docs: &[&Docs]) -> Docs {
    let Some((first, others)) = docs.split_first() else {
        return Docs::default();
    };
    let common = |part: fn(&Docs) -> &Option<String>| {
        let same = others.iter().all(|other| part(other) == part(first));
        part(first).clone().filter(|_| same)
    };
    let notes = first.notes.iter();
    Docs {
        summary: common(|docs| &docs.summary),
        description: common(|docs| &docs.description),
        notes: notes
            .filter(|note| others.iter().all(|other| other.notes.contains(note)))
            .cloned()
            .collect(),
        external: common(|docs| &docs.external),
    }
}

/// Returns the docs of an alias: what its location documents and the shared type does not.
pub(crate) fn of_alias(own: &Type, shared: &Type) -> Docs {
    let mut docs = if own.docs == shared.docs {
        Docs::default()
    } else {
        own.docs.clone()
    };
    let mut items = Vec::new();
    for ((name, own, _), (_, shared, _)) in parts(&own.kind).into_iter().zip(parts(&shared.kind)) {
        if let (Some(text), None) = (&own.description, &shared.description) {
            items.push(format!("- `{name}`: {}", indented(text)));
        }
    }
    if !items.is_empty() {
        let before = docs.description.take().map(|text| format!("{text}\n\n"));
        docs.description = Some(before.unwrap_or_default() + &items.join("\n"));
    }
    docs
}
