//! Lowers successful responses: in the preferred media type, and in others that can be requested.

use std::collections::{HashMap, HashSet};

use super::media_type;
use super::{Operations, successes, text};
use crate::base::reserved::RESOURCE_METHODS;
use crate::config::Envelope;
use crate::diagnostic::codes;
use crate::ir::{
    Alternative, Api, Content, Docs, Encoding, Output, Primitive, ResponseChoice, Shape, TypeKind,
};
use crate::lower::naming::candidate::NameCandidate;
use crate::lower::naming::scope::NameScope;
use crate::lower::naming::words;
use crate::openapi::operation as view;

/// The media type in which a response is lowered; none for a response without a body.
type PreferredContent<'v, 'a> = Option<(&'v view::MediaType<'a>, Encoding)>;

impl<'a> Operations<'a, '_> {
    /// Lowers what an operation returns. JSON is preferred to other media types.
    pub(crate) fn output(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
        envelope: Option<&Envelope>,
    ) -> Output {
        // A response to HEAD has no body, whatever the document describes (RFC 9110, section 9.3.2).
        let has_body = view.method != "HEAD";
        let chosen = successes(&view.responses)
            .map(|response| {
                let preferred = media_type::preferred(&response.contents);
                (response, preferred.filter(|_| has_body))
            })
            .collect();
        self.output_of(view, &format!("{base}Response"), envelope, chosen)
    }

    /// Lowers the other media types that can be requested. Each alternative has only the suffix of its name
    /// until [`name_alternatives`].
    pub(crate) fn alternatives(
        &mut self,
        view: &view::Operation<'a>,
        base: &str,
        envelope: Option<&Envelope>,
    ) -> Vec<Alternative> {
        let mut others: Vec<(&view::MediaType<'a>, Encoding, String)> = Vec::new();
        let mut names: HashSet<&str> = HashSet::new();
        let mut suffixes: HashSet<String> = HashSet::new();
        if view.method == "HEAD" {
            return Vec::new();
        }
        for (media, encoding) in
            successes(&view.responses).flat_map(|response| media_type::others(&response.contents))
        {
            let suffix = media_type::suffix(media);
            let is_known = names.contains(media.name)
                || (encoding != Encoding::Json && suffixes.contains(&suffix));
            if !is_known && (envelope.is_none() || encoding != Encoding::Json) {
                names.insert(media.name);
                suffixes.insert(suffix.clone());
                others.push((media, encoding, suffix));
            }
        }
        let responses: Vec<_> = successes(&view.responses)
            .map(|response| {
                let contents = response.contents.iter().rev();
                let by_name: HashMap<&str, &view::MediaType<'a>> =
                    contents.map(|media| (media.name, media)).collect();
                (response, by_name)
            })
            .collect();
        let mut alternatives = Vec::new();
        for (media, encoding, suffix) in others {
            let chosen = responses
                .iter()
                .filter_map(|(response, by_name)| {
                    let response = *response;
                    match by_name.get(media.name).copied() {
                        Some(media) => Some((response, Some((media, encoding)))),
                        None if response.contents.is_empty() => Some((response, None)),
                        // A request for this media type does not accept the others.
                        None => None,
                    }
                })
                .collect();
            let root = format!("{base}{}Response", words::type_name(&suffix));
            alternatives.push(Alternative {
                output: self.output_of(view, &root, envelope, chosen),
                media_type: media.name.trim().to_owned(),
                name: suffix,
            });
        }
        alternatives
    }

    /// Returns a choice for each status, and for each media type of a status that the request accepts: a
    /// media type that is accepted for one status may also be received with another.
    fn response_choices(
        &mut self,
        root: &str,
        envelope: Option<&Envelope>,
        found: Vec<(&view::Response<'a>, Option<Content>, Docs)>,
    ) -> Vec<ResponseChoice> {
        let accepted: Vec<String> = found
            .iter()
            .filter_map(|(_, content, _)| Some(content.as_ref()?.media_type.clone()))
            .collect();
        let mut names = NameScope::default();
        let mut choices = Vec::new();
        for (response, content, docs) in found {
            let name = media_type::status_name(response.status);
            let others = response.contents.iter().filter_map(|media| {
                let encoding = media_type::encoding(media);
                let asked = media_type::method_suffix(media.name, encoding);
                let is_other = content
                    .as_ref()
                    .is_some_and(|content| content.media_type != asked);
                let is_accepted = is_other && accepted.contains(&asked) && envelope.is_none();
                is_accepted.then_some((media, encoding))
            });
            let others: Vec<_> = others.collect();
            let mut of_status = vec![(name.clone(), content)];
            for (media, encoding) in others {
                let suffix = words::type_name(&media_type::suffix(media));
                let stem = root.strip_suffix("Response").unwrap_or(root);
                let place = NameCandidate::root(format!("{stem}{name}{suffix}Response"));
                let other = self.received(&response.contents, (media, encoding), &place);
                of_status.push((format!("{name}{suffix}"), Some(other)));
            }
            let contents = of_status
                .iter_mut()
                .filter_map(|(_, content)| content.as_mut());
            let streams = contents.filter(|content| content.encoding.is_stream());
            let streams = streams.map(|content| {
                content.encoding = Encoding::Stream;
                content.shape = Shape::Primitive(Primitive::Binary);
            });
            if streams.count() > 0 {
                self.schemas.report_fallback(
                    codes::STREAM_AMONG_RESPONSES,
                    response.node,
                    "a stream among several responses is represented as bytes",
                    "call it with `send_raw`, which returns any response unchanged",
                );
            }
            choices.extend(of_status.into_iter().map(|(name, content)| ResponseChoice {
                name: names.claim(&name),
                status: response.status,
                content,
                docs: docs.clone(),
            }));
        }
        choices
    }

    fn output_of(
        &mut self,
        view: &view::Operation<'a>,
        root: &str,
        envelope: Option<&Envelope>,
        chosen: Vec<(&view::Response<'a>, PreferredContent<'_, 'a>)>,
    ) -> Output {
        let mut found: Vec<(&view::Response<'a>, Option<Content>, Docs)> = Vec::new();
        let bodies = chosen
            .iter()
            .filter(|(_, content)| content.is_some())
            .count();
        for (response, content) in chosen {
            let docs = Docs {
                description: text(response.description),
                ..Docs::default()
            };
            let mut place = NameCandidate::root(root);
            if bodies > 1 {
                // The type over all statuses is named after the operation, the type of a status after both.
                let stem = root.strip_suffix("Response").unwrap_or(root);
                let status = media_type::status_name(response.status);
                place = place.with_fallback(format!("{stem}{status}Response"));
            }
            let payload = envelope.and_then(|envelope| envelope.payload.as_deref());
            let content = content.map(|(media, encoding)| match (payload, media.schema) {
                (Some(pointer), Some(schema)) if encoding == Encoding::Json => {
                    self.enveloped_content(media, schema, pointer, &place)
                }
                _ => self.received(&response.contents, (media, encoding), &place),
            });
            found.push((response, content, docs));
        }
        let mut distinct: Vec<Option<Content>> = Vec::new();
        for (_, content, _) in &found {
            if !distinct.iter().any(|before| before == content) {
                distinct.push(content.clone());
            }
        }
        match distinct.as_slice() {
            [] | [None] => Output::Nothing,
            [Some(only)] => Output::Content(only.clone()),
            [Some(only), None] | [None, Some(only)] => Output::Optional(only.clone()),
            _ => {
                let choices = self.response_choices(root, envelope, found);
                match self.synthetic(view.node, root, TypeKind::ResponseChoice(choices)) {
                    Shape::Named(id) => Output::Choice(id),
                    _ => Output::Nothing,
                }
            }
        }
    }
}

/// Names alternatives after their operations. All operations must have their names already, so that an added
/// alternative changes no name of an operation.
pub(crate) fn name_alternatives(api: &mut Api) {
    for resource in &mut api.resources {
        let mut names = NameScope::with_reserved(RESOURCE_METHODS.iter().copied());
        for operation in &resource.operations {
            names.claim(&operation.name);
        }
        for operation in &mut resource.operations {
            for alternative in &mut operation.alternatives {
                let name = format!("{}_{}", operation.name, alternative.name);
                alternative.name = names.claim(&name);
            }
        }
    }
}
