//! Compares webhooks.

use crate::drift::usage::{Removed, Usage};
use crate::drift::{ApiIndex, Comparison, RESPONSE, Site, Subject, code, rules};
use crate::ir::{Shape, Tagging, TypeKind, Union, Variant, Webhook};

impl<'a> Comparison<'a> {
    /// Compares the webhooks and the type of all events.
    pub(crate) fn webhooks(&mut self) {
        let (old, new) = (&self.old, &self.new);
        let (before, after) = (events(old), events(new));
        let matched = self.same_events(&before, &after);
        for (was, found) in before.iter().zip(&matched) {
            let (variant, was) = (was.variant, was.webhook);
            let user = self.user(format!("webhook {}", was.name));
            self.subject = Subject::User(user);
            let name = code(&was.name);
            let Some(is) = found.and_then(|index| after.get(index)) else {
                let event = (&self.old.api.webhooks, &self.new.api.webhooks);
                let event = match event {
                    (Some(webhooks), None) => self.old.get(webhooks.event),
                    _ => None,
                };
                self.removed.push(Removed {
                    subject: self.subject,
                    rule: &rules::WEBHOOK_REMOVED,
                    what: format!("the webhook {name} is removed"),
                    origin: was.origin,
                    way: RESPONSE,
                    named: event.iter().map(|ty| ty.name.clone()).collect(),
                    uses: Usage::of_webhook(was),
                });
                continue;
            };
            let (variant, is) = (variant.zip(is.variant), is.webhook);
            let site = Site {
                name: format!("the webhook {name}"),
                old: was.origin,
                new: is.origin,
                way: RESPONSE,
            };
            let same_variant = variant.is_some_and(|(was, is)| was.name == is.name);
            if was.name != is.name {
                let what = format!("{} is now called {}", site.name, code(&is.name));
                let rule = if same_variant {
                    &rules::DOCUMENTATION_CHANGED
                } else {
                    &rules::WEBHOOK_RENAMED
                };
                self.report_changed(rule, &site, what);
            }
            if let Some((before, after)) = variant {
                if !same_variant && was.name == is.name {
                    let what =
                        format!("the event `{}` is now called `{}`", before.name, after.name);
                    self.report_changed(&rules::VARIANT_RENAMED, &site, what);
                }
                self.tags(&site, before, after);
            }
            self.docs(&site, &was.docs, &is.docs);
            self.shapes(&site, &was.shape, &is.shape);
        }
        let untagged = self.events().is_some_and(|(was, is)| {
            was.tagging == Tagging::Untagged && is.tagging == Tagging::Untagged
        });
        for (index, is) in after.iter().enumerate() {
            if matched.contains(&Some(index)) {
                continue;
            }
            let is = is.webhook;
            let user = self.user(format!("webhook {}", is.name));
            self.subject = Subject::User(user);
            let rule = if untagged {
                &rules::UNTAGGED_RESPONSE_VARIANT_ADDED
            } else {
                &rules::WEBHOOK_ADDED
            };
            let what = format!("the webhook {} is new", code(&is.name));
            self.report(rule, what, (None, Some(is.origin)), RESPONSE);
        }
        self.subject = Subject::Whole;
        self.event_type();
    }

