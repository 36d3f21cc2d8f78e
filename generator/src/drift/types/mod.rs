//! Compares pairs of types: structs, enums, unions, constants and multipart bodies.

pub(crate) mod constraints;
pub(crate) mod fields;
pub(crate) mod names;
pub(crate) mod shapes;
pub(crate) mod values;

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::types::fields::{Owner, Role};
use super::types::names::both;
use super::types::shapes::shape_text;
use super::{Comparison, RESPONSE, Site, code, matching, rules, rules_for_directions};
use crate::emit;
use crate::ir::{
    Constant, Directions, Enum, EnumValue, Multipart, Part, PresenceRule, Shape, Struct, TagWriter,
    Tagging, Type, TypeId, TypeKind, Union, Variant,
};

impl<'a> Comparison<'a> {
    /// Compares two types of the same kind.
    pub(crate) fn types(&mut self, old: TypeId, new: TypeId) {
        let (Some(old_type), Some(new_type)) = self.inline(old, new) else {
            return;
        };
        // If a shared type is now two types, the changed one already has its own name.
        let own = self.old.names.get(new_type.name.as_str()).copied();
        let own = own.and_then(|own| self.old.canonical(own)) == Some(old);
        let remains =
            |side: &super::ApiIndex<'_>, ty: &Type| side.names.contains_key(ty.name.as_str());
        let replaced = old_type.name != new_type.name && !own;
        let name = &if own {
            new_type.name.clone()
        } else if replaced
            && remains(&self.new, old_type)
            && !self.is_of_one_schema(old_type, new_type)
        {
            // Both types still exist, so the differences are changes of neither: the name shows both.
            format!("({} → {})", old_type.name, new_type.name)
        } else {
            old_type.name.clone()
        };
        self.skip_docs = replaced && (remains(&self.new, old_type) || remains(&self.old, new_type));
        let site = Site {
            name: code(name),
            old: old_type.origin,
            new: new_type.origin,
            way: self
                .trial_directions
                .unwrap_or_else(|| directions(old_type, new_type)),
        };
        // A type that was only sent and is now only received has no values in common on the wire.
        let both_ways = both(old_type.directions, new_type.directions);
        self.is_unused = !(self.is_trial || both_ways.request || both_ways.response);
        self.docs(&site, &old_type.docs, &new_type.docs);
        self.limits_of_types(&site, old_type, new_type);
        self.deprecation(&site, old_type.deprecated, new_type.deprecated);
        match (&old_type.kind, &new_type.kind) {
            (TypeKind::Struct(old), TypeKind::Struct(new)) => {
                self.now_sent(&site, (old_type, new_type), (old, new));
                self.no_update(&site, (old_type, new_type), (old, new));
                self.structs(&site, name, old, new);
            }
            (TypeKind::Enum(old), TypeKind::Enum(new)) => self.enums(&site, name, old, new),
            (TypeKind::Constant(old), TypeKind::Constant(new)) => {
                self.constants(&site, name, old, new);
            }
            (TypeKind::Union(old), TypeKind::Union(new)) => {
                let matched = self.unions(&site, name, old, new);
                self.conversions(&site, (old_type, old), (new_type, new), &matched);
            }
            (TypeKind::Alias(old), TypeKind::Alias(new))
            | (TypeKind::Newtype(old), TypeKind::Newtype(new)) => self.shapes(&site, old, new),
            (TypeKind::BodyChoice(old), TypeKind::BodyChoice(new)) => {
                self.bodies_of_choice(&site, name, old, new);
            }
            (TypeKind::ResponseChoice(old), TypeKind::ResponseChoice(new)) => {
                self.successes_of_choice(&site, name, old, new);
            }
            (TypeKind::Multipart(old), TypeKind::Multipart(new)) => {
                self.parts(&site, name, old, new);
            }
            _ => {}
        }
        self.skip_docs = false;
        self.is_unused = false;
    }

