//! Reads operations, webhooks and callbacks (`OpenAPI` 3.1.1, sections 4.8.9 and 4.8.10).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::base::http::{Method, ParameterLocation};
use crate::diagnostic::{Diagnostic, codes};
use crate::load::{Node, NodeKind};

use super::header_names::is_token;
use super::path_keys::PathKey;
use super::{Candidate, Operation};
use crate::openapi::fixed_fields::{self, UnknownField};
use crate::openapi::members::{is_extension, reference};
use crate::openapi::{Reader, Version};

/// What the path of a path item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PathKind {
    /// A template, whose expressions are path parameters.
    Template,
    /// The name of a webhook, or the expression of a callback.
    Name,
}

/// A path item with the targets of its references.
pub(crate) struct PathItem<'a> {
    /// The path, or the name of the webhook.
    pub path: &'a str,
    /// The value of that key.
    pub node: Node<'a>,
    /// The objects that contain its fields: the value itself and the targets of its references.
    pub holders: Vec<Node<'a>>,
}

/// An operation and where it was found.
pub(crate) struct OperationContext<'i, 'a> {
    /// The path item.
    pub item: &'i PathItem<'a>,
    /// The method.
    pub method: Method,
    /// The operation object.
    pub operation: Node<'a>,
}

/// The limit of objects that a path item may consist of by references.
const HOLDERS: usize = 64;

