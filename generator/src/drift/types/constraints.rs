//! Compares constraints and defaults, which types do not express.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::names::is_comparable;
use crate::base::source::Origin;
use crate::drift::{ApiIndex, Rule};
use crate::drift::{Comparison, Site, code, rules};
use crate::ir::{Constraint, ConstraintKind, Field, Shape, Type, TypeId, TypeKind, Within};

/// Returns the notes that are examples.
pub(crate) fn examples(notes: &[String]) -> Vec<&str> {
    let notes = notes.iter().map(String::as_str);
    notes.filter(|note| note.starts_with("Example: ")).collect()
}

/// Whether a default has an effect. The default of a required value has none.
#[derive(Clone, Copy, PartialEq)]
enum Defaults {
    Used,
    Unused,
}

/// A pair of types within a value that is compared separately.
struct Met<'a> {
    within: Vec<Within>,
    old: Vec<&'a [Constraint]>,
    new: Vec<&'a [Constraint]>,
}

impl<'a> Comparison<'a> {
    /// Compares the constraints of a field. Several schemas of the owner may describe it.
    pub(crate) fn limits_of_member(
        &mut self,
        site: &Site,
        owners: (Origin, Origin),
        (old_field, new_field): (&'a Field, &'a Field),
    ) {
        let of = |side: &ApiIndex<'a>, owner: Origin, field: Origin| {
            let limits = &side.api.constraints;
            let member = limits.members.get(&(owner, field));
            member
                .or_else(|| limits.places.get(&field))
                .map(Vec::as_slice)
        };
        let old = of(&self.old, owners.0, site.old).unwrap_or(&[]);
        let new = of(&self.new, owners.1, site.new).unwrap_or(&[]);
        let defaults = if old_field.required && new_field.required {
            Defaults::Unused
        } else {
            Defaults::Used
        };
        self.limits(
            site,
            (old, new),
            Some((&old_field.shape, &new_field.shape)),
            defaults,
        );
    }

    /// Compares the constraints of the properties that two unions declare next to their branches.
    pub(super) fn constraints_beside_branches(&mut self, site: &Site, name: &str) {
        let of = |side: &ApiIndex<'a>, union: Origin| {
            let limits = &side.api.constraints.beside_branches;
            limits.get(&union)
        };
        let old = of(&self.old, site.old);
        let new = of(&self.new, site.new);
        let names = old.into_iter().chain(new).flat_map(BTreeMap::keys);
        let names: BTreeSet<&String> = names.collect();
        for property in names {
            let sides = (
                old.and_then(|side| side.get(property)),
                new.and_then(|side| side.get(property)),
            );
            let site = Site {
                name: code(format_args!("{name}.{property}")),
                old: sides.0.map_or(site.old, |found| found.origin),
                new: sides.1.map_or(site.new, |found| found.origin),
                ..site.clone()
            };
            let limits = (
                sides.0.map_or(&[][..], |found| &found.constraints),
                sides.1.map_or(&[][..], |found| &found.constraints),
            );
            self.limits(&site, limits, None, Defaults::Used);
        }
    }

    /// Compares the constraints of two request bodies.
    pub(crate) fn limits_of_body(
        &mut self,
        site: &Site,
        operations: (Origin, Origin),
        media_types: (&str, &str),
        shapes: (&'a Shape, &'a Shape),
    ) {
        let of = |side: &ApiIndex<'a>, operation: Origin, media_type: &str| {
            let bodies = &side.api.constraints.bodies;
            let body = bodies.get(&(operation, media_type.to_owned()));
            body.map_or(&[][..], Vec::as_slice)
        };
        let old = of(&self.old, operations.0, media_types.0);
        let new = of(&self.new, operations.1, media_types.1);
        self.limits(site, (old, new), Some(shapes), Defaults::Used);
    }

    /// Compares the constraints of two types.
    pub(crate) fn limits_of_types(&mut self, site: &Site, old: &'a Type, new: &'a Type) {
        let limits = (limits_of(&self.old, old), limits_of(&self.new, new));
        if let (TypeKind::Enum(_), TypeKind::Enum(_)) = (&old.kind, &new.kind) {
            let own = |limits: &'a [Constraint]| find(limits, &[], ConstraintKind::Closed);
            self.closed(site, &[], (own(limits.0), own(limits.1)));
        }
        let shapes = match (&old.kind, &new.kind) {
            (
                TypeKind::Alias(old) | TypeKind::Newtype(old),
                TypeKind::Alias(new) | TypeKind::Newtype(new),
            ) => Some((old, new)),
            _ => None,
        };
        self.limits(site, limits, shapes, Defaults::Used);
    }

    fn limits(
        &mut self,
        site: &Site,
        (old, new): (&'a [Constraint], &'a [Constraint]),
        shapes: Option<(&'a Shape, &'a Shape)>,
        defaults: Defaults,
    ) {
        if old == new {
            return;
        }
        let mut met = Vec::new();
        if let Some((old, new)) = shapes {
            self.types_met(old, new, &mut Vec::new(), &mut met);
        }
        let keys = old.iter().chain(new);
        let mut keys: Vec<(&[Within], ConstraintKind)> = keys.map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        for (within, kind) in keys {
            let (old_constraint, new_constraint) =
                (find(old, within, kind), find(new, within, kind));
            if is_same(old_constraint, new_constraint)
                || is_told(&met, within, kind, (old_constraint, new_constraint))
            {
                continue;
            }
            match kind {
                ConstraintKind::Closed => {
                    if self.are_enums(shapes, within) {
                        self.closed(site, within, (old_constraint, new_constraint));
                    }
                    continue;
                }
                ConstraintKind::Types => {
                    self.item_types(site, within, (old, new), shapes);
                    continue;
                }
                ConstraintKind::Encoding if is_in_type(old_constraint, new_constraint) => continue,
                _ => {}
            }
            let rule = match kind {
                ConstraintKind::Encoding
                    if old_constraint.is_some() && new_constraint.is_some() =>
                {
                    &rules::TEXT_ENCODING_CHANGED
                }
                ConstraintKind::Default if defaults == Defaults::Unused && within.is_empty() => {
                    &rules::LIMIT_CHANGED
                }
                ConstraintKind::Default if site.way.request => &rules::DEFAULT_CHANGED,
                ConstraintKind::Default => &rules::LIMIT_CHANGED,
                _ if site.way.request && tightens(kind, old_constraint, new_constraint) => {
                    &rules::REQUEST_LIMIT_TIGHTENED
                }
                _ => &rules::LIMIT_CHANGED,
            };
            self.limit_differs(
                rule,
                site,
                (within, kind),
                (shown(old_constraint), shown(new_constraint)),
            );
        }
    }

    fn limit_differs(
        &mut self,
        rule: &'static Rule,
        site: &Site,
        (within, kind): (&[Within], ConstraintKind),
        (old, new): (String, String),
    ) {
        let (name, place) = (name(kind), place(within));
        let what = format!("{}: {name}{place} was {old}, is {new}", site.name);
        self.report_changed(rule, site, what);
    }

    /// Compares whether an API rejects values that an enum does not list.
    fn closed(
        &mut self,
        site: &Site,
        within: &[Within],
        (old, new): (Option<&Constraint>, Option<&Constraint>),
    ) {
        let rule = match (old, new) {
            (None, Some(_)) if site.way.request => &rules::REQUEST_LIMIT_TIGHTENED,
            (None, Some(_)) | (Some(_), None) => &rules::LIMIT_CHANGED,
            _ => return,
        };
        let shown = |limit: Option<&Constraint>| {
            let text = if limit.is_some() {
                "rejected"
            } else {
                "allowed"
            };
            text.to_owned()
        };
        let kind = ConstraintKind::Closed;
        self.limit_differs(rule, site, (within, kind), (shown(old), shown(new)));
    }

    /// Reports whether a part of two values is an enum in both.
    fn are_enums(&self, shapes: Option<(&'a Shape, &'a Shape)>, within: &[Within]) -> bool {
        let is_enum = |side: &ApiIndex<'a>, shape: &'a Shape| {
            let part = part(side, shape, within);
            part.is_some_and(|part| matches!(named(side, part), Some(TypeKind::Enum(_))))
        };
        shapes.is_some_and(|(old, new)| is_enum(&self.old, old) && is_enum(&self.new, new))
    }

    /// Compares the types of the item at a position of a list whose type does not express them.
    fn item_types(
        &mut self,
        site: &Site,
        within: &[Within],
        (old, new): (&'a [Constraint], &'a [Constraint]),
        shapes: Option<(&'a Shape, &'a Shape)>,
    ) {
        let Some((Within::Position(index), list)) = within.split_last() else {
            return;
        };
        let is_list = |side: &ApiIndex<'a>, shape: &'a Shape| {
            matches!(part(side, shape, list), Some(Shape::List(_)))
        };
        let are_lists =
            shapes.is_some_and(|(old, new)| is_list(&self.old, old) && is_list(&self.new, new));
        let (Some(old_types), Some(new_types), true) = (
            types_at(old, list, *index),
            types_at(new, list, *index),
            are_lists,
        ) else {
            return;
        };
        if old_types == new_types || self.is_renamed_item(&old_types, &new_types) {
            return;
        }
        let breaks = site.way.request && !allows(&new_types, &old_types)
            || site.way.response && !allows(&old_types, &new_types);
        let rule = if breaks {
            &rules::ITEM_TYPES_CHANGED
        } else {
            &rules::LIMIT_CHANGED
        };
        let shown = |types: &[&str]| match types {
            [] => "any".to_owned(),
            types => {
                let types: Vec<String> = types.iter().map(code).collect();
                types.join(" or ")
            }
        };
        let kind = ConstraintKind::Types;
        self.limit_differs(
            rule,
            site,
            (within, kind),
            (shown(&old_types), shown(&new_types)),
        );
    }

    /// Reports whether the types of an item differ only in names that the other API does not have.
    fn is_renamed_item(&self, old: &[&str], new: &[&str]) -> bool {
        let both = |name: &str| {
            let names = (&self.old.names, &self.new.names);
            names.0.contains_key(name) == names.1.contains_key(name)
        };
        let differs = |one: &[&str], other: &[&str]| {
            one.iter().any(|name| !other.contains(name) && both(name))
        };
        old.len() == new.len() && !differs(old, new) && !differs(new, old)
    }

    /// Collects the pairs of types within two shapes that are compared separately.
    fn types_met(
        &self,
        old: &'a Shape,
        new: &'a Shape,
        within: &mut Vec<Within>,
        met: &mut Vec<Met<'a>>,
    ) {
        let alias = |side: &ApiIndex<'a>, shape: &'a Shape| match shape {
            Shape::Named(id) => match side.get(*id).map(|ty| &ty.kind) {
                Some(TypeKind::Alias(inner)) => Some(inner),
                _ => None,
            },
            _ => None,
        };
        match (old, new) {
            (Shape::Boxed(old) | Shape::Nullable(old), new) => {
                self.types_met(old, new, within, met);
            }
            (old, Shape::Boxed(new) | Shape::Nullable(new)) => {
                self.types_met(old, new, within, met);
            }
            (Shape::List(old), Shape::List(new)) => {
                within.push(Within::Item);
                self.types_met(old, new, within, met);
                within.pop();
            }
            (Shape::Map(old), Shape::Map(new)) => {
                within.push(Within::Value);
                self.types_met(old, new, within, met);
                within.pop();
            }
            (Shape::Tuple(old), Shape::Tuple(new)) => {
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    within.push(Within::Position(index));
                    self.types_met(old, new, within, met);
                    within.pop();
                }
            }
            _ => {
                if let (Shape::Named(old), Shape::Named(new)) = (old, new) {
                    met.extend(self.compared_apart(*old, *new, within));
                    if within.last() == Some(&Within::Item) {
                        self.variants_met(*old, *new, within, met);
                    }
                }
                // The bound ends cycles of aliases, which have no meaning.
                if met.len() > 32 {
                    return;
                }
                match (alias(&self.old, old), alias(&self.new, new)) {
                    (Some(old), Some(new)) => self.types_met(old, new, within, met),
                    (Some(old), None) => self.types_met(old, new, within, met),
                    (None, Some(new)) => self.types_met(old, new, within, met),
                    (None, None) => {}
                }
            }
        }
    }

    /// Collects the pairs of types that two unions of items hold. The items at a position may have one of them.
    fn variants_met(&self, old: TypeId, new: TypeId, within: &[Within], met: &mut Vec<Met<'a>>) {
        let union = |side: &ApiIndex<'a>, id: TypeId| match side.get(id).map(|ty| &ty.kind) {
            Some(TypeKind::Union(union)) => Some(union.variants.as_slice()),
            _ => None,
        };
        let (Some(old), Some(new)) = (union(&self.old, old), union(&self.new, new)) else {
            return;
        };
        for old_variant in old {
            let new_variant = new
                .iter()
                .find(|new_variant| new_variant.name == old_variant.name);
            if let (Shape::Named(old_id), Some(Shape::Named(new_id))) = (
                &old_variant.shape,
                new_variant.map(|variant| &variant.shape),
            ) {
                met.extend(self.compared_apart(*old_id, *new_id, within));
            }
        }
    }

    /// Returns the constraints of two types, if they are compared separately.
    fn compared_apart(&self, old: TypeId, new: TypeId, within: &[Within]) -> Option<Met<'a>> {
        let (old_type, new_type) = (self.old.get(old)?, self.new.get(new)?);
        if !is_comparable(&old_type.kind, &new_type.kind)
            || self.is_replaced((old, new), (old, new))
        {
            return None;
        }
        let all = |side: &ApiIndex<'a>, id: TypeId, ty: &'a Type| {
            let shared = side.canonical(id).and_then(|id| side.get(id));
            let types = [Some(ty), shared].into_iter().flatten();
            types.map(|ty| limits_of(side, ty)).collect()
        };
        Some(Met {
            within: within.to_vec(),
            old: all(&self.old, old, old_type),
            new: all(&self.new, new, new_type),
        })
    }
}