    fn structs(&mut self, site: &Site, name: &str, old: &'a Struct, new: &'a Struct) {
        let owner = owner(site, name, Role::Property);
        let old_fields: Vec<_> = old.fields.iter().collect();
        let new_fields: Vec<_> = new.fields.iter().collect();
        self.fields(&owner, &old_fields, &new_fields);
        if site.way.request {
            self.presence(site, old, new);
        }
        match (&old.additional, &new.additional) {
            (None, Some(new_field)) => {
                let what = format!(
                    "{} has additional properties in `{}`",
                    site.name, new_field.name
                );
                self.report_changed(&rules::ADDITIONAL_PROPERTIES_ADDED, site, what);
            }
            (Some(old_field), None) => {
                let what = format!("{} no longer has `{}`", site.name, old_field.name);
                let rule = rules_for_directions(
                    site.way,
                    &rules::ADDITIONAL_PROPERTIES_REMOVED,
                    &rules::RESPONSE_ADDITIONAL_PROPERTIES_REMOVED,
                );
                self.report_changed(rule, site, what);
            }
            (Some(old_field), Some(new_field)) => {
                let inner = Site {
                    name: code(format_args!("{name}.{}", old_field.name)),
                    ..site.clone()
                };
                if old_field.name != new_field.name {
                    let what = format!("{} is now the field `{}`", inner.name, new_field.name);
                    self.report_changed(&rules::FIELD_RENAMED, &inner, what);
                }
                let inner = Site {
                    name: format!("a value of {}", inner.name),
                    ..inner
                };
                self.shapes(&inner, &old_field.shape, &new_field.shape);
            }
            (None, None) => {}
        }
    }

    /// Compares the rules that require one of several sets of properties.
    fn presence(&mut self, site: &Site, old: &Struct, new: &Struct) {
        let told = |rule: &PresenceRule| {
            let sets: Vec<String> = rule
                .sets
                .iter()
                .map(|names| code(names.join(" with ")))
                .collect();
            let how = if rule.exclusive {
                "exactly"
            } else {
                "at least"
            };
            format!("{how} one of {}", sets.join(", "))
        };
        let sets = |rule: &PresenceRule| {
            let sets: Vec<_> = rule.sets.iter().map(|names| sorted(names)).collect();
            (rule.exclusive, sorted(&sets))
        };
        let all = |of: &Struct| of.rules.iter().map(sets).collect::<HashSet<_>>();
        let (had, has) = (all(old), all(new));
        for rule in new.rules.iter().filter(|rule| !had.contains(&sets(rule))) {
            let what = format!("{} must have {}", site.name, told(rule));
            self.report_changed(&rules::PRESENCE_TIGHTENED, site, what);
        }
        // A rule that replaces another one is reported above.
        if has.is_subset(&had) {
            for rule in old.rules.iter().filter(|rule| !has.contains(&sets(rule))) {
                let what = format!("{} need not have {}", site.name, told(rule));
                self.report_changed(&rules::PRESENCE_RELAXED, site, what);
            }
        }
    }

    /// Reports the fields that change because a type that was only received is now sent.
    fn now_sent(
        &mut self,
        site: &Site,
        (old_type, new_type): (&Type, &Type),
        (old, new): (&'a Struct, &'a Struct),
    ) {
        if old_type.directions.request || !new_type.directions.request {
            return;
        }
        let could_miss = |field: &&crate::ir::Field| !field.required && field.nullable;
        let missing = old.fields.iter().filter(could_miss);
        let missing = missing.filter(|field| {
            let mut now = new.fields.iter().filter(could_miss);
            now.any(|now| now.wire_name == field.wire_name)
        });
        let missing: Vec<String> = missing.map(|field| code(&field.name)).collect();
        if !missing.is_empty() {
            let what = format!(
                "{} is now also sent: {} is a `Nullable`",
                site.name,
                missing.join(", ")
            );
            self.report_changed(&rules::TYPE_NOW_SENT, site, what);
        }
    }

