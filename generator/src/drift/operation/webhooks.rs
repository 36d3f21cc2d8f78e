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
        for (old_event, found) in before.iter().zip(&matched) {
            let old_webhook = old_event.webhook;
            let user = self.user(format!("webhook {}", old_webhook.name));
            self.subject = Subject::User(user);
            let name = code(&old_webhook.name);
            let Some(new_event) = found.and_then(|index| after.get(index)) else {
                let event = (&self.old.api.webhooks, &self.new.api.webhooks);
                let event = match event {
                    (Some(webhooks), None) => self.old.get(webhooks.event),
                    _ => None,
                };
                self.removed.push(Removed {
                    subject: self.subject,
                    rule: &rules::WEBHOOK_REMOVED,
                    what: format!("the webhook {name} is removed"),
                    origin: old_webhook.origin,
                    way: RESPONSE,
                    named: event.iter().map(|ty| ty.name.clone()).collect(),
                    uses: Usage::of_webhook(old_webhook),
                });
                continue;
            };
            let new_webhook = new_event.webhook;
            let variants = old_event.variant.zip(new_event.variant);
            let site = Site {
                name: format!("the webhook {name}"),
                old: old_webhook.origin,
                new: new_webhook.origin,
                way: RESPONSE,
            };
            let same_variant = variants.is_some_and(|(old, new)| old.name == new.name);
            if old_webhook.name != new_webhook.name {
                let what = format!("{} is now called {}", site.name, code(&new_webhook.name));
                let rule = if same_variant {
                    &rules::DOCUMENTATION_CHANGED
                } else {
                    &rules::WEBHOOK_RENAMED
                };
                self.report_changed(rule, &site, what);
            }
            if let Some((old_variant, new_variant)) = variants {
                if !same_variant && old_webhook.name == new_webhook.name {
                    let what = format!(
                        "the event `{}` is now called `{}`",
                        old_variant.name, new_variant.name
                    );
                    self.report_changed(&rules::VARIANT_RENAMED, &site, what);
                }
                self.tags(&site, old_variant, new_variant);
            }
            self.docs(&site, &old_webhook.docs, &new_webhook.docs);
            self.shapes(&site, &old_webhook.shape, &new_webhook.shape);
        }
        let untagged = self.events().is_some_and(|(old, new)| {
            old.tagging == Tagging::Untagged && new.tagging == Tagging::Untagged
        });
        for (index, new_event) in after.iter().enumerate() {
            if matched.contains(&Some(index)) {
                continue;
            }
            let new_webhook = new_event.webhook;
            let user = self.user(format!("webhook {}", new_webhook.name));
            self.subject = Subject::User(user);
            let rule = if untagged {
                &rules::UNTAGGED_RESPONSE_VARIANT_ADDED
            } else {
                &rules::WEBHOOK_ADDED
            };
            let what = format!("the webhook {} is new", code(&new_webhook.name));
            self.report(rule, what, (None, Some(new_webhook.origin)), RESPONSE);
        }
        self.subject = Subject::Whole;
        self.event_type();
    }

    /// Returns, for each old event, the index of the matching new one: by name, then by tag value, then by the name
    /// of its type, then by an equal type. A match must be unambiguous.
    fn same_events(&self, old: &[Event<'a>], new: &[Event<'a>]) -> Vec<Option<usize>> {
        let mut matched: Vec<Option<usize>> = vec![None; old.len()];
        let by_name = |old_event: &Event<'a>, new_event: &Event<'a>| {
            old_event.webhook.name == new_event.webhook.name
        };
        let by_tag = |old_event: &Event<'a>, new_event: &Event<'a>| {
            let variants = old_event.variant.zip(new_event.variant);
            variants.is_some_and(|(old, new)| old.tags.iter().any(|tag| new.tags.contains(tag)))
        };
        let by_type = |old_event: &Event<'a>, new_event: &Event<'a>| match (
            &old_event.webhook.shape,
            &new_event.webhook.shape,
        ) {
            (Shape::Named(old_id), Shape::Named(new_id)) => {
                let types = (self.old.get(*old_id), self.new.get(*new_id));
                matches!(types, (Some(old), Some(new)) if old.name == new.name)
            }
            _ => false,
        };
        let by_shape = |old_event: &Event<'a>, new_event: &Event<'a>| {
            self.is_same(&old_event.webhook.shape, &new_event.webhook.shape)
        };
        let rounds: [Same<'_, 'a>; 4] = [&by_name, &by_tag, &by_type, &by_shape];
        for same in rounds {
            let free = |at: &usize| matched.get(*at).is_some_and(Option::is_none);
            let removed: Vec<usize> = (0..old.len()).filter(free).collect();
            let added = (0..new.len()).filter(|index| !matched.contains(&Some(*index)));
            let mut pairs: Vec<(usize, usize)> = Vec::new();
            for new_index in added {
                let mut found = removed.iter().copied().filter(|old_index| {
                    let events = old.get(*old_index).zip(new.get(new_index));
                    events.is_some_and(|(old_event, new_event)| same(old_event, new_event))
                });
                // An ambiguous match is ignored.
                if let (Some(old_index), None) = (found.next(), found.next()) {
                    pairs.push((old_index, new_index));
                }
            }
            for (old_index, new_index) in &pairs {
                let alone = pairs.iter().filter(|(other, _)| other == old_index).count() == 1;
                if let Some(slot) = matched.get_mut(*old_index)
                    && alone
                {
                    *slot = Some(*new_index);
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
        let (old_type, new_type) = (self.old.get(old.event)?, self.new.get(new.event)?);
        match (&old_type.kind, &new_type.kind) {
            (TypeKind::Union(old_type), TypeKind::Union(new_type)) => Some((old_type, new_type)),
            _ => None,
        }
    }

    /// Compares the event type without its events: its name, its tagging and its variant for unknown events.
    fn event_type(&mut self) {
        let (Some((old_union, new_union)), Some(old), Some(new)) = (
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
        if self.tagging(&site, old_union, new_union) && old_union.unknown != new_union.unknown {
            let unknown = code(format_args!("{}::{}", old_type.name, old_union.unknown));
            let what = format!("{unknown} is now called {}", code(&new_union.unknown));
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
