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
            let (old_parameter, new_parameter) = match pair {
                (Some(old_parameter), Some(new_parameter)) => (old_parameter, new_parameter),
                (Some(old_parameter), None) => {
                    let what = format!(
                        "{} of {} is removed",
                        code(&old_parameter.field.wire_name),
                        site.name
                    );
                    let place = (Some(old_parameter.field.origin), Some(site.new));
                    self.report(&rules::PATH_PARAMETER_REMOVED, what, place, REQUEST);
                    continue;
                }
                (None, Some(new_parameter)) => {
                    let what = format!(
                        "{} of {} is new",
                        code(&new_parameter.field.wire_name),
                        site.name
                    );
                    let place = (Some(site.old), Some(new_parameter.field.origin));
                    self.report(&rules::PATH_PARAMETER_ADDED, what, place, REQUEST);
                    continue;
                }
                (None, None) => continue,
            };
            let of = Site {
                name: format!("{} of {}", code(&old_parameter.field.wire_name), site.name),
                old: old_parameter.field.origin,
                new: new_parameter.field.origin,
                way: REQUEST,
            };
            if old_parameter.field.wire_name != new_parameter.field.wire_name {
                let what = format!(
                    "{} is now called {}",
                    of.name,
                    code(&new_parameter.field.wire_name)
                );
                self.report_changed(&rules::PATH_PARAMETER_RENAMED, &of, what);
            }
            let (old, new) = (&old_parameter.field, &new_parameter.field);
            self.docs(&of, &old.docs, &new.docs);
            self.limits_of_member(&of, (site.old, site.new), (old, new));
            self.style(&of, old_parameter, new_parameter);
            self.shapes_of_field(&of, &old_parameter.field.shape, &new_parameter.field.shape);
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
        let (old_parameters, new_parameters) = match (old, new) {
            (None, None) => return,
            (Some(old_parameters), None) => {
                let what = format!(
                    "{} no longer has parameters: {}",
                    site.name,
                    names(old_parameters)
                );
                let place = (old_parameters.parameters.first(), None);
                self.at(&rules::PARAMETERS_WITHDRAWN, what, site, place);
                return;
            }
            (None, Some(new_parameters)) => {
                let required = new_parameters
                    .parameters
                    .iter()
                    .any(|one| one.field.required);
                let rule = if required {
                    &rules::REQUIRED_PARAMETER_ADDED
                } else {
                    &rules::PARAMETERS_INTRODUCED
                };
                let names = names(new_parameters);
                let sentence = GroupedChange {
                    one: (String::new(), format!(" has parameters: {names}")),
                    many: (String::new(), format!(" have parameters: {names}")),
                };
                let first = new_parameters
                    .parameters
                    .first()
                    .map(|one| one.field.origin);
                let place = (Some(site.old), Some(first.unwrap_or(site.new)));
                self.report_grouped(rule, site.name.clone(), sentence, place, REQUEST);
                return;
            }
            (Some(old_parameters), Some(new_parameters)) => (old_parameters, new_parameters),
        };
        if old_parameters.name != new_parameters.name {
            let what = format!(
                "{} is now called {}",
                code(&old_parameters.name),
                code(&new_parameters.name)
            );
            self.report_changed(&rules::TYPE_RENAMED, site, what);
            self.renamed_parameters
                .push((&old_parameters.name, &new_parameters.name));
        }
        let all = old_parameters
            .parameters
            .iter()
            .chain(&new_parameters.parameters);
        let headers = all.filter(|one| one.location == ParameterLocation::Header);
        let owner = Owner {
            headers: headers.map(|one| one.field.wire_name.clone()).collect(),
            name: old_parameters.name.clone(),
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
        for (old_field, new_field) in
            self.fields(&owner, &fields(old_parameters), &fields(new_parameters))
        {
            let find = |all: &'a Parameters, field: &'a crate::ir::Field| {
                let mut all = all.parameters.iter();
                all.find(|one| std::ptr::eq(&raw const one.field, field))
            };
            if let (Some(old_parameter), Some(new_parameter)) = (
                find(old_parameters, old_field),
                find(new_parameters, new_field),
            ) {
                let site = Site {
                    name: code(format_args!("{}.{}", owner.name, old_field.wire_name)),
                    old: old_field.origin,
                    new: new_field.origin,
                    way: REQUEST,
                };
                self.style(&site, old_parameter, new_parameter);
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
        let same = |old_parameter: &Parameter, new_parameter: &Parameter| {
            old_parameter.field.wire_name == new_parameter.field.wire_name
                && old_parameter.location == new_parameter.location
                && old_parameter.field.constant == new_parameter.field.constant
                && (
                    old_parameter.style,
                    old_parameter.explode,
                    old_parameter.allow_reserved,
                ) == (
                    new_parameter.style,
                    new_parameter.explode,
                    new_parameter.allow_reserved,
                )
        };
        let lacks = |all: &[Parameter], one: &Parameter| !all.iter().any(|other| same(one, other));
        for old_parameter in old.iter().filter(|old_parameter| lacks(new, old_parameter)) {
            let what = format!(
                "{} of {} is no longer sent with this value",
                code(&old_parameter.field.wire_name),
                site.name
            );
            self.at(
                &rules::CONSTANT_PARAMETER_CHANGED,
                what,
                site,
                (Some(old_parameter), None),
            );
        }
        let is_known = |one: &Parameter| {
            let mut all = old.iter();
            all.any(|old_parameter| {
                old_parameter.field.wire_name == one.field.wire_name
                    && old_parameter.location == one.location
            })
        };
        for new_parameter in new
            .iter()
            .filter(|new_parameter| lacks(old, new_parameter) && !is_known(new_parameter))
        {
            let what = format!(
                "{} of {} is also sent",
                code(&new_parameter.field.wire_name),
                site.name
            );
            self.at(
                &rules::CONSTANT_PARAMETER_CHANGED,
                what,
                site,
                (None, Some(new_parameter)),
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
    fn style(&mut self, site: &Site, old: &Parameter, new: &Parameter) {
        if old.location != new.location {
            let location = match new.location {
                ParameterLocation::Path => "in the path",
                ParameterLocation::Query => "in the query",
                ParameterLocation::Header => "in a header",
                ParameterLocation::Cookie => "in a cookie",
            };
            let what = format!("{} is sent {location}", site.name);
            self.report_changed(&rules::PARAMETER_LOCATION_CHANGED, site, what);
        } else if (old.style, old.explode, old.allow_reserved)
            != (new.style, new.explode, new.allow_reserved)
        {
            let what = format!("{} has another serialization style", site.name);
            self.report_changed(&rules::PARAMETER_STYLE_CHANGED, site, what);
        }
    }
}
