//! Compares the success responses of operations, and their pagination.

use crate::drift::types::sorted;
use crate::drift::{ApiIndex, Comparison, RESPONSE, Site, code, matching, rules};
use crate::ir::{
    Alternative, Content, Encoding, Operation, Output, ResponseChoice, Shape, Status, TypeKind,
};

impl<'a> Comparison<'a> {
    /// Compares the success responses of an operation.
    pub(crate) fn responses(&mut self, site: &Site, old: &'a Operation, new: &'a Operation) {
        let site = &Site {
            name: format!("the response of {}", site.name),
            way: RESPONSE,
            ..site.clone()
        };
        if sorted(&old.success_statuses) != sorted(&new.success_statuses) {
            let what = format!("{} has other success statuses", site.name);
            self.report_changed(&rules::SUCCESS_STATUS_CHANGED, site, what);
        }
        self.output(site, &old.output, &new.output);
        self.pages(site, old, new);
        self.alternatives(site, old, new);
    }

    fn alternatives(&mut self, site: &Site, old: &'a Operation, new: &'a Operation) {
        let keys: [&dyn Fn(&Alternative) -> String; 2] = [&|one| one.media_type.clone(), &|one| {
            matching::essence(&one.media_type)
        }];
        for pair in matching::paired(&old.alternatives, &new.alternatives, &keys) {
            let (was, is) = match pair {
                (Some(was), Some(is)) => (was, is),
                (Some(was), None) => {
                    let media_type = code(&was.media_type);
                    let what = format!("{} is no longer available as {media_type}", site.name);
                    self.report_changed(&rules::RESPONSE_ALTERNATIVE_REMOVED, site, what);
                    continue;
                }
                (None, Some(is)) => {
                    let media_type = code(&is.media_type);
                    let what = format!("{} is also available as {media_type}", site.name);
                    self.report_changed(&rules::RESPONSE_ALTERNATIVE_ADDED, site, what);
                    continue;
                }
                (None, None) => continue,
            };
            let site = &Site {
                name: format!("{} as {}", site.name, code(&was.media_type)),
                ..site.clone()
            };
            if was.name != is.name && old.name == new.name {
                let what = format!("{} is now returned by {}", site.name, code(&is.name));
                self.report_changed(&rules::OPERATION_RENAMED, site, what);
            }
            self.output(site, &was.output, &is.output);
        }
    }

    fn output(&mut self, site: &Site, old: &'a Output, new: &'a Output) {
        match (old, new) {
            (Output::Nothing, Output::Nothing) => {}
            (Output::Content(was), Output::Content(is))
            | (Output::Optional(was), Output::Optional(is)) => self.received(site, was, is),
            (Output::Nothing, Output::Content(_) | Output::Optional(_)) => {
                let what = format!("{} has a body", site.name);
                self.report_changed(&rules::RESPONSE_BODY_ADDED, site, what);
            }
            (Output::Content(_) | Output::Optional(_), Output::Nothing) => {
                let what = format!("{} no longer has a body", site.name);
                self.report_changed(&rules::RESPONSE_BODY_REMOVED, site, what);
            }
            (Output::Content(was), Output::Optional(is)) => {
                if is.encoding == Encoding::Json {
                    let what = format!("{} may have no body", site.name);
                    self.report_changed(&rules::RESPONSE_BODY_BECAME_OPTIONAL, site, what);
                }
                self.received(site, was, is);
            }
            (Output::Optional(was), Output::Content(is)) => {
                if is.encoding == Encoding::Json {
                    let what = format!("{} always has a body", site.name);
                    self.report_changed(&rules::RESPONSE_BODY_BECAME_CERTAIN, site, what);
                }
                self.received(site, was, is);
            }
            (Output::Choice(was), Output::Choice(is)) => {
                let (was, is) = (Shape::Named(*was), Shape::Named(*is));
                self.choices(site, &was, &is);
            }
            (Output::Choice(_), _) => {
                let what = format!("{} has only one alternative", site.name);
                self.report_changed(&rules::RESPONSE_CHOICE_CHANGED, site, what);
            }
            (_, Output::Choice(_)) => {
                let what = format!("{} has several alternatives", site.name);
                self.report_changed(&rules::RESPONSE_CHOICE_CHANGED, site, what);
            }
        }
    }

    fn choices(&mut self, site: &Site, was: &Shape, is: &Shape) {
        if let (Shape::Named(was), Shape::Named(is)) = (was, is) {
            self.named(site, (*was, *is), (*was, *is));
        }
    }