fn limits_of<'a>(side: &ApiIndex<'a>, ty: &Type) -> &'a [Constraint] {
    let limits = side.api.constraints.places.get(&ty.origin);
    limits.map_or(&[][..], Vec::as_slice)
}

fn key(limit: &Constraint) -> (&[Within], ConstraintKind) {
    (&limit.within, limit.kind)
}

fn find<'a>(
    limits: &'a [Constraint],
    within: &[Within],
    kind: ConstraintKind,
) -> Option<&'a Constraint> {
    limits.iter().find(|limit| key(limit) == (within, kind))
}

/// Reports whether a difference is also one of types that are compared separately, where it is reported.
fn is_told(
    met: &[Met<'_>],
    within: &[Within],
    kind: ConstraintKind,
    (old, new): (Option<&Constraint>, Option<&Constraint>),
) -> bool {
    met.iter().any(|met| {
        let Some((start, rest)) = within.split_at_checked(met.within.len()) else {
            return false;
        };
        // A type of all items of a list is also that of the item at each position.
        let is_part = |(step, met): (&Within, &Within)| {
            step == met || matches!((step, met), (Within::Position(_), Within::Item))
        };
        if !start.iter().zip(&met.within).all(is_part) {
            return false;
        }
        let has = |sides: &[&[Constraint]], limit: Option<&Constraint>| {
            let mut sides = sides.iter();
            sides.any(|limits| is_same(find(limits, rest, kind), limit))
        };
        has(&met.old, old) && has(&met.new, new)
    })
}

/// Returns the kind of the type that a shape names.
fn named<'a>(side: &ApiIndex<'a>, shape: &Shape) -> Option<&'a TypeKind> {
    match side.resolve(shape).shape {
        Shape::Named(id) => side.get(*id).map(|ty| &ty.kind),
        _ => None,
    }
}

