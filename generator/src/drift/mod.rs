//! What differs between two documents of an API, in terms of those who depend on its bindings.
//!
//! Two [`Api`]s are compared, as lowered with the same configuration: how a document is factored, ordered and laid out
//! has no part in it. Operations are matched by the function that they are, and their types in step with each other, each pair of
//! types once: a pair that is met again, or contains itself, is taken as compared. What differs is a [`Change`], which
//! has a [`Rule`] of the table [`RULES`]; nothing here prints, and nothing looks at a document.

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
use std::cell::Cell;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::ir::{Api, Directions, Docs, TypeId};
use crate::load::Origin;

use index::ApiIndex;
pub use ordering::{Bump, next_version};
pub use rules::RULES;

/// What a change means, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compatibility {
    /// Only documentation changes.
    Documentation,
    /// Nothing that works ceases to.
    Compatible,
    /// Something that works may cease to.
    Breaking,
}

/// A kind of change, and what it means.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its name, in kebab case; stable.
    pub id: &'static str,
    /// What it means for code: whether what compiles with the old bindings compiles with the new ones.
    pub rust: Compatibility,
    /// What it means on the wire: whether what works today goes on working when the API changes, for programs that are
    /// already built or are built anew without a change.
    pub wire: Compatibility,
    /// What it means in all: the worse of the two, but for what an API promises more than before. That breaks nobody,
    /// though a field is no longer an `Option`.
    pub verdict: Compatibility,
    /// What has changed, in one sentence.
    pub what: &'static str,
    /// Why it means that.
    pub reason: &'static str,
}

/// A difference.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which kind it is.
    pub rule: &'static Rule,
    /// Which kind it is the other way, for what is sent and comes: the milder of the two.
    pub also: Option<&'static Rule>,
    /// What differs, by the names that the bindings have for it, with code between backticks.
    pub what: String,
    /// Where it stands in the old document, unless it is new; for what has no place of its own, that of what it is in.
    pub old: Option<Origin>,
    /// Where it stands in the new document, unless it is gone.
    pub new: Option<Origin>,
    /// The operations that it concerns, by method and path, and webhooks by name (`webhook payment.succeeded`); empty
    /// for what no operation uses and for what concerns the whole API.
    pub operations: Vec<String>,
    /// Which way that travels which differs; neither for what does not travel.
    pub direction: Directions,
    /// Whether it is of a type that nothing uses: it concerns code alone.
    pub unused: bool,
}

impl Change {
    /// What it means for code.
    pub fn rust(&self) -> Compatibility {
        self.worst(|rule| rule.rust)
    }

    /// What it means on the wire.
    pub fn wire(&self) -> Compatibility {
        let wire = self.worst(|rule| rule.wire);
        if self.unused {
            wire.min(Compatibility::Compatible)
        } else {
            wire
        }
    }

    /// What it means in all.
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

/// What differs between two documents: what breaks first, then by kind, then in the order of the document.
pub fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let (own_old, own_new) = (unshared::types(old), unshared::types(new));
    let mut comparison =
        Comparison::new(ApiIndex::new(old, &own_old), ApiIndex::new(new, &own_new));
    comparison.compare_all();
    comparison.changes()
}

/// That an API of a configuration is gone, with all of its bindings.
pub fn api_removed(name: &str) -> Change {
    let what = format!("the module {} is gone", code(name));
    of_api(&rules::API_REMOVED, what, (Some(api::ROOT), None))
}

/// That a configuration has a further API.
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
        operations: Vec::new(),
        direction: NEITHER,
        unused: false,
    }
}

/// The worst of some changes; none if there is none.
pub fn worst<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Option<Compatibility> {
    changes.into_iter().map(Change::verdict).max()
}

/// What is being compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The API as a whole, or what nothing uses.
    Whole,
    /// An operation or a webhook: an index into the users.
    User(usize),
    /// A pair of types: an index into the pairs.
    Pair(usize),
}

/// A change while operations and types are still compared.
struct Found {
    ruling: RulePair,
    old: Option<Origin>,
    new: Option<Origin>,
    direction: Directions,
    /// Whether nothing uses any of what it is told of.
    unused: bool,
    subjects: Vec<Subject>,
    /// What several things are that the same is told of.
    each: Option<grouping::Group>,
}

/// The rule of a change, and the one that it has the other way where it travels both ways.
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

/// The limit of trial comparisons of two types, which match renamed variants and operations. Two unions with hundreds of
/// unnamed variants would take millions. After the limit, only equal names match.
const TRIALS: usize = 100_000;

