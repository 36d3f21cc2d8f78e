//! Operations: which are the same, and what they are called. What they send and give stands in other modules.

pub(crate) mod bodies;
pub(crate) mod callbacks;
pub(crate) mod errors;
pub(crate) mod parameters;
pub(crate) mod responses;
pub(crate) mod webhooks;

use std::collections::HashSet;
use std::rc::Rc;

use super::api::Shift;
use super::usage::{Removed, Usage};
use super::{
    Comparison, Compatibility, NEITHER, REQUEST, RESPONSE, Site, Subject, code, matching, rules,
};
use crate::ir::{Api, Operation, Resource};

/// An operation and the group it is in.
#[derive(Clone)]
struct LocatedOperation<'a> {
    resource: &'a Resource,
    operation: &'a Operation,
    /// The path below the new address of the API.
    path: Rc<str>,
}

impl LocatedOperation<'_> {
    /// How a caller reaches it.
    fn call(&self) -> String {
        code(format_args!(
            "{}().{}",
            self.resource.name, self.operation.name
        ))
    }

    /// Method and path.
    fn label(&self) -> String {
        format!("{} {}", self.operation.method, self.operation.path)
    }

    /// Method and path below the new address.
    fn address(&self) -> String {
        format!("{} {}", self.operation.method, self.path)
    }

    /// The same without the names of what stands in the path.
    fn key(&self) -> (&'static str, String) {
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
        (self.operation.method, path)
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

impl<'a> Comparison<'a> {
    /// A further operation or webhook.
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
        let together = |was: &LocatedOperation<'_>| moved.contains(was.resource.name.as_str());
        let kept = old
            .iter()
            .zip(&matched)
            .filter(|(_, found)| found.is_some());
        let errors = kept.flat_map(|(was, _)| &was.operation.errors);
        let errors: HashSet<usize> = errors.filter_map(|error| error.body).collect();
        let mut taken: HashSet<usize> = HashSet::new();
        for (was, found) in old.iter().zip(&matched) {
            let user = self.user(was.label());
            self.subject = Subject::User(user);
            let Some((index, is)) = found.and_then(|index| Some((index, new.get(index)?))) else {
                let mut after = self.new.api.resources.iter();
                let stays = together(was) || after.any(|one| one.name == was.resource.name);
                self.removed.push(Removed {
                    subject: self.subject,
                    rule: &rules::OPERATION_REMOVED,
                    what: format!("{} is gone", was.call()),
                    origin: was.operation.origin,
                    way: NEITHER,
                    named: self.beside_types(was, stays, &errors),
                    uses: Usage::of_operation(self.old.api, was.operation),
                });
                continue;
            };
            taken.insert(index);
            self.operation(was, is, together(was));
        }
        for (index, is) in new.iter().enumerate() {
            if !taken.contains(&index) {
                let user = self.user(is.label());
                self.subject = Subject::User(user);
                let what = format!("{} is new", is.call());
                let place = (None, Some(is.operation.origin));
                self.report(&rules::OPERATION_ADDED, what, place, NEITHER);
            }
        }
        self.subject = Subject::Whole;
    }

    /// What goes with an operation that is no type: its handle, unless that stays, its struct of parameters, and the
    /// errors that it alone has; `errors` are those that others have.
    fn beside_types(
        &self,
        was: &LocatedOperation<'a>,
        stays: bool,
        errors: &HashSet<usize>,
    ) -> Vec<String> {
        let handle = (!stays).then(|| was.resource.type_name.clone());
        let parameters = was.operation.parameters.iter();
        let parameters = parameters.map(|all| all.name.clone());
        let bodies = was.operation.errors.iter().filter_map(|error| error.body);
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

    /// For each of the old operations the new one that is the same: by the function that it is, otherwise by method and
    /// path, otherwise by its id. Code calls functions: where the same function calls another path, that is told.
    fn same_operations(
        &self,
        old: &[LocatedOperation<'a>],
        new: &[LocatedOperation<'a>],
    ) -> Vec<Option<usize>> {
        // Operations that exchange their names stay what they are.
        let exchanged: HashSet<String> = old
            .iter()
            .filter(|was| self.is_exchanged(was, new))
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
                // Operations of one path that differ in its fragment, which is not sent, have ids to tell them apart.
                &|placed| format!("{} {}", placed.address(), placed.operation.id),
                &LocatedOperation::address,
                &|placed| format!("{:?}", placed.key()),
                &|placed| placed.operation.id.clone(),
            ],
        )
    }

    /// Whether what stands at the method and path of an operation is what it was, while its function is another
    /// operation, which code does not fit.
    fn is_exchanged(&self, was: &LocatedOperation<'a>, new: &[LocatedOperation<'a>]) -> bool {
        let named = new.iter().find(|is| is.call() == was.call());
        let mut there = new.iter().filter(|is| is.address() == was.address());
        let (Some(named), Some(there), None) = (named, there.next(), there.next()) else {
            return false;
        };
        named.address() != there.address() && self.breaks(was, named) && !self.breaks(was, there)
    }

    /// Whether code of one operation does not compile with another in its place, but for its name.
    fn breaks(&self, was: &LocatedOperation<'a>, is: &LocatedOperation<'a>) -> bool {
        let mut comparison = Comparison::new(self.old.clone(), self.new.clone());
        comparison.is_trial = true;
        comparison.trials = Rc::clone(&self.trials);
        comparison.operation(was, is, true);
        comparison.pairs();
        let names = [&rules::OPERATION_RENAMED, &rules::TYPE_RENAMED].map(|rule| rule.id);
        let mut found = comparison.found.values();
        found.any(|found| {
            found.ruling.rule.rust == Compatibility::Breaking
                && !names.contains(&found.ruling.rule.id)
        })
    }

    /// Tells which groups have other names, with all that is in them. Gives the old names of those.
    fn resources(
        &mut self,
        old: &[LocatedOperation<'a>],
        new: &[LocatedOperation<'a>],
        matched: &[Option<usize>],
    ) -> HashSet<&'a str> {
        let mut moved = HashSet::new();
        let (before, after) = (&self.old.api.resources, &self.new.api.resources);
        for was in before {
            let mut homes: Vec<&'a Resource> = Vec::new();
            let mut users: Vec<usize> = Vec::new();
            for (user, (placed, found)) in old.iter().zip(matched).enumerate() {
                if !std::ptr::eq(placed.resource, was) {
                    continue;
                }
                users.push(user);
                let home = found.and_then(|index| new.get(index)).map(|is| is.resource);
                if let Some(home) = home
                    && homes.iter().all(|known| !std::ptr::eq(*known, home))
                {
                    homes.push(home);
                }
            }
            let same = after.iter().find(|is| is.name == was.name);
            let now = match (same, homes.as_slice()) {
                (Some(same), _) => same,
                (None, [home]) if before.iter().all(|one| one.name != home.name) => home,
                _ => continue,
            };
            let first = |resource: &Resource| resource.operations.first().map(|one| one.origin);
            let place = (first(was), first(now));
            if (&was.name, &was.type_name) != (&now.name, &now.type_name) {
                let what = format!(
                    "the group `{}()` (`{}`) is now called `{}()` (`{}`)",
                    was.name, was.type_name, now.name, now.type_name
                );
                for user in &users {
                    self.subject = Subject::User(*user);
                    self.report(&rules::RESOURCE_RENAMED, what.clone(), place, NEITHER);
                }
                moved.insert(was.name.as_str());
            }
            self.subject = Subject::Whole;
            let renamed = moved.contains(was.name.as_str());
            if was.docs != now.docs || (was.title != now.title && !renamed) {
                let what = format!("the group `{}()` has another description", was.name);
                self.report(&rules::DOCUMENTATION_CHANGED, what, place, NEITHER);
            }
        }
        moved
    }

    /// Compares an operation; `together` says whether it moved with its whole group.
    fn operation(&mut self, was: &LocatedOperation<'a>, is: &LocatedOperation<'a>, together: bool) {
        let (old, new) = (was.operation, is.operation);
        let site = Site {
            name: was.call(),
            old: old.origin,
            new: new.origin,
            way: NEITHER,
        };
        let moved_away = was.resource.name != is.resource.name && !together;
        if old.name != new.name || moved_away {
            let what = format!("{} is now called {}", site.name, is.call());
            self.report_changed(&rules::OPERATION_RENAMED, &site, what);
        } else if old.id != new.id {
            let what = format!("{} has the id {}", site.name, code(&new.id));
            self.report_changed(&rules::OPERATION_ID_CHANGED, &site, what);
        }
        // What stands in the path cannot come or go without another path.
        let same_arguments = old.path_parameters.len() == new.path_parameters.len();
        if was.key() != is.key() && (same_arguments || old.method != new.method) {
            let what = format!("{} calls {}", site.name, code(is.label()));
            self.report_changed(&rules::OPERATION_MOVED, &site, what);
        }
        self.docs(&site, &old.docs, &new.docs);
        self.deprecation(&site, old.deprecated, new.deprecated);
        self.security(&site, &old.security, &new.security);
        if old.servers != new.servers {
            // Who has no servers has those of the API.
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

    /// Compares what stands around the body that is sent and the one that comes.
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
