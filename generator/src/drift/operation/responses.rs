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
            let (old_alternative, new_alternative) = match pair {
                (Some(old_alternative), Some(new_alternative)) => {
                    (old_alternative, new_alternative)
                }
                (Some(old_alternative), None) => {
                    let media_type = code(&old_alternative.media_type);
                    let what = format!("{} is no longer available as {media_type}", site.name);
                    self.report_changed(&rules::RESPONSE_ALTERNATIVE_REMOVED, site, what);
                    continue;
                }
                (None, Some(new_alternative)) => {
                    let media_type = code(&new_alternative.media_type);
                    let what = format!("{} is also available as {media_type}", site.name);
                    self.report_changed(&rules::RESPONSE_ALTERNATIVE_ADDED, site, what);
                    continue;
                }
                (None, None) => continue,
            };
            let site = &Site {
                name: format!("{} as {}", site.name, code(&old_alternative.media_type)),
                ..site.clone()
            };
            if old_alternative.name != new_alternative.name && old.name == new.name {
                let what = format!(
                    "{} is now returned by {}",
                    site.name,
                    code(&new_alternative.name)
                );
                self.report_changed(&rules::OPERATION_RENAMED, site, what);
            }
            self.output(site, &old_alternative.output, &new_alternative.output);
        }
    }

    fn output(&mut self, site: &Site, old: &'a Output, new: &'a Output) {
        match (old, new) {
            (Output::Nothing, Output::Nothing) => {}
            (Output::Content(old_content), Output::Content(new_content))
            | (Output::Optional(old_content), Output::Optional(new_content)) => {
                self.received(site, old_content, new_content);
            }
            (Output::Nothing, Output::Content(_) | Output::Optional(_)) => {
                let what = format!("{} has a body", site.name);
                self.report_changed(&rules::RESPONSE_BODY_ADDED, site, what);
            }
            (Output::Content(_) | Output::Optional(_), Output::Nothing) => {
                let what = format!("{} no longer has a body", site.name);
                self.report_changed(&rules::RESPONSE_BODY_REMOVED, site, what);
            }
            (Output::Content(old_content), Output::Optional(new_content)) => {
                if new_content.encoding == Encoding::Json {
                    let what = format!("{} may have no body", site.name);
                    self.report_changed(&rules::RESPONSE_BODY_BECAME_OPTIONAL, site, what);
                }
                self.received(site, old_content, new_content);
            }
            (Output::Optional(old_content), Output::Content(new_content)) => {
                if new_content.encoding == Encoding::Json {
                    let what = format!("{} always has a body", site.name);
                    self.report_changed(&rules::RESPONSE_BODY_BECAME_CERTAIN, site, what);
                }
                self.received(site, old_content, new_content);
            }
            (Output::Choice(old_id), Output::Choice(new_id)) => {
                self.choices(site, &Shape::Named(*old_id), &Shape::Named(*new_id));
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

    fn choices(&mut self, site: &Site, old: &Shape, new: &Shape) {
        if let (Shape::Named(old), Shape::Named(new)) = (old, new) {
            self.named(site, (*old, *new), (*old, *new));
        }
    }

    fn received(&mut self, site: &Site, old: &'a Content, new: &'a Content) {
        let told = || {
            let shown = |content: &Content| {
                let names: Vec<String> = media_types(content).map(code).collect();
                names.join(" or ")
            };
            format!("{} was {}, is {}", site.name, shown(old), shown(new))
        };
        if old.encoding != new.encoding {
            let is_same_stream = old.encoding.is_stream()
                && new.encoding.is_stream()
                && matching::essence(&old.media_type) == matching::essence(&new.media_type);
            if is_same_stream {
                let described = match new.encoding {
                    Encoding::Stream => "the items are no longer described",
                    _ => "the items are described",
                };
                let what = format!("{}: {described}", site.name);
                self.report_changed(&rules::RESPONSE_STREAM_CHANGED, site, what);
            } else if is_scalar(&self.old, old) && is_scalar(&self.new, new) {
                let offered: Vec<String> = media_types(new).map(matching::essence).collect();
                let mut accepted = media_types(old).map(matching::essence);
                let rule = if accepted.any(|one| offered.contains(&one)) {
                    &rules::RESPONSE_MEDIA_TYPES_CHANGED
                } else {
                    &rules::RESPONSE_MEDIA_TYPE_CHANGED
                };
                self.report_changed(rule, site, told());
                self.shapes(site, &old.shape, &new.shape);
            } else {
                self.report_changed(&rules::RESPONSE_ENCODING_CHANGED, site, told());
            }
            return;
        }
        self.media_type(site, old, new, &rules::RESPONSE_MEDIA_TYPE_CHANGED);
        self.shapes(site, &old.shape, &new.shape);
    }

    fn pages(&mut self, site: &Site, old: &Operation, new: &Operation) {
        let (rule, what) = match (&old.pagination, &new.pagination) {
            (None, Some(_)) => (&rules::PAGINATION_ADDED, "is now paginated"),
            (Some(_), None) => (&rules::PAGINATION_REMOVED, "is no longer paginated"),
            (Some(old_page), Some(new_page)) if old_page != new_page => {
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
            let (old_choice, new_choice) = match pair {
                (Some(old_choice), Some(new_choice)) => (old_choice, new_choice),
                (Some(old_choice), None) => {
                    let what = format!(
                        "{} lost `{}` ({})",
                        site.name,
                        old_choice.name,
                        status_text(old_choice.status)
                    );
                    self.report_changed(&rules::SUCCESS_REMOVED, site, what);
                    continue;
                }
                (None, Some(new_choice)) => {
                    let what = format!(
                        "{} gained `{}` ({})",
                        site.name,
                        new_choice.name,
                        status_text(new_choice.status)
                    );
                    self.report_changed(&rules::SUCCESS_ADDED, site, what);
                    continue;
                }
                (None, None) => continue,
            };
            let site = Site {
                name: code(format_args!("{name}::{}", old_choice.name)),
                ..site.clone()
            };
            if old_choice.name != new_choice.name {
                let what = format!("{} is now called `{}`", site.name, new_choice.name);
                self.report_changed(&rules::VARIANT_RENAMED, &site, what);
            }
            self.docs(&site, &old_choice.docs, &new_choice.docs);
            if let (Some(old_content), Some(new_content)) =
                (&old_choice.content, &new_choice.content)
            {
                self.received(&site, old_content, new_content);
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