/// Returns the shape of a part of a value, without aliases, boxes and null.
fn part<'a>(side: &ApiIndex<'a>, shape: &'a Shape, within: &[Within]) -> Option<&'a Shape> {
    let mut shape = plain(side, shape);
    for step in within {
        let inner = match (step, shape) {
            (Within::Item | Within::Position(_), Shape::List(inner))
            | (Within::Value, Shape::Map(inner)) => inner,
            (Within::Position(index), Shape::Tuple(items)) => items.get(*index)?,
            (Within::Type(_), Shape::Named(_)) => {
                let Some(TypeKind::Union(union)) = named(side, shape) else {
                    return None;
                };
                let mut variants = union.variants.iter().map(|variant| &variant.shape);
                variants.find(|shape| matches!(named(side, shape), Some(TypeKind::Enum(_))))?
            }
            _ => return None,
        };
        shape = plain(side, inner);
    }
    Some(shape)
}

fn plain<'a>(side: &ApiIndex<'a>, shape: &'a Shape) -> &'a Shape {
    let mut shape = side.resolve(shape).shape;
    // The bound ends cycles of aliases, which have no meaning.
    for _ in 0..32 {
        let Shape::Nullable(inner) = shape else {
            break;
        };
        shape = side.resolve(inner).shape;
    }
    shape
}

