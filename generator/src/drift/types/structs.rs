//! Compares structs and multipart bodies.

use std::collections::HashSet;

use super::fields::{Owner, Role};
use super::sorted;
use crate::drift::{Comparison, Site, code, rules, rules_for_directions};
use crate::ir::{Multipart, Part, PresenceRule, Struct, Type};

impl<'a> Comparison<'a> {
    pub(super) fn structs(&mut self, site: &Site, name: &str, old: &'a Struct, new: &'a Struct) {
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
    pub(super) fn now_sent(
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
    pub(super) fn no_update(
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

    pub(super) fn parts(
        &mut self,
        site: &Site,
        name: &str,
        old: &'a Multipart,
        new: &'a Multipart,
    ) {
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
