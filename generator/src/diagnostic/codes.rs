//! The table of codes: the kinds of diagnostics, with explanations. `cargo xtask explain --all` generates
//! `docs/diagnostics.md` from it.

use super::code::{Code, Severity};
use crate::base::suggest;
use Severity::{Error, Note, Warning};

/// A section of the table.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// The codes, in alphabetical order.
    pub codes: &'static [&'static Code],
}

/// Returns all codes, in the order of the table.
pub fn all() -> impl Iterator<Item = &'static Code> {
    GROUPS.iter().flat_map(|group| group.codes).copied()
}

/// Returns the code with an id.
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id == id)
}

/// Returns the code whose id is closest to a misspelled one, or the first one that begins with an incomplete one.
pub fn nearest(id: &str) -> Option<&'static Code> {
    let misspelled = suggest::nearest(id, all().map(|code| code.id)).and_then(find);
    misspelled.or_else(|| all().find(|code| !id.is_empty() && code.id.starts_with(id)))
}

/// Defines a constant for each code, and the list of all groups.
macro_rules! codes {
    ($($group:literal {
        $($name:ident $id:literal $severity:ident $title:literal $explanation:literal $help:literal;)*
    })*) => {
        $($(
            #[doc = $title]
            pub const $name: &Code = &Code {
                id: $id,
                severity: $severity,
                title: $title,
                explanation: $explanation,
                help: $help,
            };
        )*)*

        /// All codes, in the order of the page that documents them.
        pub const GROUPS: &[Group] = &[$(Group { title: $group, codes: &[$($name),*] }),*];

        /// The names of the constants, and their ids.
        #[cfg(test)]
        const NAMES: &[(&str, &str)] = &[$($((stringify!($name), $id)),*),*];
    };
}

