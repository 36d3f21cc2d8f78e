//! Reports renamed, added and removed types, and compares types that nothing uses.

use std::collections::{HashMap, HashSet};

use crate::base::source::Origin;
use crate::drift::grouping::GroupedChange;
use crate::drift::usage::used;
use crate::drift::{ApiIndex, Comparison, NEITHER, Site, code, rules};
use crate::ir::{Directions, Shape, TypeId, TypeKind};

impl<'a> Comparison<'a> {
    /// Compares the types of the same name that no operation or webhook uses.
    pub(crate) fn unused(&mut self) {
        let mut names: Vec<(TypeId, TypeId)> = Vec::new();
        for (id, ty) in (0..).map(TypeId).zip(&self.old.api.types) {
            if let Some(new) = self.new.names.get(ty.name.as_str())
                && !self.pairs.contains_key(&(id, *new))
            {
                names.push((id, *new));
            }
        }
        let renamed: HashSet<TypeId> = self.renames.keys().map(|(id, _)| *id).collect();
        for (old, new) in names {
            let (Some(old_type), Some(new_type)) = (self.old.get(old), self.new.get(new)) else {
                continue;
            };
            // Aliases are compared with their types, and the event type with the webhooks.
            let event = self
                .old
                .api
                .webhooks
                .as_ref()
                .map(|webhooks| webhooks.event);
            if event == Some(old) {
                continue;
            }
            let is_alias =
                |ty: &crate::ir::Type| matches!(ty.kind, TypeKind::Alias(Shape::Named(_)));
            if is_alias(old_type) || is_alias(new_type) {
                continue;
            }
            let site = Site {
                name: code(&old_type.name),
                old: old_type.origin,
                new: new_type.origin,
                way: both(old_type.directions, new_type.directions),
            };
            // If another type has this name now, no value has both types.
            let is_renamed = renamed.contains(&old);
            let travels = new_type.directions.request || new_type.directions.response;
            if is_comparable(&old_type.kind, &new_type.kind) {
                if !is_renamed || !travels {
                    self.pair(old, new);
                }
            } else if !is_renamed {
                self.is_unused = true;
                self.kind_differs(&site, old_type, new_type);
                self.is_unused = false;
            }
        }
    }

    /// Reports types that are renamed or replaced, and added or removed types that nothing uses.
    pub(crate) fn compare_names(&mut self) {
        let renames = std::mem::take(&mut self.renames);
        let mut removed: HashSet<&str> = HashSet::new();
        let mut added: HashSet<&str> = HashSet::new();
        for ((old, new), (subjects, way)) in renames {
            let (Some(old), Some(new)) = (self.old.get(old), self.new.get(new)) else {
                continue;
            };
            let is_gone = !self.new.names.contains_key(old.name.as_str());
            removed.insert(&old.name);
            added.insert(&new.name);
            let place = (Some(old.origin), Some(new.origin));
            for subject in subjects {
                self.subject = subject;
                if is_gone {
                    self.type_renamed(&old.name, &new.name, place, way);
                } else {
                    let what = format!("{} is used where {} was", code(&new.name), code(&old.name));
                    self.report(&rules::TYPE_REPLACED, what, place, way);
                }
            }
        }
        self.subject = crate::drift::Subject::Whole;
        let told = self.went();
        self.unsent(told);
        self.separated();
        self.united();
        for (old, new) in std::mem::take(&mut self.renamed_parameters) {
            removed.insert(old);
            added.insert(new);
        }
        self.names_removed(&mut removed);
        for (old, id) in apart(&self.old, &self.new) {
            if !removed.contains(old)
                && let Some(ty) = self.old.get(id)
            {
                let what = format!("{} is removed", code(old));
                self.report(&rules::TYPE_REMOVED, what, (Some(ty.origin), None), NEITHER);
            }
        }
        for (new, id) in apart(&self.new, &self.old) {
            if !added.contains(new)
                && let Some(ty) = self.new.get(id)
            {
                let what = format!("{} is new", code(new));
                self.report(&rules::TYPE_ADDED, what, (None, Some(ty.origin)), NEITHER);
            }
        }
    }

