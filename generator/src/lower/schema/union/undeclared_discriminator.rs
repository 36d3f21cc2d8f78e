//! Warns about discriminators whose property no branch declares.

use foldhash::HashSet;

use super::branches::{Branch, Composite};
use super::discriminator::BranchTags;
use crate::diagnostic::{Diagnostic, codes};
use crate::lower::schema::Schemas;
use crate::lower::schema::conjunction::merge::Merged;
use crate::openapi::schema::Discriminator;

impl<'a> Schemas<'a, '_> {
    /// Warns if neither a branch nor the schema with the union declares the property of the discriminator.
    pub(crate) fn report_undeclared_discriminator(
        &self,
        base: &Merged<'a>,
        branches: &[Branch<'a>],
        discriminator: &Discriminator<'a>,
    ) {
        let property = discriminator.property;
        if base.object.properties.contains_key(property) {
            return;
        }
        let mut objects = branches
            .iter()
            .filter(|branch| self.may_be(branch.complete(), Composite::Object))
            .peekable();
        if objects.peek().is_none()
            || objects.any(|branch| may_declare(branch.complete(), property))
        {
            return;
        }
        let node = discriminator.node;
        let place = node.get("propertyName").unwrap_or(node);
        let message = format!("no branch declares the property `{property}` of the discriminator");
        let declared = || {
            let branches = branches.iter();
            branches.flat_map(|branch| branch.complete().object.properties.keys().copied())
        };
        // Lazy, so that no names are collected once the budget for suggestions is spent.
        let nearest = self
            .reader
            .nearest(property, std::iter::once_with(declared).flatten());
        let help = nearest.map_or_else(
            || "declare the property in each branch".to_owned(),
            |nearest| format!("did you mean `{nearest}`?"),
        );
        self.diagnostics.push(
            Diagnostic::warning(codes::UNDECLARED_DISCRIMINATOR, place.location(), message)
                .label("a value without it is decoded as `Unknown`")
                .help(help),
        );
    }

    /// Warns about entries of a mapping whose schema exists but is neither a branch nor a subtype of one.
    pub(crate) fn report_mapping_without_branch(
        &self,
        branches: &[Branch<'a>],
        discriminator: &Discriminator<'a>,
        found: &BranchTags,
    ) {
        let tags = found.tags.iter().chain(&found.implicit).flatten();
        let tags: HashSet<String> = tags
            .map(|tag| tag.as_str().map_or_else(|| tag.to_string(), str::to_owned))
            .collect();
        let unknown = discriminator.mapping.iter();
        for &(tag, value) in unknown.filter(|(tag, _)| !tags.contains(*tag)) {
            let Some(target) = self.reader.resolve_mapping(value) else {
                continue;
            };
            let target = self.behind_references(target);
            if branches
                .iter()
                .any(|branch| self.behind_references(branch.node) == target)
            {
                continue;
            }
            let message = format!("the schema of `{tag}` is not a branch of the union");
            self.diagnostics.push(
                Diagnostic::warning(codes::UNRESOLVED_MAPPING, value.location(), message)
                    .label("values with this tag are decoded as `Unknown`")
                    .help("add the schema to the branches, or remove the entry"),
            );
        }
    }
}

/// Reports whether a branch declares or requires a property, or may do so in a nested union or by a pattern.
fn may_declare(branch: &Merged<'_>, property: &str) -> bool {
    branch.object.properties.contains_key(property)
        || branch.object.required.contains(property)
        || !branch.object.patterns.is_empty()
        || !branch.unions.alternatives.is_empty()
}
