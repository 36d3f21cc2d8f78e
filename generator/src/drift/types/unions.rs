//! Compares unions.

use std::collections::HashSet;

use serde_json::Value;

use super::enums::{same_values, shown};
use super::shapes::shape_text;
use crate::drift::{ApiIndex, Comparison, Site, code, rules, rules_for_directions};
use crate::emit;
use crate::ir::{Shape, TagWriter, Tagging, Type, Union, Variant};

impl<'a> Comparison<'a> {
    /// Compares two unions. Returns, for each old variant, the index of the matching new one.
    pub(super) fn unions(
        &mut self,
        site: &Site,
        name: &str,
        old: &'a Union,
        new: &'a Union,
    ) -> Vec<Option<usize>> {
        let tagged = self.tagging(site, old, new);
        let matched = self.variants(old, new);
        for (old_variant, found) in old.variants.iter().zip(&matched) {
            let Some(new_variant) = found.and_then(|index| new.variants.get(index)) else {
                let rule = rules_for_directions(
                    site.way,
                    &rules::REQUEST_VARIANT_REMOVED,
                    &rules::RESPONSE_VARIANT_REMOVED,
                );
                self.report_changed(
                    rule,
                    site,
                    format!("{} lost `{}`", site.name, old_variant.name),
                );
                continue;
            };
            let site = Site {
                name: code(format_args!("{name}::{}", old_variant.name)),
                ..site.clone()
            };
            self.variant_name(
                &site,
                &new_variant.name,
                old_variant.name != new_variant.name,
            );
            self.docs(&site, &old_variant.docs, &new_variant.docs);
            if tagged {
                self.tags(&site, old_variant, new_variant);
            }
            self.shapes(&site, &old_variant.shape, &new_variant.shape);
        }
        let found: HashSet<usize> = matched.iter().flatten().copied().collect();
        for (index, new_variant) in new.variants.iter().enumerate() {
            if found.contains(&index) {
                continue;
            }
            let rule = if tagging_text(&new.tagging).is_some() {
                (&rules::VARIANT_ADDED).into()
            } else {
                rules_for_directions(
                    site.way,
                    &rules::UNTAGGED_REQUEST_VARIANT_ADDED,
                    &rules::UNTAGGED_RESPONSE_VARIANT_ADDED,
                )
            };
            self.report_changed(
                rule,
                site,
                format!("{} gained `{}`", site.name, new_variant.name),
            );
        }
        if tagged {
            let unknown = Site {
                name: code(format_args!("{name}::{}", old.unknown)),
                ..site.clone()
            };
            self.variant_name(&unknown, &new.unknown, old.unknown != new.unknown);
        }
        matched
    }

    /// Reports types that no longer convert into a union by `From`, although it still holds them.
    pub(super) fn conversions(
        &mut self,
        site: &Site,
        (old_type, old): (&'a Type, &'a Union),
        (new_type, new): (&'a Type, &'a Union),
        matched: &[Option<usize>],
    ) {
        let id = |side: &ApiIndex<'a>, ty: &Type| side.names.get(ty.name.as_str()).copied();
        let (Some(old_id), Some(new_id)) = (id(&self.old, old_type), id(&self.new, new_type))
        else {
            return;
        };
        let sources = emit::union_sources(self.old.api, old_id, old, old_type.directions);
        let now = emit::union_sources(self.new.api, new_id, new, new_type.directions);
        let now: HashSet<&Shape> = now.into_iter().flatten().collect();
        let plain: HashSet<Shape> = now.iter().map(|shape| emit::plain(shape)).collect();
        for (source, found) in sources.into_iter().zip(matched) {
            let (Some(source), Some(_)) = (source, found) else {
                continue;
            };
            // Code names the type. If the name is removed, that is reported at the type.
            let name = match source {
                Shape::Named(id) => self.old.get(*id).map(|ty| ty.name.as_str()),
                _ => None,
            };
            let becomes = match name {
                None => plain.contains(&emit::plain(source)),
                Some(name) => {
                    let Some(id) = self.new.names.get(name) else {
                        continue;
                    };
                    let named = Shape::Named(*id);
                    let resolved = self.new.resolve(&named).shape;
                    now.contains(resolved)
                }
            };
            if !becomes {
                let source = code(shape_text(self.old.api, source));
                let what = format!("{source} no longer converts into {} by `From`", site.name);
                self.report_changed(&rules::CONVERSION_REMOVED, site, what);
            }
        }
    }

    /// Compares the tag values of a variant, if both APIs declare them.
    pub(crate) fn tags(&mut self, site: &Site, old: &Variant, new: &Variant) {
        if old.tags.is_empty() || new.tags.is_empty() {
            return;
        }
        // The first one is sent, unless the type itself has the tag.
        let is_sent = site.way.request
            && [old, new]
                .iter()
                .any(|variant| variant.tag_writer == TagWriter::Union);
        if same_values(&old.tags, &new.tags) && (!is_sent || old.tags.first() == new.tags.first()) {
            return;
        }
        let list = |tags: &[Value]| tags.iter().map(shown).collect::<Vec<_>>().join(", ");
        let (old, new) = (list(&old.tags), list(&new.tags));
        let what = format!(
            "{} was selected by `{old}`, is selected by `{new}`",
            site.name
        );
        self.report_changed(&rules::VARIANT_TAGS_CHANGED, site, what);
    }

    /// Compares the tagging of two unions. Returns whether both are tagged.
    pub(crate) fn tagging(&mut self, site: &Site, old: &Union, new: &Union) -> bool {
        match (tagging_text(&old.tagging), tagging_text(&new.tagging)) {
            (Some(old_tag), Some(new_tag)) => {
                if old_tag != new_tag {
                    let what = format!(
                        "{} was distinguished by {old_tag}, is distinguished by {new_tag}",
                        site.name
                    );
                    self.report_changed(&rules::UNION_TAG_RENAMED, site, what);
                }
                true
            }
            (None, None) => false,
            (None, Some(new_tag)) => {
                let what = format!("{} is now distinguished by {new_tag}", site.name);
                self.report_changed(&rules::UNION_TAGGING_CHANGED, site, what);
                false
            }
            (Some(old_tag), None) => {
                let what = format!("{} is no longer distinguished by {old_tag}", site.name);
                self.report_changed(&rules::UNION_TAGGING_CHANGED, site, what);
                false
            }
        }
    }
}

/// Describes how the variants of a union are distinguished, or returns `None` if it is untagged.
fn tagging_text(tagging: &Tagging) -> Option<String> {
    match tagging {
        Tagging::Property { wire_name } => Some(format!("`{wire_name}`")),
        Tagging::Pointer { pointer } => Some(format!("`{pointer}`")),
        Tagging::Key => Some("the name of its only property".to_owned()),
        Tagging::Untagged => None,
    }
}