    /// Reports names that are removed although their types still exist under another name. The locations that they were
    /// named after are removed, or use another type.
    fn names_removed(&mut self, removed: &mut HashSet<&'a str>) {
        let mut now: HashMap<TypeId, (TypeId, Vec<usize>)> = HashMap::new();
        for (index, (old, new)) in self.pairs.keys().enumerate() {
            let (Some(old_id), Some(new_id)) = (self.old.canonical(*old), self.new.canonical(*new))
            else {
                continue;
            };
            now.entry(old_id)
                .or_insert((new_id, Vec::new()))
                .1
                .push(index);
        }
        for (id, ty) in (0..).map(TypeId).zip(&self.old.api.types) {
            let name = ty.name.as_str();
            if self.new.names.contains_key(name) || removed.contains(name) {
                continue;
            }
            let found = self.old.canonical(id).and_then(|old_id| now.get(&old_id));
            let Some((new_id, met)) = found else {
                continue;
            };
            let Some(other) = self.new.get(*new_id) else {
                continue;
            };
            removed.insert(name);
            let way = both(ty.directions, other.directions);
            let place = (Some(ty.origin), Some(other.origin));
            for pair in met {
                self.subject = crate::drift::Subject::Pair(*pair);
                self.type_renamed(name, &other.name, place, way);
            }
        }
        self.subject = crate::drift::Subject::Whole;
    }

    fn type_renamed(
        &mut self,
        old: &str,
        new: &str,
        place: (Option<Origin>, Option<Origin>),
        way: Directions,
    ) {
        let new = code(new);
        let sentence = GroupedChange {
            one: (String::new(), format!(" is now called {new}")),
            many: (String::new(), format!(" are now called {new}")),
        };
        self.report_grouped(&rules::TYPE_RENAMED, code(old), sentence, place, way);
    }

    /// Returns the indices of the pairs that satisfy a condition.
    fn met(&self, which: impl Fn(TypeId, TypeId) -> bool) -> Vec<usize> {
        let pairs = (0..).zip(self.pairs.keys());
        let met = pairs.filter(|(_, (old, new))| which(*old, *new));
        met.map(|(index, _)| index).collect()
    }

    /// Reports aliases of a shared type that are types of their own now.
    fn separated(&mut self) {
        let ids = (0..).map(TypeId).zip(&self.old.api.types);
        let aliases = ids.filter(|(_, ty)| matches!(ty.kind, TypeKind::Alias(Shape::Named(_))));
        // For each shared type, a type or alias whose name still exists: the shared type itself, if possible.
        let mut kept: HashMap<TypeId, TypeId> = HashMap::new();
        for (id, ty) in aliases {
            let Some(shared) = self.old.canonical(id) else {
                continue;
            };
            let now = |id: TypeId| {
                let new = self.new.names.get(self.old.get(id)?.name.as_str())?;
                self.new.canonical(*new)
            };
            let Some(own) = now(id) else {
                continue;
            };
            let first = *kept
                .entry(shared)
                .or_insert_with(|| now(shared).map_or(id, |_| shared));
            let (Some(of), Some(new_type)) = (self.old.get(first), self.new.get(own)) else {
                continue;
            };
            if now(first).is_some_and(|other| other == own || self.is_one(other, own)) {
                continue;
            }
            let others = code(&of.name);
            let sentence = || GroupedChange {
                one: (
                    String::new(),
                    format!(" is no longer the same type as {others}"),
                ),
                many: (
                    String::new(),
                    format!(" are no longer the same type as {others}"),
                ),
            };
            let name = code(&ty.name);
            let same_name = self.new.names.get(ty.name.as_str()).copied();
            let place = same_name
                .and_then(|id| self.new.get(id))
                .unwrap_or(new_type)
                .origin;
            let place = (Some(ty.origin), Some(place));
            let met = self.met(|old, new| old == id && Some(new) == same_name);
            let met = if met.is_empty() {
                self.met(|old, new| {
                    let (old, new) = (self.old.canonical(old), self.new.canonical(new));
                    (old, new) == (Some(shared), Some(own))
                })
            } else {
                met
            };
            if met.is_empty() {
                self.report_grouped(&rules::TYPE_SEPARATED, name, sentence(), place, NEITHER);
                continue;
            }
            let way = both(ty.directions, new_type.directions);
            for pair in met {
                self.subject = crate::drift::Subject::Pair(pair);
                let name = name.clone();
                self.report_grouped(&rules::TYPE_SEPARATED, name, sentence(), place, way);
            }
            self.subject = crate::drift::Subject::Whole;
        }
    }

