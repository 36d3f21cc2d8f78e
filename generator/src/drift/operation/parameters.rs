//! Compares the parameters of operations.

use crate::base::source::Origin;
use crate::drift::grouping::GroupedChange;
use crate::drift::matching;
use crate::drift::types::fields::{Owner, Role};
use crate::drift::{Comparison, REQUEST, Rule, Site, code, rules};
use crate::ir::{Parameter, ParameterLocation, Parameters};

impl<'a> Comparison<'a> {
    pub(crate) fn path_parameters(
        &mut self,
        site: &Site,
        old: &'a [Parameter],
        new: &'a [Parameter],
    ) {
        let name = |one: &Parameter| one.field.wire_name.clone();
        let matched = matching::matched(old, new, &[&name]);
        let is_moved = if old.len() == new.len() {
            let mut indices = matched.iter().enumerate();
            indices.any(|(index, found)| found.is_some_and(|found| found != index))
        } else {
            !matched.iter().flatten().is_sorted()
        };
        if is_moved {
            let listed = |all: &[Parameter]| {
                let names = all.iter().map(|one| code(&one.field.wire_name));
                names.collect::<Vec<_>>().join(", ")
            };
            let what = format!(
                "{} takes its path arguments in the order {}; it was {}",
                site.name,
                listed(new),
                listed(old)
            );
            self.report_changed(&rules::PATH_PARAMETER_MOVED, site, what);
        }
        // Parameters without a match by name are matched in their order.
        for pair in matching::paired(old, new, &[&name, &|_| String::new()]) {
            let (was, is) = match pair {
                (Some(was), Some(is)) => (was, is),
                (Some(was), None) => {
                    let what =
                        format!("{} of {} is removed", code(&was.field.wire_name), site.name);
                    let place = (Some(was.field.origin), Some(site.new));
                    self.report(&rules::PATH_PARAMETER_REMOVED, what, place, REQUEST);
                    continue;
                }
                (None, Some(is)) => {
                    let what = format!("{} of {} is new", code(&is.field.wire_name), site.name);
                    let place = (Some(site.old), Some(is.field.origin));
                    self.report(&rules::PATH_PARAMETER_ADDED, what, place, REQUEST);
                    continue;
                }
                (None, None) => continue,
            };
            let of = Site {
                name: format!("{} of {}", code(&was.field.wire_name), site.name),
                old: was.field.origin,
                new: is.field.origin,
                way: REQUEST,
            };
            if was.field.wire_name != is.field.wire_name {
                let what = format!("{} is now called {}", of.name, code(&is.field.wire_name));
                self.report_changed(&rules::PATH_PARAMETER_RENAMED, &of, what);
            }
            let (old, new) = (&was.field, &is.field);
            self.docs(&of, &old.docs, &new.docs);
            self.limits_of_member(&of, (site.old, site.new), (old, new));
            self.style(&of, was, is);
            self.shapes_of_field(&of, &was.field.shape, &is.field.shape);
        }
    }