codes! {
    "Syntax and files" {
    COMPLEX_KEY "complex-key" Error
        "A key of a YAML mapping is a list or an object."
        "In OpenAPI, all keys are strings. The file is not read."
        "Put the key in quotes if it is a string: `'{id}': …`.";
    CONFIGURATION "configuration" Error
        "The configuration is not valid."
        "An unknown key, a missing option or a value of the wrong kind would be ignored silently, so it is an error. \
         Nothing is generated."
        "Correct the option at the location. The comment at the top of `spec/codegen.yml` describes all options.";
    DUPLICATE_KEY "duplicate-key" Warning
        "An object has the same key twice."
        "The last one counts, as in most parsers of YAML and JSON. The contents of the first one are not in the \
         bindings."
        "Remove one of the two, or correct its name.";
    EMPTY_DOCUMENT "empty-document" Error
        "A file is empty."
        "There is nothing to read. If the file is the document, nothing is generated."
        "Check the path, and whether the file was written completely.";
    FILE_TOO_LARGE "file-too-large" Error
        "A file is larger than 1 GiB."
        "Locations are stored in 32 bits, so no larger file is read. The command line already stops at 64 MiB."
        "Divide the document into several files that refer to each other.";
    LONE_SURROGATE "lone-surrogate" Warning
        "A string of a JSON file contains half of a surrogate pair."
        "`\\ud800` to `\\udfff` encode a character only in pairs (RFC 8259, section 7). The half is read as U+FFFD, \
         the replacement character."
        "Write the whole pair or the character itself.";
    MERGE_KEY "merge-key" Warning
        "The value of a YAML merge key `<<` is not an object."
        "There is nothing to merge. The merge key is left out."
        "Give it an alias of an object, or a list of such aliases: `<<: *base`.";
    NOT_AN_OBJECT "not-an-object" Error
        "A reference names a file that is a single string or number."
        "Such a file is not part of an OpenAPI description. Its text is never shown, because a reference can name any \
         file of the folder."
        "Refer to a file that contains an object.";
    NOT_JSON "not-json" Warning
        "A JSON file contains comments or trailing commas."
        "JSON allows neither (RFC 8259). They are ignored here, but other programs reject the file."
        "Remove them, or save the document as YAML.";
    NOT_UTF8 "not-utf8" Error
        "A file is not UTF-8 text."
        "JSON and YAML are read as UTF-8 only. The file is not read."
        "Save the file as UTF-8.";
    RECURSIVE_ALIAS "recursive-alias" Error
        "A YAML alias is inside the value that it repeats."
        "The value would be infinite. The file is not read."
        "Use a `$ref`, which may refer to an object that contains it.";
    SEVERAL_DOCUMENTS "several-documents" Error
        "A file contains several YAML documents."
        "Only one of them could be the document, and which one is unknown. The file is not read."
        "Divide the file at the `---`.";
    SYNTAX "syntax" Error
        "A file is not valid YAML or JSON."
        "The file is not read. If it is the document, nothing is generated."
        "Correct the file. The cause is often before the location: a missing comma, quote or bracket, or the \
         indentation.";
    TAB_INDENTATION "tab-indentation" Warning
        "A YAML file is indented with tabs."
        "YAML allows only spaces (YAML 1.2.2, section 6.1). Each tab is read as one space."
        "Replace the tabs by spaces.";
    TOO_DEEP "too-deep" Error
        "Values or schemas are nested too deeply."
        "Values of a file may be nested to 256 levels; a deeper file is not read. A chain of 5,000 schemas that refer \
         to each other ends with any JSON value, with a warning."
        "Move the inner part to `components`, and refer to it with `$ref`.";
    TOO_MANY_ALIASES "too-many-aliases" Error
        "The aliases of a YAML file repeat too many values."
        "Each alias repeats the whole value of its anchor, so a small file can become very large. A file whose \
         aliases add more than 1,000,000 values is not read."
        "Use `$ref` for values that are repeated often.";
    UNINDENTED_TEXT "unindented-text" Warning
        "Lines of a quoted YAML string are not indented."
        "They must be indented more than the block around the string (YAML 1.2.2, section 7.4). They are read as \
         indented."
        "Indent the lines between the quotes.";
    }

    "References" {
    BARE_REFERENCE "bare-reference" Warning
        "A `$ref` is only the name of a component."
        "A reference is a URI, and the name alone would be a file. No such file exists, so the name is read as \
         `#/components/schemas/…`."
        "Write `#/components/schemas/NAME`.";
    DYNAMIC_REFERENCE "dynamic-reference" Warning
        "A schema uses `$dynamicRef` or `$recursiveRef`."
        "Their target depends on the schemas from which they are reached, which one type cannot express. The schema \
         is any JSON value."
        "Write a `$ref` to the schema.";
    REFERENCE_CYCLE "reference-cycle" Error
        "References form a cycle and never reach an object."
        "The operation is invalid. With the option `skip-invalid`, it is left out with a warning."
        "Make one of the references refer to an object.";
    REFERENCE_KIND "reference-kind" Warning
        "A schema refers to an object that is not a schema."
        "A parameter, response, request body, example, path item or operation has other fields than a schema. The \
         schema is any JSON value."
        "Refer to the `schema` inside the object.";
    REFERENCE_TO_ROOT "reference-to-root" Warning
        "A local reference of a further file resolves only in the document."
        "`#/…` refers to the file that contains it, which has no such value. The value in the document is used."
        "Write the path of the document before the `#`.";
    REMOTE_REFERENCE "remote-reference" Warning
        "A reference points to another machine."
        "The generator fetches nothing, so the target is unknown. A schema is any JSON value; anything else is left \
         out."
        "Save the target in the folder of the document, and refer to that file.";
    UNESCAPED_REFERENCE "unescaped-reference" Warning
        "A JSON pointer contains a key with an unescaped slash."
        "A slash in a key is written `~1` (RFC 6901, section 3). The slash is read as escaped."
        "Write `#/paths/~1users/get` instead of `#/paths//users/get`.";
    UNRESOLVED_MAPPING "unresolved-mapping" Warning
        "The `mapping` of a discriminator names a schema that does not exist or is not a branch of the union."
        "A value with this tag is decoded as `Unknown`, which keeps the JSON."
        "Correct the name, add the schema to the branches, or remove the entry.";
    UNRESOLVED_REFERENCE "unresolved-reference" Error
        "A reference does not resolve."
        "Nothing is generated. It is a warning in headers, examples, links and callbacks, on which no type \
         depends, and with the option `skip-invalid`: then a schema is any JSON value, and an operation is left \
         out."
        "Correct the reference, or add its target. For a file outside of the document's folder, set the option \
         `root`.";
    }

    "Structure of the document" {
    ADDITIONAL_METHOD "additional-method" Warning
        "A key of `additionalOperations` is not an additional method."
        "The keys are methods as they are sent, without those that have a field of their own. An operation of such a \
         method is read as if it were under its field; another one is left out."
        "Move the operation to its field, or correct the key.";
    DUPLICATE_OPERATION_ID "duplicate-operation-id" Warning
        "Two operations have the same `operationId`."
        "Ids must be unique. The method of the second operation has another name."
        "Give each operation its own id.";
    EXTENSION_OPERATION "extension-operation" Warning
        "An extension of a path item contains an operation."
        "Gateways use keys such as `x-amazon-apigateway-any-method`. The document does not define its HTTP methods, \
         so the operation is left out."
        "Describe it under `get`, `post` or another method, in the document or with an overlay.";
    LATER_VERSION "later-version" Note
        "A field belongs to a later version of OpenAPI."
        "Frameworks use new fields before they declare the new version. The field is read as in that version. Each field \
         of a kind of object is reported once."
        "Nothing, or declare the later version.";
    MALFORMED_MEMBER "malformed-member" Warning
        "A value is of the wrong kind."
        "The standard requires another kind, such as a list or a boolean. If only one meaning is possible (`'true'`, \
         one object instead of a list), it is read like this; otherwise the value is left out."
        "Write the value as the message says.";
    METHOD_CASE "method-case" Warning
        "A method of a path item is in capitals."
        "OpenAPI spells methods in lower case. The method is read as lower case."
        "Write `get` instead of `GET`.";
    MISSING_INFO "missing-info" Warning
        "The document has no `info`."
        "The title and the version are required. The documentation of the client lacks them."
        "Add `info` with `title` and `version`.";
    MISSING_MEMBER "missing-member" Warning
        "A required field is missing."
        "Where the rest determines its value, that value is used; otherwise its object is left out. It is an error \
         if a required parameter cannot be sent, and if the document has no `paths`, `webhooks` or `components`."
        "Add the field that the message names.";
    MISSING_RESPONSES "missing-responses" Warning
        "An operation has no `responses`."
        "OpenAPI 3.0 requires them, and a null is never allowed. The operation returns no body."
        "Add `responses` with at least one status.";
    NO_OPERATIONS "no-operations" Warning
        "No operation is left."
        "The configuration has overlays or selects operations, and none is left. Only types are generated."
        "Check `include`, `exclude` and `overlays` of the configuration.";
    NOT_OPENAPI "not-openapi" Error
        "The document has no `openapi` field."
        "This field contains the version, which determines how the document is read. Nothing is generated."
        "Begin the document with `openapi: 3.1.0`, or correct the path.";
    OPENAPI_VERSION "openapi-version" Warning
        "The version of OpenAPI is unknown."
        "The generator reads 3.0, 3.1 and 3.2. A later 3.x is read as 3.2, which may miss new features. Any other \
         version is an error."
        "Use 3.0, 3.1 or 3.2.";
    OPERATION_LEFT_OUT "operation-left-out" Warning
        "An operation is invalid and is left out."
        "The option `skip-invalid` allows this. Other diagnostics report the causes."
        "Correct the causes in the document or with an overlay, or exclude the operation.";
    PATH_WITHOUT_SLASH "path-without-slash" Warning
        "A path does not begin with `/`."
        "The path is appended to the address of the server unchanged, so the request may have a wrong URL."
        "Add the `/`.";
    SWAGGER_2 "swagger-2" Error
        "The document is Swagger 2.0."
        "The generator reads OpenAPI 3.0, 3.1 and 3.2. Nothing is generated."
        "Convert it: `npx swagger2openapi --patch --outfile openapi.yml <file>`.";
    UNKNOWN_MEMBER "unknown-member" Warning
        "An object has an unknown field."
        "It is not read. It is probably misspelled: the contents of `pathz` would be missing in the bindings."
        "Correct the name, or begin it with `x-` if it is an extension.";
    UNSUPPORTED_FIELD "unsupported-field" Warning
        "The generator does not represent what a field describes."
        "The rest of the object is generated. The label tells what callers do not get."
        "Read or write that part in your own code, with `send_raw` or a request of your own.";
    UNUSED_FIELD "unused-field" Note
        "The generator does not use a field."
        "The label tells why. Calls need nothing that it describes. Each field of a kind of object is reported once."
        "Nothing: calls work without it.";
    }

    "Parameters" {
    AMBIGUOUS_PARAMETER "ambiguous-parameter" Warning
        "A parameter describes its value twice."
        "It has `schema` and `content`, or several media types in `content`. The first media type of `content` counts."
        "Keep `schema`, or `content` with one media type.";
    CONNECTION_HEADER "connection-header" Warning
        "A parameter is a header of the connection."
        "The HTTP client sets headers such as `Host` and `Content-Length`. The parameter is left out."
        "Remove the parameter.";
    COOKIE_NAME "cookie-name" Warning
        "The name of a cookie cannot be sent."
        "It must be a token (RFC 6265, section 4.1.1). White space around it and colons at its end are removed; if the \
         result is not a token, the cookie is left out."
        "Use letters, digits, `-` and `_`.";
    DUPLICATE_PARAMETER "duplicate-parameter" Warning
        "A list of parameters has the same parameter twice."
        "Parameters are identified by `name` and `in`. The first one counts."
        "Remove the second one, or correct its name.";
    FIXED_QUERY_PARAMETER "fixed-query-parameter" Warning
        "A path contains a query pair, and a parameter has the same name."
        "`/search?type=user` always sends `type=user`. The parameter `type` also allows other values, but is left \
         out."
        "Remove the pair from the path, or the parameter.";
    HEADER_NAME "header-name" Warning
        "The name of a header cannot be sent."
        "It must be a token (RFC 9110, section 5.6.2). White space around it and colons at its end are removed; if the \
         result is not a token, the header is left out."
        "Use letters, digits and `-`.";
    MISPLACED_PARAMETER "misplaced-parameter" Warning
        "A parameter of a query expression has `in: path`."
        "In `/search{?q}`, the expression of RFC 6570 makes `q` part of the query. The parameter is sent there."
        "Write `in: query`, and remove the expression from the path.";
    NESTED_PARAMETER "nested-parameter" Warning
        "A parameter has nested values that its style does not support."
        "Styles are defined for scalars, and for lists and objects of scalars. Each nested list or object is sent as \
         JSON text."
        "Describe the parameter with `content` and `application/json`, or use `style: deepObject` for an object in \
         the query.";
    OPTIONAL_PATH_PARAMETER "optional-path-parameter" Warning
        "A path parameter is not `required: true`."
        "A path without it would be another path. The parameter is required."
        "Add `required: true`.";
    PARAMETER_STYLE "parameter-style" Warning
        "A `style` does not exist, or does not apply to this location."
        "The default style of the location is used, so the server may not understand the parameter."
        "Use `simple`, `label` or `matrix` in the path, `form`, `spaceDelimited`, `pipeDelimited` or `deepObject` in \
         the query, `simple` in headers and `form` in cookies.";
    PARAMETER_WITHOUT_SCHEMA "parameter-without-schema" Warning
        "A parameter has no `schema`."
        "If it has `type` or `enum` itself, as in Swagger 2.0, these are its schema. Otherwise it is a string."
        "Move the keywords into `schema`.";
    PATH_SYNTAX "path-syntax" Warning
        "A path uses a notation that OpenAPI does not define."
        "Server frameworks write `:id` or `<id>`, and RFC 6570 defines expressions such as `{/id}`. A declared \
         parameter is read as `{id}`; everything else is sent unchanged."
        "Write parameters as `{name}`, and declare them.";
    UNDECLARED_PATH_PARAMETER "undeclared-path-parameter" Warning
        "No parameter declares a placeholder of the path."
        "The declaration of another operation of the path is used. Without one, the argument is a string."
        "Add the parameter with `in: path`.";
    UNKNOWN_LOCATION "unknown-location" Warning
        "A parameter has an unknown `in`."
        "A location in capitals is read as lower case. Otherwise the parameter is left out."
        "Use `path`, `query`, `header` or `cookie`. Instead of `body` and `formData`, OpenAPI 3 has `requestBody`.";
    UNRESOLVED_PATH_PARAMETER "unresolved-path-parameter" Warning
        "The parameter of a placeholder is a reference that does not resolve."
        "The path still needs a value, so the argument is a string."
        "Correct the reference.";
    UNUSED_PATH_PARAMETER "unused-path-parameter" Warning
        "The path has no placeholder for a parameter with `in: path`."
        "If exactly one placeholder is not declared, the parameter is read as its declaration. Otherwise it is left \
         out."
        "Correct the name in the path or in the parameter.";
    }

    "Bodies" {
    CALLBACK_WITHOUT_JSON "callback-without-json" Warning
        "A callback sends no JSON."
        "Only JSON bodies have a type. The callback is left out."
        "Describe its `requestBody` as `application/json`, if it is.";
    DUPLICATE_STATUS "duplicate-status" Warning
        "An operation has two responses for one status."
        "Two keys such as `2XX` and `2xx` are the same status. The first response counts."
        "Remove one of them, or correct its status.";
    ENCODING_WITHOUT_PROPERTY "encoding-without-property" Warning
        "An `encoding` has a name that is not a property of the body."
        "It applies to nothing. The property that it probably means is sent in the default encoding."
        "Correct the name, or declare the property in the schema.";
    FILE_IN_JSON "file-in-json" Warning
        "A part that is JSON contains a file."
        "JSON cannot contain bytes, so the file is sent as text inside the JSON."
        "Make the file a property of the body, or use `format: byte` for base64.";
    FILE_OR_VALUE "file-or-value" Warning
        "A part is either a file or another value."
        "One field cannot be both. The field is a file, and the caller serializes the other value."
        "Use `Part::text(…).media_type(\"application/json\")` for JSON, or two properties in the document.";
    FORM_WITHOUT_PROPERTIES "form-without-properties" Warning
        "The schema of a form has no properties."
        "A form consists of the properties of an object. The body is text that the caller encodes."
        "Describe the form as an object with `properties`.";
    MALFORMED_MEDIA_TYPE "malformed-media-type" Warning
        "A key of `content` is not a media type."
        "If its meaning is clear, it is read as that media type (`json` as `application/json`). Otherwise it is left \
         out if another key is valid, and sent unchanged if none is."
        "Write a media type such as `application/json`.";
    MALFORMED_STATUS "malformed-status" Warning
        "A key of `responses` is not a status."
        "It cannot be compared with the status of a response. The response is left out."
        "Use a status such as `200` or `4XX`, or `default`.";
    MISSING_CONTENT "missing-content" Warning
        "A request body or response has no media type and no schema."
        "The content is unknown, so the request or response has no body in the bindings."
        "Add `content` with a media type and its `schema`.";
    MISSING_LEVEL "missing-level" Warning
        "A body lacks `content`, its media type or `schema`."
        "A schema or media type is one level too high. It is read as if the missing level were there; a missing media \
         type is read as `application/json`."
        "Write `content` with the media type, which contains the `schema`.";
    MULTIPART_RESPONSE "multipart-response" Warning
        "A response is `multipart`."
        "The runtime does not read the parts of responses. The method returns the bytes."
        "Offer the response as `application/json` too.";
    MULTIPART_WITHOUT_PROPERTIES "multipart-without-properties" Warning
        "The schema of a `multipart` body has no properties."
        "Parts are the properties of an object. In a form, the caller names the parts; in other kinds of \
         `multipart`, the body is bytes."
        "Describe the body as an object with `properties`.";
    PARAMETER_MEDIA_TYPE "parameter-media-type" Warning
        "The `content` of a parameter has a media type that the generator does not write."
        "The generator writes the values of parameters as JSON or in the style of the parameter, not as XML, for \
         example. The argument is a string, which the caller writes."
        "Use `application/json`, if the API reads it too.";
    PART_HEADER "part-header" Warning
        "A part that is not a file has a header that can vary."
        "Only files take headers of their own. The header is not sent."
        "Give the header a `const`, if its value is always the same.";
    PART_MEDIA_TYPE "part-media-type" Warning
        "A part has a media type that the generator does not write."
        "The generator writes values as JSON or text, not as XML, for example. The field is a file, whose content \
         the caller writes."
        "Use `application/json`, if the API reads it too.";
    REQUEST_WITHOUT_SCHEMA "request-without-schema" Warning
        "A media type of a request body has no schema, and others have one."
        "The content that the API expects is unknown. The body is sent in the other media types."
        "Add a `schema`, or remove the media type.";
    STREAM_AMONG_RESPONSES "stream-among-responses" Warning
        "A stream is one of several success responses."
        "A method returns either a stream or an enum of responses. Here the variant contains the bytes, which are read \
         to the end."
        "Call `send_raw`, which returns any response before its body is read.";
    UNKNOWN_ERROR_BODY "unknown-error-body" Warning
        "An error response cannot be read."
        "The operation works without it. The error contains the status and the raw body, but no typed body."
        "Correct the problems inside of the response.";
    UNTYPED_EVENTS "untyped-events" Warning
        "The data of the events of a stream has no single type."
        "The events have different data, or `schema` has a property `data` and describes either an event or its data. The \
         stream is bytes, whose method `events` reads the data as text."
        "Read them with `events()`, and decode the data of each by its name.";
    WEBHOOK_WITHOUT_BODY "webhook-without-body" Warning
        "A webhook sends no JSON."
        "The variants of an event type are JSON bodies. The webhook has no variant."
        "Describe its `requestBody` as `application/json`, if it is.";
    WEBHOOKS_ALIKE "webhooks-alike" Warning
        "Nothing distinguishes the payloads of webhooks."
        "The variant of an event follows from its payload. These webhooks have one common variant, or one that is \
         not named after the event."
        "Add a required property with a different constant to each payload: `type: {const: user.created}`.";
    }

    "Schemas" {
    CONDITIONAL_PROPERTY "conditional-property" Warning
        "A property has different schemas that do not always apply together."
        "They come from `then`, `else` and `dependentSchemas`, or from the branches of a form. No type represents all \
         values, so the property is any JSON value."
        "Describe the property with one schema outside of the conditions or branches.";
    CONTRADICTION "contradiction" Warning
        "No value fits all schemas that apply to one place."
        "`allOf`, or keywords adjacent to `$ref`, contradict each other. Lists of values are united, and a `type` \
         adjacent to a reference is ignored; otherwise the type is any JSON value."
        "Remove the keyword that does not apply.";
    DEFAULT_MISMATCH "default-mismatch" Warning
        "A default does not fit its schema."
        "It has another type, or `enum` does not list it. The default is left out of the documentation."
        "Correct the default or the schema.";
    DISCRIMINATOR_WITHOUT_TAGS "discriminator-without-tags" Warning
        "A discriminator does not distinguish the branches of a union."
        "Two branches have the same tag value, or one has none. If no other property distinguishes them, the union \
         is untagged: the variant that fits best is used."
        "Give each branch a different constant of the property, or add a `mapping`.";
    EXCLUSIVE_BOUND "exclusive-bound" Warning
        "`exclusiveMinimum` or `exclusiveMaximum` is written as in another version."
        "In OpenAPI 3.0 it is a boolean, since 3.1 a number. It is read as it is written."
        "Use the form of the version in `openapi`.";
    EXTENSION_PROPERTY "extension-property" Warning
        "An extension is among the properties of a schema."
        "Its value is not a schema, so it is not a property. It is left out."
        "Move it next to `properties`.";
    LIST_OF_ITEMS "list-of-items" Warning
        "`items` is a list of one schema."
        "`items` is one schema for all items. The schema in the list is used for all of them."
        "Remove the brackets.";
    LISTED_VALUES "listed-values" Warning
        "An `enum` lists an array or an object."
        "A variant of an enum is a scalar. The type is any JSON value."
        "List scalars, or describe the arrays and objects with schemas.";
    MALFORMED_SCHEMA "malformed-schema" Warning
        "A schema is not an object."
        "In OpenAPI 3.1 it may also be a boolean. Any other value is read as a schema that allows any JSON value."
        "Write a schema, or `{}` for any JSON value.";
    NULL_AS_OBJECT "null-as-object" Warning
        "A branch `{type: object, nullable: true}` is read as null."
        "Generators for OpenAPI 3.0 write this next to a `$ref` for \"or null\". The type is nullable, and does not \
         allow other objects."
        "Write `{nullable: true, allOf: [{$ref: …}]}`, or add `additionalProperties: true` for any object.";
    NULLABLE_REFERENCE "nullable-reference" Warning
        "`nullable` is adjacent to a `$ref`, or alone in an element of `allOf`."
        "OpenAPI 3.0 ignores keywords adjacent to `$ref`, and `nullable` without `type`. The schema is read as nullable \
         nevertheless."
        "Write `{nullable: true, allOf: [{$ref: …}]}`.";
    NUMBER_TOO_LARGE "number-too-large" Warning
        "A constant or listed number is too large."
        "No integer type can hold it, or it would lose digits. Any number is accepted instead, or any JSON value if \
         other values are listed too."
        "Make it a string, which keeps all digits.";
    REQUIRED_FLAG "required-flag" Warning
        "`required` of a property is a boolean."
        "Since draft 4 of JSON Schema, `required` is a list in the schema of the object. `true` makes the property \
         required; `false` has no effect."
        "Add the name to the list `required` of the object.";
    REQUIRED_WITHOUT_PROPERTY "required-without-property" Warning
        "`required` names a property that is not declared."
        "The value must be present, so the struct has a required field of any JSON value."
        "Add it to `properties`, or remove the name from `required`.";
    SEVERAL_UNIONS "several-unions" Warning
        "Several `oneOf` or `anyOf` apply to one schema."
        "The type would need a variant for each combination. It is any JSON value."
        "Describe the combinations as branches of one `oneOf`.";
    SUBTYPE_WITHOUT_TAG "subtype-without-tag" Warning
        "No tag value selects a subtype of a schema with a discriminator."
        "The `mapping` does not name it, and the property does not list the name of its component. It is not a variant \
         of the base: a value with an unlisted tag is decoded as `Unknown`."
        "Add it to the `mapping`, and its tag value to the property's `enum`.";
    UNDECLARED_DISCRIMINATOR "undeclared-discriminator" Warning
        "No branch of a union declares the property of its discriminator."
        "The property is probably misspelled. A value without it is decoded as `Unknown`, which keeps the JSON."
        "Correct `propertyName`, or declare the property in each branch.";
    UNKNOWN_KEYWORD "unknown-keyword" Warning
        "A schema has an unknown keyword that is similar to a known one."
        "It is probably misspelled, and has no effect."
        "Correct it, or begin it with `x-` if it is an extension.";
    UNKNOWN_TYPE "unknown-type" Warning
        "The `type` of a schema does not exist."
        "Common names have their usual meaning (`int` is `integer`, `datetime` a string with a format). Any other is \
         read as any JSON value."
        "Use `string`, `number`, `integer`, `boolean`, `array`, `object` or, since 3.1, `null`. For a component, use \
         `$ref`.";
    VALUE_MISMATCH "value-mismatch" Warning
        "A value in `enum`, `const` or `default` has another type than the schema."
        "If the value can be converted (`'1'` to 1), it is. If no listed value fits, `type` or `enum` is ignored; \
         otherwise the value is left out."
        "Correct the value or the `type`.";
    }

    "Names" {
    LONG_FILE_NAME "long-file-name" Warning
        "The name of a type or resource is too long for a file."
        "File systems allow 255 bytes. The name is cut and ends with a digest."
        "Choose a shorter name with the option `rename`.";
    LONG_NAME "long-name" Warning
        "The name of a field, argument, variant or method is too long."
        "Names have at most 240 bytes. The name is cut and ends with a digest. The name on the wire is unchanged."
        "Choose a shorter name with the option `rename`.";
    RENAME_COLLISION "rename-collision" Error
        "A name of the option `rename` or `setter` is taken or reserved."
        "Two items with one name do not compile. Nothing is generated."
        "Choose another name, or rename the other item too.";
    }

    "Security and servers" {
    SECURITY_SCHEME "security-scheme" Warning
        "A security scheme is malformed."
        "It is read as the only possible scheme: `type: bearer` as `http` with `scheme: bearer`, for example."
        "Write the scheme as the message says.";
    SERVER_QUERY "server-query" Warning
        "The address of a server has a query or a fragment."
        "Paths are appended to the address. The query and the fragment are not sent."
        "Make it a parameter or a security scheme.";
    SERVER_VARIABLE_DEFAULT "server-variable-default" Warning
        "The default of a server variable is not in its `enum`."
        "The default is added to the values."
        "Add it to `enum`, or correct it.";
    SERVER_WITHOUT_SCHEME "server-without-scheme" Warning
        "The address of a server has no scheme."
        "`example.com` is read as `https://example.com`, the local machine as `http`."
        "Write the whole address.";
    UNCLOSED_SERVER_VARIABLE "unclosed-server-variable" Warning
        "A variable in the address of a server has no `}`."
        "The `{` and what follows it are part of the address, and are sent as they are."
        "Add the `}`, or write `%7B` for a brace.";
    UNDECLARED_SERVER_VARIABLE "undeclared-server-variable" Warning
        "A placeholder of an address has no variable."
        "It has no default, so building a client requires a value."
        "Add it to `variables`, with a `default`.";
    UNKNOWN_SECURITY_SCHEME "unknown-security-scheme" Warning
        "`security` names a scheme that does not exist."
        "This alternative is left out. If it is the only one, calls are sent without a credential."
        "Correct the name, or add the scheme to `components.securitySchemes`.";
    }

    "Options" {
    CREDENTIAL_VARIABLES "credential-variables" Error
        "The option `environment` of a credential has too many variables."
        "Only `scheme: basic` has two values, a user name and a password. Other credentials have one, and `mutualTLS` has \
         no value. Nothing is generated."
        "Name one variable, or remove the option for `mutualTLS`.";
    CREDENTIAL_WITHOUT_SCHEME "credential-without-scheme" Error
        "The option `credentials` names a security scheme that does not exist."
        "The API would reject calls that need the credential. Nothing is generated."
        "Correct the name, or remove the entry.";
    ENVELOPE_NOT_CONSTANT "envelope-not-constant" Error
        "A required property next to the option `envelope.request` is not constant."
        "Callers provide only the value at the pointer, and the rest of the envelope must be known. Nothing is \
         generated."
        "Give the property a `const`, or point to an object that contains both.";
    ENVELOPE_POINTER "envelope-pointer" Error
        "A pointer of the option `envelope` does not resolve."
        "The schema of a body has no such property, so its type is unknown. Nothing is generated."
        "Correct the pointer, or set `envelope: none` for the operation.";
    ENVELOPE_WITHOUT_JSON "envelope-without-json" Error
        "The option `envelope` applies to a body that is not JSON with a schema."
        "Only such a body has properties that a pointer can select. Nothing is generated."
        "Describe the body, or set `envelope: none` for the operation.";
    OPTION_WITHOUT_EFFECT "option-without-effect" Error
        "An option, or an entry of an option, has no effect."
        "It is misspelled, the document has changed, or another option excludes it. Ignoring it could reveal a secret or keep an excluded operation, \
         for example, so nothing is generated."
        "Correct the entry, or remove it.";
    PAGES_DIFFER "pages-differ" Warning
        "Two operations with one response type are paginated differently."
        "The type of a page supports only one way to request the next page. The second operation returns only one page."
        "Give the operations different response schemas.";
    PAGINATION_NOT_SO "pagination-not-so" Error
        "The option `pagination` does not fit the list of an operation."
        "The parameter, the cursor or the list does not exist, or the option of the API fits no operation. Nothing \
         is generated."
        "Correct the option, or remove it.";
    UNUSABLE_PREFIX "unusable-prefix" Error
        "The option `prefix` is set for a credential that is not a key in a header."
        "Only `type: apiKey` with `in: header` is sent as text that can have a prefix. Nothing is generated."
        "Remove the option.";
    }

    "Overlays" {
    INVALID_OVERLAY "invalid-overlay" Error
        "An overlay or one of its actions is malformed."
        "The action is not applied, so the document is not what was intended. Nothing is generated."
        "Correct the action. Targets are JSONPath (RFC 9535): `$.paths['/users'].get`.";
    INVALID_OVERLAY_PATTERN "invalid-overlay-pattern" Error
        "A regular expression in the path of an overlay is not an I-Regexp (RFC 9485)."
        "`match` and `search` are false for it (RFC 9535, section 2.4.6), so the path selects other values than \
         intended: with `!`, all of them. Nothing is generated."
        "Write `[0-9]` for `\\d`, `[A-Za-z0-9_]` for `\\w`, `[Aa]` for `(?i)a`, and `(a)` for `(?:a)`.";
    OVERLAY_TOO_LARGE "overlay-too-large" Error
        "An overlay visits, adds or nests too many values."
        "A short overlay can multiply a document. This action and later ones are not applied, and nothing is \
         generated."
        "Select fewer values with fewer `..` inside one another and fewer queries in filters, and copy smaller values.";
    OVERLAY_WITHOUT_TARGET "overlay-without-target" Warning
        "The target of an overlay action selects nothing."
        "The document may have changed. The action has no effect."
        "Correct the target, or remove the action.";
    }

    "Limits" {
    TOO_MANY_COMBINATIONS "too-many-combinations" Warning
        "The parts of `allOf` combine to too many types."
        "Recursive schemas in `allOf` multiply (limit `combinations`). Types beyond the limit are any JSON value."
        "Describe the combination as a schema of its own.";
    TOO_MANY_COMPARISONS "too-many-comparisons" Warning
        "Too many webhooks have the same required properties."
        "Their payloads would all have to be compared (limit `comparisons`). Their variants are named after types \
         instead of events."
        "Add a required property with a different constant to each payload: `type: {const: user.created}`.";
    TOO_MANY_FIELDS "too-many-fields" Warning
        "The types have too many fields and variants."
        "Schemas that extend a large one repeat all its properties (limit `fields`). Types beyond the limit are any \
         JSON value. Beyond it, and beyond the limit of \
         comparisons, a union of `anyOf` has no variant for several branches at once."
        "Extend smaller schemas, and refer to equal unions instead of repeating them.";
    TOO_MANY_PARTS "too-many-parts" Error
        "The document has too many parameters, responses and server variables."
        "A path item that many paths refer to counts for each of them (limit `parts`). An operation without some of \
         its parts would be wrong, so nothing is generated."
        "Divide the document, or repeat path items less often.";
    TOO_MANY_PROBLEMS "too-many-problems" Warning
        "The document has too many problems."
        "At most 50,000 problems with 32 MiB of text are kept (limit `problems`), and the first of each code. The \
         rest is only counted."
        "Correct the first problems of each code, which often cause the others.";
    TOO_MANY_STEPS "too-many-steps" Warning
        "The schemas of the document need too much work."
        "Schemas that contain each other can describe far more than the size of the document (limit `steps`). \
         Schemas beyond the limit are any JSON value. In an envelope it is an error."
        "Look for schemas that contain each other many times, or that extend very large ones.";
    TOO_MANY_TYPES "too-many-types" Warning
        "The document has too many types."
        "The number of types is limited in proportion to the size of the document (limit `types`). Schemas beyond \
         the limit are any JSON value."
        "Refer to one schema with `$ref` instead of repeating it.";
    TOO_MUCH_PROSE "too-much-prose" Warning
        "Long descriptions are used in too many places."
        "A description that many references repeat can exceed the size of the document (limit `prose`). After that, \
         only the first 2,000 bytes of each are in the documentation."
        "Shorten the descriptions, or refer to them from fewer places.";
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_in_the_table_once() {
        let ids: BTreeSet<&str> = all().map(|code| code.id).collect();
        assert_eq!(ids.len(), NAMES.len());
        for (name, id) in NAMES {
            assert_eq!(name.to_lowercase().replace('_', "-"), *id);
            assert_eq!(find(id).unwrap().id, *id);
        }
        assert_eq!(find("sintax"), None);
        assert_eq!(nearest("sintax"), Some(SYNTAX));
    }

    #[test]
    fn codes_of_a_group_are_in_alphabetical_order() {
        for group in GROUPS {
            assert!(
                group.codes.is_sorted_by_key(|code| code.id),
                "{}",
                group.title
            );
        }
    }

    #[test]
    fn texts_are_whole_sentences() {
        for code in all() {
            for text in [code.title, code.explanation, code.help] {
                assert!(text.ends_with('.') && !text.contains("  "), "{text}");
                assert!(text.starts_with(|c: char| !c.is_lowercase()), "{text}");
            }
        }
    }
}