/// Two sides while they are compared.
struct Comparison<'a> {
    old: ApiIndex<'a>,
    new: ApiIndex<'a>,
    /// The pairs of types that have met, with the pairs that each leads to.
    pairs: IndexMap<(TypeId, TypeId), Vec<usize>>,
    /// How many of the pairs have been compared.
    compared: usize,
    /// Operations and webhooks, with the pairs that each leads to.
    users: Vec<(String, Vec<usize>)>,
    subject: Subject,
    found: IndexMap<(&'static str, String), Found>,
    /// Names of types that stand where others stood.
    renames: IndexMap<(TypeId, TypeId), (Vec<Subject>, Directions)>,
    /// What is gone, to be told when it is known what goes with it.
    removed: Vec<usage::Removed<'a>>,
    /// What callbacks no longer send.
    unsent_callbacks: Vec<operation::callbacks::Unsent<'a>>,
    /// Structs of parameters that have another name.
    renamed_parameters: Vec<(&'a str, &'a str)>,
    /// Whether this only tries out whether two types are the same: renames are not looked for, which would be endless.
    is_trial: bool,
    /// The trial comparisons that are left. Nested comparisons share the counter.
    trials: Rc<Cell<usize>>,
    /// Which way everything travels that is tried out.
    trial_directions: Option<Directions>,
    /// Whether two types are compared that nothing uses: no value of them travels.
    is_unused: bool,
    /// What moved between the address of the API and its paths.
    path_shift: api::Shift,
    /// Whether two types are compared that both documents have: what is said of each is compared apart from here.
    skip_docs: bool,
    /// Where the values are that are compared.
    position: Position,
}

/// Where a value is: the numbers of a field or an argument are plain ones, also where text is decoded as a number.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Field,
    Elsewhere,
}

/// Where two things stand, and what they are called together.
#[derive(Clone)]
struct Site {
    /// What it is, as code between backticks.
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

    /// Takes one trial comparison from the limit; false if none is left.
    fn may_try(&self) -> bool {
        let left = self.trials.get().checked_sub(1);
        self.trials.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Compares the pairs of types that wait for it, and those that they lead to.
    fn pairs(&mut self) {
        while let Some((&(old, new), _)) = self.pairs.get_index(self.compared) {
            if self.is_trial && !self.may_try() {
                break;
            }
            self.subject = Subject::Pair(self.compared);
            self.compared += 1;
            self.types(old, new);
        }
        self.subject = Subject::Whole;
    }

    /// Notes a change.
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

    /// Notes a change of something that both sides have.
    fn report_changed(&mut self, ruling: impl Into<RulePair>, site: &Site, what: String) {
        self.report(ruling, what, (Some(site.old), Some(site.new)), site.way);
    }

    /// Compares what is said of something.
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

    /// The changes, with the operations that they concern, in their final order.
    fn changes(self) -> Vec<Change> {
        let users = self.users_of_pairs();
        let mut changes: Vec<Change> = Vec::with_capacity(self.found.len());
        let types_only = self.old.api.types_only && self.new.api.types_only;
        for ((_, what), found) in self.found {
            let what = found.each.as_ref().map_or(what, grouping::Group::text);
            let of_types = |subject: &Subject| !matches!(subject, Subject::User(_));
            // A crate of types alone has no operations: only changes of its types and their names matter.
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
            let names = concerned.into_iter();
            let names = names.filter_map(|user| Some(self.users.get(user)?.0.clone()));
            changes.push(Change {
                rule: found.ruling.rule,
                also: found.ruling.also,
                what,
                old: found.old,
                new: found.new,
                operations: names.collect(),
                direction: found.direction,
                unused: found.unused,
            });
        }
        ordering::join(&mut changes);
        ordering::sort(&mut changes);
        changes
    }

    /// For each pair of types the operations and webhooks from which it can be reached.
    fn users_of_pairs(&self) -> Vec<Vec<usize>> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.pairs.len()];
        for (user, (_, roots)) in self.users.iter().enumerate() {
            let mut waiting = roots.clone();
            while let Some(pair) = waiting.pop() {
                let Some(of_pair) = users.get_mut(pair) else {
                    continue;
                };
                if of_pair.last() == Some(&user) {
                    continue;
                }
                of_pair.push(user);
                let next = self.pairs.get_index(pair);
                waiting.extend(next.into_iter().flat_map(|(_, next)| next));
            }
        }
        users
    }
}

/// What travels to the API.
const REQUEST: Directions = Directions {
    request: true,
    response: false,
};
/// What comes from it.
const RESPONSE: Directions = Directions {
    request: false,
    response: true,
};
/// What does not travel.
const NEITHER: Directions = Directions {
    request: false,
    response: false,
};

/// Of the rules for what is sent and for what comes, the one that applies; where both do, the worse first.
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

/// A name as code.
fn code(name: impl std::fmt::Display) -> String {
    format!("`{}`", name.to_string().replace('`', "'"))
}

/// Text that may have anything of a document in it, on one line and without what a terminal would act on.
fn plain(text: String) -> String {
    match untrusted::text::line(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}