    /// Reports the `clear_…` methods that are removed because a type is no longer sent in updates.
    fn no_update(
        &mut self,
        site: &Site,
        (old_type, new_type): (&Type, &Type),
        (old, new): (&'a Struct, &'a Struct),
    ) {
        let sent = old_type.directions.request && new_type.directions.request;
        if !sent || !old_type.updates || new_type.updates {
            return;
        }
        let clears = |field: &&crate::ir::Field| !field.required && field.nullable;
        let removed = old.fields.iter().filter(clears).filter(|field| {
            let mut now = new.fields.iter().filter(clears);
            now.any(|now| now.name == field.name)
        });
        let removed: Vec<String> = removed
            .map(|field| code(format_args!("clear_{}", field.name)))
            .collect();
        if !removed.is_empty() {
            let what = format!("{} no longer has {}", site.name, removed.join(", "));
            self.report_changed(&rules::CLEAR_WITHDRAWN, site, what);
        }
    }

    fn enums(&mut self, site: &Site, name: &str, old: &'a Enum, new: &'a Enum) {
        // Another value with the same variant name keeps the variant: one that differs in case, for example.
        let keys: [&dyn Fn(&EnumValue) -> String; 2] =
            [&|one| one.value.to_string(), &|one| one.name.clone()];
        let rules = [
            (
                &rules::REQUEST_ENUM_VALUE_REMOVED,
                &rules::RESPONSE_ENUM_VALUE_REMOVED,
            ),
            (
                &rules::REQUEST_ENUM_VALUE_ADDED,
                &rules::RESPONSE_ENUM_VALUE_ADDED,
            ),
        ];
        let [removed, added] =
            rules.map(|(request, response)| rules_for_directions(site.way, request, response));
        for pair in matching::paired(&old.values, &new.values, &keys) {
            let (old_value, new_value) = match pair {
                (Some(old_value), Some(new_value)) => (old_value, new_value),
                (Some(old_value), None) => {
                    let what = format!("{} lost `{}`", site.name, shown(&old_value.value));
                    self.report_changed(removed, site, what);
                    continue;
                }
                (None, Some(new_value)) => {
                    let what = format!("{} gained `{}`", site.name, shown(&new_value.value));
                    self.report_changed(added, site, what);
                    continue;
                }
                (None, None) => continue,
            };
            let site = Site {
                name: code(format_args!("{name}::{}", old_value.name)),
                ..site.clone()
            };
            self.variant_name(&site, &new_value.name, old_value.name != new_value.name);
            self.variant_value(&site, &old_value.value, &new_value.value);
            self.docs(&site, &old_value.docs, &new_value.docs);
            self.deprecation(&site, old_value.deprecated, new_value.deprecated);
        }
        let unknown = Site {
            name: code(format_args!("{name}::{}", old.unknown)),
            ..site.clone()
        };
        self.variant_name(&unknown, &new.unknown, old.unknown != new.unknown);
    }

    fn variant_value(&mut self, site: &Site, old: &Value, new: &Value) {
        if old != new {
            let what = format!("{} was `{}`, is `{}`", site.name, shown(old), shown(new));
            self.report_changed(&rules::VARIANT_VALUE_CHANGED, site, what);
        }
    }

    fn variant_name(&mut self, site: &Site, now: &str, differs: bool) {
        if differs {
            let what = format!("{} is now called `{now}`", site.name);
            self.report_changed(&rules::VARIANT_RENAMED, site, what);
        }
    }

    fn constants(&mut self, site: &Site, name: &str, old: &Constant, new: &Constant) {
        if old.value == new.value {
            self.variant_name(site, &new.name, old.name != new.name);
            return;
        }
        if old.name == new.name {
            let site = Site {
                name: code(format_args!("{name}::{}", old.name)),
                ..site.clone()
            };
            self.variant_value(&site, &old.value, &new.value);
            return;
        }
        let (old_value, new_value) = (shown(&old.value), shown(&new.value));
        let what = format!(
            "{} was always `{old_value}`, is always `{new_value}`",
            site.name
        );
        self.report_changed(&rules::CONSTANT_CHANGED, site, what);
    }