    pub(crate) fn parameters(
        &mut self,
        site: &Site,
        old: Option<&'a Parameters>,
        new: Option<&'a Parameters>,
    ) {
        let names = |all: &Parameters| {
            let names = all.parameters.iter().map(|one| code(&one.field.wire_name));
            names.collect::<Vec<_>>().join(", ")
        };
        let (was, is) = match (old, new) {
            (None, None) => return,
            (Some(was), None) => {
                let what = format!("{} no longer has parameters: {}", site.name, names(was));
                let place = (was.parameters.first(), None);
                self.at(&rules::PARAMETERS_WITHDRAWN, what, site, place);
                return;
            }
            (None, Some(is)) => {
                let required = is.parameters.iter().any(|one| one.field.required);
                let rule = if required {
                    &rules::REQUIRED_PARAMETER_ADDED
                } else {
                    &rules::PARAMETERS_INTRODUCED
                };
                let names = names(is);
                let sentence = GroupedChange {
                    one: (String::new(), format!(" has parameters: {names}")),
                    many: (String::new(), format!(" have parameters: {names}")),
                };
                let first = is.parameters.first().map(|one| one.field.origin);
                let place = (Some(site.old), Some(first.unwrap_or(site.new)));
                self.report_grouped(rule, site.name.clone(), sentence, place, REQUEST);
                return;
            }
            (Some(was), Some(is)) => (was, is),
        };
        if was.name != is.name {
            let what = format!("{} is now called {}", code(&was.name), code(&is.name));
            self.report_changed(&rules::TYPE_RENAMED, site, what);
            self.renamed_parameters.push((&was.name, &is.name));
        }
        let all = was.parameters.iter().chain(&is.parameters);
        let headers = all.filter(|one| one.location == ParameterLocation::Header);
        let owner = Owner {
            headers: headers.map(|one| one.field.wire_name.clone()).collect(),
            name: was.name.clone(),
            role: Role::Parameter,
            old: site.old,
            new: site.new,
            way: REQUEST,
        };
        let fields = |all: &'a Parameters| {
            all.parameters
                .iter()
                .map(|one| &one.field)
                .collect::<Vec<_>>()
        };
        for (old_field, new_field) in self.fields(&owner, &fields(was), &fields(is)) {
            let find = |all: &'a Parameters, field: &'a crate::ir::Field| {
                let mut all = all.parameters.iter();
                all.find(|one| std::ptr::eq(&raw const one.field, field))
            };
            if let (Some(was), Some(is)) = (find(was, old_field), find(is, new_field)) {
                let site = Site {
                    name: code(format_args!("{}.{}", owner.name, old_field.wire_name)),
                    old: old_field.origin,
                    new: new_field.origin,
                    way: REQUEST,
                };
                self.style(&site, was, is);
            }
        }
    }

    /// Compares parameters that are always sent and are not arguments.
    pub(crate) fn constant_parameters(
        &mut self,
        site: &Site,
        old: &[Parameter],
        new: &[Parameter],
    ) {
        let same = |was: &Parameter, is: &Parameter| {
            was.field.wire_name == is.field.wire_name
                && was.location == is.location
                && was.field.constant == is.field.constant
                && (was.style, was.explode, was.allow_reserved)
                    == (is.style, is.explode, is.allow_reserved)
        };
        let lacks = |all: &[Parameter], one: &Parameter| !all.iter().any(|other| same(one, other));
        for was in old.iter().filter(|was| lacks(new, was)) {
            let what = format!(
                "{} of {} is no longer sent with this value",
                code(&was.field.wire_name),
                site.name
            );
            self.at(
                &rules::CONSTANT_PARAMETER_CHANGED,
                what,
                site,
                (Some(was), None),
            );
        }
        let is_known = |one: &Parameter| {
            let mut all = old.iter();
            all.any(|was| {
                was.field.wire_name == one.field.wire_name && was.location == one.location
            })
        };
        for is in new.iter().filter(|is| lacks(old, is) && !is_known(is)) {
            let what = format!(
                "{} of {} is also sent",
                code(&is.field.wire_name),
                site.name
            );
            self.at(
                &rules::CONSTANT_PARAMETER_CHANGED,
                what,
                site,
                (None, Some(is)),
            );
        }
    }

    /// Reports a change at a parameter, or at the operation if there is none.
    fn at(
        &mut self,
        rule: &'static Rule,
        what: String,
        site: &Site,
        (old, new): (Option<&Parameter>, Option<&Parameter>),
    ) {
        let origin = |parameter: Option<&Parameter>, otherwise: Origin| {
            Some(parameter.map_or(otherwise, |parameter| parameter.field.origin))
        };
        let place = (origin(old, site.old), origin(new, site.new));
        self.report(rule, what, place, REQUEST);
    }

    /// Compares the location and the serialization style of a parameter.
    fn style(&mut self, site: &Site, was: &Parameter, is: &Parameter) {
        if was.location != is.location {
            let location = match is.location {
                ParameterLocation::Path => "in the path",
                ParameterLocation::Query => "in the query",
                ParameterLocation::Header => "in a header",
                ParameterLocation::Cookie => "in a cookie",
            };
            let what = format!("{} is sent {location}", site.name);
            self.report_changed(&rules::PARAMETER_LOCATION_CHANGED, site, what);
        } else if (was.style, was.explode, was.allow_reserved)
            != (is.style, is.explode, is.allow_reserved)
        {
            let what = format!("{} has another serialization style", site.name);
            self.report_changed(&rules::PARAMETER_STYLE_CHANGED, site, what);
        }
    }
}
