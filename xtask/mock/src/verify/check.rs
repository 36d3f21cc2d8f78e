//! Passes values to the types, and evaluates the results.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::compare::Comparison;
use super::instances::{self, Position};
use super::invalid;
use super::process::{self, Outcome};
use super::report::{Failure, Report, WrongExample, name};
use super::shrink::shrink;
use super::subjects::Subject;
use super::table::{Kind, Table, Type};
use super::variants;
use crate::document::facts::{Types, parts};
use crate::document::structure;
use crate::document::{Document, Key, Place};
use crate::schemas::Schemas;
use crate::schemas::convert::discriminator::selected;

/// A valid value is rejected.
const REFUSES: &str = "refuses";
/// A valid value is encoded differently.
const DIFFERS: &str = "differs";
/// A valid value becomes another variant than the document declares.
const VARIANT: &str = "variant";
/// An invalid value is accepted.
const ACCEPTS: &str = "accepts";
/// An unlisted value of an enum is rejected or changed.
const CLOSED: &str = "closed";
/// `new` and setters build another value than the given one.
const BUILDS: &str = "builds";
/// The program ends, or does not respond.
const CRASHES: &str = "crashes";

/// Maximum number of repairs of a value whose parts do not match.
const REPAIRS: usize = 4;

pub(super) struct Checker<'d> {
    document: &'d Document,
    schemas: &'d Schemas,
    types: HashMap<&'d str, Vec<&'d Type>>,
    fallbacks: HashSet<&'d str>,
    program: process::Types<'d>,
    tags: variants::Tags<'d>,
    /// True if the document has a schema with a discriminator that others extend.
    has_bases: bool,
    /// Builders of structs that are only verified as variants of a union, by the entry of the struct.
    builders: HashMap<usize, usize>,
    /// Examples that have been checked.
    judged: HashSet<*const Value>,
    /// Schemas whose parts have been searched for examples.
    searched: HashSet<*const Value>,
    pub(super) report: Report,
}

