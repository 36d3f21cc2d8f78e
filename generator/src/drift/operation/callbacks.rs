//! Compares callbacks: requests that the API sends to its callers because of an operation. The bindings have types of
//! their bodies, but no method refers to them. A callback with another type therefore breaks no code, unless a type
//! is removed.

use crate::base::source::Origin;
use crate::drift::matching;
use crate::drift::types::names::is_comparable;
use crate::drift::types::shapes::shape_text;
use crate::drift::usage::Usage;
use crate::drift::{Comparison, Compatibility, NEITHER, RESPONSE, Site, Subject, code, rules};
use crate::ir::{Callback, Shape};

/// A body that a callback no longer sends.
pub(crate) struct Unsent<'a> {
    /// The name of the callback in messages.
    name: String,
    shape: &'a Shape,
    old: Origin,
}

impl<'a> Comparison<'a> {
    /// Compares the callbacks of an operation. They are matched by name, expression and method, then by fewer of
    /// these.
    pub(crate) fn callbacks(&mut self, site: &Site, old: &'a [Callback], new: &'a [Callback]) {
        let keys: [&dyn Fn(&Callback) -> String; 5] = [
            &|one| format!("{} {} {}", one.name, one.method, one.expression),
            &|one| format!("{} {}", one.name, one.expression),
            &|one| format!("{} {}", one.name, one.method),
            &|one| one.name.clone(),
            &|one| format!("{} {}", one.method, one.expression),
        ];
        let called =
            |callback: &Callback| format!("the callback {} of {}", code(&callback.name), site.name);
        for pair in matching::paired(old, new, &keys) {
            match pair {
                (Some(old_callback), Some(new_callback)) => {
                    let site = Site {
                        name: called(old_callback),
                        old: old_callback.origin,
                        new: new_callback.origin,
                        way: RESPONSE,
                    };
                    self.callback(&site, old_callback, new_callback);
                }
                (Some(old_callback), None) => {
                    let what = format!("{} is removed", called(old_callback));
                    let place = (Some(old_callback.origin), Some(site.new));
                    self.report(&rules::CALLBACK_REMOVED, what, place, RESPONSE);
                    self.no_longer_sent(called(old_callback), old_callback);
                }
                (None, Some(new_callback)) => {
                    let what = format!("{} is new", called(new_callback));
                    let place = (Some(site.old), Some(new_callback.origin));
                    self.report(&rules::CALLBACK_ADDED, what, place, RESPONSE);
                }
                (None, None) => {}
            }
        }
    }

    fn callback(&mut self, site: &Site, old: &'a Callback, new: &'a Callback) {
        if old.name != new.name {
            let what = format!("{} is now called {}", site.name, code(&new.name));
            self.report_changed(&rules::DOCUMENTATION_CHANGED, site, what);
        }
        let address = |one: &Callback| code(format_args!("{} {}", one.method, one.expression));
        if address(old) != address(new) {
            let (before, after) = (address(old), address(new));
            let what = format!("{} was {before}, is {after}", site.name);
            self.report_changed(&rules::CALLBACK_MOVED, site, what);
        }
        if self.is_named_alike(&old.shape, &new.shape) {
            self.shapes(site, &old.shape, &new.shape);
            return;
        }
        let (before, after) = (
            code(shape_text(self.old.api, &old.shape)),
            code(shape_text(self.new.api, &new.shape)),
        );
        let rule = match self.tried(&old.shape, &new.shape, Some(RESPONSE)) {
            Compatibility::Breaking => &rules::CALLBACK_TYPE_CHANGED,
            _ if before == after => return,
            _ => &rules::CALLBACK_TYPE_NARROWED,
        };
        let what = format!("{} sent {before}, sends {after}", site.name);
        self.report_changed(rule, site, what);
        self.no_longer_sent(site.name.clone(), old);
    }

    /// Reports whether the bodies of a callback are named types to compare: their names are equal, or neither name
    /// exists in the other API. Two types that both APIs have are not compared here.
    fn is_named_alike(&self, old: &Shape, new: &Shape) -> bool {
        match (old, new) {
            (Shape::List(old), Shape::List(new))
            | (Shape::Map(old), Shape::Map(new))
            | (Shape::Nullable(old), Shape::Nullable(new)) => self.is_named_alike(old, new),
            (Shape::Named(old), Shape::Named(new)) => {
                let (Some(old_type), Some(new_type)) = (self.old.get(*old), self.new.get(*new))
                else {
                    return false;
                };
                let remains = self.new.names.contains_key(old_type.name.as_str())
                    || self.old.names.contains_key(new_type.name.as_str());
                old_type.name == new_type.name
                    || !remains && is_comparable(&old_type.kind, &new_type.kind)
            }
            _ => false,
        }
    }

    fn no_longer_sent(&mut self, name: String, old: &'a Callback) {
        self.unsent_callbacks.push(Unsent {
            name,
            shape: &old.shape,
            old: old.origin,
        });
    }

    /// Reports the types that are removed and that only callbacks used. `told` are the names that are reported already.
    pub(crate) fn unsent(&mut self, mut told: Vec<String>) {
        self.subject = Subject::Whole;
        let met = self.types_in_use();
        for unsent in std::mem::take(&mut self.unsent_callbacks) {
            let types = self.without_use(&Usage::of_shape(unsent.shape), &met);
            let removed: Vec<String> = types
                .into_iter()
                .filter(|name| !told.iter().any(|known| known == name))
                .map(str::to_owned)
                .collect();
            let names: Vec<String> = removed.iter().map(code).collect();
            let verb = match names.as_slice() {
                [] => continue,
                [_] => "is",
                _ => "are",
            };
            let names = names.join(", ");
            let what = format!("{names} {verb} removed, which {} used", unsent.name);
            let place = (Some(unsent.old), None);
            self.report(&rules::TYPE_REMOVED, what, place, NEITHER);
            told.extend(removed);
        }
    }
}