    /// Returns, for each old event, the index of the matching new one: by name, then by tag value, then by the name
    /// of its type, then by an equal type. A match must be unambiguous.
    fn same_events(&self, old: &[Event<'a>], new: &[Event<'a>]) -> Vec<Option<usize>> {
        let mut matched: Vec<Option<usize>> = vec![None; old.len()];
        let by_name = |was: &Event<'a>, is: &Event<'a>| was.webhook.name == is.webhook.name;
        let by_tag = |was: &Event<'a>, is: &Event<'a>| {
            let tags = was.variant.zip(is.variant);
            tags.is_some_and(|(was, is)| was.tags.iter().any(|tag| is.tags.contains(tag)))
        };
        let by_type =
            |was: &Event<'a>, is: &Event<'a>| match (&was.webhook.shape, &is.webhook.shape) {
                (Shape::Named(was), Shape::Named(is)) => {
                    let names = (self.old.get(*was), self.new.get(*is));
                    matches!(names, (Some(was), Some(is)) if was.name == is.name)
                }
                _ => false,
            };
        let by_shape =
            |was: &Event<'a>, is: &Event<'a>| self.is_same(&was.webhook.shape, &is.webhook.shape);
        let rounds: [Same<'_, 'a>; 4] = [&by_name, &by_tag, &by_type, &by_shape];
        for same in rounds {
            let free = |at: &usize| matched.get(*at).is_some_and(Option::is_none);
            let removed: Vec<usize> = (0..old.len()).filter(free).collect();
            let added = (0..new.len()).filter(|index| !matched.contains(&Some(*index)));
            let mut pairs: Vec<(usize, usize)> = Vec::new();
            for is in added {
                let mut found = removed.iter().copied().filter(|was| {
                    let events = old.get(*was).zip(new.get(is));
                    events.is_some_and(|(was, is)| same(was, is))
                });
                // An ambiguous match is ignored.
                if let (Some(was), None) = (found.next(), found.next()) {
                    pairs.push((was, is));
                }
            }
            for (was, is) in &pairs {
                let alone = pairs.iter().filter(|(other, _)| other == was).count() == 1;
                if let Some(slot) = matched.get_mut(*was)
                    && alone
                {
                    *slot = Some(*is);
                }
            }
        }
        matched
    }

    /// Returns the unions of all events, if both APIs have one.
    fn events(&self) -> Option<(&'a Union, &'a Union)> {
        let (old, new) = (
            self.old.api.webhooks.as_ref()?,
            self.new.api.webhooks.as_ref()?,
        );
        let (was, is) = (self.old.get(old.event)?, self.new.get(new.event)?);
        match (&was.kind, &is.kind) {
            (TypeKind::Union(was), TypeKind::Union(is)) => Some((was, is)),
            _ => None,
        }
    }

    /// Compares the event type without its events: its name, its tagging and its variant for unknown events.
    fn event_type(&mut self) {
        let (Some((was, is)), Some(old), Some(new)) = (
            self.events(),
            self.old.api.webhooks.as_ref(),
            self.new.api.webhooks.as_ref(),
        ) else {
            return;
        };
        self.type_name((old.event, new.event), RESPONSE);
        let (Some(old_type), Some(new_type)) = (self.old.get(old.event), self.new.get(new.event))
        else {
            return;
        };
        let site = Site {
            name: code(&old_type.name),
            old: old_type.origin,
            new: new_type.origin,
            way: RESPONSE,
        };
        if self.tagging(&site, was, is) && was.unknown != is.unknown {
            let unknown = code(format_args!("{}::{}", old_type.name, was.unknown));
            let what = format!("{unknown} is now called {}", code(&is.unknown));
            self.report_changed(&rules::VARIANT_RENAMED, &site, what);
        }
    }
}

/// A function that reports whether two events match.
type Same<'s, 'a> = &'s dyn Fn(&Event<'a>, &Event<'a>) -> bool;

/// An event, and its variant of the event type.
struct Event<'a> {
    webhook: &'a Webhook,
    variant: Option<&'a Variant>,
}

/// Returns the events of an API.
fn events<'a>(side: &ApiIndex<'a>) -> Vec<Event<'a>> {
    let Some(webhooks) = &side.api.webhooks else {
        return Vec::new();
    };
    let variants = match side.get(webhooks.event).map(|ty| &ty.kind) {
        Some(TypeKind::Union(union)) => union.variants.as_slice(),
        _ => &[],
    };
    let events = webhooks.events.iter();
    events
        .map(|webhook| Event {
            webhook,
            variant: variants.get(webhook.variant),
        })
        .collect()
}
