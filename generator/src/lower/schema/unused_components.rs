//! Finds the components that no operation or webhook uses. They have no direction, so their types have all properties,
//! `readOnly` and `writeOnly` ones included.

use foldhash::{HashMap, HashSet};

use crate::load::{Node, Origin};
use crate::lower::schema::Schemas;
use crate::lower::schema::union::discriminator::own_discriminator;

/// Keywords whose values contain no references.
const VALUES: &[&str] = &["example", "examples", "default", "enum", "const"];

/// Keywords whose keys are names.
const MAPS: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "responses",
    "headers",
    "encoding",
    "callbacks",
];

impl<'a> Schemas<'a, '_> {
    /// Finds the components whose directions differ and that no operation or webhook uses.
    pub(crate) fn find_unused(&mut self) {
        let mut origins: Vec<(&str, Origin)> = self
            .components
            .iter()
            .map(|(origin, name)| (*name, *origin))
            .collect();
        origins.sort_unstable();
        let mut unused: HashSet<Origin> = HashSet::default();
        for (_, origin) in origins {
            let node = self.reader.node(origin);
            if node.is_some_and(|node| self.is_directional(node)) {
                unused.insert(origin);
            }
        }
        if unused.is_empty() {
            return;
        }
        let components: HashMap<&str, Node<'a>> =
            self.reader.component_schemas().into_iter().collect();
        let mut seen: HashSet<Origin> = HashSet::default();
        let mut waiting = self.reader.used_sections();
        while let Some(node) = waiting.pop() {
            if !seen.insert(node.origin()) {
                continue;
            }
            unused.remove(&node.origin());
            self.referenced(node, &components, &mut waiting);
            if self.component_name(node).is_some() && node.is_object() {
                let schema = self.reader.schema(node);
                if own_discriminator(self.reader, &schema).is_some()
                    || self.inherited_discriminator(&schema).is_some()
                {
                    waiting.extend(self.all_subtypes(node));
                }
            }
        }
        self.unused = unused;
    }

    /// Adds the targets of all references in a value.
    fn referenced(
        &self,
        node: Node<'a>,
        components: &HashMap<&str, Node<'a>>,
        targets: &mut Vec<Node<'a>>,
    ) {
        let is_map = node.key().is_some_and(|key| MAPS.contains(&key));
        for (key, child) in node.entries() {
            match key {
                "$ref" => targets.extend(self.reader.step(child)),
                "mapping" if node.key() == Some("discriminator") => {
                    let values = child.entries().map(|(_, value)| value);
                    targets.extend(values.filter_map(|value| {
                        let component = value
                            .as_str()
                            .and_then(|name| components.get(name))
                            .copied();
                        component.or_else(|| self.reader.step(value))
                    }));
                }
                _ if !is_map && (VALUES.contains(&key) || key.starts_with("x-")) => {}
                _ if child.is_object() || child.is_array() => {
                    self.referenced(child, components, targets);
                }
                _ => {}
            }
        }
        for child in node.items() {
            self.referenced(child, components, targets);
        }
    }
}
