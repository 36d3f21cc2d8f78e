//! Compares the bindings of two documents of an API and reports the differences as [`Change`]s.
//!
//! The input is two lowered [`Api`]s, so the order and layout of a document and its use of `$ref` have no effect.
//! Operations are matched by the method that code calls, and each pair of types is compared once. A pair that is met
//! again, or contains itself, counts as compared. Each [`Change`] has a [`Rule`] of the table [`RULES`]. This module
//! neither prints nor reads documents.

mod api;
mod grouping;
mod index;
mod matching;
mod operation;
mod ordering;
mod rules;
#[cfg(test)]
mod tests;
mod types;
mod unshared;
mod usage;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::base::source::Origin;
use crate::ir::{Api, Directions, Docs, SecurityRequirement, TypeId};

use index::ApiIndex;
pub use ordering::{Bump, next_version};
pub use rules::RULES;

/// The compatibility of a change, from the mildest to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compatibility {
    /// Only documentation changes.
    Documentation,
    /// Everything that works keeps working.
    Compatible,
    /// Something that works may stop working.
    Breaking,
}

/// A kind of change and its compatibility.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The id, in kebab case. It is stable.
    pub id: &'static str,
    /// The compatibility for code: whether code that compiles with the old bindings compiles with the new ones.
    pub rust: Compatibility,
    /// The compatibility on the wire: whether programs that work today still work when the API changes, if they are
    /// already built or are built again without a change.
    pub wire: Compatibility,
    /// The overall compatibility: the worse of the two, except for responses that promise more than before. These
    /// break no deployed program, although a field is no longer an `Option`.
    pub verdict: Compatibility,
    /// The kind of change, in one sentence.
    pub what: &'static str,
    /// The reason of its compatibility.
    pub reason: &'static str,
}

/// A difference between two documents.
#[derive(Debug, Clone)]
pub struct Change {
    /// The rule of the change.
    pub rule: &'static Rule,
    /// The rule of the other direction, for a change in requests and responses. It is the milder of the two.
    pub also: Option<&'static Rule>,
    /// The difference, with the names of the bindings, and code between backticks.
    pub what: String,
    /// The location in the old document, or of the parent if it has none of its own. `None` if it is new.
    pub old: Option<Origin>,
    /// The location in the new document, or of the parent. `None` if it is removed.
    pub new: Option<Origin>,
    /// The affected operations, by method and path, and webhooks by name (`webhook payment.succeeded`). It is empty
    /// for types that no operation uses and for changes of the whole API.
    pub operations: Arc<[String]>,
    /// The directions in which the changed value is sent; neither, if it is not sent.
    pub direction: Directions,
    /// Whether the change is of a type that nothing uses. Such a change affects code only.
    pub unused: bool,
}

impl Change {
    /// Returns the compatibility for code.
    pub fn rust(&self) -> Compatibility {
        self.worst(|rule| rule.rust)
    }

    /// Returns the compatibility on the wire.
    pub fn wire(&self) -> Compatibility {
        let wire = self.worst(|rule| rule.wire);
        if self.unused {
            wire.min(Compatibility::Compatible)
        } else {
            wire
        }
    }

    /// Returns the overall compatibility.
    pub fn verdict(&self) -> Compatibility {
        let verdict = self.worst(|rule| rule.verdict);
        if self.unused {
            verdict.min(self.rust().max(self.wire()))
        } else {
            verdict
        }
    }

    fn worst(&self, of: impl Fn(&Rule) -> Compatibility) -> Compatibility {
        let other = self.also.map(&of);
        other.into_iter().fold(of(self.rule), Ord::max)
    }
}

/// Returns the changes between two APIs: the worst first, then by rule, then in the order of the document.
pub fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let (own_old, own_new) = (unshared::types(old), unshared::types(new));
    let mut comparison =
        Comparison::new(ApiIndex::new(old, &own_old), ApiIndex::new(new, &own_new));
    comparison.compare_all();
    comparison.changes()
}

/// Returns the change for an API that was removed from the configuration.
pub fn api_removed(name: &str) -> Change {
    let what = format!("the module {} is removed", code(name));
    of_api(&rules::API_REMOVED, what, (Some(api::ROOT), None))
}

