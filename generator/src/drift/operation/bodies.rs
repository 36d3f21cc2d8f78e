//! Compares request bodies.

use crate::drift::matching;
use crate::drift::matching::essence;
use crate::drift::{Comparison, REQUEST, Rule, Site, code, rules};
use crate::emit;
use crate::ir::{Api, BodyChoice, Content, Encoding, Primitive, RequestBody, Shape, TypeKind};

impl<'a> Comparison<'a> {
    /// Compares the request bodies of an operation.
    pub(crate) fn body(
        &mut self,
        site: &Site,
        old: Option<&'a RequestBody>,
        new: Option<&'a RequestBody>,
    ) {
        let site = &Site {
            name: format!("the body of {}", site.name),
            way: REQUEST,
            ..site.clone()
        };
        let (old_body, new_body) = match (old, new) {
            (None, None) => return,
            (Some(_), None) => {
                let what = format!("{} is removed", site.name);
                self.report_changed(&rules::BODY_REMOVED, site, what);
                return;
            }
            (None, Some(new_body)) => {
                let rule = if new_body.required {
                    &rules::REQUIRED_BODY_ADDED
                } else {
                    &rules::OPTIONAL_BODY_ADDED
                };
                self.report_changed(rule, site, format!("{} is new", site.name));
                return;
            }
            (Some(old_body), Some(new_body)) => (old_body, new_body),
        };
        match (old_body.required, new_body.required) {
            (false, true) => {
                let what = format!("{} is required", site.name);
                self.report_changed(&rules::BODY_BECAME_REQUIRED, site, what);
            }
            (true, false) => {
                let rule = if self.converts(old_body) {
                    &rules::CONVERTED_BODY_BECAME_OPTIONAL
                } else {
                    &rules::BODY_BECAME_OPTIONAL
                };
                self.report_changed(rule, site, format!("{} is optional", site.name));
            }
            _ => {}
        }
        self.docs(site, &old_body.docs, &new_body.docs);
        match (old_body.choice, new_body.choice) {
            (false, false) => {
                let (old_content, new_content) = (&old_body.content, &new_body.content);
                self.limits_of_body(
                    site,
                    (site.old, site.new),
                    (&old_content.media_type, &new_content.media_type),
                    (&old_content.shape, &new_content.shape),
                );
                return self.content(site, old_content, new_content);
            }
            // The content of a choice is that of its first body. The order of the bodies is insignificant, so limits
            // are compared by media type.
            (true, true) => {
                self.limits_of_choices(site, old_body, new_body);
                return self.shapes(site, &old_body.content.shape, &new_body.content.shape);
            }
            _ => {}
        }
        self.limits_of_choices(site, old_body, new_body);
        let (before, after) = (ways(self.old.api, old_body), ways(self.new.api, new_body));
        let what = format!(
            "{} was {}, is {}",
            site.name,
            listed(&before),
            listed(&after)
        );
        let rule = if new_body.choice
            && old_body.required
            && new_body.required
            && self.becomes(old_body, &after)
        {
            &rules::BODY_CHOICE_INTRODUCED
        } else {
            &rules::BODY_CHOICE_CHANGED
        };
        self.report_changed(rule, site, what);
        for content in &before {
            let same = after
                .iter()
                .find(|one| essence(&one.media_type) == essence(&content.media_type));
            match same {
                Some(now) if now.encoding == content.encoding => {
                    self.shapes(site, &content.shape, &now.shape);
                }
                Some(_) => {}
                None => {
                    let media_type = code(&content.media_type);
                    let what = format!("{} can no longer be sent as {media_type}", site.name);
                    self.report_changed(&rules::BODY_CHOICE_REMOVED, site, what);
                }
            }
        }
    }