/// Returns the types of the item at a position of a list; empty if any type is allowed. None if the list has no such
/// item.
fn types_at<'a>(limits: &'a [Constraint], list: &[Within], index: usize) -> Option<Vec<&'a str>> {
    let most = find(limits, list, ConstraintKind::MaximumItems);
    let most = most.and_then(|most| most.value.as_u64());
    if most.is_some_and(|most| u64::try_from(index).is_ok_and(|index| index >= most)) {
        return None;
    }
    let of = |step: Within| {
        let within: Vec<Within> = list.iter().copied().chain([step]).collect();
        find(limits, &within, ConstraintKind::Types)
    };
    let found = of(Within::Position(index)).or_else(|| of(Within::Item));
    let types = found.and_then(|found| found.value.as_array());
    Some(
        types
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
    )
}

/// Reports whether the outer types include each of the inner types.
fn allows(outer: &[&str], inner: &[&str]) -> bool {
    let has = |name: &str| outer.contains(&name);
    let allowed = |name: &&str| has(name) || *name == "integer" && has("number");
    outer.is_empty() || !inner.is_empty() && inner.iter().all(allowed)
}

/// Reports whether an encoding that decides the type was added or removed.
fn is_in_type(old: Option<&Constraint>, new: Option<&Constraint>) -> bool {
    let is_base64 = |limit: &Constraint| limit.value.as_str() == Some("base64");
    match (old, new) {
        (Some(limit), None) | (None, Some(limit)) => is_base64(limit),
        _ => false,
    }
}