/// Returns the change for an API that was added to the configuration.
pub fn api_added(name: &str) -> Change {
    let what = format!("the module {} is new", code(name));
    of_api(&rules::API_ADDED, what, (None, Some(api::ROOT)))
}

fn of_api(
    rule: &'static Rule,
    what: String,
    (old, new): (Option<Origin>, Option<Origin>),
) -> Change {
    Change {
        rule,
        also: None,
        what: plain(what),
        old,
        new,
        operations: Arc::default(),
        direction: NEITHER,
        unused: false,
    }
}

/// Returns the worst overall compatibility of some changes, or `None` if there are no changes.
pub fn worst<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Option<Compatibility> {
    changes.into_iter().map(Change::verdict).max()
}

/// The thing that is being compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The whole API, or a type that nothing uses.
    Whole,
    /// An operation or a webhook, as an index of [`Comparison::users`].
    User(usize),
    /// A pair of types, as an index of [`Comparison::pairs`].
    Pair(usize),
}

/// A change during the comparison.
struct Found {
    ruling: RulePair,
    old: Option<Origin>,
    new: Option<Origin>,
    direction: Directions,
    /// Whether nothing uses any of its subjects.
    unused: bool,
    subjects: Vec<Subject>,
    /// The things of a change that is reported once for several of them.
    each: Option<grouping::Group>,
}

/// The rule of a change, and the rule of the other direction if both apply.
#[derive(Clone, Copy)]
struct RulePair {
    rule: &'static Rule,
    also: Option<&'static Rule>,
}

impl From<&'static Rule> for RulePair {
    fn from(rule: &'static Rule) -> Self {
        Self { rule, also: None }
    }
}

/// The limit of trial comparisons of two types, which match renamed variants and operations. Two unions with hundreds
/// of unnamed variants would take millions. A comparison of large types counts as several. After the limit, only equal
/// names match.
const TRIALS: usize = 100_000;

/// The number of fields and variants of two types whose comparison counts as a further trial.
const MEMBERS: usize = 16;

/// The security requirements of an operation, old or new.
type Security<'a> = &'a [Vec<SecurityRequirement>];

/// The changes between old and new security requirements.
type SecurityChanges<'a> = HashMap<(Security<'a>, Security<'a>), Rc<Vec<api::SecurityChange>>>;

/// The state of a comparison of two APIs.
struct Comparison<'a> {
    old: ApiIndex<'a>,
    new: ApiIndex<'a>,
    /// The pairs of types to compare, with the indices of the pairs that each refers to.
    pairs: IndexMap<(TypeId, TypeId), Vec<usize>>,
    /// The number of pairs that have been compared, from the first on.
    compared: usize,
    /// The operations and webhooks by name, with the indices of the pairs that each refers to.
    users: Vec<(String, Vec<usize>)>,
    subject: Subject,
    found: IndexMap<(&'static str, String), Found>,
    /// The types that are used where others were, with their users and directions.
    renames: IndexMap<(TypeId, TypeId), (Vec<Subject>, Directions)>,
    /// Removed operations and webhooks. They are reported at the end, when the types that are removed with them are
    /// known.
    removed: Vec<usage::Removed<'a>>,
    /// The bodies that callbacks no longer send.
    unsent_callbacks: Vec<operation::callbacks::Unsent<'a>>,
    /// The old and new names of renamed parameter structs.
    renamed_parameters: Vec<(&'a str, &'a str)>,
    /// Whether this is a trial comparison of two types. It does not look for renames, because that would not
    /// terminate.
    is_trial: bool,
    /// The remaining trial comparisons. Nested comparisons share the counter.
    trials: Rc<Cell<usize>>,
    /// The directions of all values in a trial comparison.
    trial_directions: Option<Directions>,
    /// Whether the types that are being compared are unused. Their values are never sent.
    is_unused: bool,
    /// The changes between security requirements that have been compared.
    security_changes: Rc<RefCell<SecurityChanges<'a>>>,
    /// The path segments that moved between the address of the API and its paths.
    path_shift: api::Shift,
    /// Whether documentation is not compared: one of two types of different names exists in both APIs, and its own
    /// comparison covers its documentation.
    skip_docs: bool,
    /// The position of the values that are being compared.
    position: Position,
}

