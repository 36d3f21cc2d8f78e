//! What follows from changes: the order in which they are told, and the version that has them.

use super::{Change, Verdict};

/// What a version must change by for a release with some changes (`SemVer` 2.0.0, and cargo's reading of `0.x`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bump {
    /// The last number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// How it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// What follows from what changes mean for code, where the first number of the version is that.
    pub fn of(rust: Verdict, major: u64) -> Self {
        match (rust, major) {
            (Verdict::Breaking, 0) => Self::Minor,
            (Verdict::Breaking, _) => Self::Major,
            (Verdict::Compatible, 1..) => Self::Minor,
            _ => Self::Patch,
        }
    }
}

/// The version that follows one (`1.2.3`, perhaps with more behind a hyphen or a plus); none if that is no version.
pub fn next_version(version: &str, rust: Verdict) -> Option<(String, Bump)> {
    let numbers = version.split(['-', '+']).next()?;
    let mut numbers = numbers.split('.').map(str::parse::<u64>);
    let (major, minor, patch) = (
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
        numbers.next()?.ok()?,
    );
    if numbers.next().is_some() {
        return None;
    }
    let bump = Bump::of(rust, major);
    let next = match bump {
        Bump::Major => format!("{}.0.0", major.checked_add(1)?),
        Bump::Minor => format!("{major}.{}.0", minor.checked_add(1)?),
        Bump::Patch => format!("{major}.{minor}.{}", patch.checked_add(1)?),
    };
    Some((next, bump))
}

/// What breaks first; within it by kind, and in the order of the documents.
pub(super) fn sort(changes: &mut [Change]) {
    let rank = |change: &Change| {
        super::RULES
            .iter()
            .position(|rule| rule.id == change.rule.id)
    };
    changes.sort_by_cached_key(|change| {
        (
            std::cmp::Reverse(change.verdict()),
            rank(change),
            change.new.or(change.old),
            change.what.clone(),
        )
    });
}
