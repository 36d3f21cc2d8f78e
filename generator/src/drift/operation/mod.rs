//! Matches and compares operations. Submodules compare their parameters, bodies and responses.

pub(crate) mod bodies;
pub(crate) mod callbacks;
pub(crate) mod errors;
pub(crate) mod parameters;
pub(crate) mod responses;
pub(crate) mod webhooks;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::api::Shift;
use super::usage::{Removed, Usage};
use super::{
    Comparison, Compatibility, NEITHER, REQUEST, RESPONSE, Site, Subject, code, matching, rules,
};
use crate::ir::{Api, Operation, Resource};

/// An operation and its resource.
#[derive(Clone)]
struct LocatedOperation<'a> {
    resource: &'a Resource,
    operation: &'a Operation,
    /// The path relative to the new address of the API.
    path: Rc<str>,
}

impl LocatedOperation<'_> {
    /// Returns the expression that calls it, as code: `pets().list`.
    fn call(&self) -> String {
        code(format_args!(
            "{}().{}",
            self.resource.name, self.operation.name
        ))
    }

    /// Returns HTTP method and path.
    fn label(&self) -> String {
        format!("{} {}", self.operation.method, self.operation.path)
    }

    /// Returns HTTP method and path relative to the new address.
    fn address(&self) -> String {
        format!("{} {}", self.operation.method, self.path)
    }

    /// Returns HTTP method and path without the names of path parameters.
    fn key(&self) -> (&str, String) {
        let mut path = String::new();
        let mut inside = false;
        for character in self.path.chars() {
            match character {
                '{' => {
                    inside = true;
                    path.push_str("{}");
                }
                '}' => inside = false,
                character if !inside => path.push(character),
                _ => {}
            }
        }
        (&self.operation.method, path)
    }
}

/// New operations by the expressions that call them, and by their addresses.
struct NewOperations<'n, 'a> {
    /// The first operation with each call.
    by_call: HashMap<String, &'n LocatedOperation<'a>>,
    /// The operation at each address; `None` if there are several.
    by_address: HashMap<String, Option<&'n LocatedOperation<'a>>>,
}

impl<'n, 'a> NewOperations<'n, 'a> {
    fn of(all: &'n [LocatedOperation<'a>]) -> Self {
        let mut by_call = HashMap::new();
        let mut by_address = HashMap::new();
        for one in all {
            by_call.entry(one.call()).or_insert(one);
            let there = by_address.entry(one.address());
            there.and_modify(|there| *there = None).or_insert(Some(one));
        }
        Self {
            by_call,
            by_address,
        }
    }
}

fn located<'a>(api: &'a Api, shift: &Shift) -> Vec<LocatedOperation<'a>> {
    let resources = api.resources.iter();
    resources
        .flat_map(|resource| {
            let operations = resource.operations.iter();
            operations.map(move |operation| {
                let path = Some(operation.path.as_str());
                let moved = path.filter(|_| operation.servers.is_empty());
                let moved = moved.and_then(|path| shift.path(path));
                LocatedOperation {
                    resource,
                    operation,
                    path: moved.unwrap_or_else(|| operation.path.clone()).into(),
                }
            })
        })
        .collect()
}

/// Whether a different resource counts as a change of the operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ResourceComparison {
    Compared,
    /// The resource is not compared: its rename is reported once, or only the operations matter.
    Ignored,
}

impl<'a> Comparison<'a> {
    /// Registers an operation or webhook. Returns its index.
    pub(crate) fn user(&mut self, label: String) -> usize {
        self.users.push((super::plain(label), Vec::new()));
        self.users.len() - 1
    }