    /// Compares two unions. Returns, for each old variant, the index of the matching new one.
    fn unions(
        &mut self,
        site: &Site,
        name: &str,
        old: &'a Union,
        new: &'a Union,
    ) -> Vec<Option<usize>> {
        let tagged = self.tagging(site, old, new);
        let matched = self.variants(old, new);
        for (old_variant, found) in old.variants.iter().zip(&matched) {
            let Some(new_variant) = found.and_then(|index| new.variants.get(index)) else {
                let rule = rules_for_directions(
                    site.way,
                    &rules::REQUEST_VARIANT_REMOVED,
                    &rules::RESPONSE_VARIANT_REMOVED,
                );
                self.report_changed(
                    rule,
                    site,
                    format!("{} lost `{}`", site.name, old_variant.name),
                );
                continue;
            };
            let site = Site {
                name: code(format_args!("{name}::{}", old_variant.name)),
                ..site.clone()
            };
            self.variant_name(
                &site,
                &new_variant.name,
                old_variant.name != new_variant.name,
            );
            self.docs(&site, &old_variant.docs, &new_variant.docs);
            if tagged {
                self.tags(&site, old_variant, new_variant);
            }
            self.shapes(&site, &old_variant.shape, &new_variant.shape);
        }
        let found: HashSet<usize> = matched.iter().flatten().copied().collect();
        for (index, new_variant) in new.variants.iter().enumerate() {
            if found.contains(&index) {
                continue;
            }
            let rule = if tagging_text(&new.tagging).is_some() {
                (&rules::VARIANT_ADDED).into()
            } else {
                rules_for_directions(
                    site.way,
                    &rules::UNTAGGED_REQUEST_VARIANT_ADDED,
                    &rules::UNTAGGED_RESPONSE_VARIANT_ADDED,
                )
            };
            self.report_changed(
                rule,
                site,
                format!("{} gained `{}`", site.name, new_variant.name),
            );
        }
        if tagged {
            let unknown = Site {
                name: code(format_args!("{name}::{}", old.unknown)),
                ..site.clone()
            };
            self.variant_name(&unknown, &new.unknown, old.unknown != new.unknown);
        }
        matched
    }

    /// Reports types that no longer convert into a union by `From`, although it still holds them.
    fn conversions(
        &mut self,
        site: &Site,
        (old_type, old): (&'a Type, &'a Union),
        (new_type, new): (&'a Type, &'a Union),
        matched: &[Option<usize>],
    ) {
        let id = |side: &super::ApiIndex<'a>, ty: &Type| side.names.get(ty.name.as_str()).copied();
        let (Some(old_id), Some(new_id)) = (id(&self.old, old_type), id(&self.new, new_type))
        else {
            return;
        };
        let sources = emit::union_sources(self.old.api, old_id, old, old_type.directions);
        let now = emit::union_sources(self.new.api, new_id, new, new_type.directions);
        let now: HashSet<&Shape> = now.into_iter().flatten().collect();
        let plain: HashSet<Shape> = now.iter().map(|shape| emit::plain(shape)).collect();
        for (source, found) in sources.into_iter().zip(matched) {
            let (Some(source), Some(_)) = (source, found) else {
                continue;
            };
            // Code names the type. If the name is removed, that is reported at the type.
            let name = match source {
                Shape::Named(id) => self.old.get(*id).map(|ty| ty.name.as_str()),
                _ => None,
            };
            let becomes = match name {
                None => plain.contains(&emit::plain(source)),
                Some(name) => {
                    let Some(id) = self.new.names.get(name) else {
                        continue;
                    };
                    let named = Shape::Named(*id);
                    let resolved = self.new.resolve(&named).shape;
                    now.contains(resolved)
                }
            };
            if !becomes {
                let source = code(shape_text(self.old.api, source));
                let what = format!("{source} no longer converts into {} by `From`", site.name);
                self.report_changed(&rules::CONVERSION_REMOVED, site, what);
            }
        }
    }

    /// Compares the tag values of a variant, if both APIs declare them.
    pub(crate) fn tags(&mut self, site: &Site, old: &Variant, new: &Variant) {
        if old.tags.is_empty() || new.tags.is_empty() {
            return;
        }
        // The first one is sent, unless the type itself has the tag.
        let is_sent = site.way.request
            && [old, new]
                .iter()
                .any(|variant| variant.tag_writer == TagWriter::Union);
        if same_values(&old.tags, &new.tags) && (!is_sent || old.tags.first() == new.tags.first()) {
            return;
        }
        let list = |tags: &[Value]| tags.iter().map(shown).collect::<Vec<_>>().join(", ");
        let (old, new) = (list(&old.tags), list(&new.tags));
        let what = format!(
            "{} was selected by `{old}`, is selected by `{new}`",
            site.name
        );
        self.report_changed(&rules::VARIANT_TAGS_CHANGED, site, what);
    }

