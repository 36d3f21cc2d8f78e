//! Compares the fields of structs: properties, parameters and parts, matched by their names on the wire.

use std::collections::VecDeque;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::values::secrecy_differs;
use crate::base::source::{FileId, Origin};
use crate::drift::grouping::GroupedChange;
use crate::drift::{
    Comparison, Compatibility, REQUEST, RulePair, Site, code, rules, rules_for_directions,
};
use crate::ir::{Directions, Field, Shape};

/// The meaning of null in a field of a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NullMeaning {
    /// A value, which differs from absence.
    Value,
    Absence,
}

/// The limit of pairs of a removed and an added field that are compared to find renamed fields.
const PAIRS: usize = 1_000_000;

/// The kind of the fields of a struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Properties of a JSON value or a form.
    Property,
    /// Parts of a multipart body.
    Part,
    /// Parameters of an operation.
    Parameter,
}

/// A struct that both APIs have.
pub(crate) struct Owner {
    /// The name of the struct.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) old: Origin,
    pub(crate) new: Origin,
    pub(crate) way: Directions,
    /// The names of the fields that are headers. Their case is insignificant (RFC 9110, section 5.1).
    pub(crate) headers: HashSet<String>,
}

/// The name of a field on the wire. The case of a header is insignificant.
#[derive(PartialEq, Eq, Hash)]
enum WireName<'f> {
    Header(String),
    Other(&'f str),
}

/// A field of both APIs: old, new.
pub(crate) type Both<'a> = (&'a Field, &'a Field);

