//! `drift`: reports what another document of an API means for users of its bindings.

mod changelog;
mod compare;
mod github;
mod json;
mod markdown;
mod report;
mod rules;
mod show;
#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use generator::config::Api;
use generator::drift::Compatibility as Meaning;

use crate::render::Listing;
use crate::terminal;
use crate::terminal::Progress;
use crate::workspace;
use crate::workspace::{Configuration, Places};
use crate::{CommandStatus, failure};

pub(crate) use compare::{Document, compare};
pub(crate) use report::{Reports, crate_version};
pub(crate) use show::terminal as shown;

/// Exit status if the comparison failed, or if `codegen` rejects the new document.
pub(crate) const NOT_COMPARED: u8 = 3;

/// Reports how another document of an API affects Rust callers
///
/// Compares the document of the configuration with the published one, or with the one that --against names. It compares
/// the bindings, so the order of a document and its use of `$ref` have no effect. Each change has a rule;
/// docs/drift-rules.md lists all rules.
///
/// Exits with 0 if nothing or only documentation differs, 1 if all changes are compatible, 2 if one is breaking, 3 if
/// the documents could not be compared or `codegen` rejects the new one.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Compare only this API
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// New document, which is compared with the one in the configuration [default: the published one, `upstream` in
    /// the configuration]
    #[arg(long, value_name = "FILE|URL")]
    against: Option<String>,
    /// Configuration of an earlier checkout: compare its documents with the current ones, such as for a pull request
    #[arg(long, value_name = "FILE", conflicts_with = "against")]
    base: Option<PathBuf>,
    /// Format of the report
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    format: Format,
    /// Write an entry for the changelog of the generated crate, with its next version, instead of the report
    #[arg(long, conflicts_with = "format")]
    changelog: bool,
    /// Changes that cause an exit status other than 0 [default: breaking and compatible changes]
    #[arg(long, value_enum, value_name = "WHEN")]
    fail_on: Option<FailOn>,
    /// Show all changes of documentation, not just the first few
    #[arg(long)]
    all: bool,
    /// Print the page of all rules and do nothing else
    #[arg(long, exclusive = true)]
    rules: bool,
    #[command(flatten)]
    places: Places,
}

/// Format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, with colours on a terminal
    Terminal,
    /// For programs; docs/drift.md describes it
    Json,
    /// For a comment on a pull request or an issue
    Markdown,
    /// Annotations of GitHub Actions
    Github,
}

/// Changes that make a comparison fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Breaking changes
    Breaking,
    /// Any change, including documentation
    Any,
    /// Never fail because of a change
    None,
}

pub(crate) fn run(options: &Options) -> CommandStatus {
    match compare_all(options) {
        Ok(verdict) => verdict,
        Err(error) if failure::is_closed_pipe(&error) => CommandStatus::Success,
        Err(error) => {
            terminal::error(&failure::describe(&error));
            CommandStatus::Code(NOT_COMPARED)
        }
    }
}

fn compare_all(options: &Options) -> anyhow::Result<CommandStatus> {
    if options.rules {
        terminal::output().write_all(rules::page().as_bytes())?;
        return Ok(CommandStatus::Success);
    }
    let configuration = Configuration::read(&options.places.config())?;
    let reports = match &options.base {
        Some(base) => with_base(options, &Configuration::read(base)?, &configuration)?,
        None => with_others(options, &configuration)?,
    };
    let text = if options.changelog {
        changelog::entry(&reports)
    } else {
        match options.format {
            Format::Terminal => show::terminal(&reports, Listing::complete_if(options.all)),
            Format::Json => json::report(&reports)?,
            Format::Markdown => markdown::report(&reports),
            Format::Github => github::annotations(&reports),
        }
    };
    if options.format == Format::Github && !options.changelog {
        terminal::commands().write_all(text.as_bytes())?;
    } else {
        terminal::output().write_all(text.as_bytes())?;
    }
    if reports.is_rejected() {
        return Ok(CommandStatus::Code(NOT_COMPARED));
    }
    Ok(CommandStatus::Code(status(
        reports.worst(),
        options.fail_on,
    )))
}

