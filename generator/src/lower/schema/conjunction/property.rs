//! The schemas of a property that several schemas declare.

use crate::load::Node;
use crate::openapi::Reader;

/// Returns whether a schema allows all values that other schemas together allow.
pub(super) type IsImplied<'f, 'a> = dyn Fn(Node<'a>, &[Node<'a>]) -> bool + 'f;

/// A property of a conjunction: the schemas that all apply to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Property<'a> {
    /// The schemas.
    pub nodes: Vec<Node<'a>>,
    /// How each schema is declared, in the same order.
    pub(super) declarations: Vec<Declaration>,
    /// Whether a schema comes from behind a `$ref`. Its type is then named after that location.
    pub foreign: bool,
    /// The schemas that apply only under a condition: of `then`, `else` and `dependentSchemas`. Their properties are
    /// optional.
    pub conditional: Vec<Node<'a>>,
    /// Whether all schemas apply only under a condition, so that other values are valid too.
    pub only_conditional: bool,
    pub agreement: Agreement,
    pub declared_by: DeclaredBy,
}

/// How the schemas of a property agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Agreement {
    /// They all apply together.
    #[default]
    Same,
    /// Only a condition names the property: any JSON value is allowed.
    Undescribed,
    /// They differ and do not always apply together: any JSON value is allowed.
    Differs,
}

/// What declares a property of a branch of a union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DeclaredBy {
    #[default]
    Branch,
    /// Only the schema with the union.
    Union,
}

/// How a schema of a property is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Declaration {
    /// How many `allOf` and `$ref` lead to the schema that declares the property.
    pub(super) depth: usize,
    /// Whether that schema requires the property.
    pub(super) required: bool,
}

impl<'a> Property<'a> {
    /// Returns the schemas, the most specific first: behind the fewest `allOf` and `$ref`, and of these the last.
    pub(crate) fn by_specificity(&self) -> Vec<Node<'a>> {
        if let [only] = self.nodes.as_slice() {
            return vec![*only];
        }
        let mut nodes: Vec<(usize, Node<'a>)> = self
            .nodes
            .iter()
            .enumerate()
            .map(|(index, &node)| {
                (
                    self.declarations.get(index).map_or(0, |found| found.depth),
                    node,
                )
            })
            .collect();
        nodes.reverse();
        nodes.sort_by_key(|(depth, _)| *depth);
        nodes.into_iter().map(|(_, node)| node).collect()
    }

    /// Returns whether the property is left out in a direction. `is_flagged` returns whether a schema has the flag of
    /// the direction: `readOnly` in a request, `writeOnly` in a response.
    ///
    /// A schema that requires the property without the flag overrules less specific schemas that have it: subtypes
    /// require the read-only `type` of their base with a value of their own. A schema is more specific than the schemas
    /// of its `allOf` and `$ref`, and than those before it in the same `allOf`.
    pub(crate) fn is_hidden(&self, is_flagged: impl Fn(Node<'a>) -> bool) -> bool {
        let rank = |index: usize, depth: usize| (std::cmp::Reverse(depth), index);
        let mut flagged = None;
        let mut required = None;
        for (index, &node) in self.nodes.iter().enumerate() {
            let declaration = self.declarations.get(index);
            let rank = declaration.map(|found| rank(index, found.depth));
            if is_flagged(node) {
                let Some(rank) = rank else { return true };
                flagged = flagged.max(Some(rank));
            } else if declaration.is_some_and(|found| found.required) {
                required = required.max(rank);
            }
        }
        flagged.is_some() && flagged > required
    }

    /// Whether a schema requires the property without declaring it, and is more specific than all schemas that flag it.
    pub(crate) fn is_hidden_but_required(
        &self,
        is_flagged: impl Fn(Node<'a>) -> bool,
        required: Requirement,
    ) -> bool {
        self.nodes.iter().enumerate().all(|(index, &node)| {
            let declaration = self.declarations.get(index);
            let overrules = |found: &Declaration| {
                found.depth > required.depth
                    || found.depth == required.depth && index < required.declared
            };
            !is_flagged(node) || declaration.is_some_and(overrules)
        })
    }

    /// Returns whether the schemas determine a type. Otherwise, any JSON value is allowed.
    pub(crate) fn has_type(&self) -> bool {
        self.agreement == Agreement::Same
    }

    /// Returns whether the schemas always apply together.
    pub(crate) fn applies_always(&self) -> bool {
        !self.only_conditional && self.has_type()
    }

    /// Returns the schemas that do not always apply.
    pub(crate) fn under_conditions(&self) -> impl Iterator<Item = Node<'a>> {
        let nodes = (!self.applies_always()).then_some(&self.nodes);
        nodes
            .into_iter()
            .flatten()
            .chain(&self.conditional)
            .copied()
    }

    /// Adds the schemas that the property has in a base. They are less specific than its own schemas. A schema of the base
    /// is left out if it allows every value that the own schemas allow.
    pub(super) fn add_adjacent(
        &mut self,
        reader: &Reader<'a>,
        mut base: Self,
        is_implied: &IsImplied<'_, 'a>,
    ) {
        if self.only_conditional {
            if !base.applies_always() {
                self.or(base, reader);
                return;
            }
            std::mem::swap(self, &mut base);
        }
        if !base.applies_always() {
            self.conditional.extend(base.under_conditions());
            return;
        }
        let has_declarations = self.declarations.len() == self.nodes.len();
        let depths = self.declarations.iter().map(|found| found.depth + 1);
        let above = depths.max().unwrap_or(0);
        let own = self.nodes.clone();
        for (index, node) in base.nodes.into_iter().enumerate() {
            if is_implied(node, &own) {
                continue;
            }
            self.nodes.push(node);
            if has_declarations {
                let found = base.declarations.get(index);
                self.declarations.push(Declaration {
                    depth: above + found.map_or(0, |found| found.depth),
                    required: found.is_some_and(|found| found.required),
                });
            }
        }
        self.conditional.extend(base.conditional);
        self.foreign |= base.foreign && self.nodes.len() > own.len();
    }

    /// Adds the schemas that the property has in another branch. Schemas that are written the same add nothing.
    pub(crate) fn or(&mut self, other: Self, reader: &Reader<'a>) {
        let is_same = |(before, node): (&Node<'a>, &Node<'a>)| {
            before == node || {
                reader.spend(reader.size_of(*before) + reader.size_of(*node));
                !reader.is_exhausted() && before.to_json() == node.to_json()
            }
        };
        if other.has_type()
            && self.nodes.len() == other.nodes.len()
            && self.nodes.iter().zip(&other.nodes).all(is_same)
        {
            return;
        }
        self.agreement = Agreement::Differs;
        self.foreign |= other.foreign;
        self.conditional.extend(other.conditional);
        self.declarations.truncate(self.nodes.len());
        if self.declarations.len() == self.nodes.len() {
            self.declarations.extend(other.declarations);
        }
        self.nodes.extend(other.nodes);
    }
}

/// How the most specific schema that requires a property without declaring it is added.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Requirement {
    /// How many `allOf` and `$ref` lead to it.
    pub(super) depth: usize,
    /// How many schemas had declared the property before.
    pub(super) declared: usize,
}