fn is_same(one: Option<&Constraint>, other: Option<&Constraint>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.exclusive == other.exclusive && is_same_value(&one.value, &other.value)
        }
        _ => false,
    }
}

/// Reports whether two values are equal: `1` equals `1.0`.
fn is_same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => order(one, other) == Some(Ordering::Equal),
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(name, value): (&String, &Value)| {
                let other = other.get(name);
                other.is_some_and(|other| is_same_value(value, other))
            };
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}

fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one.as_i64(), other.as_i64()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// Reports whether a value that satisfies the old constraint may violate the new one.
fn tightens(kind: ConstraintKind, old: Option<&Constraint>, new: Option<&Constraint>) -> bool {
    let Some(new) = new else {
        return false;
    };
    let Some(old) = old else {
        return true;
    };
    let stricter = match kind {
        ConstraintKind::Minimum
        | ConstraintKind::MinimumLength
        | ConstraintKind::MinimumItems
        | ConstraintKind::MinimumProperties => Some(Ordering::Greater),
        ConstraintKind::Maximum
        | ConstraintKind::MaximumLength
        | ConstraintKind::MaximumItems
        | ConstraintKind::MaximumProperties => Some(Ordering::Less),
        _ => None,
    };
    match (stricter, &old.value, &new.value) {
        (Some(stricter), old_value, new_value) => match order(new_value, old_value) {
            Some(Ordering::Equal) => new.exclusive && !old.exclusive,
            found => found.is_none_or(|found| found == stricter),
        },
        // A multiple of 0.05 is a multiple of 0.01.
        (None, Value::Array(old), Value::Array(new)) if kind == ConstraintKind::MultipleOf => new
            .iter()
            .any(|one| !old.iter().any(|other| divides(one, other))),
        (None, Value::Array(old), Value::Array(new)) if kind == ConstraintKind::Names => {
            old.iter().any(|one| !new.contains(one))
        }
        // All elements of the list apply, so only an added one is stricter.
        (None, Value::Array(old), Value::Array(new)) => new.iter().any(|one| !old.contains(one)),
        (None, Value::Object(old), Value::Object(new))
            if kind == ConstraintKind::DependentRequired =>
        {
            new.iter().any(|(name, names)| {
                let before = old.get(name).and_then(Value::as_array);
                let mut names = names.as_array().into_iter().flatten();
                names.any(|name| before.is_none_or(|before| !before.contains(name)))
            })
        }
        _ => true,
    }
}