    /// Compares the tagging of two unions. Returns whether both are tagged.
    pub(crate) fn tagging(&mut self, site: &Site, old: &Union, new: &Union) -> bool {
        match (tagging_text(&old.tagging), tagging_text(&new.tagging)) {
            (Some(old_tag), Some(new_tag)) => {
                if old_tag != new_tag {
                    let what = format!(
                        "{} was distinguished by {old_tag}, is distinguished by {new_tag}",
                        site.name
                    );
                    self.report_changed(&rules::UNION_TAG_RENAMED, site, what);
                }
                true
            }
            (None, None) => false,
            (None, Some(new_tag)) => {
                let what = format!("{} is now distinguished by {new_tag}", site.name);
                self.report_changed(&rules::UNION_TAGGING_CHANGED, site, what);
                false
            }
            (Some(old_tag), None) => {
                let what = format!("{} is no longer distinguished by {old_tag}", site.name);
                self.report_changed(&rules::UNION_TAGGING_CHANGED, site, what);
                false
            }
        }
    }

    /// Returns, for each old variant, the index of the matching new one. Criteria in order: tag values; for untagged
    /// variants, an equal shape; the name; the name of the type. The last one, for untagged variants, is the same
    /// form of content, if only one variant has it. Names of variants may be numbered, so a variant that is added in
    /// the middle takes over a name.
    fn variants(&self, old: &'a Union, new: &'a Union) -> Vec<Option<usize>> {
        let mut matches = Matches::of(old, new);
        // Shapes are compared only if names may mislead, and not in trials: nested trials would multiply.
        let is_counted =
            |variant: &Variant| variant.name.ends_with(|last: char| last.is_ascii_digit());
        let names = |union: &'a Union| -> HashSet<&'a str> {
            union.variants.iter().map(|one| one.name.as_str()).collect()
        };
        let (old_names, new_names) = (names(old), names(new));
        let may_mislead =
            !self.is_trial && (old_names != new_names || old.variants.iter().any(is_counted));
        let is_apart = |old_variant: &Variant, new_variant: &Variant| {
            may_mislead && old_variant.tags.is_empty() && new_variant.tags.is_empty()
        };
        let of_name: HashMap<&str, (usize, &'a Variant)> = new
            .variants
            .iter()
            .enumerate()
            .rev()
            .map(|(index, one)| (one.name.as_str(), (index, one)))
            .collect();
        let is_same_shape = |old_variant: &'a Variant, new_variant: &'a Variant| {
            is_apart(old_variant, new_variant)
                && self.is_same(&old_variant.shape, &new_variant.shape)
                && of_name
                    .get(old_variant.name.as_str())
                    .is_none_or(|(_, named)| {
                        let way = Some(RESPONSE);
                        self.tried(&old_variant.shape, &named.shape, way)
                            == super::Compatibility::Breaking
                    })
        };
        let of_tags = |one: &Variant| one.tags.iter().map(Value::to_string).collect();
        matches.keyed(of_tags, of_tags, Candidates::First);
        let of_names = |one: &Variant| vec![one.name.clone()];
        if may_mislead {
            for (at, old_variant) in old.variants.iter().enumerate() {
                if let Some(&(index, new_variant)) = of_name.get(old_variant.name.as_str())
                    && matches.is_free(at, index)
                    && is_apart(old_variant, new_variant)
                    && self.is_same(&old_variant.shape, &new_variant.shape)
                {
                    matches.set(at, index);
                }
            }
            for (at, old_variant) in old.variants.iter().enumerate() {
                if self.trials.get() == 0 {
                    break;
                }
                if !old_variant.tags.is_empty() || matches.matched.get(at) != Some(&None) {
                    continue;
                }
                let mut others = new.variants.iter().enumerate();
                let found = others.find(|(index, new_variant)| {
                    matches.is_free(at, *index) && is_same_shape(old_variant, new_variant)
                });
                if let Some((index, _)) = found {
                    matches.set(at, index);
                }
            }
        }
        matches.keyed(of_names, of_names, Candidates::First);
        let of_type = |side: &super::ApiIndex<'a>, one: &Variant| match &one.shape {
            Shape::Named(id) => side
                .get(*id)
                .map(|ty| ty.name.clone())
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        matches.keyed(
            |one| of_type(&self.old, one),
            |one| of_type(&self.new, one),
            Candidates::First,
        );
        let of_shape = |side: &super::ApiIndex<'a>, one: &Variant| {
            let mut key = String::new();
            describe(side, &one.shape, NESTED, &mut key);
            let keys = one.tags.is_empty().then_some(key);
            keys.into_iter().collect()
        };
        matches.keyed(
            |one| of_shape(&self.old, one),
            |one| of_shape(&self.new, one),
            Candidates::Only,
        );
        matches.matched
    }