    /// Compares the limits of bodies by media type, if there are several.
    fn limits_of_choices(&mut self, site: &Site, old: &'a RequestBody, new: &'a RequestBody) {
        let (before, after) = (ways(self.old.api, old), ways(self.new.api, new));
        let keys: [&dyn Fn(&&'a Content) -> String; 2] =
            [&|content| content.media_type.clone(), &|content| {
                essence(&content.media_type)
            }];
        let matched = matching::matched(&before, &after, &keys);
        for (old, found) in before.iter().zip(matched) {
            let Some(new) = found.and_then(|index| after.get(index)) else {
                continue;
            };
            let of = Site {
                name: format!("{} as {}", site.name, code(&old.media_type)),
                ..site.clone()
            };
            self.limits_of_body(
                &of,
                (site.old, site.new),
                (&old.media_type, &new.media_type),
                (&old.shape, &new.shape),
            );
        }
    }

    /// Reports whether the argument of a required body is converted by `Into`.
    fn converts(&self, body: &'a RequestBody) -> bool {
        let resolved = self.old.resolve(&body.content.shape);
        let kind = match resolved.shape {
            Shape::Named(id) => self.old.get(*id).map(|ty| &ty.kind),
            _ => None,
        };
        matches!(
            kind,
            Some(TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::BodyChoice(_))
        ) || matches!(
            resolved.shape,
            Shape::Any | Shape::Primitive(Primitive::String | Primitive::Binary)
        ) || is_bytes(body.content.encoding)
    }

    /// Reports whether the only old body is a struct that converts into exactly one of several new bodies.
    fn becomes(&self, old: &'a RequestBody, after: &[&'a Content]) -> bool {
        let struct_of = |side: &crate::drift::ApiIndex<'a>, content: &'a Content| {
            let Shape::Named(id) = side.resolve(&content.shape).shape else {
                return None;
            };
            let ty = side.get(*id)?;
            let turns = matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Multipart(_));
            turns.then_some(ty.name.as_str())
        };
        let Some(name) = struct_of(&self.old, &old.content) else {
            return false;
        };
        let same = after
            .iter()
            .filter(|content| struct_of(&self.new, content) == Some(name));
        same.count() == 1
    }

    /// Compares the media types of equal bodies. `rule` is for another essence: the type without its parameters.
    pub(crate) fn media_type(
        &mut self,
        site: &Site,
        old: &Content,
        new: &Content,
        rule: &'static Rule,
    ) {
        // Case is insignificant (RFC 9110, section 8.3.1).
        if old.media_type.eq_ignore_ascii_case(&new.media_type) {
            return;
        }
        let rule = if essence(&old.media_type) == essence(&new.media_type) {
            &rules::MEDIA_TYPE_PARAMETER_CHANGED
        } else {
            rule
        };
        let (before, after) = (code(&old.media_type), code(&new.media_type));
        self.report_changed(
            rule,
            site,
            format!("{} was {before}, is {after}", site.name),
        );
    }

    /// Compares a body of one media type.
    fn content(&mut self, site: &Site, old: &'a Content, new: &'a Content) {
        if body_argument(old.encoding) != body_argument(new.encoding) {
            let what = format!(
                "{} was {}, is {}",
                site.name,
                code(&old.media_type),
                code(&new.media_type)
            );
            self.report_changed(&rules::BODY_ENCODING_CHANGED, site, what);
            return;
        }
        self.media_type(site, old, new, &rules::BODY_MEDIA_TYPE_CHANGED);
        let styles = |content: &Content| {
            let mut styles: Vec<String> = content
                .styles
                .iter()
                .map(|style| format!("{style:?}"))
                .collect();
            styles.sort();
            styles
        };
        if styles(old) != styles(new) {
            let what = format!("{} encodes its properties differently", site.name);
            self.report_changed(&rules::BODY_STYLE_CHANGED, site, what);
        }
        self.shapes(site, &old.shape, &new.shape);
    }