impl<'a> Comparison<'a> {
    /// Compares the fields of a struct. Returns the pairs of fields that match.
    pub(crate) fn fields(
        &mut self,
        owner: &Owner,
        old: &[&'a Field],
        new: &[&'a Field],
    ) -> Vec<Both<'a>> {
        let mut both: Vec<Both<'a>> = Vec::new();
        let mut removed: Vec<(usize, &'a Field)> = Vec::new();
        let mut added: Vec<Option<(usize, &'a Field)>> =
            new.iter().copied().enumerate().map(Some).collect();
        // Parameters with the same name in several locations have different Rust names.
        let mut named: HashMap<(WireName<'_>, Option<&str>), VecDeque<usize>> = HashMap::default();
        for (index, field) in new.iter().enumerate() {
            for name in [Some(field.name.as_str()), None] {
                let alike = named.entry((owner.wire_name(field), name));
                alike.or_default().push_back(index);
            }
        }
        for (index, field) in old.iter().copied().enumerate() {
            let mut same = |exact: bool| {
                let name = exact.then_some(field.name.as_str());
                let alike = named.get_mut(&(owner.wire_name(field), name))?;
                let is_free = |at: usize| added.get(at).is_some_and(Option::is_some);
                while let Some(at) = alike.pop_front() {
                    if is_free(at) {
                        return Some(at);
                    }
                }
                None
            };
            let found = same(true).or_else(|| same(false));
            match found.and_then(|at| added.get_mut(at)?.take()) {
                Some((_, other)) => both.push((field, other)),
                None => removed.push((index, field)),
            }
        }
        let mut added: Vec<(usize, &'a Field)> = added.into_iter().flatten().collect();
        let renamed = self.renamed(&removed, &added);
        let found: HashSet<*const Field> = renamed
            .iter()
            .flat_map(|(old_field, new_field)| [&raw const **old_field, &raw const **new_field])
            .collect();
        removed.retain(|(_, field)| !found.contains(&(&raw const **field)));
        added.retain(|(_, field)| !found.contains(&(&raw const **field)));
        for (old_field, new_field) in renamed {
            let rule: RulePair = match owner.role {
                _ if old_field.name == new_field.name => (&rules::WIRE_NAME_CHANGED).into(),
                Role::Parameter => (&rules::PARAMETER_RENAMED).into(),
                Role::Property | Role::Part => rules_for_directions(
                    owner.way,
                    &rules::REQUEST_PROPERTY_RENAMED,
                    &rules::RESPONSE_PROPERTY_RENAMED,
                ),
            };
            let what = format!(
                "{} is now called {}",
                owner.member(old_field),
                code(&new_field.wire_name)
            );
            self.report_changed(rule, &owner.site(old_field, new_field), what);
            let site = owner.site(old_field, new_field);
            self.docs(&site, &old_field.docs, &new_field.docs);
            self.limits_of_member(&site, (owner.old, owner.new), (old_field, new_field));
            both.push((old_field, new_field));
        }
        for (_, field) in removed {
            let rule = removed_rule(owner, field);
            let place = (Some(field.origin), Some(owner.new));
            self.added_or_removed(owner, field, rule, "is removed", place);
        }
        for (_, field) in added {
            let rule = added_rule(owner, field);
            let place = (Some(owner.old), Some(field.origin));
            self.added_or_removed(owner, field, rule, "is new", place);
        }
        for (old_field, new_field) in &both {
            self.field(owner, old_field, new_field);
        }
        self.order(owner, old, new, &both);
        both
    }

    /// Reports an added or removed field. A parameter of several operations is reported once.
    fn added_or_removed(
        &mut self,
        owner: &Owner,
        field: &Field,
        rule: RulePair,
        told: &str,
        place: (Option<Origin>, Option<Origin>),
    ) {
        let name = owner.member(field);
        if owner.role != Role::Parameter {
            self.report(rule, format!("{name} {told}"), place, owner.way);
            return;
        }
        let parameter = code(&field.wire_name);
        let sentence = GroupedChange {
            one: (String::new(), format!(" {told}")),
            many: (
                format!("the parameter {parameter} of several operations {told}: "),
                String::new(),
            ),
        };
        self.report_grouped(rule, name, sentence, place, owner.way);
    }

    /// Returns the renamed fields. Both must be equal in type, and no other added or removed field may match. Their
    /// names must have a word in common, or their position and description must be equal: a position alone is no
    /// evidence.
    fn renamed(
        &self,
        removed: &[(usize, &'a Field)],
        added: &[(usize, &'a Field)],
    ) -> Vec<Both<'a>> {
        if self.is_trial || removed.len().saturating_mul(added.len()) > PAIRS {
            return Vec::new();
        }
        let alike = |old: &'a Field, new: &'a Field| {
            (old.required, old.nullable, &old.constant)
                == (new.required, new.nullable, &new.constant)
                && (secrecy_differs(&old.shape, &new.shape) || self.is_same(&old.shape, &new.shape))
        };
        let mut renamed = Vec::new();
        for (old_index, old) in removed {
            let mut candidates = added.iter().filter(|(_, new)| alike(old, new));
            let (Some((new_index, new)), None) = (candidates.next(), candidates.next()) else {
                continue;
            };
            let alone = removed
                .iter()
                .filter(|(_, other)| alike(other, new))
                .count()
                == 1;
            let same_prose = old.docs.description.is_some()
                && old.docs.description == new.docs.description
                && old_index == new_index;
            if alone && (same_prose || have_word_in_common(&old.name, &new.name)) {
                renamed.push((*old, *new));
            }
        }
        renamed
    }

    /// Compares two matching fields.
    fn field(&mut self, owner: &Owner, old: &'a Field, new: &'a Field) {
        let site = owner.site(old, new);
        let shape = &new.shape;
        if owner.is_same_name(old, new) {
            if old.name != new.name {
                let what = format!("{} is now the field {}", site.name, code(&new.name));
                self.report_changed(&rules::FIELD_RENAMED, &site, what);
            }
            self.docs(&site, &old.docs, &new.docs);
            self.limits_of_member(&site, (owner.old, owner.new), (old, new));
        }
        self.deprecation(&site, old.deprecated, new.deprecated);
        let restated = self.null_of_any(owner, &site, old, new);
        let (old, new) = (old, restated.as_ref().unwrap_or(new));
        match owner.role {
            Role::Parameter => self.parameter_presence(&site, old, new),
            Role::Part => {
                // The null of an optional part is the same as its absence.
                let null = if old.required && new.required {
                    NullMeaning::Value
                } else {
                    NullMeaning::Absence
                };
                self.request_presence(&site, old, new, REQUEST, null);
            }
            Role::Property if owner.way.request => {
                self.request_presence(&site, old, new, owner.way, NullMeaning::Value);
            }
            Role::Property => self.response_presence(&site, old, new),
        }
        if owner.way.request && old.constant.is_some() != new.constant.is_some() {
            let what = if new.constant.is_some() {
                format!("{} is set by `new`", site.name)
            } else {
                format!("{} is no longer set by `new`", site.name)
            };
            self.report_changed(&rules::PRESET_CHANGED, &site, what);
        }
        self.shapes_of_field(&site, &old.shape, shape);
    }

    /// Reports a changed `nullable` of any JSON value, which includes null in either case: only the type of the field
    /// differs. Returns the new field with the `nullable` of the old one.
    fn null_of_any(
        &mut self,
        owner: &Owner,
        site: &Site,
        old: &Field,
        new: &Field,
    ) -> Option<Field> {
        let is_any = *self.old.resolve(&old.shape).shape == Shape::Any
            && *self.new.resolve(&new.shape).shape == Shape::Any;
        if !is_any || old.nullable == new.nullable {
            return None;
        }
        let both_required = old.required && new.required;
        if both_required || owner.role == Role::Property && owner.way.request {
            let what = format!(
                "{} {}; any value may be null",
                site.name,
                if new.nullable {
                    "is declared nullable"
                } else {
                    "is no longer declared nullable"
                }
            );
            self.report_changed(&rules::NULL_OF_ANY_RESTATED, site, what);
        }
        Some(Field {
            nullable: old.nullable,
            ..new.clone()
        })
    }

    fn parameter_presence(&mut self, site: &Site, old: &Field, new: &Field) {
        match (old.required, new.required) {
            (false, true) => self.became(&rules::PARAMETER_BECAME_REQUIRED, site, "is required"),
            (true, false) => self.became(&rules::PARAMETER_BECAME_OPTIONAL, site, "is optional"),
            (true, true) if old.nullable != new.nullable => {
                let what = nullability(new);
                self.became(&rules::PARAMETER_NULLABILITY_CHANGED, site, what);
            }
            // Null is never sent, so an optional parameter does not change.
            _ => {}
        }
    }

    /// Compares whether a field of a request is required and nullable. The directions include that of responses if it
    /// is also received.
    fn request_presence(
        &mut self,
        site: &Site,
        old: &Field,
        new: &Field,
        way: Directions,
        null: NullMeaning,
    ) {
        match (old.required, new.required) {
            (false, true) => {
                let ruling = rules_for_directions(
                    way,
                    &rules::REQUEST_PROPERTY_BECAME_REQUIRED,
                    &rules::RESPONSE_PROPERTY_BECAME_REQUIRED,
                );
                self.became(ruling, site, "is required");
            }
            (true, false) => {
                let ruling = rules_for_directions(
                    way,
                    &rules::REQUEST_PROPERTY_BECAME_OPTIONAL,
                    &rules::RESPONSE_PROPERTY_BECAME_OPTIONAL,
                );
                self.became(ruling, site, "is optional");
            }
            _ => {}
        }
        let request = match (old.nullable, new.nullable) {
            _ if null == NullMeaning::Absence => return,
            (false, true) => &rules::REQUEST_PROPERTY_BECAME_NULLABLE,
            (true, false) => &rules::REQUEST_PROPERTY_NO_LONGER_NULLABLE,
            _ => return,
        };
        // An optional field is an `Option` for its receivers in either case.
        let response = match (old.required && new.required, new.nullable) {
            (true, true) => &rules::RESPONSE_PROPERTY_BECAME_NULLABLE,
            (true, false) => &rules::RESPONSE_PROPERTY_NO_LONGER_NULLABLE,
            (false, _) => request,
        };
        self.became(
            rules_for_directions(way, request, response),
            site,
            nullability(new),
        );
    }

    fn response_presence(&mut self, site: &Site, old: &Field, new: &Field) {
        let is_option = |field: &Field| !field.required || field.nullable;
        let (rule, what) = match (is_option(old), is_option(new)) {
            (false, true) if new.required => {
                (&rules::RESPONSE_PROPERTY_BECAME_NULLABLE, nullability(new))
            }
            (false, true) => (&rules::RESPONSE_PROPERTY_BECAME_OPTIONAL, "is optional"),
            (true, false) if old.required => (
                &rules::RESPONSE_PROPERTY_NO_LONGER_NULLABLE,
                nullability(new),
            ),
            (true, false) => (&rules::RESPONSE_PROPERTY_BECAME_REQUIRED, "is required"),
            (true, true) if old.required && !new.required => (
                &rules::RESPONSE_NULLABLE_PROPERTY_BECAME_OPTIONAL,
                "is optional",
            ),
            (true, true) if !old.required && new.required => {
                (&rules::RESPONSE_OPTION_REDEFINED, "is always present")
            }
            (true, true) if old.nullable != new.nullable => {
                (&rules::RESPONSE_OPTION_REDEFINED, nullability(new))
            }
            _ => return,
        };
        self.became(rule, site, what);
    }

    fn became(&mut self, ruling: impl Into<RulePair>, site: &Site, what: &str) {
        self.report_changed(ruling, site, format!("{} {what}", site.name));
    }

    /// Compares the order of the arguments of `new`, which are sorted by name: only a renamed field moves an
    /// argument. If the number of arguments is the same, code may compile and send one value in place of another.
    fn order(&mut self, owner: &Owner, old: &[&'a Field], new: &[&'a Field], both: &[Both<'a>]) {
        let (old, new) = (asked(old), asked(new));
        let places = |fields: &[&'a Field]| -> HashMap<*const Field, usize> {
            let fields = fields.iter().map(|field| &raw const **field);
            fields.zip(0..).collect()
        };
        let (of_old, of_new) = (places(&old), places(&new));
        let mut places: Vec<(usize, usize)> = both
            .iter()
            .filter_map(|(old_field, new_field)| {
                let old_place = of_old.get(&(&raw const **old_field))?;
                let new_place = of_new.get(&(&raw const **new_field))?;
                Some((*old_place, *new_place))
            })
            .collect();
        places.sort_unstable();
        let moved = old.len() == new.len() && places.iter().any(|(old, new)| old != new);
        let reordered = !places.is_sorted_by_key(|(_, new)| *new);
        if owner.way.request && (moved || reordered) {
            let what = format!("`{}::new` takes its arguments in another order", owner.name);
            self.report(
                &rules::CONSTRUCTOR_ORDER,
                what,
                (Some(owner.old), Some(owner.new)),
                owner.way,
            );
        }
    }

    /// Reports whether two shapes are equal except for documentation and the names of types.
    pub(crate) fn is_same<'s>(&self, old: &'s Shape, new: &'s Shape) -> bool
    where
        'a: 's,
    {
        self.tried(old, new, None) <= Compatibility::Documentation
    }

    /// Returns the compatibility of replacing one shape with another: on the wire, if all values have the directions
    /// `way`; overall, if `way` is `None`.
    pub(crate) fn tried<'s>(
        &self,
        old: &'s Shape,
        new: &'s Shape,
        way: Option<Directions>,
    ) -> Compatibility
    where
        'a: 's,
    {
        if !self.may_try(0) {
            return Compatibility::Breaking;
        }
        let mut comparison: Comparison<'s> = Comparison::new(self.old.clone(), self.new.clone());
        comparison.is_trial = true;
        comparison.trials = Rc::clone(&self.trials);
        comparison.trial_directions = way;
        let nowhere = Origin {
            file: FileId(0),
            node: 0,
        };
        let site = Site {
            name: String::new(),
            old: nowhere,
            new: nowhere,
            way: way.unwrap_or(REQUEST),
        };
        comparison.shapes(&site, old, new);
        comparison.pairs();
        if self.trials.get() == 0 {
            // The comparison is incomplete.
            return Compatibility::Breaking;
        }
        let found = comparison.found.values().map(|found| found.ruling);
        let verdicts = found.flat_map(|ruling| [Some(ruling.rule), ruling.also]);
        let verdicts = verdicts.flatten().map(|rule| match way {
            Some(_) => rule.wire,
            None => rule.verdict,
        });
        verdicts.max().unwrap_or(Compatibility::Documentation)
    }
}

/// Returns the fields that are arguments of `new`, in their order.
fn asked<'a>(fields: &[&'a Field]) -> Vec<&'a Field> {
    let asked = fields.iter().copied();
    let mut asked: Vec<&Field> = asked
        .filter(|field| field.required && field.constant.is_none())
        .collect();
    asked.sort_unstable_by_key(|field| field.name.as_str());
    asked
}

impl Owner {
    fn wire_name<'f>(&self, field: &'f Field) -> WireName<'f> {
        if self.headers.contains(&field.wire_name) {
            WireName::Header(field.wire_name.to_ascii_lowercase())
        } else {
            WireName::Other(&field.wire_name)
        }
    }

    fn is_same_name(&self, one: &Field, other: &Field) -> bool {
        self.wire_name(one) == self.wire_name(other)
    }

    fn member(&self, field: &Field) -> String {
        code(format_args!("{}.{}", self.name, field.wire_name))
    }

    fn site(&self, old: &Field, new: &Field) -> Site {
        Site {
            name: self.member(old),
            old: old.origin,
            new: new.origin,
            way: self.way,
        }
    }
}

fn nullability(new: &Field) -> &'static str {
    if new.nullable {
        "may be null"
    } else {
        "is never null"
    }
}

fn removed_rule(owner: &Owner, field: &Field) -> RulePair {
    if owner.role == Role::Parameter {
        return (&rules::PARAMETER_REMOVED).into();
    }
    let response = if field.required {
        &rules::RESPONSE_PROPERTY_REMOVED
    } else {
        &rules::RESPONSE_OPTIONAL_PROPERTY_REMOVED
    };
    rules_for_directions(owner.way, &rules::REQUEST_PROPERTY_REMOVED, response)
}

fn added_rule(owner: &Owner, field: &Field) -> RulePair {
    let request = match (owner.role, field.required, &field.constant) {
        // `new` sets a constant without an argument.
        (_, true, Some(_)) => &rules::REQUEST_CONSTANT_ADDED,
        (Role::Parameter, true, None) => &rules::REQUIRED_PARAMETER_ADDED,
        (Role::Parameter, false, _) => &rules::OPTIONAL_PARAMETER_ADDED,
        (Role::Property | Role::Part, true, None) => &rules::REQUEST_PROPERTY_ADDED_REQUIRED,
        (Role::Property | Role::Part, false, _) => &rules::REQUEST_PROPERTY_ADDED_OPTIONAL,
    };
    rules_for_directions(owner.way, request, &rules::RESPONSE_PROPERTY_ADDED)
}

fn have_word_in_common(one: &str, other: &str) -> bool {
    let mut words = one.split('_');
    words.any(|word| word.len() > 1 && other.split('_').any(|in_other| in_other == word))
}
