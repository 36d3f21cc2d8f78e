//! What the API sends on its own.

use super::{Comparison, RESPONSE, Site, Subject, code, rules};
use crate::ir::{Tagging, TypeKind, Union, Variant, Webhook, Webhooks};

impl<'a> Comparison<'a> {
    /// Compares the webhooks, by name.
    pub(super) fn webhooks(&mut self) {
        let (old, new) = (
            self.old.api.webhooks.as_ref(),
            self.new.api.webhooks.as_ref(),
        );
        let events = |side: Option<&'a Webhooks>| -> &'a [Webhook] {
            side.map_or(&[], |webhooks| &webhooks.events)
        };
        for was in events(old) {
            let user = self.user(format!("webhook {}", was.name));
            self.subject = Subject::User(user);
            let name = code(&was.name);
            let Some(is) = events(new).iter().find(|event| event.name == was.name) else {
                let what = format!("the webhook {name} is gone");
                let place = (Some(was.origin), None);
                self.say(&rules::WEBHOOK_REMOVED, what, place, RESPONSE);
                continue;
            };
            let site = Site {
                name: format!("the webhook {name}"),
                old: was.origin,
                new: is.origin,
                way: RESPONSE,
            };
            self.docs(&site, &was.docs, &is.docs);
            self.shapes(&site, &was.shape, &is.shape);
        }
        let untagged = self.events().is_some_and(|(was, is)| {
            was.tagging == Tagging::Untagged && is.tagging == Tagging::Untagged
        });
        for is in events(new) {
            if events(old).iter().any(|event| event.name == is.name) {
                continue;
            }
            let user = self.user(format!("webhook {}", is.name));
            self.subject = Subject::User(user);
            let rule = if untagged {
                &rules::UNTAGGED_RESPONSE_VARIANT_ADDED
            } else {
                &rules::WEBHOOK_ADDED
            };
            let what = format!("the webhook {} is new", code(&is.name));
            self.say(rule, what, (None, Some(is.origin)), RESPONSE);
        }
        self.subject = Subject::Whole;
        self.event_type();
    }

    /// The unions over all events, if both have one.
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

    /// Compares what the event type has beside the events themselves.
    fn event_type(&mut self) {
        let (Some((was, is)), Some(old), Some(new)) = (
            self.events(),
            self.old.api.webhooks.as_ref(),
            self.new.api.webhooks.as_ref(),
        ) else {
            return;
        };
        self.called(old.event, new.event);
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
        self.tagging(&site, was, is);
        let variants = |webhooks: &'a Webhooks, union: &'a Union| {
            let names = webhooks.events.iter().map(|event| event.name.as_str());
            names
                .zip(&union.variants)
                .collect::<Vec<(&str, &Variant)>>()
        };
        let now = variants(new, is);
        for (name, was) in variants(old, was) {
            let same = now.iter().find(|(other, _)| *other == name);
            if let Some((_, is)) = same
                && was.name != is.name
            {
                let what = format!("the event `{}` is called `{}`", was.name, is.name);
                self.differs(&rules::VARIANT_RENAMED, &site, what);
            }
        }
    }
}