    /// Compares the bodies of a choice, by name and media type.
    pub(crate) fn bodies_of_choice(
        &mut self,
        site: &Site,
        name: &str,
        old: &'a [BodyChoice],
        new: &'a [BodyChoice],
    ) {
        let media_type = |choice: &BodyChoice| choice.content.media_type.clone();
        let keys: [&dyn Fn(&BodyChoice) -> String; 3] = [
            &|choice| format!("{} {}", choice.name, media_type(choice)),
            &media_type,
            &|choice| essence(&choice.content.media_type),
        ];
        for pair in matching::paired(old, new, &keys) {
            let (old_choice, new_choice) = match pair {
                (Some(old_choice), Some(new_choice)) => (old_choice, new_choice),
                (Some(old_choice), None) => {
                    let what = format!(
                        "{} can no longer be sent as {}",
                        site.name,
                        code(media_type(old_choice))
                    );
                    self.report_changed(&rules::BODY_CHOICE_REMOVED, site, what);
                    continue;
                }
                (None, Some(new_choice)) => {
                    let what = format!(
                        "{} can also be sent as {}",
                        site.name,
                        code(media_type(new_choice))
                    );
                    self.report_changed(&rules::BODY_CHOICE_ADDED, site, what);
                    continue;
                }
                (None, None) => continue,
            };
            let site = Site {
                name: code(format_args!("{name}::{}", old_choice.name)),
                ..site.clone()
            };
            if old_choice.name != new_choice.name {
                let what = format!("{} is now called {}", site.name, code(&new_choice.name));
                self.report_changed(&rules::VARIANT_RENAMED, &site, what);
            }
            self.content(&site, &old_choice.content, &new_choice.content);
        }
        self.body_conversions(site, old, new);
    }

    /// Reports types that no longer convert into an enum of bodies by `From`, although it still holds them.
    fn body_conversions(&mut self, site: &Site, old: &'a [BodyChoice], new: &'a [BodyChoice]) {
        let sources = emit::body_sources(self.old.api, old);
        let now = emit::body_sources(self.new.api, new);
        for source in sources.into_iter().flatten() {
            let Shape::Named(id) = source else {
                continue;
            };
            let name = self.old.get(*id).map_or("", |ty| ty.name.as_str());
            let Some(id) = self.new.names.get(name) else {
                continue;
            };
            let same = |shape: &Shape| {
                let named = Shape::Named(*id);
                self.new.resolve(shape).shape == self.new.resolve(&named).shape
            };
            let is_held = new.iter().any(|choice| same(&choice.content.shape));
            if is_held && !now.iter().flatten().any(|shape| same(shape)) {
                let what = format!(
                    "{} no longer converts into {} by `From`",
                    code(name),
                    site.name
                );
                self.report_changed(&rules::CONVERSION_REMOVED, site, what);
            }
        }
    }
}

/// The form of the argument for a body.
#[derive(PartialEq)]
enum BodyArgument {
    Value,
    Parts,
    Bytes,
}

fn body_argument(encoding: Encoding) -> BodyArgument {
    match encoding {
        Encoding::Json | Encoding::Form | Encoding::Text | Encoding::TextOrJson => {
            BodyArgument::Value
        }
        Encoding::Multipart => BodyArgument::Parts,
        Encoding::Binary
        | Encoding::Stream
        | Encoding::Events
        | Encoding::Lines
        | Encoding::Records => BodyArgument::Bytes,
    }
}

fn is_bytes(encoding: Encoding) -> bool {
    body_argument(encoding) == BodyArgument::Bytes
}

/// Returns the contents of a body: one for each media type.
fn ways<'a>(api: &'a Api, body: &'a RequestBody) -> Vec<&'a Content> {
    if let Shape::Named(id) = &body.content.shape
        && body.choice
        && let Some(TypeKind::BodyChoice(choices)) = api.get(*id).map(|ty| &ty.kind)
    {
        return choices.iter().map(|choice| &choice.content).collect();
    }
    vec![&body.content]
}

fn listed(contents: &[&Content]) -> String {
    let names = contents.iter().map(|content| code(&content.media_type));
    names.collect::<Vec<_>>().join(" or ")
}
