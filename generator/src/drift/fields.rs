//! Properties, parameters and parts: members of a struct that are matched by their name on the wire.

use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::each::Sentence;
use super::values::is_concealed_or_shown;
use super::{Comparison, Ruling, Site, Verdict, by_way, code, rules};
use crate::ir::{Direction, Field, Shape};
use crate::load::{FileId, Origin};

/// How many pairs of a member that is gone and one that is new are compared, to tell which of them were renamed.
const PAIRS: usize = 1_000_000;

/// What the members of a struct are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Of something that travels as JSON or as a form.
    Property,
    /// Of a body of parts.
    Part,
    /// Sent beside the body.
    Parameter,
}

/// A struct with members, on both sides.
pub(super) struct Owner {
    /// Its name.
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) old: Origin,
    pub(super) new: Origin,
    pub(super) way: Direction,
    /// The names of those that are headers, in which case says nothing (RFC 9110, section 5.1).
    pub(super) headers: Vec<String>,
}

/// A member on both sides.
pub(super) type Both<'a> = (&'a Field, &'a Field);

impl<'a> Comparison<'a> {
    /// Compares the members of a struct. Gives those that both sides have.
    pub(super) fn fields(
        &mut self,
        owner: &Owner,
        old: &[&'a Field],
        new: &[&'a Field],
    ) -> Vec<Both<'a>> {
        let mut both: Vec<Both<'a>> = Vec::new();
        let mut gone: Vec<(usize, &'a Field)> = Vec::new();
        let mut come: Vec<Option<(usize, &'a Field)>> =
            new.iter().copied().enumerate().map(Some).collect();
        let mut named: HashMap<String, Vec<usize>> = HashMap::default();
        for (index, field) in new.iter().enumerate() {
            let name = field.wire_name.to_ascii_lowercase();
            named.entry(name).or_default().push(index);
        }
        for (index, field) in old.iter().copied().enumerate() {
            let alike = named.get(&field.wire_name.to_ascii_lowercase());
            // Parameters of one name stand in several places, and have names of their own in Rust.
            let same = |exact: bool| {
                let mut alike = alike.into_iter().flatten().copied();
                alike.find(|at| {
                    let other = come.get(*at).copied().flatten();
                    other.is_some_and(|(_, other)| {
                        owner.is_same_name(other, field) && (!exact || other.name == field.name)
                    })
                })
            };
            let found = same(true).or_else(|| same(false));
            match found.and_then(|at| come.get_mut(at)?.take()) {
                Some((_, other)) => both.push((field, other)),
                None => gone.push((index, field)),
            }
        }
        let mut come: Vec<(usize, &'a Field)> = come.into_iter().flatten().collect();
        let renamed = self.renamed(&gone, &come);
        let found: HashSet<*const Field> = renamed
            .iter()
            .flat_map(|(was, is)| [&raw const **was, &raw const **is])
            .collect();
        gone.retain(|(_, field)| !found.contains(&(&raw const **field)));
        come.retain(|(_, field)| !found.contains(&(&raw const **field)));
        for (was, is) in renamed {
            let rule: Ruling = match owner.role {
                _ if was.name == is.name => (&rules::WIRE_NAME_CHANGED).into(),
                Role::Parameter => (&rules::PARAMETER_RENAMED).into(),
                Role::Property | Role::Part => by_way(
                    owner.way,
                    &rules::REQUEST_PROPERTY_RENAMED,
                    &rules::RESPONSE_PROPERTY_RENAMED,
                ),
            };
            let what = format!(
                "{} is now called {}",
                owner.member(was),
                code(&is.wire_name)
            );
            self.differs(rule, &owner.site(was, is), what);
            let site = owner.site(was, is);
            self.docs(&site, &was.docs, &is.docs);
            self.limits_of_member(&site, (owner.old, owner.new), (was, is));
            both.push((was, is));
        }
        for (_, field) in gone {
            let rule = gone_rule(owner, field);
            let place = (Some(field.origin), Some(owner.new));
            self.came_or_went(owner, field, rule, "is gone", place);
        }
        for (_, field) in come {
            let rule = come_rule(owner, field);
            let place = (Some(owner.old), Some(field.origin));
            self.came_or_went(owner, field, rule, "is new", place);
        }
        for (was, is) in &both {
            self.field(owner, was, is);
        }
        self.order(owner, old, new, &both);
        both
    }

    /// Tells of a member that one side has. A parameter that many operations have is told once.
    fn came_or_went(
        &mut self,
        owner: &Owner,
        field: &Field,
        rule: Ruling,
        told: &str,
        place: (Option<Origin>, Option<Origin>),
    ) {
        let name = owner.member(field);
        if owner.role != Role::Parameter {
            self.say(rule, format!("{name} {told}"), place, owner.way);
            return;
        }
        let parameter = code(&field.wire_name);
        let sentence = Sentence {
            one: (String::new(), format!(" {told}")),
            many: (
                format!("the parameter {parameter} of several operations {told}: "),
                String::new(),
            ),
        };
        self.say_of_each(rule, name, sentence, place, owner.way);
    }

    /// The members that have other names: alike, without another that is alike, and with a word in common, or in the same
    /// place with the same description. A position alone says nothing of what a member means.
    fn renamed(&self, gone: &[(usize, &'a Field)], come: &[(usize, &'a Field)]) -> Vec<Both<'a>> {
        if self.is_trial || gone.len().saturating_mul(come.len()) > PAIRS {
            return Vec::new();
        }
        let alike = |was: &'a Field, is: &'a Field| {
            (was.required, was.nullable, &was.preset) == (is.required, is.nullable, &is.preset)
                && (is_concealed_or_shown(&was.shape, &is.shape)
                    || self.is_same(&was.shape, &is.shape))
        };
        let mut renamed = Vec::new();
        for (old_index, was) in gone {
            let mut candidates = come.iter().filter(|(_, is)| alike(was, is));
            let (Some((new_index, is)), None) = (candidates.next(), candidates.next()) else {
                continue;
            };
            let alone = gone.iter().filter(|(_, other)| alike(other, is)).count() == 1;
            let same_prose = was.docs.description.is_some()
                && was.docs.description == is.docs.description
                && old_index == new_index;
            if alone && (same_prose || have_word_in_common(&was.name, &is.name)) {
                renamed.push((*was, *is));
            }
        }
        renamed
    }

    /// Compares a member.
    fn field(&mut self, owner: &Owner, was: &'a Field, is: &'a Field) {
        let site = owner.site(was, is);
        let shape = &is.shape;
        if owner.is_same_name(was, is) {
            if was.name != is.name {
                let what = format!("{} is the field {}", site.name, code(&is.name));
                self.differs(&rules::FIELD_RENAMED, &site, what);
            }
            self.docs(&site, &was.docs, &is.docs);
            self.limits_of_member(&site, (owner.old, owner.new), (was, is));
        }
        self.deprecation(&site, was.deprecated, is.deprecated);
        let restated = self.null_of_any(owner, &site, was, is);
        let (was, is) = (was, restated.as_ref().unwrap_or(is));
        match owner.role {
            Role::Parameter => self.parameter_presence(&site, was, is),
            Role::Part => self.request_presence(&site, was, is, false, was.required && is.required),
            Role::Property if owner.way.request => {
                self.request_presence(&site, was, is, owner.way.response, true);
            }
            Role::Property => self.response_presence(&site, was, is),
        }
        if owner.way.request && was.preset.is_some() != is.preset.is_some() {
            let what = if is.preset.is_some() {
                format!("{} is set by `new`", site.name)
            } else {
                format!("{} is no longer set by `new`", site.name)
            };
            self.differs(&rules::PRESET_CHANGED, &site, what);
        }
        self.shapes_of_field(&site, &was.shape, shape);
    }

    /// Any value may be null, whether the document says so or not: only the type of the field differs. Gives the new
    /// member as if it said the same.
    fn null_of_any(
        &mut self,
        owner: &Owner,
        site: &Site,
        was: &Field,
        is: &Field,
    ) -> Option<Field> {
        let is_any = *self.old.resolve(&was.shape).shape == Shape::Any
            && *self.new.resolve(&is.shape).shape == Shape::Any;
        if !is_any || was.nullable == is.nullable {
            return None;
        }
        let both_required = was.required && is.required;
        if both_required || owner.role == Role::Property && owner.way.request {
            let what = format!(
                "{} {}, as any value may",
                site.name,
                if is.nullable {
                    "says that it may be null"
                } else {
                    "no longer says that it may be null"
                }
            );
            self.differs(&rules::NULL_OF_ANY_RESTATED, site, what);
        }
        Some(Field {
            nullable: was.nullable,
            ..is.clone()
        })
    }

    fn parameter_presence(&mut self, site: &Site, was: &Field, is: &Field) {
        match (was.required, is.required) {
            (false, true) => self.became(&rules::PARAMETER_BECAME_REQUIRED, site, "is required"),
            (true, false) => self.became(&rules::PARAMETER_BECAME_OPTIONAL, site, "is optional"),
            (true, true) if was.nullable != is.nullable => {
                let what = nullability(is);
                self.became(&rules::PARAMETER_NULLABILITY_CHANGED, site, what);
            }
            // Null is never sent: nothing changes for what may be left out.
            _ => {}
        }
    }

    /// `comes_too` says whether it is received, too, and `has_null` whether null can be told from absent.
    fn request_presence(
        &mut self,
        site: &Site,
        was: &Field,
        is: &Field,
        comes_too: bool,
        has_null: bool,
    ) {
        let way = Direction {
            response: comes_too,
            ..super::REQUEST
        };
        match (was.required, is.required) {
            (false, true) => {
                let ruling = by_way(
                    way,
                    &rules::REQUEST_PROPERTY_BECAME_REQUIRED,
                    &rules::RESPONSE_PROPERTY_BECAME_REQUIRED,
                );
                self.became(ruling, site, "is required");
            }
            (true, false) => {
                let ruling = by_way(
                    way,
                    &rules::REQUEST_PROPERTY_BECAME_OPTIONAL,
                    &rules::RESPONSE_PROPERTY_BECAME_OPTIONAL,
                );
                self.became(ruling, site, "is optional");
            }
            _ => {}
        }
        let request = match (was.nullable, is.nullable) {
            _ if !has_null => return,
            (false, true) => &rules::REQUEST_PROPERTY_BECAME_NULLABLE,
            (true, false) => &rules::REQUEST_PROPERTY_NO_LONGER_NULLABLE,
            _ => return,
        };
        // What may be missing is an `Option` already for those that receive it.
        let response = match (was.required && is.required, is.nullable) {
            (true, true) => &rules::RESPONSE_PROPERTY_BECAME_NULLABLE,
            (true, false) => &rules::RESPONSE_PROPERTY_NO_LONGER_NULLABLE,
            (false, _) => request,
        };
        self.became(by_way(way, request, response), site, nullability(is));
    }

    fn response_presence(&mut self, site: &Site, was: &Field, is: &Field) {
        let is_option = |field: &Field| !field.required || field.nullable;
        let (rule, what) = match (is_option(was), is_option(is)) {
            (false, true) if is.required => {
                (&rules::RESPONSE_PROPERTY_BECAME_NULLABLE, nullability(is))
            }
            (false, true) => (&rules::RESPONSE_PROPERTY_BECAME_OPTIONAL, "is optional"),
            (true, false) if was.required => (
                &rules::RESPONSE_PROPERTY_NO_LONGER_NULLABLE,
                nullability(is),
            ),
            (true, false) => (&rules::RESPONSE_PROPERTY_BECAME_REQUIRED, "is required"),
            (true, true) if was.required && !is.required => (
                &rules::RESPONSE_NULLABLE_PROPERTY_BECAME_OPTIONAL,
                "is optional",
            ),
            (true, true) if !was.required && is.required => {
                (&rules::RESPONSE_OPTION_REDEFINED, "is always present")
            }
            (true, true) if was.nullable != is.nullable => {
                (&rules::RESPONSE_OPTION_REDEFINED, nullability(is))
            }
            _ => return,
        };
        self.became(rule, site, what);
    }

    fn became(&mut self, ruling: impl Into<Ruling>, site: &Site, what: &str) {
        self.differs(ruling, site, format!("{} {what}", site.name));
    }

    /// Compares the arguments of `new`, which stand in the order of the fields' names: only another name gives an
    /// argument another place. Where there are as many as before, callers may compile and send one value for another.
    fn order(&mut self, owner: &Owner, old: &[&'a Field], new: &[&'a Field], both: &[Both<'a>]) {
        let (old, new) = (asked(old), asked(new));
        let places = |fields: &[&'a Field]| -> HashMap<*const Field, usize> {
            let fields = fields.iter().map(|field| &raw const **field);
            fields.zip(0..).collect()
        };
        let (of_old, of_new) = (places(&old), places(&new));
        let mut places: Vec<(usize, usize)> = both
            .iter()
            .filter_map(|(was, is)| {
                let old = of_old.get(&(&raw const **was))?;
                Some((*old, *of_new.get(&(&raw const **is))?))
            })
            .collect();
        places.sort_unstable();
        let moved = old.len() == new.len() && places.iter().any(|(was, is)| was != is);
        let reordered = !places.is_sorted_by_key(|(_, new)| *new);
        if owner.way.request && (moved || reordered) {
            let what = format!("`{}::new` takes its arguments in another order", owner.name);
            self.say(
                &rules::CONSTRUCTOR_ORDER,
                what,
                (Some(owner.old), Some(owner.new)),
                owner.way,
            );
        }
    }

    /// Whether two shapes are the same but for documentation and the names of types.
    pub(super) fn is_same<'s>(&self, old: &'s Shape, new: &'s Shape) -> bool
    where
        'a: 's,
    {
        self.tried(old, new, None) <= Verdict::Documentation
    }

    /// What it means on the wire that one shape stands where another stood, if everything travels that way; without a
    /// way, what it means in all.
    pub(super) fn tried<'s>(
        &self,
        old: &'s Shape,
        new: &'s Shape,
        way: Option<Direction>,
    ) -> Verdict
    where
        'a: 's,
    {
        if !self.may_try() {
            return Verdict::Breaking;
        }
        let mut comparison: Comparison<'s> = Comparison::new(self.old.clone(), self.new.clone());
        comparison.is_trial = true;
        comparison.trials = Rc::clone(&self.trials);
        comparison.trial_way = way;
        let nowhere = Origin {
            file: FileId(0),
            node: 0,
        };
        let site = Site {
            name: String::new(),
            old: nowhere,
            new: nowhere,
            way: way.unwrap_or(super::REQUEST),
        };
        comparison.shapes(&site, old, new);
        comparison.pairs();
        if self.trials.get() == 0 {
            // It was not compared whole.
            return Verdict::Breaking;
        }
        let found = comparison.found.values().map(|found| found.ruling);
        let verdicts = found.flat_map(|ruling| [Some(ruling.rule), ruling.also]);
        let verdicts = verdicts.flatten().map(|rule| match way {
            Some(_) => rule.wire,
            None => rule.verdict,
        });
        verdicts.max().unwrap_or(Verdict::Documentation)
    }
}

/// What `new` asks for, in its order.
fn asked<'a>(fields: &[&'a Field]) -> Vec<&'a Field> {
    let asked = fields.iter().copied();
    let mut asked: Vec<&Field> = asked
        .filter(|field| field.required && field.preset.is_none())
        .collect();
    asked.sort_unstable_by_key(|field| field.name.as_str());
    asked
}

