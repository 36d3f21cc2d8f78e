//! Tries the branches of unions in order until a value is valid.

use serde_json::Value;

use super::{Fill, Node, Sampler, Spot, Wanted};
use crate::document::Place;
use crate::document::facts::{Types, types};
use crate::schemas::convert::discriminator::{mapping, tagged};

/// A branch: the schemas that it adds, and the required values of properties.
struct Branch<'d> {
    schemas: Vec<Place<'d>>,
    tag: Option<(&'d str, Value)>,
}

impl<'d> Branch<'d> {
    fn of(schemas: Vec<Place<'d>>) -> Self {
        Self { schemas, tag: None }
    }
}

impl<'d> Sampler<'d> {
    /// Returns a value for a set with one branch of each of its unions.
    pub(super) fn decide(
        &self,
        wanted: &Wanted<'d>,
        schemas: &[Place<'d>],
        spot: Spot<'_>,
    ) -> Option<Value> {
        let mut undecided = wanted.nodes.iter().enumerate();
        let found = undecided.find_map(|(index, node)| {
            let (keyword, branches) = self.branches(wanted, node)?;
            Some((index, keyword, branches))
        });
        let Some((index, keyword, branches)) = found else {
            return self.leaf(wanted, schemas, spot);
        };
        self.take_work(wanted.nodes.len() + branches.len())?;
        let all: Vec<Types> = branches
            .iter()
            .map(|branch| self.types_of(branch))
            .collect();
        let mut fallback = None;
        let mut branches: Vec<(usize, Branch<'d>)> = branches.into_iter().enumerate().collect();
        let count = branches.len().max(1);
        branches.rotate_left(spot.turn % count);
        let spot = Spot {
            turn: spot.turn / count,
            ..spot
        };
        for (at, branch) in branches {
            self.take_work(wanted.nodes.len())?;
            let mut wanted = wanted.clone();
            if let Some(node) = wanted.nodes.get_mut(index) {
                node.decided.push(keyword);
            }
            wanted.tags.extend(branch.tag);
            let is_possible = branch
                .schemas
                .iter()
                .all(|schema| self.add(&mut wanted, schema, spot));
            if !is_possible {
                continue;
            }
            let Some(value) = self.decide(&wanted, schemas, spot) else {
                continue;
            };
            // Prefers a value that no other branch allows.
            let mut others = all.iter().enumerate().filter(|(other, _)| *other != at);
            let is_for_this = others.all(|(_, types)| !types.meets(Types::of(&value)));
            if is_for_this || self.fits(schemas, &value) {
                return Some(value);
            }
            fallback = fallback.or(Some(value));
        }
        fallback
    }

    fn types_of(&self, branch: &Branch<'d>) -> Types {
        let schemas = branch.schemas.iter();
        schemas
            .map(|schema| types(self.document, schema))
            .fold(Types::ALL, Types::and)
    }

    /// Returns the first keyword of a schema that has branches, and the branches.
    fn branches(
        &self,
        wanted: &Wanted<'d>,
        node: &Node<'d>,
    ) -> Option<(&'static str, Vec<Branch<'d>>)> {
        let place = &node.place;
        let is_open =
            |keyword: &&'static str| !node.decided.contains(keyword) && place.has(keyword);
        let keywords = ["discriminator", "oneOf", "anyOf", "if", "dependentSchemas"];
        let keyword = keywords.iter().copied().find(is_open)?;
        let branches = match keyword {
            "discriminator" => self.extensions(wanted, place),
            "if" => conditional(place),
            "dependentSchemas" => self.dependent(place),
            keyword => self.union(place, keyword),
        };
        Some((keyword, branches))
    }

    fn union(&self, place: &Place<'d>, keyword: &str) -> Vec<Branch<'d>> {
        let tagged = tagged(self.document, place).filter(|tagged| tagged.keyword == keyword);
        let Some(tagged) = tagged else {
            let branches = place.list(keyword);
            return branches.map(|branch| Branch::of(vec![branch])).collect();
        };
        let branches = tagged.branches.into_iter();
        branches
            .map(|(branch, values)| Branch {
                tag: values
                    .into_iter()
                    .next()
                    .map(|value| (tagged.property, value)),
                schemas: vec![branch],
            })
            .collect()
    }

    /// Returns the branches of `dependentSchemas`: all of its schemas, or none.
    fn dependent(&self, place: &Place<'d>) -> Vec<Branch<'d>> {
        let schemas = place.member("dependentSchemas");
        let schemas = schemas.iter().flat_map(Place::members);
        let all = Branch::of(schemas.map(|(_, schema)| schema).collect());
        let none = Branch::of(Vec::new());
        if self.fill == Fill::Required {
            vec![none, all]
        } else {
            vec![all, none]
        }
    }

    /// Returns the subtypes of a schema with a discriminator. Without any, returns the schema itself.
    fn extensions(&self, wanted: &Wanted<'d>, place: &Place<'d>) -> Vec<Branch<'d>> {
        let has_union = ["oneOf", "anyOf"].iter().any(|union| place.has(union));
        let discriminator = place.member("discriminator").filter(|_| !has_union);
        let property = discriminator
            .as_ref()
            .and_then(|discriminator| discriminator.text("propertyName"));
        let (Some(discriminator), Some(property)) = (discriminator, property) else {
            return vec![Branch::of(Vec::new())];
        };
        let mut mapped: Vec<(&'d str, Place<'d>)> =
            mapping(self.document, &discriminator).collect();
        // If a subtype is already part of the set, other subtypes do not matter.
        let is_wanted = |target: &Place<'d>| {
            let key = std::ptr::from_ref(target.value);
            let mut nodes = wanted.nodes.iter();
            !target.is(place)
                && (wanted.targets.contains(&key) || nodes.any(|node| node.place.is(target)))
        };
        if mapped.iter().any(|(_, target)| is_wanted(target)) {
            mapped.retain(|(_, target)| is_wanted(target));
        }
        let mut branches: Vec<Branch<'d>> = mapped
            .into_iter()
            .map(|(value, target)| Branch {
                schemas: if target.is(place) {
                    Vec::new()
                } else {
                    vec![target]
                },
                tag: Some((property, Value::from(value))),
            })
            .collect();
        if branches.is_empty() {
            branches = vec![Branch::of(Vec::new())];
        }
        branches
    }
}

/// Returns the branches of `if`, `then` and `else`.
fn conditional<'d>(place: &Place<'d>) -> Vec<Branch<'d>> {
    let keyword = |name| place.member(name);
    vec![
        Branch::of(Vec::new()),
        Branch::of(keyword("if").into_iter().chain(keyword("then")).collect()),
        Branch::of(keyword("else").into_iter().collect()),
    ]
}