    fn parts(&mut self, site: &Site, name: &str, old: &'a Multipart, new: &'a Multipart) {
        let owner = owner(site, name, Role::Part);
        let fields = |form: &'a Multipart| {
            let named = form.parts.iter().map(|part| &part.field);
            named.chain(&form.additional).collect::<Vec<_>>()
        };
        let both = self.fields(&owner, &fields(old), &fields(new));
        for (old_field, new_field) in both {
            let part = |form: &'a Multipart, field: &crate::ir::Field| {
                form.parts
                    .iter()
                    .find(|part| std::ptr::eq(&raw const part.field, field))
            };
            let (Some(old_part), Some(new_part)) = (part(old, old_field), part(new, new_field))
            else {
                continue;
            };
            if (old_part.repeated, &old_part.media_type)
                != (new_part.repeated, &new_part.media_type)
                || old_part.style != new_part.style
                || sorted(&old_part.headers) != sorted(&new_part.headers)
            {
                let name = format!("{name}.{}", old_part.field.wire_name);
                let what = format!("the part `{name}` is encoded differently");
                self.report_changed(&rules::BODY_STYLE_CHANGED, site, what);
            }
            self.part_headers(site, name, (old_part, new_part));
        }
    }
}

impl Comparison<'_> {
    /// Compares the headers that a part must have and whose values the caller chooses.
    fn part_headers(&mut self, site: &Site, name: &str, (old, new): (&Part, &Part)) {
        let part = format!("the part `{name}.{}`", old.field.wire_name);
        // Case is insignificant (RFC 9110, section 5.1).
        let has = |part: &Part, name: &String| {
            let mut names = part.required_headers.iter();
            names.any(|one| one.eq_ignore_ascii_case(name))
        };
        for header in new.required_headers.iter().filter(|one| !has(old, one)) {
            let what = format!("{part} must have the header {}", code(header));
            self.report_changed(&rules::REQUEST_LIMIT_TIGHTENED, site, what);
        }
        for header in old.required_headers.iter().filter(|one| !has(new, one)) {
            let what = format!("{part} need not have the header {}", code(header));
            self.report_changed(&rules::LIMIT_CHANGED, site, what);
        }
    }
}

/// Which of several new variants with the same key matches an old variant.
#[derive(Clone, Copy, PartialEq)]
enum Candidates {
    /// The first unmatched one.
    First,
    /// The unmatched one, if there is exactly one.
    Only,
}

/// The matching of the variants of an old and a new union.
struct Matches<'a> {
    old: &'a [Variant],
    new: &'a [Variant],
    /// The index of the matching new variant of each old variant.
    matched: Vec<Option<usize>>,
    /// Whether each new variant is matched.
    taken: Vec<bool>,
}

impl<'a> Matches<'a> {
    fn of(old: &'a Union, new: &'a Union) -> Self {
        Self {
            old: &old.variants,
            new: &new.variants,
            matched: vec![None; old.variants.len()],
            taken: vec![false; new.variants.len()],
        }
    }

    /// Reports whether neither variant is matched yet.
    fn is_free(&self, old: usize, new: usize) -> bool {
        self.matched.get(old) == Some(&None) && self.taken.get(new) == Some(&false)
    }