impl Owner {
    fn is_same_name(&self, one: &Field, other: &Field) -> bool {
        let is_header = |field: &Field| self.headers.contains(&field.wire_name);
        one.wire_name == other.wire_name
            || one.wire_name.eq_ignore_ascii_case(&other.wire_name)
                && is_header(one)
                && is_header(other)
    }

    fn member(&self, field: &Field) -> String {
        code(format_args!("{}.{}", self.name, field.wire_name))
    }

    fn site(&self, was: &Field, is: &Field) -> Site {
        Site {
            name: self.member(was),
            old: was.origin,
            new: is.origin,
            way: self.way,
        }
    }
}

fn nullability(is: &Field) -> &'static str {
    if is.nullable {
        "may be null"
    } else {
        "is never null"
    }
}

fn gone_rule(owner: &Owner, field: &Field) -> Ruling {
    if owner.role == Role::Parameter {
        return (&rules::PARAMETER_REMOVED).into();
    }
    let response = if field.required {
        &rules::RESPONSE_PROPERTY_REMOVED
    } else {
        &rules::RESPONSE_OPTIONAL_PROPERTY_REMOVED
    };
    by_way(owner.way, &rules::REQUEST_PROPERTY_REMOVED, response)
}

fn come_rule(owner: &Owner, field: &Field) -> Ruling {
    let request = match (owner.role, field.required, &field.preset) {
        // What is always the same is set without being asked.
        (_, true, Some(_)) => &rules::REQUEST_CONSTANT_ADDED,
        (Role::Parameter, true, None) => &rules::REQUIRED_PARAMETER_ADDED,
        (Role::Parameter, false, _) => &rules::OPTIONAL_PARAMETER_ADDED,
        (Role::Property | Role::Part, true, None) => &rules::REQUEST_PROPERTY_ADDED_REQUIRED,
        (Role::Property | Role::Part, false, _) => &rules::REQUEST_PROPERTY_ADDED_OPTIONAL,
    };
    by_way(owner.way, request, &rules::RESPONSE_PROPERTY_ADDED)
}

fn have_word_in_common(one: &str, other: &str) -> bool {
    let mut words = one.split('_');
    words.any(|word| word.len() > 1 && other.split('_').any(|in_other| in_other == word))
}