/// Compares the documents of the configuration with published or named ones.
fn with_others(options: &Options, configuration: &Configuration) -> anyhow::Result<Reports> {
    let config = &configuration.config;
    if let Some(name) = &options.api {
        workspace::api(config, name)?;
    }
    let against_one = options.against.is_some() && options.api.is_none();
    let published = || config.apis.values().filter(|api| api.upstream.is_some());
    if against_one && config.apis.len() > 1 && published().count() != 1 {
        bail!("the configuration has several APIs: select one with --api");
    }
    let progress = Progress::new();
    let mut reports = Reports::new(crate_version(&options.places.output()));
    for (name, api) in &config.apis {
        if options.api.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        // With one document, only APIs with an `upstream` can be meant.
        if against_one && config.apis.len() > 1 && api.upstream.is_none() {
            continue;
        }
        let Some(against) = against(options, api) else {
            if options.api.is_some() || config.apis.len() == 1 {
                bail!(
                    "`{name}` has no `upstream` in the configuration: name the other document with --against"
                );
            }
            terminal::note(&format!("`{name}` has no `upstream`: it is not compared\n"));
            continue;
        };
        progress.say(&format!("Comparing {name} with {against}"));
        let bundled = Document::bundled(configuration, name, api)?;
        let other = Document::at(configuration, name, api, &against)
            .with_context(|| format!("`{name}` was not compared"))?;
        let report = compare(name, &bundled, &other)?;
        progress.clear();
        reports.apis.push(report);
    }
    if reports.apis.is_empty() {
        bail!("no API of the configuration has an `upstream` to compare with");
    }
    Ok(reports)
}

/// Compares all APIs of an earlier configuration with those of the current one, each with its own options, because
/// options change the bindings, too.
fn with_base(
    options: &Options,
    base: &Configuration,
    configuration: &Configuration,
) -> anyhow::Result<Reports> {
    let (before, after) = (&base.config.apis, &configuration.config.apis);
    if let Some(name) = &options.api
        && !before.contains_key(name)
    {
        workspace::api(&configuration.config, name)?;
    }
    let output = options.base.as_deref().and_then(Path::parent);
    let output = output.map(|spec| spec.join("../generated/src"));
    let version = output.and_then(|output| crate_version(&output));
    let version = version.or_else(|| crate_version(&options.places.output()));
    let progress = Progress::new();
    let mut reports = Reports::new(version);
    let new = after.keys().filter(|name| !before.contains_key(*name));
    for name in before.keys().chain(new) {
        if options.api.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        progress.say(&format!("Comparing {name}"));
        let read = |configuration: &Configuration, api: Option<&Api>| {
            api.map(|api| Document::bundled(configuration, name, api))
                .transpose()
        };
        let old = read(base, before.get(name))?;
        let new = read(configuration, after.get(name))?;
        let report = match (&old, &new) {
            (Some(old), Some(new)) => compare(name, old, new)?,
            (Some(old), None) => compare::api_removed(name, old),
            (None, Some(new)) => compare::api_added(name, new),
            (None, None) => continue,
        };
        progress.clear();
        reports.apis.push(report);
    }
    Ok(reports)
}

/// Returns the path or address of the document that an API is compared with.
fn against(options: &Options, api: &Api) -> Option<String> {
    options.against.clone().or_else(|| api.upstream.clone())
}

/// Returns the exit status.
fn status(worst: Option<Meaning>, fail_on: Option<FailOn>) -> u8 {
    match (worst, fail_on) {
        (_, Some(FailOn::None)) | (None, _) => 0,
        (Some(Meaning::Breaking), _) => 2,
        (Some(Meaning::Compatible), None | Some(FailOn::Any)) => 1,
        (Some(Meaning::Documentation), Some(FailOn::Any)) => 1,
        (Some(Meaning::Compatible | Meaning::Documentation), _) => 0,
    }
}