/// The position of a value. In a field or an argument, a number that may also be text has the type of a plain number.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Field,
    Elsewhere,
}

/// The locations of two things that are compared, and their common name.
#[derive(Clone)]
struct Site {
    /// The name in messages, with code between backticks.
    name: String,
    old: Origin,
    new: Origin,
    way: Directions,
}

impl<'a> Comparison<'a> {
    fn new(old: ApiIndex<'a>, new: ApiIndex<'a>) -> Self {
        Self {
            old,
            new,
            pairs: IndexMap::new(),
            compared: 0,
            users: Vec::new(),
            subject: Subject::Whole,
            found: IndexMap::new(),
            renames: IndexMap::new(),
            removed: Vec::new(),
            unsent_callbacks: Vec::new(),
            renamed_parameters: Vec::new(),
            is_trial: false,
            trials: Rc::new(Cell::new(TRIALS)),
            trial_directions: None,
            skip_docs: false,
            position: Position::Elsewhere,
            is_unused: false,
            security_changes: Rc::default(),
            path_shift: api::Shift::default(),
        }
    }

    fn compare_all(&mut self) {
        self.path_shift = api::Shift::between(self.old.api, self.new.api);
        self.access();
        self.operations();
        self.webhooks();
        self.pairs();
        self.unused();
        self.pairs();
        self.compare_names();
    }

