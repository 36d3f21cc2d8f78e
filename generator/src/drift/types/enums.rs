//! Compares enums and constants.

use std::collections::HashSet;

use serde_json::Value;

use crate::drift::{Comparison, Site, code, matching, rules, rules_for_directions};
use crate::ir::{Constant, Enum, EnumValue};

impl<'a> Comparison<'a> {
    pub(super) fn enums(&mut self, site: &Site, name: &str, old: &'a Enum, new: &'a Enum) {
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

    pub(super) fn variant_name(&mut self, site: &Site, now: &str, differs: bool) {
        if differs {
            let what = format!("{} is now called `{now}`", site.name);
            self.report_changed(&rules::VARIANT_RENAMED, site, what);
        }
    }

    pub(super) fn constants(&mut self, site: &Site, name: &str, old: &Constant, new: &Constant) {
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
}

pub(super) fn same_values(one: &[Value], other: &[Value]) -> bool {
    let (one, other): (HashSet<&Value>, HashSet<&Value>) =
        (one.iter().collect(), other.iter().collect());
    one == other
}

/// Formats a value, text without quotation marks.
pub(super) fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