    fn set(&mut self, old: usize, new: usize) {
        if let (Some(slot), Some(taken)) = (self.matched.get_mut(old), self.taken.get_mut(new)) {
            *slot = Some(new);
            *taken = true;
        }
    }

    /// Matches variants that have a key in common.
    fn keyed(
        &mut self,
        old_keys: impl Fn(&Variant) -> Vec<String>,
        new_keys: impl Fn(&Variant) -> Vec<String>,
        candidates: Candidates,
    ) {
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (index, new) in self.new.iter().enumerate() {
            if self.taken.get(index) == Some(&false) {
                for key in new_keys(new) {
                    places.entry(key).or_default().push_back(index);
                }
            }
        }
        for (at, old) in self.old.iter().enumerate() {
            if self.matched.get(at) != Some(&None) {
                continue;
            }
            let mut found: Option<usize> = None;
            for key in old_keys(old) {
                let Some(free) = places.get_mut(&key) else {
                    continue;
                };
                while free.front().is_some_and(|&index| !self.is_free(at, index)) {
                    free.pop_front();
                }
                if candidates == Candidates::Only && free.len() > 1 {
                    continue;
                }
                found = match (found, free.front().copied()) {
                    (Some(found), Some(first)) => Some(found.min(first)),
                    (found, first) => found.or(first),
                };
            }
            if let Some(index) = found {
                self.set(at, index);
            }
        }
    }
}

/// The number of levels of nested lists and maps in a description.
const NESTED: usize = 32;

/// Describes a shape without resolving the types that it names.
fn describe(side: &super::ApiIndex<'_>, shape: &Shape, depth: usize, text: &mut String) {
    use std::fmt::Write as _;
    match side.resolve(shape).shape {
        Shape::Named(_) => text.push_str("named"),
        _ if depth == 0 => text.push_str("nested"),
        Shape::List(inner) => {
            text.push_str("list of ");
            describe(side, inner, depth - 1, text);
        }
        Shape::Map(inner) => {
            text.push_str("map of ");
            describe(side, inner, depth - 1, text);
        }
        other => {
            let _ = write!(text, "{other:?}");
        }
    }
}

/// Returns the number of fields, values or variants of a type.
pub(crate) fn members(ty: &Type) -> usize {
    match &ty.kind {
        TypeKind::Struct(of) => of.fields.len(),
        TypeKind::Enum(of) => of.values.len(),
        TypeKind::Union(of) => of.variants.len(),
        TypeKind::BodyChoice(bodies) => bodies.len(),
        TypeKind::ResponseChoice(responses) => responses.len(),
        TypeKind::Multipart(of) => of.parts.len(),
        TypeKind::Constant(_) | TypeKind::Alias(_) | TypeKind::Newtype(_) => 1,
    }
}

/// Returns the directions of a pair of types. Types that nothing uses count as received.
pub(crate) fn directions(old: &Type, new: &Type) -> Directions {
    let way = both(old.directions, new.directions);
    if way.request || way.response {
        way
    } else {
        RESPONSE
    }
}

fn owner(site: &Site, name: &str, role: Role) -> Owner {
    Owner {
        name: name.to_owned(),
        role,
        old: site.old,
        new: site.new,
        way: site.way,
        headers: foldhash::HashSet::default(),
    }
}

fn same_values(one: &[Value], other: &[Value]) -> bool {
    let (one, other): (HashSet<&Value>, HashSet<&Value>) =
        (one.iter().collect(), other.iter().collect());
    one == other
}

/// Returns the values in sorted order, to compare lists whose order is insignificant.
pub(crate) fn sorted<T: Ord + Clone>(all: &[T]) -> Vec<T> {
    let mut all = all.to_vec();
    all.sort_unstable();
    all
}

/// Formats a value, text without quotation marks.
fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Describes how the variants of a union are distinguished, or returns `None` if it is untagged.
fn tagging_text(tagging: &Tagging) -> Option<String> {
    match tagging {
        Tagging::Property { wire_name } => Some(format!("`{wire_name}`")),
        Tagging::Pointer { pointer } => Some(format!("`{pointer}`")),
        Tagging::Key => Some("the name of its only property".to_owned()),
        Tagging::Untagged => None,
    }
}