    /// Reports whether two types of the new API are aliases of the same shape, so that they are interchangeable in
    /// code.
    fn is_one(&self, one: TypeId, other: TypeId) -> bool {
        let (one, other) = (Shape::Named(one), Shape::Named(other));
        let (one, other) = (self.new.resolve(&one).shape, self.new.resolve(&other).shape);
        one == other
    }

    /// Reports types that are now aliases of a shared type.
    fn united(&mut self) {
        let mut found: Vec<(TypeId, TypeId, TypeId)> = Vec::new();
        // For each shared type, one of the old types that it unites.
        let mut kept: HashMap<TypeId, TypeId> = HashMap::new();
        let ids = || (0..).map(TypeId).zip(&self.new.api.types);
        let before = |ty: &crate::ir::Type| {
            let old = self.old.names.get(ty.name.as_str())?;
            self.old.canonical(*old)
        };
        let named = ids().filter(|(_, ty)| !matches!(ty.kind, TypeKind::Alias(_)));
        kept.extend(named.filter_map(|(id, ty)| Some((id, before(ty)?))));
        for (id, ty) in ids() {
            let (TypeKind::Alias(Shape::Named(_)), Some(own)) = (&ty.kind, before(ty)) else {
                continue;
            };
            let Some(shared) = self.new.canonical(id) else {
                continue;
            };
            let first = *kept.entry(shared).or_insert(own);
            if first != own {
                found.push((id, own, first));
            }
        }
        for (id, own, first) in found {
            let (Some(ty), Some(old_type), Some(other)) =
                (self.new.get(id), self.old.get(own), self.old.get(first))
            else {
                continue;
            };
            let shared = code(&other.name);
            let sentence = || GroupedChange {
                one: (String::new(), format!(" is now the same type as {shared}")),
                many: (String::new(), format!(" are now the same type as {shared}")),
            };
            let name = code(&ty.name);
            let place = (Some(old_type.origin), Some(ty.origin));
            let met = self.met(|old, new| {
                self.old.canonical(old) == Some(own)
                    && self.new.canonical(new) == self.new.canonical(id)
            });
            if met.is_empty() {
                self.report_grouped(&rules::TYPE_UNITED, name, sentence(), place, NEITHER);
                continue;
            }
            let way = both(old_type.directions, ty.directions);
            for pair in met {
                self.subject = crate::drift::Subject::Pair(pair);
                let name = name.clone();
                self.report_grouped(&rules::TYPE_UNITED, name, sentence(), place, way);
            }
            self.subject = crate::drift::Subject::Whole;
        }
    }
}

/// Returns the types that only `side` has and that nothing uses. Types that operations use are part of the changes of
/// those operations.
fn apart<'a>(side: &ApiIndex<'a>, other: &ApiIndex<'_>) -> Vec<(&'a str, TypeId)> {
    // If only types are generated, no other change names them.
    let used = if side.api.types_only {
        HashSet::new()
    } else {
        used(side.api)
    };
    let ids = (0..).map(TypeId).zip(&side.api.types);
    ids.filter(|(id, ty)| !other.names.contains_key(ty.name.as_str()) && !used.contains(id))
        .map(|(id, ty)| (ty.name.as_str(), id))
        .collect()
}

/// Returns the directions that both APIs have in common.
pub(crate) fn both(old: Directions, new: Directions) -> Directions {
    Directions {
        request: old.request && new.request,
        response: old.response && new.response,
    }
}

/// Reports whether two types are of a kind that can be compared in detail.
pub(crate) fn is_comparable(old: &TypeKind, new: &TypeKind) -> bool {
    match (old, new) {
        (TypeKind::Enum(old), TypeKind::Enum(new)) => old.base == new.base,
        (TypeKind::Constant(old), TypeKind::Constant(new)) => {
            std::mem::discriminant(&old.value) == std::mem::discriminant(&new.value)
        }
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}