    fn received(&mut self, site: &Site, was: &'a Content, is: &'a Content) {
        let told = || {
            let shown = |content: &Content| {
                let names: Vec<String> = media_types(content).map(code).collect();
                names.join(" or ")
            };
            format!("{} was {}, is {}", site.name, shown(was), shown(is))
        };
        if was.encoding != is.encoding {
            if is_scalar(&self.old, was) && is_scalar(&self.new, is) {
                let offered: Vec<String> = media_types(is).map(matching::essence).collect();
                let mut accepted = media_types(was).map(matching::essence);
                let rule = if accepted.any(|one| offered.contains(&one)) {
                    &rules::RESPONSE_MEDIA_TYPES_CHANGED
                } else {
                    &rules::RESPONSE_MEDIA_TYPE_CHANGED
                };
                self.report_changed(rule, site, told());
                self.shapes(site, &was.shape, &is.shape);
            } else {
                self.report_changed(&rules::RESPONSE_ENCODING_CHANGED, site, told());
            }
            return;
        }
        self.media_type(site, was, is, &rules::RESPONSE_MEDIA_TYPE_CHANGED);
        self.shapes(site, &was.shape, &is.shape);
    }

    fn pages(&mut self, site: &Site, old: &Operation, new: &Operation) {
        let (rule, what) = match (&old.pagination, &new.pagination) {
            (None, Some(_)) => (&rules::PAGINATION_ADDED, "is now paginated"),
            (Some(_), None) => (&rules::PAGINATION_REMOVED, "is no longer paginated"),
            (Some(was), Some(is)) if was != is => {
                (&rules::PAGINATION_CHANGED, "is paginated differently")
            }
            _ => return,
        };
        self.report_changed(rule, site, format!("{} {what}", site.name));
    }

    /// Compares the success responses of an operation that has several.
    pub(crate) fn successes_of_choice(
        &mut self,
        site: &Site,
        name: &str,
        old: &'a [ResponseChoice],
        new: &'a [ResponseChoice],
    ) {
        let media_type = |choice: &ResponseChoice| {
            let content = choice.content.as_ref();
            content.map_or_else(String::new, |content| content.media_type.clone())
        };
        let keys: [&dyn Fn(&ResponseChoice) -> String; 2] = [
            &|one| format!("{:?} {}", one.status, media_type(one)),
            &|one| format!("{:?} {}", one.status, matching::essence(&media_type(one))),
        ];
        for pair in matching::paired(old, new, &keys) {
            let (was, is) = match pair {
                (Some(was), Some(is)) => (was, is),
                (Some(was), None) => {
                    let what = format!(
                        "{} lost `{}` ({})",
                        site.name,
                        was.name,
                        status_text(was.status)
                    );
                    self.report_changed(&rules::SUCCESS_REMOVED, site, what);
                    continue;
                }
                (None, Some(is)) => {
                    let what = format!(
                        "{} gained `{}` ({})",
                        site.name,
                        is.name,
                        status_text(is.status)
                    );
                    self.report_changed(&rules::SUCCESS_ADDED, site, what);
                    continue;
                }
                (None, None) => continue,
            };
            let site = Site {
                name: code(format_args!("{name}::{}", was.name)),
                ..site.clone()
            };
            if was.name != is.name {
                let what = format!("{} is now called `{}`", site.name, is.name);
                self.report_changed(&rules::VARIANT_RENAMED, &site, what);
            }
            self.docs(&site, &was.docs, &is.docs);
            if let (Some(was), Some(is)) = (&was.content, &is.content) {
                self.received(&site, was, is);
            }
        }
    }
}

/// Returns the media types in which a body may be received.
fn media_types(content: &Content) -> impl Iterator<Item = &str> {
    let names = std::iter::once(&content.media_type).chain(&content.other_media_type);
    names.map(String::as_str)
}

/// Returns the statuses of a response as text.
pub(crate) fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// Reports whether a body is a single value that JSON and text represent alike. Another media type then keeps the
/// Rust type.
fn is_scalar(side: &ApiIndex<'_>, content: &Content) -> bool {
    let shape = side.resolve(&content.shape).shape;
    let is_value = match shape {
        Shape::Primitive(_) | Shape::External(_) => true,
        Shape::Named(id) => matches!(
            side.api.get(*id).map(|ty| &ty.kind),
            Some(TypeKind::Enum(_) | TypeKind::Constant(_))
        ),
        _ => false,
    };
    let is_read = matches!(
        content.encoding,
        Encoding::Json | Encoding::Text | Encoding::TextOrJson
    );
    is_value && is_read
}