/// A failure: class and message.
type Wrong = (&'static str, String);

impl<'d> Checker<'d> {
    pub(super) fn new(
        document: &'d Document,
        schemas: &'d Schemas,
        table: &'d Table,
        program: process::Types<'d>,
    ) -> Self {
        let mut types: HashMap<&str, Vec<&Type>> = HashMap::new();
        for ty in &table.types {
            types.entry(ty.pointer.as_str()).or_default().push(ty);
        }
        Self {
            document,
            schemas,
            types,
            fallbacks: table.fallbacks.iter().map(String::as_str).collect(),
            program,
            tags: variants::Tags::of(document),
            has_bases: variants::has_bases(document),
            builders: HashMap::new(),
            judged: HashSet::new(),
            searched: HashSet::new(),
            report: Report::default(),
        }
    }

    pub(super) fn finish(self) -> Report {
        self.report.finish()
    }

    /// Finds the structs that no schema describes alone, such as a branch with the properties adjacent to its union.
    /// Their builders are verified with the values of the union.
    pub(super) fn find_variants(&mut self, table: &Table, subjects: &[Subject<'d>]) {
        let built: HashSet<usize> = subjects
            .iter()
            .filter_map(|subject| subject.ty?.builder)
            .collect();
        let builders = table.types.iter();
        self.builders = builders
            .filter_map(|ty| Some((ty.entry, ty.builder?)))
            .filter(|(_, builder)| !built.contains(builder))
            .collect();
    }

    /// Verifies the type of a schema.
    pub(super) fn subject(&mut self, subject: &Subject<'d>) {
        let usable = self.schemas.check(
            self.document,
            subject.direction,
            &subject.schema,
            &Value::Null,
        );
        if usable.is_err() {
            self.report.unusable += 1;
            return;
        }
        self.report.schemas += 1;
        let mut seen: HashSet<String> = HashSet::new();
        let implied = instances::implied(self.document, &subject.schema);
        for example in instances::examples(subject) {
            self.judged.insert(std::ptr::from_ref(example));
            if subject.without_null && example.is_null() || !seen.insert(example.to_string()) {
                continue;
            }
            if self.allows(subject, example) && implied.meets(Types::of(example)) {
                self.report.examples += 1;
                self.valid(subject, example);
            } else {
                self.wrong_example(subject, example);
            }
        }
        let mut base = None;
        for value in instances::sampled(self.document, self.schemas, subject) {
            if subject.without_null && value.is_null()
                || !seen.insert(value.to_string())
                || !self.allows(subject, &value)
            {
                continue;
            }
            self.valid(subject, &value);
            base.get_or_insert(value);
        }
        let Some(base) = base else {
            self.report.without_value += usize::from(seen.is_empty());
            return;
        };
        self.rounds(subject, &base, &mut seen);
        for value in instances::with_others(self.document, self.schemas, subject, &base) {
            if self.allows(subject, &value) && seen.insert(value.to_string()) {
                self.valid(subject, &value);
            }
        }
        if subject.ty.is_some_and(|ty| ty.kind == Kind::Enum) {
            self.open(subject);
        }
        if subject.ty.is_some_and(|ty| ty.kind == Kind::Struct) {
            self.invalid(subject, &base);
        }
    }

    fn allows(&self, subject: &Subject<'d>, value: &Value) -> bool {
        let (document, direction) = (self.document, subject.direction);
        let allows =
            |schema: &Place<'d>, value| self.schemas.allows(document, direction, schema, value);
        // A value of a base is also a value of the subtype that its tag selects.
        allows(&subject.schema, value)
            && (!self.has_bases
                || variants::extensions(document, &subject.schema, value)
                    .iter()
                    .all(|(schema, value)| allows(schema, value)))
    }

    /// Checks the examples and defaults of nested schemas, such as those of properties. Null is accepted as a default:
    /// many tools write it if there is none.
    pub(super) fn examples_within(&mut self, subject: &Subject<'d>) {
        let mut todo = vec![(subject.schema.clone(), structure::Kind::Schema)];
        while let Some((place, kind)) = todo.pop() {
            if !self.searched.insert(std::ptr::from_ref(place.value)) {
                continue;
            }
            for (key, child) in place.children() {
                let below = match key {
                    Key::Member(name) => kind.below(name),
                    Key::Element(_) => kind.below(""),
                };
                todo.extend(below.map(|below| (child, below)));
            }
            if kind != structure::Kind::Schema || place.is(&subject.schema) {
                continue;
            }
            let within = Subject {
                schema: place,
                ty: None,
                examples: Vec::new(),
                ..subject.clone()
            };
            let implied = instances::implied(self.document, &within.schema);
            for example in instances::examples(&within) {
                let is_new = self.judged.insert(std::ptr::from_ref(example));
                if is_new
                    && !example.is_null()
                    && !(self.allows(&within, example) && implied.meets(Types::of(example)))
                {
                    self.wrong_example(&within, example);
                }
            }
        }
    }

    /// Reports an example that the document does not allow.
    fn wrong_example(&mut self, subject: &Subject<'d>, example: &Value) {
        let (document, direction) = (self.document, subject.direction);
        let named = selected(document, &subject.schema, example);
        let violations: Vec<String> = std::iter::once(&subject.schema)
            .chain(&named)
            .filter_map(|schema| {
                self.schemas
                    .check(document, direction, schema, example)
                    .ok()
            })
            .flatten()
            .map(|violation| match violation.pointer.as_str() {
                "" => violation.message,
                pointer => format!("{pointer}: {}", violation.message),
            })
            .collect();
        let message = if violations.is_empty() {
            "it has another JSON type than the schema is meant to have".to_owned()
        } else {
            violations.join("; ")
        };
        self.report.add_wrong_example(WrongExample {
            pointer: document.pointer(&subject.schema),
            subject: subject.name.clone(),
            example: example.clone(),
            message,
        });
    }

    /// Varies all parts of a value at once. If that fails, varies them one by one.
    fn rounds(&mut self, subject: &Subject<'d>, base: &Value, seen: &mut HashSet<String>) {
        let positions = instances::positions(self.document, &subject.schema, base);
        let implied = instances::implied(self.document, &subject.schema);
        let rounds = positions.iter().map(|position| position.alternatives.len());
        for round in 0..rounds.max().unwrap_or(0) {
            let mut varied: Vec<(&Position, &Value)> = positions
                .iter()
                .filter_map(|position| Some((position, position.alternatives.get(round)?)))
                .collect();
            if let Some((_, whole)) = varied
                .iter()
                .find(|(position, _)| position.pointer.is_empty())
            {
                let whole = (*whole).clone();
                if !(subject.without_null && whole.is_null())
                    && implied.meets(Types::of(&whole))
                    && self.allows(subject, &whole)
                    && seen.insert(whole.to_string())
                {
                    self.valid(subject, &whole);
                }
                varied.retain(|(position, _)| !position.pointer.is_empty());
            }
            let Some(value) = self.fitting(subject, base, &mut varied) else {
                continue;
            };
            let is_done = varied.is_empty()
                || self.allows(subject, &value)
                    && (!seen.insert(value.to_string()) || self.valid(subject, &value));
            if is_done {
                continue;
            }
            for one in varied {
                let value = replaced(base, &[one]);
                if self.allows(subject, &value) && seen.insert(value.to_string()) {
                    self.valid(subject, &value);
                }
            }
        }
    }

    /// Returns a value with as many variations as are valid together.
    fn fitting(
        &self,
        subject: &Subject<'d>,
        base: &Value,
        varied: &mut Vec<(&Position, &Value)>,
    ) -> Option<Value> {
        for _ in 0..REPAIRS {
            let value = replaced(base, varied);
            let (document, direction) = (self.document, subject.direction);
            let violations = self
                .schemas
                .check(document, direction, &subject.schema, &value)
                .ok()?;
            if violations.is_empty() {
                return Some(value);
            }
            let before = varied.len();
            varied.retain(|(position, _)| {
                !violations.iter().any(|violation| {
                    is_within(&violation.pointer, &position.pointer)
                        || !violation.pointer.is_empty()
                            && is_within(&position.pointer, &violation.pointer)
                })
            });
            if varied.len() == before {
                // The combination is invalid: half of the variations may be valid.
                varied.truncate(before / 2);
            }
        }
        None
    }

    /// Passes a valid value to the types. Returns true on success.
    fn valid(&mut self, subject: &Subject<'d>, value: &Value) -> bool {
        self.report.instances += 1;
        let expected = self.expected(subject, value);
        self.report.variants += usize::from(expected.is_some());
        let wrong = self.judge(subject, value);
        if let Some(wrong) = wrong {
            self.fail(subject, value, wrong, Self::judge);
            return false;
        }
        if self.builder(subject, value).is_some() {
            self.report.built += 1;
            if let Some(wrong) = self.judge_builder(subject, value) {
                self.fail(subject, value, wrong, Self::judge_builder);
                return false;
            }
        }
        true
    }

    /// Returns the entry that builds a request value: that of the type, or of the struct that its variant holds.
    fn builder(&mut self, subject: &Subject<'d>, value: &Value) -> Option<usize> {
        let ty = subject.ty?;
        if !subject.is_sent {
            return None;
        }
        if ty.kind != Kind::Union || self.builders.is_empty() {
            return ty.builder;
        }
        let Outcome::Accepted { variant, .. } = self.program.ask(subject.entry, value) else {
            return None;
        };
        let taken = ty.variants.iter().find(|known| known.name == variant)?;
        self.builders.get(&taken.entry?).copied()
    }

    fn fail(
        &mut self,
        subject: &Subject<'d>,
        value: &Value,
        (class, message): Wrong,
        judge: fn(&mut Self, &Subject<'d>, &Value) -> Option<Wrong>,
    ) {
        let pointer = self.document.pointer(&subject.schema);
        if !self.report.count(class, &pointer, &message) {
            return;
        }
        let smallest = shrink(value, &mut |smaller| {
            self.allows(subject, smaller)
                && judge(self, subject, smaller).is_some_and(|(of, _)| of == class)
        });
        let shown = judge(self, subject, &smallest).map_or(message.clone(), |(_, message)| message);
        let failure = self.failure(subject, class, smallest, shown);
        self.report.add(failure, &message);
    }

    fn report_failure(
        &mut self,
        subject: &Subject<'d>,
        class: &'static str,
        value: Value,
        message: &str,
    ) {
        let pointer = self.document.pointer(&subject.schema);
        if self.report.count(class, &pointer, message) {
            let failure = self.failure(subject, class, value, message.to_owned());
            self.report.add(failure, message);
        }
    }

    fn failure(
        &self,
        subject: &Subject<'d>,
        class: &'static str,
        instance: Value,
        message: String,
    ) -> Failure {
        Failure {
            class,
            pointer: self.document.pointer(&subject.schema),
            subject: subject.name.clone(),
            direction: name(subject.direction),
            instance,
            message,
            count: 1,
        }
    }

    /// Returns the failure of the types for a valid value.
    fn judge(&mut self, subject: &Subject<'d>, value: &Value) -> Option<Wrong> {
        let (variant, written) = match self.program.ask(subject.entry, value) {
            Outcome::Accepted { variant, value } => (variant, value),
            Outcome::Rejected(problem) => return Some((REFUSES, problem)),
            Outcome::Crashed(how) => return Some((CRASHES, format!("the program ends: {how}"))),
            Outcome::TimedOut => return Some((CRASHES, "the program does not answer".to_owned())),
        };
        if let Some(wrong) = self.variant(subject, value, &variant) {
            return Some((VARIANT, wrong));
        }
        let comparison = self.comparison(subject, value, false);
        Some((DIFFERS, comparison.difference(&written)?))
    }

    /// Returns the failure of `new` and setters for a valid value.
    fn judge_builder(&mut self, subject: &Subject<'d>, value: &Value) -> Option<Wrong> {
        let builder = self.builder(subject, value)?;
        let written = match self.program.ask(builder, value) {
            Outcome::Accepted { value, .. } => value,
            Outcome::Rejected(problem) => return Some((BUILDS, problem)),
            Outcome::Crashed(how) => return Some((CRASHES, format!("the program ends: {how}"))),
            Outcome::TimedOut => return Some((CRASHES, "the program does not answer".to_owned())),
        };
        // Ignores the tag: `new` sets the one that selects the type, even if the schema alone allows another.
        let given = self.tags.without(&subject.schema, value);
        let untagged = self.tags.without(&subject.schema, &written);
        let comparison = self.comparison(subject, &given, true);
        if let Some(difference) = comparison.difference(&untagged) {
            return Some((BUILDS, difference));
        }
        // The case of UUIDs may change.
        let is_same = written.to_string().eq_ignore_ascii_case(&value.to_string());
        let is_invalid = !is_same
            && untagged == written
            && !self.allows(subject, &comparison.restored(&written));
        is_invalid.then(|| (BUILDS, "what is built is invalid".to_owned()))
    }

    fn comparison<'a>(
        &'a self,
        subject: &'a Subject<'d>,
        read: &'a Value,
        adds_constants: bool,
    ) -> Comparison<'a, 'd> {
        Comparison {
            document: self.document,
            schemas: self.schemas,
            subject,
            read,
            adds_constants,
        }
    }

    /// Returns the entries for the branch of a value.
    fn expected(&self, subject: &Subject<'d>, value: &Value) -> Option<Vec<usize>> {
        let ty = subject.ty.filter(|ty| ty.kind == Kind::Union)?;
        let branch = variants::expected(self.document, self.schemas, subject, value)?;
        // A branch that is merged with properties adjacent to the union has the location of the branch itself.
        let followed = self.document.follow(branch.clone()).ok()?;
        let pointers = [branch, followed].map(|branch| self.document.pointer(&branch));
        let entries: Vec<usize> = pointers
            .iter()
            .filter_map(|pointer| self.types.get(pointer.as_str()))
            .flatten()
            .map(|ty| ty.entry)
            .filter(|entry| {
                ty.variants
                    .iter()
                    .any(|variant| variant.entry == Some(*entry))
            })
            .collect();
        (!entries.is_empty()).then_some(entries)
    }

    /// Returns the failure if a value became the wrong variant.
    fn variant(&self, subject: &Subject<'d>, value: &Value, variant: &str) -> Option<String> {
        let ty = subject.ty?;
        if ty.kind == Kind::Enum {
            let is_listed = parts(self.document, &subject.schema)
                .iter()
                .any(|part| part.list("enum").any(|listed| listed.value == value));
            let message = || "a value that is listed has no variant".to_owned();
            return (is_listed && variant.is_empty()).then(message);
        }
        let expected = self.expected(subject, value)?;
        let found = ty.variants.iter().find(|known| known.name == variant);
        let is_expected = found
            .and_then(|found| found.entry)
            .is_some_and(|entry| expected.contains(&entry));
        if is_expected {
            return None;
        }
        let right: Vec<&str> = ty
            .variants
            .iter()
            .filter(|known| known.entry.is_some_and(|entry| expected.contains(&entry)))
            .map(|known| known.name.as_str())
            .collect();
        let variant = if variant.is_empty() {
            "no variant"
        } else {
            variant
        };
        Some(format!("{variant} instead of {}", right.join(" or ")))
    }

    /// Passes an unlisted value to an enum, which must keep it.
    fn open(&mut self, subject: &Subject<'d>) {
        let listed = parts(self.document, &subject.schema);
        let listed: Vec<Place<'_>> = listed.iter().flat_map(|part| part.list("enum")).collect();
        let is_of = |test: fn(&Value) -> bool| {
            let mut values = listed.iter().filter(|place| !place.value.is_null());
            values.all(|place| test(place.value))
        };
        let other = match (is_of(Value::is_string), is_of(Value::is_i64)) {
            _ if listed.is_empty() => return,
            (true, _) => json!("x-Verify unlisted"),
            (_, true) => json!(987_654_321),
            _ => return,
        };
        let wrong = match self.program.ask(subject.entry, &other) {
            Outcome::Accepted { variant, value } if variant.is_empty() && value == other => return,
            Outcome::Accepted { variant, value } => format!("it becomes {variant} {value}"),
            Outcome::Rejected(problem) => problem,
            Outcome::Crashed(how) => how,
            Outcome::TimedOut => "the program does not answer".to_owned(),
        };
        self.report_failure(subject, CLOSED, other, &wrong);
    }

    /// Passes values to an object that it must reject.
    fn invalid(&mut self, subject: &Subject<'d>, base: &Value) {
        for candidate in invalid::candidates(self.document, subject, base) {
            if self.allows(subject, &candidate.value) || self.is_fallback(&candidate.schemas) {
                continue;
            }
            self.report.invalid += 1;
            if let Outcome::Accepted { .. } = self.program.ask(subject.entry, &candidate.value) {
                self.report_failure(subject, ACCEPTS, candidate.value, &candidate.message);
            }
        }
    }

    /// Returns true if the generator reported a fallback for a schema.
    fn is_fallback(&self, schemas: &[Place<'d>]) -> bool {
        let all = schemas
            .iter()
            .flat_map(|schema| parts(self.document, schema));
        let mut pointers = all.map(|part| self.document.pointer(&part));
        pointers.any(|pointer| self.fallbacks.contains(pointer.as_str()))
    }
}

/// Returns true if a pointer equals another one or leads into its value.
fn is_within(pointer: &str, outer: &str) -> bool {
    pointer
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn replaced(base: &Value, varied: &[(&Position, &Value)]) -> Value {
    let mut value = base.clone();
    for (position, alternative) in varied {
        if let Some(part) = value.pointer_mut(&position.pointer) {
            *part = (*alternative).clone();
        }
    }
    value
}
