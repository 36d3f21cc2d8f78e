//! The table of rules: the kinds of changes and their compatibility. `cargo xtask drift --rules` generates
//! `docs/drift-rules.md` from it.

use super::{Compatibility, Rule};
use Compatibility::{Breaking, Compatible, Documentation};

/// Expands to the overall compatibility of a rule: the worse of its two verdicts, unless the table overrides it.
macro_rules! verdict {
    ($rust:ident $wire:ident $verdict:ident) => {
        $verdict
    };
    ($rust:ident $wire:ident) => {
        if $rust as u8 > $wire as u8 {
            $rust
        } else {
            $wire
        }
    };
}

/// Defines a constant for each rule, and the list of all rules.
macro_rules! rules {
    ($($name:ident $id:literal $rust:ident $wire:ident $(overall $verdict:ident)? $what:literal $reason:literal;)*) => {
        $(pub(super) static $name: Rule = Rule {
            id: $id,
            rust: $rust,
            wire: $wire,
            verdict: verdict!($rust $wire $($verdict)?),
            what: $what,
            reason: $reason,
        };)*

        /// All rules, in the order of the page that documents them.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    API_ADDED "api-added" Compatible Compatible
        "An API was added to the configuration."
        "The crate gains a module. Existing items are unchanged.";
    API_REMOVED "api-removed" Breaking Compatible
        "An API was removed from the configuration."
        "The crate loses a module. Deployed programs keep working.";
    OPERATION_ADDED "operation-added" Compatible Compatible
        "An operation was added."
        "A resource gains a method. Existing methods are unchanged.";
    OPERATION_REMOVED "operation-removed" Breaking Breaking
        "An operation was removed."
        "Its method was removed, with the types and errors that only it used. The API no longer serves it.";
    OPERATION_RENAMED "operation-renamed" Breaking Compatible
        "An operation has the same HTTP method and path, and another name or resource in Rust."
        "Its `operationId` or tag changed, and with it the Rust method or the resource. The API is unaffected.";
    OPERATION_MOVED "operation-moved" Compatible Breaking
        "A Rust method calls another HTTP method or path."
        "Code compiles unchanged. Deployed programs use the old HTTP method or path, which the API may no longer offer.";
    OPERATION_ID_CHANGED "operation-id-changed" Documentation Documentation
        "The `operationId` changed, and the Rust method is the same."
        "The id appears only in errors and logs.";
    RESOURCE_RENAMED "resource-renamed" Breaking Compatible
        "A resource has another name."
        "The tag changed, and with it the method of the client and the type of the resource.";
    DEPRECATED "deprecated" Compatible Compatible
        "An operation, type, property, parameter or value is deprecated."
        "It works as before. The compiler warns where it is used.";
    DEPRECATION_WITHDRAWN "deprecation-withdrawn" Compatible Compatible
        "Something is no longer deprecated."
        "The compiler no longer warns.";
    PAGINATION_ADDED "pagination-added" Breaking Compatible
        "An operation is now paginated."
        "Its method returns a `PageCall` instead of a `Call`. Awaiting it returns a page instead of the response.";
    PAGINATION_REMOVED "pagination-removed" Breaking Compatible
        "An operation is no longer paginated."
        "Its method returns a `Call`, which has no `stream` and no `pages`.";
    PAGINATION_CHANGED "pagination-changed" Compatible Breaking
        "An operation requests further pages differently."
        "Code compiles unchanged. Deployed programs request the next or previous page in the old form, which no longer works.";
    SECURITY_TIGHTENED "security-tightened" Compatible Breaking
        "An operation requires credentials that were not needed, or no longer accepts some that were sufficient."
        "The method is unchanged. The API rejects callers without these credentials.";
    SECURITY_RELAXED "security-relaxed" Compatible Compatible
        "An operation accepts credentials that were not sufficient before."
        "All callers that were accepted still are.";
    SCOPES_ADDED "scopes-added" Compatible Breaking
        "An operation requires further scopes of a credential."
        "The method is unchanged. The API rejects credentials without the scopes.";
    SCOPES_REMOVED "scopes-removed" Compatible Compatible
        "An operation requires fewer scopes of a credential."
        "All callers that were accepted still are.";

    PATH_PARAMETER_ADDED "path-parameter-added" Breaking Breaking
        "A path parameter was added."
        "The method takes one more argument. The old path no longer exists.";
    PATH_PARAMETER_REMOVED "path-parameter-removed" Breaking Breaking
        "A path parameter was removed."
        "The method takes one argument fewer. The old path no longer exists.";
    PATH_PARAMETER_RENAMED "path-parameter-renamed" Documentation Documentation
        "A path parameter has another name."
        "Path arguments are positional, and their names are never sent.";
    PATH_PARAMETER_MOVED "path-parameter-moved" Breaking Breaking
        "The path has its parameters in another order."
        "Path arguments are in the order of the path. If their types are equal, code compiles and sends one value in place of another. Deployed programs send the values in the old order.";
    PARAMETERS_INTRODUCED "parameters-introduced" Breaking Compatible
        "An operation with only path parameters gained others, all of them optional."
        "The method takes one more argument, the parameter struct. The API accepts requests without it.";
    PARAMETERS_WITHDRAWN "parameters-withdrawn" Breaking Breaking
        "An operation lost all parameters except path parameters."
        "The method no longer takes the parameter struct. The API ignores or rejects the parameters.";
    REQUIRED_PARAMETER_ADDED "required-parameter-added" Breaking Breaking
        "A required parameter was added."
        "`new` of the parameter struct takes one more argument. The API rejects requests without it.";
    OPTIONAL_PARAMETER_ADDED "optional-parameter-added" Compatible Compatible
        "An optional parameter was added."
        "The parameter struct is `non_exhaustive`; it gains a field and a setter.";
    PARAMETER_REMOVED "parameter-removed" Breaking Breaking
        "A parameter was removed."
        "Its field and setter were removed. The API ignores or rejects the parameter.";
    PARAMETER_RENAMED "parameter-renamed" Breaking Breaking
        "A parameter has another name and the same type."
        "Its field and setter have the new name. The API ignores or rejects the old name.";
    PARAMETER_BECAME_REQUIRED "parameter-became-required" Breaking Breaking
        "A parameter became required."
        "`new` of the parameter struct takes one more argument. The API rejects requests without it.";
    PARAMETER_BECAME_OPTIONAL "parameter-became-optional" Breaking Compatible
        "A parameter became optional."
        "`new` of the parameter struct takes one argument fewer, and the field is an `Option`. The API still accepts requests with it.";
    PARAMETER_NULLABILITY_CHANGED "parameter-nullability-changed" Breaking Compatible
        "A required parameter became nullable, or is no longer nullable."
        "Its field becomes an `Option`, or is no longer one. Null is never sent.";
    PARAMETER_LOCATION_CHANGED "parameter-location-changed" Compatible Breaking
        "A parameter moved to the query, a header or a cookie."
        "Code compiles unchanged. Deployed programs send it in the old location, where the API does not look for it.";
    PARAMETER_STYLE_CHANGED "parameter-style-changed" Compatible Breaking
        "A parameter has another serialization style."
        "Code compiles unchanged. Deployed programs use the old style, which the API does not read.";
    CONSTANT_PARAMETER_CHANGED "constant-parameter-changed" Compatible Breaking
        "A list or object that is always sent as a parameter was added, changed or removed."
        "It is not an argument. Deployed programs send the old value or none, which the API may reject.";

    REQUIRED_BODY_ADDED "required-body-added" Breaking Breaking
        "A required request body was added."
        "The method takes one more argument. The API rejects requests without a body.";
    OPTIONAL_BODY_ADDED "optional-body-added" Breaking Compatible
        "An optional request body was added."
        "The method takes one more argument. The API accepts requests without a body.";
    BODY_REMOVED "body-removed" Breaking Breaking
        "The request body was removed."
        "The method takes one argument fewer. The API ignores or rejects a body.";
    BODY_BECAME_REQUIRED "body-became-required" Breaking Breaking
        "The request body became required."
        "The argument is no longer an `Option`. The API rejects requests without a body.";
    BODY_BECAME_OPTIONAL "body-became-optional" Compatible Compatible
        "The request body became optional, and its argument was not converted."
        "The argument is an `impl Into<Option<_>>`, which accepts the body itself. The API still accepts requests with it.";
    CONVERTED_BODY_BECAME_OPTIONAL "converted-body-became-optional" Breaking Compatible
        "The request body became optional, and its argument was converted by `Into`."
        "`impl Into<Option<_>>` accepts only the exact type: a `String` instead of a `&str`, for example. The API still accepts requests with a body.";
    BODY_MEDIA_TYPE_CHANGED "body-media-type-changed" Compatible Breaking
        "The request body has another media type, and its argument is the same."
        "Code compiles unchanged. Deployed programs send a media type that the API may reject (415).";
    MEDIA_TYPE_PARAMETER_CHANGED "media-type-parameter-changed" Compatible Compatible
        "A media type has other parameters, such as `charset`."
        "Code compiles unchanged, and sends the new parameters after the next build. APIs seldom reject a media type for its parameters.";
    BODY_ENCODING_CHANGED "body-encoding-changed" Breaking Breaking
        "The request body is passed in another form: as a value, bytes or parts."
        "The type of the argument changes.";
    ENVELOPE_CHANGED "envelope-changed" Compatible Breaking
        "The envelope of a request or response changed."
        "Code compiles unchanged. Deployed programs send or expect the old envelope.";
    BODY_STYLE_CHANGED "body-style-changed" Compatible Breaking
        "A property of a form, or a part of a multipart body, has another encoding."
        "Code compiles unchanged. Deployed programs use the old encoding, which the API does not read.";
    BODY_CHOICE_INTRODUCED "body-choice-introduced" Compatible Compatible
        "The request body allows several media types instead of one, and the old argument converts into one of them."
        "The argument is an `impl Into` of an enum of bodies, which accepts the struct of the old body.";
    BODY_CHOICE_CHANGED "body-choice-changed" Breaking Compatible
        "The request body allows several media types instead of one, or the reverse."
        "The argument becomes an enum of bodies, or is no longer one. A media type that the API no longer accepts is reported separately.";
    BODY_CHOICE_ADDED "body-choice-added" Compatible Compatible
        "The request body allows a further media type."
        "The enum of bodies is `non_exhaustive`; it gains a variant.";
    BODY_CHOICE_REMOVED "body-choice-removed" Breaking Breaking
        "The request body no longer allows one of its media types."
        "The enum of bodies loses a variant. The API rejects requests with this media type.";

    RESPONSE_BODY_ADDED "response-body-added" Breaking Compatible
        "A success response gained a body."
        "The call returns the body instead of `()`. Deployed programs ignore it.";
    RESPONSE_BODY_REMOVED "response-body-removed" Breaking Breaking
        "A success response lost its body."
        "The call returns `()`. Deployed programs fail to decode an empty body.";
    RESPONSE_BODY_BECAME_OPTIONAL "response-body-became-optional" Breaking Breaking
        "The body of a success response became optional."
        "The call returns an `Option`. Deployed programs fail to decode an empty body.";
    RESPONSE_BODY_BECAME_CERTAIN "response-body-became-certain" Breaking Compatible overall Compatible
        "The body of a success response is now always present."
        "The call no longer returns an `Option`. Deployed programs decode the body as before.";
    RESPONSE_MEDIA_TYPE_CHANGED "response-media-type-changed" Compatible Breaking
        "A success response has another media type that is decoded into the same type."
        "Code compiles unchanged. Deployed programs accept only the old media type, which the API may no longer offer (406).";
    RESPONSE_MEDIA_TYPES_CHANGED "response-media-types-changed" Compatible Compatible
        "A success response gains a media type that is decoded into the same type, or loses one of several."
        "Code compiles unchanged. Deployed programs accept one of the media types that the API offers, and decode it.";
    RESPONSE_ENCODING_CHANGED "response-encoding-changed" Breaking Breaking
        "A response is decoded differently: as JSON, text, bytes or events."
        "The type of the decoded body changes.";
    RESPONSE_STREAM_CHANGED "response-stream-changed" Breaking Compatible
        "The document begins or ceases to describe the items of a stream."
        "The call returns a stream of another type. The bytes that deployed programs read are the same.";
    RESPONSE_CHOICE_CHANGED "response-choice-changed" Breaking Breaking
        "An operation has several success responses instead of one, or the reverse."
        "The call returns an enum of responses, or no longer does. Deployed programs know only the old responses.";
    RESPONSE_ALTERNATIVE_ADDED "response-alternative-added" Compatible Compatible
        "A success response is also available in a further media type."
        "The resource gains a method for it. Existing methods are unchanged.";
    RESPONSE_ALTERNATIVE_REMOVED "response-alternative-removed" Breaking Breaking
        "A success response is no longer available in one of its additional media types."
        "The method for it was removed, and the API no longer offers this media type.";
    SUCCESS_ADDED "success-added" Compatible Breaking
        "An operation with several success responses gained one."
        "The enum of responses is `non_exhaustive`; it gains a variant. Deployed programs fail to decode the new response.";
    SUCCESS_REMOVED "success-removed" Breaking Compatible
        "An operation with several success responses lost one."
        "The enum of responses loses a variant. Deployed programs no longer receive it.";
    SUCCESS_STATUS_CHANGED "success-status-changed" Compatible Breaking
        "The statuses outside `2XX` that count as success changed."
        "Code compiles unchanged. Deployed programs treat the new ones as errors.";
    ERROR_ADDED "error-added" Compatible Compatible
        "An error response now declares a body."
        "`Error::body` returns it instead of `None`. `ErrorBody` is `non_exhaustive` and may gain a variant.";
    ERROR_REMOVED "error-removed" Compatible Breaking
        "An error response no longer declares a body."
        "Code compiles unchanged, but `Error::body` returns `None` for it.";
    ERROR_BODY_CHANGED "error-body-changed" Compatible Breaking
        "An error response has another body."
        "Code compiles unchanged, but `Error::body` returns another variant of `ErrorBody`.";
    ERROR_VARIANT_REMOVED "error-variant-removed" Breaking Breaking
        "No operation declares a certain error body any longer."
        "`ErrorBody` loses the variant.";

    REQUEST_PROPERTY_ADDED_REQUIRED "request-property-added-required" Breaking Breaking
        "A request gained a required property."
        "`new` takes one more argument. The API rejects requests without the property.";
    REQUEST_PROPERTY_ADDED_OPTIONAL "request-property-added-optional" Compatible Compatible
        "A request gained an optional property."
        "The struct is `non_exhaustive`; it gains a field and a setter.";
    REQUEST_CONSTANT_ADDED "request-constant-added" Compatible Breaking
        "A request gained a required property or parameter that has only one value."
        "`new` sets it without an argument. Deployed programs do not send it, and the API rejects their requests.";
    REQUEST_PROPERTY_REMOVED "request-property-removed" Breaking Breaking
        "A request lost a property."
        "Its field and setter were removed. The API ignores or rejects the property.";
    REQUEST_PROPERTY_RENAMED "request-property-renamed" Breaking Breaking
        "A property of a request has another name and the same type."
        "Its field and setter have the new name. The API ignores or rejects the old name.";
    REQUEST_PROPERTY_BECAME_REQUIRED "request-property-became-required" Breaking Breaking
        "A property of a request became required."
        "`new` takes one more argument, or sets the property if it has only one value. The API rejects requests without it.";
    REQUEST_PROPERTY_BECAME_OPTIONAL "request-property-became-optional" Breaking Compatible
        "A property of a request became optional."
        "`new` takes one argument fewer. The API still accepts requests with the property.";
    REQUEST_PROPERTY_BECAME_NULLABLE "request-property-became-nullable" Breaking Compatible
        "A property of a request became nullable."
        "Its field is an `Option` or a `Nullable`. The API still accepts requests without null.";
    REQUEST_PROPERTY_NO_LONGER_NULLABLE "request-property-no-longer-nullable" Breaking Breaking
        "A property of a request is no longer nullable."
        "Its field can no longer be null. The API rejects requests with null.";
    RESPONSE_PROPERTY_ADDED "response-property-added" Compatible Compatible
        "A response gained a property."
        "The struct is `non_exhaustive`; it gains a field.";
    RESPONSE_PROPERTY_REMOVED "response-property-removed" Breaking Breaking
        "A response lost a required property."
        "Its field was removed. Deployed programs fail to decode a response without it.";
    RESPONSE_OPTIONAL_PROPERTY_REMOVED "response-optional-property-removed" Breaking Compatible
        "A response lost an optional property."
        "Its field was removed. Deployed programs decode a response without it.";
    RESPONSE_PROPERTY_RENAMED "response-property-renamed" Breaking Breaking
        "A property of a response has another name and the same type."
        "Its field has the new name. Deployed programs do not find the property.";
    RESPONSE_PROPERTY_BECAME_OPTIONAL "response-property-became-optional" Breaking Breaking
        "A property of a response became optional."
        "Its field is an `Option`. Deployed programs fail to decode a response without it.";
    RESPONSE_PROPERTY_BECAME_REQUIRED "response-property-became-required" Breaking Compatible overall Compatible
        "A property of a response became required."
        "Its field is no longer an `Option`, so code that reads it must change. Deployed programs decode it as before.";
    RESPONSE_PROPERTY_BECAME_NULLABLE "response-property-became-nullable" Breaking Breaking
        "A required property of a response became nullable."
        "Its field is an `Option`. Deployed programs fail to decode null.";
    RESPONSE_PROPERTY_NO_LONGER_NULLABLE "response-property-no-longer-nullable" Breaking Compatible overall Compatible
        "A required property of a response is no longer nullable."
        "Its field is no longer an `Option`, so code that reads it must change. Deployed programs decode it as before.";
    RESPONSE_NULLABLE_PROPERTY_BECAME_OPTIONAL "response-nullable-property-became-optional" Compatible Breaking
        "A nullable property of a response became optional."
        "Its field is an `Option` as before. Deployed programs fail to decode a response without it.";
    RESPONSE_OPTION_REDEFINED "response-option-redefined" Compatible Compatible
        "For an `Option` field of a response, `None` has another meaning: absent, null or either."
        "The field has the same type, and deployed programs decode the response.";
    ADDITIONAL_PROPERTIES_ADDED "additional-properties-added" Compatible Compatible
        "Additional properties are now allowed, and are kept."
        "The struct is `non_exhaustive`; it gains a field for them.";
    RESPONSE_ADDITIONAL_PROPERTIES_REMOVED "response-additional-properties-removed" Breaking Compatible
        "A response no longer describes additional properties."
        "The field for them was removed. Deployed programs decode the response.";
    ADDITIONAL_PROPERTIES_REMOVED "additional-properties-removed" Breaking Breaking
        "A request no longer describes additional properties."
        "The field for them was removed. The API may reject them.";
    FIELD_RENAMED "field-renamed" Breaking Compatible
        "A property has another name in Rust and the same name on the wire."
        "A property with a similar name was added or removed, which changed the names of both fields.";
    CONSTRUCTOR_ORDER "constructor-order" Breaking Compatible
        "`new` takes its arguments in another order."
        "Arguments are sorted by name, and a name changed. If their types are equal, code compiles and sends one value in place of another.";
    PRESET_CHANGED "preset-changed" Breaking Compatible
        "`new` sets a property itself, or no longer does."
        "`new` takes one argument fewer or more. For an optional property, the setter is added or removed.";
    TYPE_NOW_SENT "type-now-sent" Breaking Compatible
        "A type that was only received is now also sent."
        "Its fields that may be absent or null become a `Nullable`, which distinguishes the two.";
    CLEAR_WITHDRAWN "clear-withdrawn" Breaking Compatible
        "A type is no longer sent in updates."
        "Its methods that set a property to null (`clear_…`) were removed. The fields can still be set to null.";

    REQUEST_ENUM_VALUE_ADDED "request-enum-value-added" Compatible Compatible
        "A request accepts a further value."
        "The enum is `non_exhaustive`; it gains a variant.";
    REQUEST_ENUM_VALUE_REMOVED "request-enum-value-removed" Breaking Breaking
        "A request no longer accepts a value."
        "The enum loses a variant. The API rejects requests with the value.";
    RESPONSE_ENUM_VALUE_ADDED "response-enum-value-added" Compatible Compatible
        "An enum in a response gained a value."
        "The enum is `non_exhaustive`; it gains a variant. Deployed programs decode the value as `Unknown`.";
    RESPONSE_ENUM_VALUE_REMOVED "response-enum-value-removed" Breaking Compatible
        "An enum in a response lost a value."
        "The enum loses a variant. Deployed programs no longer receive it.";
    VARIANT_RENAMED "variant-renamed" Breaking Compatible
        "A variant has another name and the same meaning."
        "A value or type with a similar name was added or removed, or the type that the variant holds has another name.";
    VARIANT_VALUE_CHANGED "variant-value-changed" Compatible Breaking
        "A variant has another value and the same name: the case differs, for example."
        "Code compiles unchanged. Deployed programs send the old value, and decode the new one as unknown.";
    WIRE_NAME_CHANGED "wire-name-changed" Compatible Breaking
        "A property or parameter has another name on the wire and the same name in Rust: the case differs, for example."
        "Code compiles unchanged. Deployed programs send the old name, and do not find the new one.";
    SECRECY_CHANGED "secrecy-changed" Breaking Compatible
        "Text became secret, or is no longer secret."
        "Its type is a `SecretString`, which `Debug` does not show, or a `String`, by its format or the option `secrets`. Nothing changes on the wire.";
    ENUM_WITHDRAWN "enum-withdrawn" Breaking Compatible
        "An enum became arbitrary text or an arbitrary number."
        "Its type is a `String` or a number. The API still accepts the old values, and deployed programs decode others as `Unknown`.";
    CONSTANT_CHANGED "constant-changed" Breaking Breaking
        "A constant has another value."
        "Its variant has another name. Deployed programs send or expect the old value.";
    VARIANT_ADDED "variant-added" Compatible Compatible
        "A tagged union gained a variant."
        "The enum is `non_exhaustive`. Deployed programs decode values of the variant as unknown.";
    CONVERSION_REMOVED "conversion-removed" Breaking Compatible
        "A type no longer converts into a union or an enum of bodies by `From`."
        "Another variant holds the same type, or the type is only received now. Code must name the variant.";
    UNTAGGED_REQUEST_VARIANT_ADDED "untagged-request-variant-added" Breaking Compatible
        "An untagged union in a request gained a variant."
        "A `match` over all variants must handle the new one.";
    UNTAGGED_RESPONSE_VARIANT_ADDED "untagged-response-variant-added" Breaking Breaking
        "An untagged union in a response gained a variant."
        "A `match` over all variants must handle the new one. Deployed programs fail to decode it.";
    REQUEST_VARIANT_REMOVED "request-variant-removed" Breaking Breaking
        "A union in a request lost a variant."
        "The enum loses the variant. The API rejects requests with it.";
    RESPONSE_VARIANT_REMOVED "response-variant-removed" Breaking Compatible
        "A union in a response lost a variant."
        "The enum loses the variant. Deployed programs no longer receive it.";
    VARIANT_TAGS_CHANGED "variant-tags-changed" Compatible Breaking
        "A variant of a union has other tag values."
        "Code compiles unchanged. Deployed programs know only the old values.";
    UNION_TAG_RENAMED "union-tag-renamed" Compatible Breaking
        "Another property selects the variant of a union."
        "Code compiles unchanged. Deployed programs look for the old property.";
    UNION_TAGGING_CHANGED "union-tagging-changed" Breaking Breaking
        "A union became tagged, or is no longer tagged."
        "The variant for unknown values is added or removed.";

    REQUEST_TYPE_WIDENED "request-type-widened" Breaking Compatible
        "A value in a request has a more general type."
        "Fields and arguments have the new type. The API still accepts values of the old type.";
    REQUEST_TYPE_CHANGED "request-type-changed" Breaking Breaking
        "A value in a request has another type."
        "Fields and arguments have the new type. The API rejects values of the old type.";
    RESPONSE_TYPE_NARROWED "response-type-narrowed" Breaking Compatible
        "A value in a response has a more specific type."
        "Fields have the new type. Deployed programs decode the response.";
    RESPONSE_TYPE_CHANGED "response-type-changed" Breaking Breaking
        "A value in a response has another type."
        "Fields have the new type. Deployed programs fail to decode the response.";
    RESPONSE_NUMBER_OR_TEXT "response-number-or-text" Compatible Breaking
        "A number in a response may also be text."
        "The field has the same type, and accepts both after the next build. Deployed programs fail to decode text.";
    NUMBER_OR_TEXT_CHANGED "number-or-text-changed" Compatible Compatible
        "A number in a request may also be text, or a number can no longer be text."
        "The field has the same type. Numbers are always sent as numbers, which the API accepts.";
    NULL_OF_ANY_RESTATED "null-of-any-restated" Breaking Compatible
        "A property that may be any JSON value became nullable, or is no longer declared nullable."
        "Any JSON value includes null, but the type of the field differs: `Nullable<Value>` or `Option<Value>`.";
    REQUEST_VALUE_BECAME_NULLABLE "request-value-became-nullable" Breaking Compatible
        "An item, a map value or a whole body in a request became nullable."
        "Its type is an `Option`. The API still accepts requests without null.";
    REQUEST_VALUE_NO_LONGER_NULLABLE "request-value-no-longer-nullable" Breaking Breaking
        "An item, a map value or a whole body in a request is no longer nullable."
        "Its type is no longer an `Option`. The API rejects requests with null.";
    RESPONSE_VALUE_BECAME_NULLABLE "response-value-became-nullable" Breaking Breaking
        "An item, a map value or a whole body in a response became nullable."
        "Its type is an `Option`. Deployed programs fail to decode null.";
    RESPONSE_VALUE_NO_LONGER_NULLABLE "response-value-no-longer-nullable" Breaking Compatible overall Compatible
        "An item, a map value or a whole body in a response is no longer nullable."
        "Its type is no longer an `Option`. Deployed programs decode the response.";
    BOXING_CHANGED "boxing-changed" Breaking Compatible
        "A type became recursive, or takes 1 KiB or more, or neither any longer."
        "Its field is a `Box`, or no longer one. Nothing changes on the wire.";
    TYPE_RENAMED "type-renamed" Breaking Compatible
        "A type has another name and is used in the same locations."
        "Code that names the type must change; other code compiles unchanged. Nothing changes on the wire.";
    TYPE_REPLACED "type-replaced" Breaking Compatible
        "A location uses another type, and the type that it used still exists."
        "Code that names the type there must change. Differences between the two types are reported separately, unless both documents have both types.";
    TYPE_SEPARATED "type-separated" Breaking Compatible
        "An alias of a shared type became a type of its own."
        "Code that uses one of the two types in place of the other does not compile. Differences between the two are reported separately.";
    TYPE_UNITED "type-united" Compatible Compatible
        "A type of its own became an alias of a shared type."
        "Code that uses either name compiles, unless it implements a trait for both. Differences between the two are reported separately.";
    TYPE_ADDED "type-added" Compatible Compatible
        "A type was added that no operation uses, or that is only an alias of a type without a name."
        "Existing items are unchanged. A new type that an operation uses is part of the change of that operation.";
    TYPE_REMOVED "type-removed" Breaking Compatible
        "A type was removed that no operation used, that only a callback used, or that was only an alias of a type without a name."
        "Code that names it does not compile. A type that was removed with an operation is part of the change of that operation.";

    WEBHOOK_ADDED "webhook-added" Compatible Compatible
        "A webhook was added."
        "The event type is `non_exhaustive`; it gains a variant. Deployed programs decode the event as unknown.";
    WEBHOOK_REMOVED "webhook-removed" Breaking Compatible
        "A webhook was removed."
        "The event type loses a variant. Deployed programs no longer receive it.";
    WEBHOOK_RENAMED "webhook-renamed" Breaking Compatible
        "A webhook has another name in the document."
        "Its variant has the new name. Differences of the payload and the tag values are reported separately.";
    CALLBACK_ADDED "callback-added" Compatible Compatible
        "A callback was added to an operation."
        "The bindings gain its types. The API sends it only to a URL that the caller passes.";
    CALLBACK_REMOVED "callback-removed" Compatible Compatible
        "A callback was removed from an operation."
        "No method names it, and deployed programs no longer receive it. Types that were removed with it are reported as `type-removed`.";
    CALLBACK_MOVED "callback-moved" Compatible Breaking
        "A callback is sent to a URL from another part of the request or response, or with another HTTP method."
        "Code compiles unchanged. Deployed programs pass the URL in the old location, or expect the old HTTP method.";
    CALLBACK_TYPE_CHANGED "callback-type-changed" Compatible Breaking
        "A callback sends another type."
        "No method names the type, so code compiles unchanged. Deployed programs fail to decode the new type.";
    CALLBACK_TYPE_NARROWED "callback-type-narrowed" Compatible Compatible
        "A callback sends another type, which can be decoded as the old one."
        "No method names the type, so code compiles unchanged. Deployed programs decode the new type.";
    CREDENTIAL_ADDED "credential-added" Compatible Compatible
        "A credential was added."
        "The builder gains a method.";
    CREDENTIAL_REMOVED "credential-removed" Breaking Breaking
        "A credential was removed."
        "The builder loses a method. The API no longer accepts the credential.";
    CREDENTIAL_RENAMED "credential-renamed" Breaking Breaking
        "A credential has another name."
        "The method of the builder has the new name, and `from_env` reads another environment variable.";
    CREDENTIAL_SCHEME_RENAMED "credential-scheme-renamed" Documentation Documentation
        "A security scheme has another name in the document, and the method of the builder is the same."
        "The name of the security scheme appears only in errors.";
    CREDENTIAL_KIND_CHANGED "credential-kind-changed" Compatible Breaking
        "A credential is sent differently."
        "Code compiles unchanged. Deployed programs send it where the API does not look for it.";
    CREDENTIAL_ARGUMENTS_CHANGED "credential-arguments-changed" Breaking Breaking
        "A credential takes other arguments: it became a user name and a password, for example."
        "The method of the builder takes another number of arguments.";
    SERVER_CHANGED "server-changed" Compatible Breaking
        "The API or an operation has another default address."
        "Code compiles unchanged. Deployed programs call the old address.";
    SERVER_ADDED "server-added" Compatible Compatible
        "A further address was added."
        "The first address is still the default.";
    SERVER_REMOVED "server-removed" Compatible Breaking
        "An address other than the default was removed."
        "Code compiles unchanged. Calls to this address may fail.";
    SERVER_VARIABLE_ADDED "server-variable-added" Compatible Compatible
        "A variable of the address was added."
        "The builder gains a method.";
    SERVER_VARIABLE_REMOVED "server-variable-removed" Breaking Breaking
        "A variable of the address was removed."
        "The builder loses a method.";
    SERVER_VARIABLE_WIDENED "server-variable-widened" Compatible Compatible
        "A variable of the address accepts further values, or any value."
        "Every value that was accepted still is.";
    SERVER_VARIABLE_CHANGED "server-variable-changed" Compatible Breaking
        "A variable of the address has another default, or lost a value."
        "Code compiles unchanged, but calls another address or an invalid one.";

    REQUEST_LIMIT_TIGHTENED "request-limit-tightened" Compatible Breaking
        "A constraint on a request was added or became stricter: a length, a range or a pattern, for example."
        "Types do not check constraints, so code compiles unchanged. The API rejects requests that violate the constraint.";
    PRESENCE_TIGHTENED "presence-tightened" Compatible Breaking
        "A request now requires at least one, or exactly one, of some properties."
        "The properties stay optional, so code compiles unchanged. A request that violates the rule is rejected before it is sent.";
    PRESENCE_RELAXED "presence-relaxed" Compatible Compatible
        "A request no longer requires at least one, or exactly one, of some properties."
        "Every request that was accepted still is.";
    TEXT_ENCODING_CHANGED "text-encoding-changed" Compatible Breaking
        "Text has another `contentEncoding`: base64url instead of base64, for example."
        "The bindings pass the text on unchanged, so code compiles unless its type changes, which is reported separately. Deployed programs send or expect the old encoding.";
    ITEM_TYPES_CHANGED "item-types-changed" Compatible Breaking
        "An item of a list has another type at its position."
        "The type of the list allows each item at each position, so code compiles unchanged. Deployed programs send or expect an item of the old type at the position.";
    LIMIT_CHANGED "limit-changed" Documentation Documentation
        "A constraint changed, and every request that was valid still is."
        "Types document constraints, but do not check them.";
    DEFAULT_CHANGED "default-changed" Compatible Breaking
        "An optional property or parameter has another default."
        "Code compiles unchanged. A request without it has another meaning.";
    DOCUMENTATION_CHANGED "documentation-changed" Documentation Documentation
        "A description, an example, or a name that has no effect on code changed."
        "Only the documentation changes.";
    INFORMATION_CHANGED "information-changed" Documentation Documentation
        "The title, version, description, licence or terms of service of the API changed."
        "Only the documentation changes.";
}