/// Reports whether a number is a multiple of another one, within the precision of floating-point numbers.
fn divides(divisor: &Value, number: &Value) -> bool {
    let (Some(divisor), Some(number)) = (divisor.as_f64(), number.as_f64()) else {
        return false;
    };
    let times = number / divisor;
    times.is_finite() && (times - times.round()).abs() < 1e-9 * times.abs().max(1.0)
}

fn name(kind: ConstraintKind) -> String {
    match kind {
        ConstraintKind::Minimum => "minimum",
        ConstraintKind::Maximum => "maximum",
        ConstraintKind::MultipleOf => "multiple of",
        ConstraintKind::MinimumLength => "minimum length",
        ConstraintKind::MaximumLength => "maximum length",
        ConstraintKind::Pattern => "pattern",
        ConstraintKind::Format => "format",
        ConstraintKind::MinimumItems => "minimum items",
        ConstraintKind::MaximumItems => "maximum items",
        ConstraintKind::UniqueItems => "unique items",
        ConstraintKind::MinimumProperties => "minimum properties",
        ConstraintKind::MaximumProperties => "maximum properties",
        ConstraintKind::DependentRequired => "required together",
        ConstraintKind::Always => "the only value",
        ConstraintKind::Encoding => "content encoding",
        ConstraintKind::Types => "type",
        ConstraintKind::Names => "list of allowed values",
        ConstraintKind::Closed => "any other value",
        ConstraintKind::Further(keyword) => return code(keyword),
        ConstraintKind::Default => "default",
    }
    .to_owned()
}

/// Describes the part of the value that a constraint applies to.
fn place(within: &[Within]) -> String {
    let steps = within.iter().rev().map(|step| match step {
        Within::Item => " of an item".to_owned(),
        Within::Position(index) => format!(" of item {}", index.saturating_add(1)),
        Within::Value => " of a value".to_owned(),
        Within::Name => " of a name".to_owned(),
        Within::Type(name) => format!(" of the {name}"),
    });
    steps.collect()
}

fn shown(limit: Option<&Constraint>) -> String {
    let Some(limit) = limit else {
        return "none".to_owned();
    };
    let text = |value: &Value| match value {
        Value::String(text) => code(text),
        value => code(value),
    };
    let value = match &limit.value {
        Value::Bool(true) if limit.kind == ConstraintKind::UniqueItems => return "set".to_owned(),
        Value::Array(all) if limit.kind == ConstraintKind::Names => {
            let all: Vec<String> = all.iter().map(text).collect();
            all.join(", ")
        }
        Value::Array(all) if is_list(limit.kind) => {
            let all: Vec<String> = all.iter().map(text).collect();
            all.join(" and ")
        }
        value => text(value),
    };
    if limit.exclusive {
        format!("{value} (exclusive)")
    } else {
        value
    }
}

/// Reports whether the value of a constraint is a list of constraints that all apply.
fn is_list(kind: ConstraintKind) -> bool {
    matches!(
        kind,
        ConstraintKind::Pattern | ConstraintKind::MultipleOf | ConstraintKind::Further(_)
    )
}
