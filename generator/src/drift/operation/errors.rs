//! Compares the error responses of operations.

use super::responses::status_text;
use crate::drift::grouping::GroupedChange;
use crate::drift::{Comparison, RESPONSE, Site, code, rules};
use crate::ir::{Api, ErrorBody, Operation, Status};

impl<'a> Comparison<'a> {
    /// Compares the errors of an operation, status by status.
    pub(crate) fn errors(&mut self, site: &Site, old: &'a Operation, new: &'a Operation) {
        let (before, after) = (bodies(self.old.api, old), bodies(self.new.api, new));
        for (status, old_error) in &before {
            let site = Site {
                name: format!("the error {}", status_text(*status)),
                way: RESPONSE,
                ..site.clone()
            };
            let same = after
                .iter()
                .find(|other| is_same(other, &(*status, *old_error)));
            let same = same.or_else(|| covering(new, &after, *status, old_error));
            let lives_on = self
                .new
                .api
                .error_bodies
                .iter()
                .any(|body| body.name == old_error.name);
            match same {
                Some((_, new_error)) => {
                    if old_error.name != new_error.name && lives_on {
                        let error = format!(
                            "{} is `ErrorBody::{}`",
                            status_text(*status),
                            new_error.name
                        );
                        let sentence = GroupedChange {
                            one: (
                                "the error ".to_owned(),
                                format!(", was `ErrorBody::{}`", old_error.name),
                            ),
                            many: (
                                format!("errors are no longer `ErrorBody::{}`: ", old_error.name),
                                String::new(),
                            ),
                        };
                        let rule = &rules::ERROR_BODY_CHANGED;
                        let place = (Some(site.old), Some(site.new));
                        self.report_grouped(rule, error, sentence, place, site.way);
                        continue;
                    }
                    if old_error.name != new_error.name {
                        let called = format!("now called `ErrorBody::{}`", new_error.name);
                        let sentence = GroupedChange {
                            one: (String::new(), format!(" is {called}")),
                            many: (String::new(), format!(" are {called}")),
                        };
                        let name = code(format_args!("ErrorBody::{}", old_error.name));
                        let place = (Some(site.old), Some(site.new));
                        let rule = &rules::VARIANT_RENAMED;
                        self.report_grouped(rule, name, sentence, place, site.way);
                    }
                    let name = Site {
                        name: code(format_args!("ErrorBody::{}", old_error.name)),
                        ..site
                    };
                    if old_error.content.encoding == new_error.content.encoding {
                        self.shapes(&name, &old_error.content.shape, &new_error.content.shape);
                    } else {
                        let what = format!("{} is decoded differently", name.name);
                        self.report_changed(&rules::RESPONSE_ENCODING_CHANGED, &name, what);
                    }
                }
                None if lives_on => {
                    let what = format!("{} no longer has a body", site.name);
                    self.report_changed(&rules::ERROR_REMOVED, &site, what);
                }
                None => {
                    let what = format!("`ErrorBody::{}` is removed", old_error.name);
                    self.report_changed(&rules::ERROR_VARIANT_REMOVED, &site, what);
                }
            }
        }
        for (status, new_error) in &after {
            let same = before
                .iter()
                .find(|other| is_same(other, &(*status, *new_error)));
            let same = same.or_else(|| {
                let covering = covering(old, &before, *status, new_error);
                covering.filter(|(_, old_error)| old_error.name == new_error.name)
            });
            if same.is_none() {
                let site = Site {
                    way: RESPONSE,
                    ..site.clone()
                };
                let status = status_text(*status);
                let what = format!(
                    "the error {status} has the body `ErrorBody::{}`",
                    new_error.name
                );
                self.report_changed(&rules::ERROR_ADDED, &site, what);
            }
        }
    }
}

/// Reports whether two error bodies have the same status and the same location in the response.
fn is_same(one: &(Status, &ErrorBody), other: &(Status, &ErrorBody)) -> bool {
    one.0 == other.0 && one.1.pointer == other.1.pointer
}

/// Returns the error body that applies to a status without its own response: that of its range, or the default.
fn covering<'e, 'a>(
    operation: &Operation,
    bodies: &'e [(Status, &'a ErrorBody)],
    status: Status,
    body: &ErrorBody,
) -> Option<&'e (Status, &'a ErrorBody)> {
    let range = match status {
        Status::Code(code) => Some(Status::Range(u8::try_from(code / 100).ok()?)),
        _ => None,
    };
    let wider = [range, Some(Status::Default)].into_iter().flatten();
    let is_named = |status: &Status| operation.errors.iter().any(|one| one.status == *status);
    let covering = wider.take_while(|_| !is_named(&status)).find(is_named)?;
    bodies
        .iter()
        .find(|other| is_same(other, &(covering, body)))
}

/// Returns the error statuses of an operation that have a body, with the body.
fn bodies<'a>(api: &'a Api, operation: &Operation) -> Vec<(Status, &'a ErrorBody)> {
    let errors = operation.errors.iter();
    errors
        .filter_map(|error| Some((error.status, api.error_bodies.get(error.body?)?)))
        .collect()
}
