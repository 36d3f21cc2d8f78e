//! Where a type stands, as far as its name is concerned.

use super::words;

/// The names that a type without a name of its own may take from where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The name it takes if it can.
    pub name: String,
    /// The name it takes when that is another's: longer, and of this place alone.
    pub fallback: Option<String>,
    /// What the first step is called, of a place that has such a longer name.
    pub shared: Option<String>,
    /// The same path with every list in the plural: what tells places apart that are called alike.
    pub plain: String,
    /// What the last step is called: only types whose last step is called the same are one.
    pub leaf: String,
    /// How many steps it is from what has a name of its own.
    pub depth: usize,
}

impl Place {
    /// A place that has a name.
    pub(crate) fn root(name: impl Into<String>) -> Self {
        let name = words::bounded(name.into());
        Self {
            leaf: name.clone(),
            plain: name.clone(),
            name,
            fallback: None,
            shared: None,
            depth: 0,
        }
    }

    /// The same with a name that cannot be another's.
    pub(crate) fn or(mut self, fallback: impl Into<String>) -> Self {
        self.fallback = Some(words::bounded(fallback.into()));
        self.shared = Some(self.name.clone());
        self
    }

    /// A property of it.
    pub(crate) fn property(&self, name: &str) -> Self {
        self.step(&words::type_name(name))
    }

    /// A step with a name in Pascal case.
    pub(crate) fn step(&self, name: &str) -> Self {
        let longer = |before: &str| words::bounded([before, name].concat());
        Self {
            name: longer(&self.name),
            fallback: self.fallback.as_deref().map(longer),
            shared: self.shared.clone(),
            plain: longer(&self.plain),
            leaf: name.to_owned(),
            depth: self.depth + 1,
        }
    }

    /// The items of a list: in the singular where the name has one, otherwise `…Item`.
    pub(crate) fn item(&self) -> Self {
        let one = |name: &str| {
            let split = words::words(name);
            let singular = words::singular_words(&split);
            if singular == split {
                return words::bounded(format!("{name}Item"));
            }
            words::identifier(&words::pascal(&singular), "Type")
        };
        Self {
            name: one(&self.name),
            fallback: self.fallback.as_deref().map(one),
            shared: self.shared.clone(),
            plain: words::bounded(format!("{}Item", self.plain)),
            leaf: one(&self.leaf),
            depth: self.depth + 1,
        }
    }
}