    /// Compares all operations.
    pub(crate) fn operations(&mut self) {
        let old = located(self.old.api, &self.path_shift);
        let new = located(self.new.api, &Shift::None);
        let matched = self.same_operations(&old, &new);
        let moved = self.resources(&old, &new, &matched);
        let together = |old_operation: &LocatedOperation<'_>| {
            moved.contains(old_operation.resource.name.as_str())
        };
        let kept = old
            .iter()
            .zip(&matched)
            .filter(|(_, found)| found.is_some());
        let errors = kept.flat_map(|(old_operation, _)| &old_operation.operation.errors);
        let errors: HashSet<usize> = errors.filter_map(|error| error.body).collect();
        let mut taken: HashSet<usize> = HashSet::new();
        for (old_operation, found) in old.iter().zip(&matched) {
            let user = self.user(old_operation.label());
            self.subject = Subject::User(user);
            let Some((index, new_operation)) =
                found.and_then(|index| Some((index, new.get(index)?)))
            else {
                let mut after = self.new.api.resources.iter();
                let stays = together(old_operation)
                    || after.any(|one| one.name == old_operation.resource.name);
                self.removed.push(Removed {
                    subject: self.subject,
                    rule: &rules::OPERATION_REMOVED,
                    what: format!("{} is removed", old_operation.call()),
                    origin: old_operation.operation.origin,
                    way: NEITHER,
                    named: self.removed_names(old_operation, stays, &errors),
                    uses: Usage::of_operation(self.old.api, old_operation.operation),
                });
                continue;
            };
            taken.insert(index);
            let resource_comparison = if together(old_operation) {
                ResourceComparison::Ignored
            } else {
                ResourceComparison::Compared
            };
            self.operation(old_operation, new_operation, resource_comparison);
        }
        for (index, new_operation) in new.iter().enumerate() {
            if !taken.contains(&index) {
                let user = self.user(new_operation.label());
                self.subject = Subject::User(user);
                let what = format!("{} is new", new_operation.call());
                let place = (None, Some(new_operation.operation.origin));
                self.report(&rules::OPERATION_ADDED, what, place, NEITHER);
            }
        }
        self.subject = Subject::Whole;
    }

    /// Returns the items other than types that are removed with an operation: its resource unless that stays, its
    /// parameter struct, and errors that no other operation has. `errors` are the error bodies of operations that stay.
    fn removed_names(
        &self,
        old: &LocatedOperation<'a>,
        stays: bool,
        errors: &HashSet<usize>,
    ) -> Vec<String> {
        let handle = (!stays).then(|| old.resource.type_name.clone());
        let parameters = old.operation.parameters.iter();
        let parameters = parameters.map(|all| all.name.clone());
        let bodies = old.operation.errors.iter().filter_map(|error| error.body);
        let bodies = bodies.filter(|body| !errors.contains(body));
        let bodies = bodies.filter_map(|body| self.old.api.error_bodies.get(body));
        let remains = |name: &str| {
            let mut after = self.new.api.error_bodies.iter();
            after.any(|body| body.name == name)
        };
        let bodies = bodies.filter(|body| !remains(&body.name));
        let bodies = bodies.map(|body| format!("ErrorBody::{}", body.name));
        handle.into_iter().chain(parameters).chain(bodies).collect()
    }

    /// Returns, for each old operation, the index of the matching new one: by the Rust method, then by HTTP method
    /// and path, then by its id. Code calls Rust methods, so a method that calls another path is the same operation.
    fn same_operations(
        &self,
        old: &[LocatedOperation<'a>],
        new: &[LocatedOperation<'a>],
    ) -> Vec<Option<usize>> {
        // Operations that exchange their names are matched by their addresses.
        let candidates = NewOperations::of(new);
        let exchanged: HashSet<String> = old
            .iter()
            .filter(|old_operation| self.is_exchanged(old_operation, &candidates))
            .map(LocatedOperation::address)
            .collect();
        let stays = |placed: &LocatedOperation<'_>| exchanged.contains(&placed.address());
        matching::matched(
            old,
            new,
            &[
                &|placed| {
                    if stays(placed) {
                        placed.address()
                    } else {
                        placed.call()
                    }
                },
                // Operations whose paths differ only in the fragment, which is not sent, are distinguished by their
                // ids.
                &|placed| format!("{} {}", placed.address(), placed.operation.id),
                &LocatedOperation::address,
                &|placed| format!("{:?}", placed.key()),
                &|placed| placed.operation.id.clone(),
            ],
        )
    }

    /// Reports whether an operation exchanged its Rust name with another one. The operation at its address is
    /// compatible with code, and the one that has its Rust method now is not.
    fn is_exchanged(&self, old: &LocatedOperation<'a>, new: &NewOperations<'_, 'a>) -> bool {
        let address = old.address();
        let named = new.by_call.get(&old.call());
        let there = new.by_address.get(&address).copied().flatten();
        let (Some(named), Some(there)) = (named, there) else {
            return false;
        };
        named.address() != address && self.breaks(old, named) && !self.breaks(old, there)
    }

    /// Reports whether calls of one operation fail to compile with another one in its place, except for its name.
    fn breaks(&self, old: &LocatedOperation<'a>, new: &LocatedOperation<'a>) -> bool {
        let mut comparison = Comparison::new(self.old.clone(), self.new.clone());
        comparison.is_trial = true;
        comparison.trials = Rc::clone(&self.trials);
        comparison.security_changes = Rc::clone(&self.security_changes);
        comparison.operation(old, new, ResourceComparison::Ignored);
        comparison.pairs();
        let names = [&rules::OPERATION_RENAMED, &rules::TYPE_RENAMED].map(|rule| rule.id);
        let mut found = comparison.found.values();
        found.any(|found| {
            found.ruling.rule.rust == Compatibility::Breaking
                && !names.contains(&found.ruling.rule.id)
        })
    }

    /// Reports renamed resources, each with all of its operations. Returns the old names of those.
    fn resources(
        &mut self,
        old: &[LocatedOperation<'a>],
        new: &[LocatedOperation<'a>],
        matched: &[Option<usize>],
    ) -> HashSet<&'a str> {
        let mut moved = HashSet::new();
        let (before, after) = (&self.old.api.resources, &self.new.api.resources);
        for old_resource in before {
            let mut homes: Vec<&'a Resource> = Vec::new();
            let mut users: Vec<usize> = Vec::new();
            for (user, (placed, found)) in old.iter().zip(matched).enumerate() {
                if !std::ptr::eq(placed.resource, old_resource) {
                    continue;
                }
                users.push(user);
                let home = found
                    .and_then(|index| new.get(index))
                    .map(|operation| operation.resource);
                if let Some(home) = home
                    && homes.iter().all(|known| !std::ptr::eq(*known, home))
                {
                    homes.push(home);
                }
            }
            let same = after
                .iter()
                .find(|new_resource| new_resource.name == old_resource.name);
            let new_resource = match (same, homes.as_slice()) {
                (Some(same), _) => same,
                (None, [home]) if before.iter().all(|one| one.name != home.name) => home,
                _ => continue,
            };
            let first = |resource: &Resource| resource.operations.first().map(|one| one.origin);
            let place = (first(old_resource), first(new_resource));
            if (&old_resource.name, &old_resource.type_name)
                != (&new_resource.name, &new_resource.type_name)
            {
                let what = format!(
                    "the resource `{}()` (`{}`) is now called `{}()` (`{}`)",
                    old_resource.name,
                    old_resource.type_name,
                    new_resource.name,
                    new_resource.type_name
                );
                for user in &users {
                    self.subject = Subject::User(*user);
                    self.report(&rules::RESOURCE_RENAMED, what.clone(), place, NEITHER);
                }
                moved.insert(old_resource.name.as_str());
            }
            self.subject = Subject::Whole;
            let renamed = moved.contains(old_resource.name.as_str());
            if old_resource.docs != new_resource.docs
                || (old_resource.title != new_resource.title && !renamed)
            {
                let what = format!(
                    "the resource `{}()` has another description",
                    old_resource.name
                );
                self.report(&rules::DOCUMENTATION_CHANGED, what, place, NEITHER);
            }
        }
        moved
    }

    /// Compares an operation.
    fn operation(
        &mut self,
        old_located: &LocatedOperation<'a>,
        new_located: &LocatedOperation<'a>,
        resource_comparison: ResourceComparison,
    ) {
        let (old, new) = (old_located.operation, new_located.operation);
        let site = Site {
            name: old_located.call(),
            old: old.origin,
            new: new.origin,
            way: NEITHER,
        };
        let moved_away = resource_comparison == ResourceComparison::Compared
            && old_located.resource.name != new_located.resource.name;
        if old.name != new.name || moved_away {
            let what = format!("{} is now called {}", site.name, new_located.call());
            self.report_changed(&rules::OPERATION_RENAMED, &site, what);
        } else if old.id != new.id {
            let what = format!("{} has the `operationId` {}", site.name, code(&new.id));
            self.report_changed(&rules::OPERATION_ID_CHANGED, &site, what);
        }
        // An added or removed path parameter already implies another path.
        let same_arguments = old.path_parameters.len() == new.path_parameters.len();
        if old_located.key() != new_located.key() && (same_arguments || old.method != new.method) {
            let what = format!("{} calls {}", site.name, code(new_located.label()));
            self.report_changed(&rules::OPERATION_MOVED, &site, what);
        }
        self.docs(&site, &old.docs, &new.docs);
        self.deprecation(&site, old.deprecated, new.deprecated);
        self.security(&site, &old.security, &new.security);
        if old.servers != new.servers {
            // An operation without servers has those of the API.
            let of = |api: &'a Api, own: &'a Vec<crate::ir::Server>| {
                if own.is_empty() { &api.servers } else { own }
            };
            self.servers(
                &site.name,
                of(self.old.api, &old.servers),
                of(self.new.api, &new.servers),
                old.origin,
                new.origin,
            );
        }
        self.path_parameters(&site, &old.path_parameters, &new.path_parameters);
        self.parameters(&site, old.parameters.as_ref(), new.parameters.as_ref());
        self.constant_parameters(&site, &old.constants, &new.constants);
        self.body(&site, old.body.as_ref(), new.body.as_ref());
        self.responses(&site, old, new);
        self.envelopes(&site, old, new);
        self.errors(&site, old, new);
        self.callbacks(&site, &old.callbacks, &new.callbacks);
    }

    /// Compares the envelopes of the request and the response.
    fn envelopes(&mut self, site: &Site, old: &Operation, new: &Operation) {
        let sides = [
            (
                "the body of",
                REQUEST,
                old.request_envelope != new.request_envelope,
            ),
            (
                "the response of",
                RESPONSE,
                old.response_envelope != new.response_envelope,
            ),
        ];
        for (which, way, differs) in sides {
            if differs {
                let what = format!("the envelope of {which} {} differs", site.name);
                let site = Site {
                    way,
                    ..site.clone()
                };
                self.report_changed(&rules::ENVELOPE_CHANGED, &site, what);
            }
        }
    }
}
