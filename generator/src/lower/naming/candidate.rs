//! Candidate names for an anonymous type, derived from its path.

use std::rc::Rc;

use super::words;

/// The names that an anonymous type may take, derived from its path. The path begins at a root that has a
/// name, and leads through properties and items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameCandidate {
    /// The preferred name.
    pub name: String,
    /// The longer name that the type takes if the preferred one is taken; specific to this location.
    pub fallback: Option<String>,
    /// The preferred name of the root of the path, if there is a fallback.
    pub root_name: Option<String>,
    /// The name without singular forms: items of a list end with `Item`. It distinguishes locations whose
    /// names are equal.
    pub unsingularized: String,
    /// The name of the last segment of the path. Only types with the same last segment are shared.
    pub last_segment: String,
    /// The number of segments after the root.
    pub depth: usize,
    pub owner: NameOwner,
    /// The candidate of the union, if this is a branch.
    pub union: Option<Rc<NameCandidate>>,
}

/// The owner of a name candidate. A location takes precedence over a shared type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameOwner {
    /// A location in the document.
    Location,
    /// A type that was added for several locations, and has none itself.
    SharedType,
}

impl NameCandidate {
    /// Creates the candidate for a location that has a name.
    pub(crate) fn root(name: impl Into<String>) -> Self {
        let name = words::limit_length(name.into());
        Self {
            last_segment: name.clone(),
            unsingularized: name.clone(),
            name,
            fallback: None,
            root_name: None,
            depth: 0,
            owner: NameOwner::Location,
            union: None,
        }
    }

    /// Adds a fallback name, which is specific to the location.
    pub(crate) fn with_fallback(mut self, fallback: impl Into<String>) -> Self {
        self.fallback = Some(words::limit_length(fallback.into()));
        self.root_name = Some(self.name.clone());
        self
    }

    /// Returns the candidate for a property.
    pub(crate) fn property(&self, name: &str) -> Self {
        self.child(&words::type_name(name))
    }

    /// Returns the candidate for a segment, whose name is in Pascal case.
    pub(crate) fn child(&self, name: &str) -> Self {
        let longer = |before: &str| words::limit_length([before, name].concat());
        Self {
            name: longer(&self.name),
            fallback: self.fallback.as_deref().map(longer),
            root_name: self.root_name.clone(),
            unsingularized: longer(&self.unsingularized),
            last_segment: name.to_owned(),
            depth: self.depth + 1,
            owner: self.owner,
            union: None,
        }
    }

    /// Returns the candidate for a branch of a union.
    pub(crate) fn branch(&self, name: &str) -> Self {
        Self {
            union: Some(Rc::new(self.clone())),
            ..self.child(name)
        }
    }

    /// Returns the candidate for the items of a list: the singular if the name has one, otherwise `…Item`.
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
            owner: self.owner,
            union: None,
        }
    }
}