impl<'a> Reader<'a> {
    /// Reads all operations of `paths`, in document order.
    pub fn operations(&self) -> Vec<Operation<'a>> {
        self.selected_operations(&mut |_| true)
    }

    /// Reads the operations of `paths` that `choose` selects, in document order. The others are not read, and
    /// their errors are not reported.
    pub fn selected_operations(
        &self,
        choose: &mut dyn FnMut(&Candidate<'a>) -> bool,
    ) -> Vec<Operation<'a>> {
        let mut operations = Vec::new();
        for (path, node) in self.entries(self.root(), "paths") {
            if is_extension(path) {
                continue;
            }
            if !path.starts_with('/') {
                let message = format!("the path `{path}` does not begin with `/`");
                self.push(
                    Diagnostic::warning(codes::PATH_WITHOUT_SLASH, node.key_location(), message)
                        .label("used as it is"),
                );
            }
            operations.extend(self.path_item(path, node, PathKind::Template, choose));
        }
        self.check_operation_ids(&operations);
        operations
    }

    /// Checks that the ids of operations are unique (section 4.8.10.1): methods with the same id get
    /// different names.
    fn check_operation_ids(&self, operations: &[Operation<'a>]) {
        let mut known: HashMap<&str, Node<'a>> = HashMap::new();
        for operation in operations {
            let (Some(id), Some(member)) = (operation.id, operation.node.get("operationId")) else {
                continue;
            };
            match known.entry(id) {
                Entry::Vacant(entry) => {
                    entry.insert(member);
                }
                // The same operation in a path item that two paths refer to.
                Entry::Occupied(first) if *first.get() == member => {}
                Entry::Occupied(first) => {
                    let message = format!("two operations have the id `{id}`");
                    self.push(
                        Diagnostic::warning(
                            codes::DUPLICATE_OPERATION_ID,
                            member.location(),
                            message,
                        )
                        .label("its method has another name")
                        .related(first.get().location(), "the first of them"),
                    );
                }
            }
        }
    }

    /// Reads the operations of `webhooks` (since 3.1) and `x-webhooks`.
    pub fn webhooks(&self) -> Vec<Operation<'a>> {
        let sections = ["webhooks", "x-webhooks"]
            .into_iter()
            .flat_map(|key| self.entries(self.root(), key));
        sections
            .flat_map(|(name, node)| self.path_item(name, node, PathKind::Name, &mut |_| true))
            .collect()
    }

    /// Reads the callbacks of an operation: names, and requests that the API sends. They are read on demand,
    /// since an operation may be its own callback.
    pub fn callbacks(&self, operation: Node<'a>) -> Vec<(&'a str, Operation<'a>)> {
        let mut callbacks = Vec::new();
        for (name, member) in self.entries(operation, "callbacks") {
            if self.has_too_many_parts(member) {
                break;
            }
            if is_extension(name) && !member.is_object() {
                continue;
            }
            for (expression, node) in self.as_entries(member) {
                if is_extension(expression) {
                    continue;
                }
                if self.has_too_many_parts(node) {
                    break;
                }
                let requests = self.path_item(expression, node, PathKind::Name, &mut |_| true);
                callbacks.extend(requests.into_iter().map(|request| (name, request)));
            }
        }
        callbacks
    }

    /// Reports an operation under an extension, such as one for all methods of a gateway. The document does
    /// not tell which methods it accepts.
    fn operation_of_extension(&self, key: &str, member: Node<'a>) {
        let message = format!("`{key}` has an operation, but is not a method of the standard");
        self.push(
            Diagnostic::warning(codes::EXTENSION_OPERATION, member.key_location(), message)
                .label("left out")
                .help("add its methods with an overlay"),
        );
    }

    /// Reads the operations of a path item: its own, and those of the targets of its references.
    fn path_item(
        &self,
        path: &'a str,
        node: Node<'a>,
        path_kind: PathKind,
        choose: &mut dyn FnMut(&Candidate<'a>) -> bool,
    ) -> Vec<Operation<'a>> {
        if node.is_null() || self.has_too_many_parts(node) {
            return Vec::new();
        }
        if node.kind() != NodeKind::Object {
            return self.malformed(node, "an object").unwrap_or_default();
        }
        let holders = self.operation_lists(node);
        self.spend_path_item(&holders);
        let item = PathItem {
            path,
            node,
            holders,
        };
        let mut operations: Vec<Operation<'a>> = Vec::new();
        let mut methods: Vec<Method> = Vec::new();
        for (method, member) in self.methods(&item) {
            if methods.contains(&method) {
                continue;
            }
            let Some(operation) = self.as_object(member) else {
                continue;
            };
            methods.push(method.clone());
            let candidate = Candidate {
                method: method.clone(),
                path,
                id: self.filled_text(operation, "operationId"),
                tags: self.texts(operation, "tags"),
            };
            if choose(&candidate) {
                if self.has_too_many_parts(operation) {
                    return operations;
                }
                let operation = self.operation(&item, method, operation, path_kind);
                self.spend_parts(&operation);
                operations.push(operation);
            }
        }
        operations
    }

    /// Returns a path item and the targets of its references.
    fn operation_lists(&self, node: Node<'a>) -> Vec<Node<'a>> {
        let mut holders = vec![node];
        let mut current = node;
        while let Some(next) = reference(current).and_then(|next| self.resolve(next)) {
            if holders.len() == HOLDERS || holders.contains(&next) {
                // Reports the cycle.
                self.deref(node);
                break;
            }
            holders.push(next);
            current = next;
        }
        holders
    }

    /// Returns the methods of a path item with their operations, and checks its other fields.
    fn methods(&self, item: &PathItem<'a>) -> Vec<(Method, Node<'a>)> {
        let mut methods = Vec::new();
        let mut additional = Vec::new();
        for (key, member) in item.holders.iter().copied().flat_map(Node::entries) {
            let method = self.method(key, member);
            // An operation with an unknown method would be lost silently. Files of path items also contain other things.
            let is_operation = method.is_none() && member.get("responses").is_some();
            if is_operation && key.starts_with("x-") {
                self.operation_of_extension(key, member);
            }
            let report = if is_operation {
                UnknownField::Report
            } else {
                UnknownField::ReportMisspelled
            };
            let lower = key.to_ascii_lowercase();
            let name = if method.is_some() { &lower } else { key };
            self.check_member(name, member, &fixed_fields::PATH_ITEM, report);
            methods.extend(method.map(|method| (method, member)));
            if key == "additionalOperations" {
                additional.extend(self.as_entries(member));
            }
        }
        for (name, member) in additional {
            let method = self.additional_method(name, member, &methods);
            methods.extend(method.map(|method| (method, member)));
        }
        methods
    }

    /// Returns the method of an operation in `additionalOperations` (`OpenAPI` 3.2.0, section 4.9), whose key is the method
    /// as it is sent. `known` are the operations of the fields.
    fn additional_method(
        &self,
        name: &str,
        member: Node<'a>,
        known: &[(Method, Node<'a>)],
    ) -> Option<Method> {
        let field = name.to_ascii_lowercase();
        if let Some(method) = Method::of_field(&field) {
            let message =
                format!("the operation of the method `{method}` belongs to the field `{field}`");
            self.push(
                Diagnostic::warning(codes::ADDITIONAL_METHOD, member.key_location(), message)
                    .label(if known.iter().any(|(known, _)| *known == method) {
                        "left out: the field has an operation"
                    } else {
                        "read as if it were there"
                    }),
            );
            return Some(method);
        }
        if is_extension(name) && !member.is_object() {
            return None;
        }
        let problem = if !is_token(name) {
            format!("`{}` is not the name of a method", name.escape_debug())
        } else if field == "connect" {
            // RFC 9110, section 9.3.6: it has no path.
            "`CONNECT` is a request to a proxy".to_owned()
        } else {
            return Some(Method::named(name));
        };
        self.push(
            Diagnostic::warning(codes::ADDITIONAL_METHOD, member.key_location(), problem)
                .label("left out"),
        );
        None
    }

    /// Returns the method that a key of a path item names, in any case.
    fn method(&self, key: &str, member: Node<'a>) -> Option<Method> {
        let method = Method::of_field(&key.to_ascii_lowercase())?;
        if key.chars().any(char::is_uppercase) {
            self.push(
                Diagnostic::warning(
                    codes::METHOD_CASE,
                    member.key_location(),
                    format!("`{key}` must be in lower case"),
                )
                .label("read as if it were"),
            );
        }
        Some(method)
    }

    fn operation(
        &self,
        item: &PathItem<'a>,
        method: Method,
        node: Node<'a>,
        path_kind: PathKind,
    ) -> Operation<'a> {
        let errors = self.diagnostics.errors();
        self.check_members(node, &fixed_fields::OPERATION);
        let security = self.security(node);
        let site = OperationContext {
            item,
            method: method.clone(),
            operation: node,
        };
        let mut declared = self.parameters(&site, &security);
        let mut is_complete = declared.unresolved.is_empty();
        let mut template = item.path.to_owned();
        if path_kind == PathKind::Template {
            let of_path = declared
                .parameters
                .iter()
                .filter(|parameter| parameter.location == ParameterLocation::Path);
            let names: Vec<&str> = of_path.map(|parameter| parameter.name).collect();
            let mut key = PathKey::of(item.path, &names);
            self.check_path(item, &key);
            self.match_query(&site, &mut key, &mut declared.parameters);
            is_complete = self.match_placeholders(&site, &key, &mut declared);
            Self::match_segments(&key, &mut declared.parameters);
            template = key.template();
        }
        let own_servers = self.list(node, "servers");
        Operation {
            node,
            method,
            path: item.path,
            template,
            id: self.filled_text(node, "operationId"),
            tags: self.texts(node, "tags"),
            summary: node
                .get("summary")
                .and_then(|summary| self.prose(summary))
                .or_else(|| self.text_of_item(item, "summary")),
            description: self.description(node).or_else(|| {
                item.holders
                    .iter()
                    .find_map(|holder| self.description(*holder))
            }),
            deprecated: self.flag(node, "deprecated"),
            external_docs: self.external_docs(node),
            parameters: declared.parameters,
            request_body: self.request_body(node),
            responses: self.responses(node),
            security,
            servers: if own_servers.is_empty() {
                self.list_of_item(item, "servers")
            } else {
                own_servers
            },
            is_invalid: !is_complete || self.diagnostics.errors() > errors,
        }
    }

    fn text_of_item(&self, item: &PathItem<'a>, key: &str) -> Option<&'a str> {
        let mut holders = item.holders.iter();
        holders.find_map(|holder| self.prose(holder.get(key)?))
    }

    pub(crate) fn list_of_item(&self, item: &PathItem<'a>, key: &str) -> Vec<Node<'a>> {
        let holders = item.holders.iter();
        holders.flat_map(|holder| self.list(*holder, key)).collect()
    }

    /// Reports missing `responses`, which are optional since 3.1. `written` is an explicit null.
    pub(crate) fn responses_missing(&self, operation: Node<'a>, written: Option<Node<'a>>) {
        if written.is_some() || self.version() == Version::V30 {
            self.push(
                Diagnostic::warning(
                    codes::MISSING_RESPONSES,
                    written.unwrap_or(operation).key_location(),
                    "the operation has no `responses`",
                )
                .label("read as one whose responses have no body"),
            );
        }
    }
}
