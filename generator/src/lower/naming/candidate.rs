//! Where a type stands, as far as its name is concerned.

use super::words;

/// The names that a type without a name of its own may take from where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameCandidate {
    /// The name it takes if it can.
    pub name: String,
    /// The name it takes when that is another's: longer, and of this place alone.
    pub fallback: Option<String>,
    /// What the first step is called, of a place that has such a longer name.
    pub root_name: Option<String>,
    /// The same path with every list in the plural: what tells places apart that are called alike.
    pub unsingularized: String,
    /// What the last step is called: only types whose last step is called the same are one.
    pub last_segment: String,
    /// How many steps it is from what has a name of its own.
    pub depth: usize,
}

impl NameCandidate {
    /// A place that has a name.
    pub(crate) fn root(name: impl Into<String>) -> Self {
        let name = words::limit_length(name.into());
        Self {
            last_segment: name.clone(),
            unsingularized: name.clone(),
            name,
            fallback: None,
            root_name: None,
            depth: 0,
        }
    }

    /// The same with a name that cannot be another's.
    pub(crate) fn with_fallback(mut self, fallback: impl Into<String>) -> Self {
        self.fallback = Some(words::limit_length(fallback.into()));
        self.root_name = Some(self.name.clone());
        self
    }

    /// A property of it.
    pub(crate) fn property(&self, name: &str) -> Self {
        self.child(&words::type_name(name))
    }

    /// A step with a name in Pascal case.
    pub(crate) fn child(&self, name: &str) -> Self {
        let longer = |before: &str| words::limit_length([before, name].concat());
        Self {
            name: longer(&self.name),
            fallback: self.fallback.as_deref().map(longer),
            root_name: self.root_name.clone(),
            unsingularized: longer(&self.unsingularized),
            last_segment: name.to_owned(),
            depth: self.depth + 1,
        }
    }

    /// The items of a list: in the singular where the name has one, otherwise `…Item`.
    pub(crate) fn item(&self) -> Self {
        let one = |name: &str| {
            let split = words::words(name);
            let singular = words::singular_words(&split);
            if singular == split {
                return words::limit_length(format!("{name}Item"));
            }
            words::identifier(&words::pascal(&singular), "Type")
        };
        Self {
            name: one(&self.name),
            fallback: self.fallback.as_deref().map(one),
            root_name: self.root_name.clone(),
            unsingularized: words::limit_length(format!("{}Item", self.unsingularized)),
            last_segment: one(&self.last_segment),
            depth: self.depth + 1,
        }
    }
}