    /// Takes a trial comparison of something with a number of members from the limit. Returns false if the rest of the
    /// limit is not sufficient.
    fn may_try(&self, members: usize) -> bool {
        let left = self.trials.get().checked_sub(1 + members / MEMBERS);
        self.trials.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Returns the number of fields and variants of a pair of types.
    fn members(&self, old: TypeId, new: TypeId) -> usize {
        let (old_type, new_type) = self.inline(old, new);
        old_type
            .into_iter()
            .chain(new_type)
            .map(types::members)
            .sum()
    }

    /// Compares all pairs of types that have not been compared, including those that are added meanwhile.
    fn pairs(&mut self) {
        while let Some((&(old, new), _)) = self.pairs.get_index(self.compared) {
            if self.is_trial && !self.may_try(self.members(old, new)) {
                break;
            }
            self.subject = Subject::Pair(self.compared);
            self.compared += 1;
            self.types(old, new);
        }
        self.subject = Subject::Whole;
    }

    /// Records a change.
    fn report(
        &mut self,
        ruling: impl Into<RulePair>,
        what: String,
        place: (Option<Origin>, Option<Origin>),
        direction: Directions,
    ) {
        self.note(ruling.into(), what, place, direction);
    }

    fn note(
        &mut self,
        ruling: RulePair,
        what: String,
        (old, new): (Option<Origin>, Option<Origin>),
        direction: Directions,
    ) -> &mut Found {
        let found = self
            .found
            .entry((ruling.rule.id, plain(what)))
            .or_insert_with(|| Found {
                ruling,
                old,
                new,
                direction: Directions::default(),
                unused: true,
                subjects: Vec::new(),
                each: None,
            });
        if !self.is_unused {
            found.direction.request |= direction.request;
            found.direction.response |= direction.response;
            found.unused = false;
        }
        if !found.subjects.contains(&self.subject) {
            found.subjects.push(self.subject);
        }
        found
    }

    /// Records a change of something that both APIs have.
    fn report_changed(&mut self, ruling: impl Into<RulePair>, site: &Site, what: String) {
        self.report(ruling, what, (Some(site.old), Some(site.new)), site.way);
    }

    /// Compares the documentation of something.
    fn docs(&mut self, site: &Site, old: &Docs, new: &Docs) {
        let told = |docs: &Docs| {
            (
                docs.summary.clone(),
                docs.description.clone(),
                docs.external.clone(),
                types::constraints::examples(&docs.notes).join("\n"),
            )
        };
        if !self.skip_docs && told(old) != told(new) {
            let what = format!("{} has another description", site.name);
            self.report_changed(&rules::DOCUMENTATION_CHANGED, site, what);
        }
    }

    /// Compares whether something is deprecated.
    fn deprecation(&mut self, site: &Site, old: bool, new: bool) {
        match (old, new) {
            (false, true) => {
                let what = format!("{} is deprecated", site.name);
                self.report_changed(&rules::DEPRECATED, site, what);
            }
            (true, false) => {
                let what = format!("{} is no longer deprecated", site.name);
                self.report_changed(&rules::DEPRECATION_WITHDRAWN, site, what);
            }
            _ => {}
        }
    }

    /// Returns the changes in their final order, with the operations that they affect.
    fn changes(self) -> Vec<Change> {
        let users = self.users_of_pairs();
        let mut changes: Vec<Change> = Vec::with_capacity(self.found.len());
        let types_only = self.old.api.types_only && self.new.api.types_only;
        // Thousands of changes of one type affect the same operations.
        let mut lists: HashMap<Vec<usize>, Arc<[String]>> = HashMap::default();
        for ((_, what), found) in self.found {
            let what = found.each.as_ref().map_or(what, grouping::Group::text);
            let of_types = |subject: &Subject| !matches!(subject, Subject::User(_));
            // If only types are generated, only changes of types and their names matter.
            let is_name = found.ruling.rule.id == rules::TYPE_RENAMED.id;
            if types_only && !is_name && !found.subjects.iter().any(of_types) {
                continue;
            }
            let mut concerned: Vec<usize> = Vec::new();
            for subject in &found.subjects {
                match subject {
                    Subject::Whole => {}
                    Subject::User(user) => concerned.push(*user),
                    Subject::Pair(pair) => {
                        concerned.extend(users.get(*pair).into_iter().flatten());
                    }
                }
            }
            concerned.sort_unstable();
            concerned.dedup();
            let operations = lists.entry(concerned).or_insert_with_key(|concerned| {
                let users = concerned.iter().filter_map(|user| self.users.get(*user));
                users.map(|user| user.0.clone()).collect()
            });
            changes.push(Change {
                rule: found.ruling.rule,
                also: found.ruling.also,
                what,
                old: found.old,
                new: found.new,
                operations: Arc::clone(operations),
                direction: found.direction,
                unused: found.unused,
            });
        }
        ordering::join(&mut changes);
        ordering::sort(&mut changes);
        changes
    }

    /// Returns, for each pair of types, the operations and webhooks that refer to it, directly or not.
    fn users_of_pairs(&self) -> Vec<Vec<usize>> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.pairs.len()];
        for (user, (_, roots)) in self.users.iter().enumerate() {
            let mut unvisited = roots.clone();
            while let Some(pair) = unvisited.pop() {
                let Some(of_pair) = users.get_mut(pair) else {
                    continue;
                };
                if of_pair.last() == Some(&user) {
                    continue;
                }
                of_pair.push(user);
                let next = self.pairs.get_index(pair);
                unvisited.extend(next.into_iter().flat_map(|(_, next)| next));
            }
        }
        users
    }
}

/// The direction of values that are sent to the API.
const REQUEST: Directions = Directions {
    request: true,
    response: false,
};
/// The direction of values that are received from the API.
const RESPONSE: Directions = Directions {
    request: false,
    response: true,
};
/// The direction of things that are never sent.
const NEITHER: Directions = Directions {
    request: false,
    response: false,
};

/// Returns the rule for some directions. If both apply and their rules differ, the worse one comes first.
fn rules_for_directions(
    way: Directions,
    request: &'static Rule,
    response: &'static Rule,
) -> RulePair {
    match (way.request, way.response) {
        (true, true) if request != response => {
            let rank = |rule: &Rule| (rule.verdict, rule.rust, rule.wire);
            let (rule, also) = if rank(response) > rank(request) {
                (response, request)
            } else {
                (request, response)
            };
            RulePair {
                rule,
                also: Some(also),
            }
        }
        (true, _) => request.into(),
        _ => response.into(),
    }
}

/// Formats a name as code.
fn code(name: impl std::fmt::Display) -> String {
    format!("`{}`", name.to_string().replace('`', "'"))
}

/// Returns text of a document on one line, without characters that a terminal would interpret.
fn plain(text: String) -> String {
    match untrusted::text::line(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}
