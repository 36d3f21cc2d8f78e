//! Determines whether a schema differs between requests and responses: whether it contains or refers to `readOnly` or
//! `writeOnly`.

use foldhash::HashMap;

use crate::load::{Node, Origin};
use crate::lower::schema::{Direction, Schemas};

impl<'a> Schemas<'a, '_> {
    /// Returns the direction that a schema is lowered for. It is neutral if the direction makes no difference, or if no
    /// operation or webhook uses the schema. A used component that an unused schema refers to has its type for responses.
    pub(crate) fn direction(&mut self, node: Node<'a>, direction: Direction) -> Direction {
        if !self.is_directional(node) || self.unused.contains(&node.origin()) {
            Direction::Neutral
        } else if direction == Direction::Neutral && self.component_name(node).is_some() {
            Direction::Response
        } else {
            direction
        }
    }

    /// Returns whether a schema differs between requests and responses.
    pub(crate) fn is_directional(&mut self, node: Node<'a>) -> bool {
        if !self.caches.directional.contains_key(&node.origin()) {
            self.find_directions(node);
        }
        self.caches
            .directional
            .get(&node.origin())
            .copied()
            .unwrap_or(false)
    }

    /// Determines for a schema, and for all schemas that it refers to, whether the direction makes a difference. It
    /// does if a property is marked, and for every schema that refers to such a schema.
    pub(crate) fn find_directions(&mut self, start: Node<'a>) {
        let mut holders: HashMap<Origin, Vec<Origin>> = HashMap::default();
        let mut found = Vec::new();
        let mut waiting = vec![start];
        self.caches.directional.insert(start.origin(), false);
        while let Some(node) = waiting.pop() {
            let origin = node.origin();
            let mut targets = Vec::new();
            if self.names_direction(node, &mut targets) {
                found.push(origin);
            }
            for target in targets {
                let known = self.caches.directional.get(&target.origin()).copied();
                if known == Some(true) {
                    found.push(origin);
                    continue;
                }
                holders.entry(target.origin()).or_default().push(origin);
                if known.is_none() {
                    self.caches.directional.insert(target.origin(), false);
                    waiting.push(target);
                }
            }
        }
        while let Some(origin) = found.pop() {
            if self.caches.directional.insert(origin, true) == Some(false) {
                found.extend(holders.get(&origin).into_iter().flatten());
            }
        }
    }

    /// Returns whether a property in the schema is marked as `readOnly` or `writeOnly`. Adds the targets of references
    /// in it to `targets`.
    pub(crate) fn names_direction(&self, node: Node<'a>, targets: &mut Vec<Node<'a>>) -> bool {
        let mut found = false;
        for (key, child) in node.entries() {
            match key {
                "readOnly" | "writeOnly" if child.as_bool() == Some(true) => found = true,
                "$ref" if child.as_str().is_some() => targets.extend(self.reader.resolve(child)),
                "example" | "examples" | "default" | "enum" | "const" => {}
                _ if child.is_empty() => {}
                _ => found |= self.names_direction(child, targets),
            }
        }
        for child in node.items().filter(|child| !child.is_empty()) {
            found |= self.names_direction(child, targets);
        }
        found
    }
}
