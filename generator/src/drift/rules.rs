//! What a difference means for those who depend on the bindings: one table, from which the page of the rules is made.

use super::{Compatibility, Rule};
use Compatibility::{Breaking, Compatible, Documentation};

/// What a rule means in all: the worse of its two verdicts, unless it says something else.
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

/// Makes a constant of every rule, and the list of all.
macro_rules! rules {
    ($($name:ident $id:literal $rust:ident $wire:ident $(in all $verdict:ident)? $what:literal $reason:literal;)*) => {
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
        "The configuration has a further API."
        "The crate gains a module; nothing that exists changes.";
    API_REMOVED "api-removed" Breaking Compatible
        "The configuration has one API fewer."
        "The crate loses its module. Programs that are already built keep working.";
    OPERATION_ADDED "operation-added" Compatible Compatible
        "An operation is new."
        "A handle gains a function; nothing that exists changes.";
    OPERATION_REMOVED "operation-removed" Breaking Breaking
        "An operation is gone."
        "Its function is gone, and the API no longer answers it. Types and errors that only it used are gone too.";
    OPERATION_RENAMED "operation-renamed" Breaking Compatible
        "An operation with the same method and path has another function."
        "Its `operationId` or its tag changed, and with it the name of the function or of its handle. The API answers as before.";
    OPERATION_MOVED "operation-moved" Compatible Breaking
        "A function calls another method or path."
        "Callers compile unchanged. Programs that are already built call a method or path that the API may no longer have.";
    OPERATION_ID_CHANGED "operation-id-changed" Documentation Documentation
        "An operation has another `operationId`, which results in the same function."
        "Only errors and logs contain it.";
    RESOURCE_RENAMED "resource-renamed" Breaking Compatible
        "A group of operations has another name."
        "The tag changed, and with it the method of the client and the type of the handle.";
    DEPRECATED "deprecated" Compatible Compatible
        "An operation, a type, a property, a parameter or a value is deprecated."
        "It works as before; the compiler warns where it is used.";
    DEPRECATION_WITHDRAWN "deprecation-withdrawn" Compatible Compatible
        "Something is no longer deprecated."
        "The compiler no longer warns.";
    PAGINATION_ADDED "pagination-added" Breaking Compatible
        "An operation is now paginated."
        "Its function returns a `PageCall` instead of a `Call`, which gives a page instead of the response.";
    PAGINATION_REMOVED "pagination-removed" Breaking Compatible
        "An operation is no longer paginated."
        "Its function returns a `Call`, which has no `stream` and no `pages`.";
    PAGINATION_CHANGED "pagination-changed" Compatible Breaking
        "The next page is requested in another way."
        "Callers compile unchanged. Programs that are already built request the next or the previous page in the old way, which no longer works.";
    SECURITY_TIGHTENED "security-tightened" Compatible Breaking
        "An operation requires credentials that were not needed, or no longer accepts some that were sufficient."
        "The function is the same; a caller without these credentials is refused.";
    SECURITY_RELAXED "security-relaxed" Compatible Compatible
        "An operation accepts credentials that were not sufficient before."
        "Every caller that was accepted still is.";
    SCOPES_ADDED "scopes-added" Compatible Breaking
        "An operation requires further scopes of a credential."
        "The function is the same; a credential without the scope is refused.";
    SCOPES_REMOVED "scopes-removed" Compatible Compatible
        "An operation requires fewer scopes of a credential."
        "Every caller that was accepted still is.";

    PATH_PARAMETER_ADDED "path-parameter-added" Breaking Breaking
        "The path of an operation has a further parameter."
        "Its function has a further argument, and the old path no longer exists.";
    PATH_PARAMETER_REMOVED "path-parameter-removed" Breaking Breaking
        "The path of an operation has one parameter fewer."
        "Its function has one argument fewer, and the old path no longer exists.";
    PATH_PARAMETER_RENAMED "path-parameter-renamed" Documentation Documentation
        "A path parameter has another name."
        "Arguments for the path are positional, and the name is never sent: only the documentation changes.";
    PARAMETERS_INTRODUCED "parameters-introduced" Breaking Compatible
        "An operation that had only path parameters has others, all of them optional."
        "Its function has a further argument, the struct of parameters. The API answers calls without them.";
    PARAMETERS_WITHDRAWN "parameters-withdrawn" Breaking Breaking
        "An operation has only path parameters left."
        "Its function loses the argument with the other parameters; the API ignores or refuses them.";
    REQUIRED_PARAMETER_ADDED "required-parameter-added" Breaking Breaking
        "A required parameter is new."
        "`new` of the struct of parameters has a further argument; calls without it are refused.";
    OPTIONAL_PARAMETER_ADDED "optional-parameter-added" Compatible Compatible
        "An optional parameter is new."
        "The struct of parameters, which is `non_exhaustive`, gains a field and a setter.";
    PARAMETER_REMOVED "parameter-removed" Breaking Breaking
        "A parameter is gone."
        "Its field and its setter are gone; the API ignores or refuses it.";
    PARAMETER_RENAMED "parameter-renamed" Breaking Breaking
        "A parameter has another name; nothing else about it differs."
        "Its field and its setter have the new name; the API ignores or refuses the old one.";
    PARAMETER_BECAME_REQUIRED "parameter-became-required" Breaking Breaking
        "A parameter became required."
        "`new` of the struct of parameters has a further argument; calls without it are refused.";
    PARAMETER_BECAME_OPTIONAL "parameter-became-optional" Breaking Compatible
        "A parameter is no longer required."
        "`new` of the struct of parameters has one argument fewer, and the field is an `Option`. Requests that send it are still accepted.";
    PARAMETER_NULLABILITY_CHANGED "parameter-nullability-changed" Breaking Compatible
        "A required parameter became nullable, or is no longer nullable."
        "Its field becomes an `Option`, or is no longer one. Null is never sent.";
    PARAMETER_LOCATION_CHANGED "parameter-location-changed" Compatible Breaking
        "A parameter is sent in another location: query, header or cookie."
        "Callers compile unchanged. Programs that are already built send it where the API does not look.";
    PARAMETER_STYLE_CHANGED "parameter-style-changed" Compatible Breaking
        "A parameter has another serialization style."
        "Callers compile unchanged. Programs that are already built write it in a form that the API does not read.";

    CONSTANT_PARAMETER_CHANGED "constant-parameter-changed" Compatible Breaking
        "A list or an object that is always sent as a parameter has another value, is new or is gone."
        "It is not an argument. Programs that are already built send the old value, which the API may refuse.";
    REQUIRED_BODY_ADDED "required-body-added" Breaking Breaking
        "An operation has a required body."
        "Its function has a further argument; calls without a body are refused.";
    OPTIONAL_BODY_ADDED "optional-body-added" Breaking Compatible
        "An operation has an optional body."
        "Its function has a further argument. The API answers calls without a body.";
    BODY_REMOVED "body-removed" Breaking Breaking
        "An operation no longer has a body."
        "Its function has one argument fewer; the API ignores or refuses a body.";
    BODY_BECAME_REQUIRED "body-became-required" Breaking Breaking
        "The body became required."
        "The argument is no longer an `Option`; calls without a body are refused.";
    BODY_BECAME_OPTIONAL "body-became-optional" Compatible Compatible
        "The body is no longer required, and its argument is taken as it is."
        "The argument is an `impl Into<Option<_>>`, which the body itself satisfies. Requests that send it are still accepted.";
    CONVERTED_BODY_BECAME_OPTIONAL "converted-body-became-optional" Breaking Compatible
        "The body is no longer required, and its argument was converted."
        "The argument is an `impl Into<Option<_>>`, which only the exact type satisfies: a `&str` must become a `String`, for example. Requests that send it are still accepted.";
    BODY_MEDIA_TYPE_CHANGED "body-media-type-changed" Compatible Breaking
        "The body has another media type, and the argument is the same."
        "Callers compile unchanged. Programs that are already built send a media type that the API may refuse (415).";
    MEDIA_TYPE_PARAMETER_CHANGED "media-type-parameter-changed" Compatible Compatible
        "A media type has other parameters, such as `charset`."
        "Callers compile unchanged, and send the new parameters after the next build. The parameters of a media type seldom decide whether it is accepted.";
    BODY_ENCODING_CHANGED "body-encoding-changed" Breaking Breaking
        "The body is given in another form: as a value, as bytes, as parts."
        "The type of the argument changes with it.";
    ENVELOPE_CHANGED "envelope-changed" Compatible Breaking
        "The envelope of a request or of a response differs."
        "Callers compile unchanged. Programs that are already built send and read the old envelope.";
    BODY_STYLE_CHANGED "body-style-changed" Compatible Breaking
        "A property of a form, or a part of a multipart body, is encoded in another way."
        "Callers compile unchanged. Programs that are already built write it in a form that the API does not read.";
    BODY_CHOICE_INTRODUCED "body-choice-introduced" Compatible Compatible
        "The body may have one of several media types instead of one, and the old argument converts into one of them."
        "The argument is an `impl Into` of an enum of bodies, which the struct that was the body satisfies.";
    BODY_CHOICE_CHANGED "body-choice-changed" Breaking Compatible
        "The body may have one of several media types instead of one, or the reverse."
        "The argument becomes an enum of bodies, or is no longer one. A media type that the API no longer accepts is reported separately.";
    BODY_CHOICE_ADDED "body-choice-added" Compatible Compatible
        "The body may have a further media type."
        "The enum of bodies, which is `non_exhaustive`, gains a variant.";
    BODY_CHOICE_REMOVED "body-choice-removed" Breaking Breaking
        "The body can no longer have one of its media types."
        "The enum of bodies loses a variant; requests with this media type are refused.";

    RESPONSE_BODY_ADDED "response-body-added" Breaking Compatible
        "A success response has a body."
        "The call returns the body instead of `()`. Programs that are already built ignore it.";
    RESPONSE_BODY_REMOVED "response-body-removed" Breaking Breaking
        "A success response no longer has a body."
        "The call returns `()`. Programs that are already built fail to decode an empty body.";
    RESPONSE_BODY_BECAME_OPTIONAL "response-body-became-optional" Breaking Breaking
        "A success response may have no body."
        "The call returns an `Option`. Programs that are already built fail to decode an empty body.";
    RESPONSE_BODY_BECAME_CERTAIN "response-body-became-certain" Breaking Compatible in all Compatible
        "A success response always has a body."
        "The call no longer returns an `Option`. Programs that are already built decode the body as before.";
    RESPONSE_MEDIA_TYPE_CHANGED "response-media-type-changed" Compatible Breaking
        "A success response has another media type, which is decoded into the same type."
        "Callers compile unchanged. Programs that are already built accept only the old media type, which the API may no longer offer (406).";
    RESPONSE_ENCODING_CHANGED "response-encoding-changed" Breaking Breaking
        "A success response is decoded in another way: as JSON, text, bytes or events."
        "The type that the call returns changes with it.";
    RESPONSE_CHOICE_CHANGED "response-choice-changed" Breaking Breaking
        "There are several forms of success instead of one, or the reverse."
        "The call returns an enum of successes, or no longer does. Programs that are already built know only one form.";
    RESPONSE_ALTERNATIVE_ADDED "response-alternative-added" Compatible Compatible
        "A success response is also available in a further media type."
        "A handle gains a function for it; nothing that exists changes.";
    RESPONSE_ALTERNATIVE_REMOVED "response-alternative-removed" Breaking Breaking
        "A success response is no longer available in an additional media type."
        "The function for it is gone, and the API no longer offers this media type.";
    SUCCESS_ADDED "success-added" Compatible Breaking
        "There is a further form of success."
        "The enum of successes, which is `non_exhaustive`, gains a variant. Programs that are already built fail to decode it.";
    SUCCESS_REMOVED "success-removed" Breaking Compatible
        "There is one form of success fewer."
        "The enum of successes loses a variant. Programs that are already built never receive it.";
    SUCCESS_STATUS_CHANGED "success-status-changed" Compatible Breaking
        "Other statuses outside of `2XX` are successes."
        "Callers compile unchanged. Programs that are already built treat the new ones as errors.";
    ERROR_ADDED "error-added" Compatible Compatible
        "An error response declares a body where it had none."
        "`Error::body` returns it instead of `None`; `ErrorBody`, which is `non_exhaustive`, may gain a variant.";
    ERROR_REMOVED "error-removed" Compatible Breaking
        "An error response no longer declares a body."
        "Callers compile unchanged, but `Error::body` returns `None` for it.";
    ERROR_BODY_CHANGED "error-body-changed" Compatible Breaking
        "An error response has another body."
        "Callers compile unchanged, but `Error::body` returns another variant of `ErrorBody`.";
    ERROR_VARIANT_REMOVED "error-variant-removed" Breaking Breaking
        "No operation declares a certain body of errors any longer."
        "`ErrorBody` loses the variant.";

    REQUEST_PROPERTY_ADDED_REQUIRED "request-property-added-required" Breaking Breaking
        "A request has a further property, which is required."
        "`new` has a further argument; requests without it are refused.";
    REQUEST_PROPERTY_ADDED_OPTIONAL "request-property-added-optional" Compatible Compatible
        "A request has a further property, which is optional."
        "The struct, which is `non_exhaustive`, gains a field and a setter.";
    REQUEST_CONSTANT_ADDED "request-constant-added" Compatible Breaking
        "A request has a further required property or parameter, which has only one value."
        "`new` sets it without an argument. Programs that are already built do not send it, and are refused.";
    REQUEST_PROPERTY_REMOVED "request-property-removed" Breaking Breaking
        "A request has one property fewer."
        "Its field and its setter are gone; the API refuses or ignores it.";
    REQUEST_PROPERTY_RENAMED "request-property-renamed" Breaking Breaking
        "A property of a request has another name; nothing else about it differs."
        "Its field and its setter have the new name; the API refuses or ignores the old one.";
    REQUEST_PROPERTY_BECAME_REQUIRED "request-property-became-required" Breaking Breaking
        "A property of a request became required."
        "`new` has a further argument, or sets the property where it has only one value; requests without it are refused.";
    REQUEST_PROPERTY_BECAME_OPTIONAL "request-property-became-optional" Breaking Compatible
        "A property of a request is no longer required."
        "`new` has one argument fewer. Requests that send it are still accepted.";
    REQUEST_PROPERTY_BECAME_NULLABLE "request-property-became-nullable" Breaking Compatible
        "A property of a request became nullable."
        "Its field is an `Option` or a `Nullable`. Requests without null are still accepted.";
    REQUEST_PROPERTY_NO_LONGER_NULLABLE "request-property-no-longer-nullable" Breaking Breaking
        "A property of a request is no longer nullable."
        "Its field cannot be null any longer; requests with null are refused.";
    RESPONSE_PROPERTY_ADDED "response-property-added" Compatible Compatible
        "A response has a further property."
        "The struct, which is `non_exhaustive`, gains a field.";
    RESPONSE_PROPERTY_REMOVED "response-property-removed" Breaking Breaking
        "A response has one required property fewer."
        "Its field is gone. Programs that are already built fail to decode a response without it.";
    RESPONSE_OPTIONAL_PROPERTY_REMOVED "response-optional-property-removed" Breaking Compatible
        "A response has one optional property fewer."
        "Its field is gone. Programs that are already built decode a response without it.";
    RESPONSE_PROPERTY_RENAMED "response-property-renamed" Breaking Breaking
        "A property of a response has another name; nothing else about it differs."
        "Its field has the new name. Programs that are already built do not find the property.";
    RESPONSE_PROPERTY_BECAME_OPTIONAL "response-property-became-optional" Breaking Breaking
        "A property of a response is no longer required."
        "Its field is an `Option`. Programs that are already built fail to decode a response without it.";
    RESPONSE_PROPERTY_BECAME_REQUIRED "response-property-became-required" Breaking Compatible in all Compatible
        "A property of a response became required."
        "Its field is no longer an `Option`, so that code which reads it must change. Programs that are already built decode it as before.";
    RESPONSE_PROPERTY_BECAME_NULLABLE "response-property-became-nullable" Breaking Breaking
        "A required property of a response became nullable."
        "Its field is an `Option`. Programs that are already built fail to decode null.";
    RESPONSE_PROPERTY_NO_LONGER_NULLABLE "response-property-no-longer-nullable" Breaking Compatible in all Compatible
        "A required property of a response is no longer nullable."
        "Its field is no longer an `Option`, so that code which reads it must change. Programs that are already built decode it as before.";
    RESPONSE_NULLABLE_PROPERTY_BECAME_OPTIONAL "response-nullable-property-became-optional" Compatible Breaking
        "A nullable property of a response is no longer required."
        "Its field is an `Option` as before. Programs that are already built fail to decode a response without it.";
    RESPONSE_OPTION_REDEFINED "response-option-redefined" Compatible Compatible
        "A property of a response, whose field is an `Option`, may now be null instead of missing, or missing instead of null, or both."
        "The field is the same, and programs that are already built decode the response.";
    ADDITIONAL_PROPERTIES_ADDED "additional-properties-added" Compatible Compatible
        "Additional properties are allowed, and kept."
        "The struct, which is `non_exhaustive`, gains a field for them.";
    RESPONSE_ADDITIONAL_PROPERTIES_REMOVED "response-additional-properties-removed" Breaking Compatible
        "A response no longer describes additional properties."
        "The field for them is gone. Programs that are already built decode the response.";
    ADDITIONAL_PROPERTIES_REMOVED "additional-properties-removed" Breaking Breaking
        "A request no longer describes additional properties."
        "The field for them is gone; the API may refuse them.";
    FIELD_RENAMED "field-renamed" Breaking Compatible
        "A property has the same name on the wire and another name in Rust."
        "A property with a similar name was added or removed, so that the names of both fields changed.";
    CONSTRUCTOR_ORDER "constructor-order" Breaking Compatible
        "`new` takes its arguments in another order."
        "The arguments are sorted by name, and one of them has another name. Where the types are the same, callers compile and send one value in place of the other.";
    PRESET_CHANGED "preset-changed" Breaking Compatible
        "`new` sets a property by itself, or no longer does."
        "`new` has one argument fewer or more; for an optional property, the setter is added or removed.";
    TYPE_NOW_SENT "type-now-sent" Breaking Compatible
        "A type that was only received is now also sent."
        "Its fields that may be missing or null become a `Nullable`, which distinguishes the two.";
    CLEAR_WITHDRAWN "clear-withdrawn" Breaking Compatible
        "A type is no longer sent in updates."
        "Only types of updates have functions that set a property to null (`clear_…`): these are gone. The field can still be set to null.";

    REQUEST_ENUM_VALUE_ADDED "request-enum-value-added" Compatible Compatible
        "A request accepts a further value."
        "The enum, which is `non_exhaustive`, gains a variant.";
    REQUEST_ENUM_VALUE_REMOVED "request-enum-value-removed" Breaking Breaking
        "A request no longer accepts a value."
        "The enum loses a variant; requests with the value are refused.";
    RESPONSE_ENUM_VALUE_ADDED "response-enum-value-added" Compatible Compatible
        "A response may have a further value."
        "The enum, which is `non_exhaustive`, gains a variant. Programs that are already built decode the value as `Unknown`.";
    RESPONSE_ENUM_VALUE_REMOVED "response-enum-value-removed" Breaking Compatible
        "A response no longer has a value."
        "The enum loses a variant. Programs that are already built never receive it.";
    VARIANT_RENAMED "variant-renamed" Breaking Compatible
        "A variant has another name and the same meaning."
        "A value or type with a similar name was added or removed, or the type that the variant holds has another name.";
    VARIANT_VALUE_CHANGED "variant-value-changed" Compatible Breaking
        "A variant has another value, which results in the same name: one in other letters, for example."
        "Callers compile unchanged. Programs that are already built send the old value, and decode the new one as an unknown value.";
    WIRE_NAME_CHANGED "wire-name-changed" Compatible Breaking
        "A property or a parameter has another name on the wire and the same name in Rust: one in other letters, for example."
        "Callers compile unchanged. Programs that are already built send the old name, and do not find the new one.";
    SECRECY_CHANGED "secrecy-changed" Breaking Compatible
        "Text became secret, or is no longer secret."
        "Its type is a `SecretString`, which `Debug` does not show, or a `String` again, because of its format or the option `secrets`. The wire is the same.";
    ENUM_WITHDRAWN "enum-withdrawn" Breaking Compatible
        "An enum became arbitrary text, or an arbitrary number."
        "The type is a `String` or a number instead of the enum. Requests with the old values are still accepted, and programs that are already built decode other values as `Unknown`.";
    CONSTANT_CHANGED "constant-changed" Breaking Breaking
        "A constant has another value."
        "Its variant has another name. Programs that are already built send or expect the old value.";
    VARIANT_ADDED "variant-added" Compatible Compatible
        "A tagged union has a further type."
        "The enum, which is `non_exhaustive`, gains a variant. Programs that are already built decode its values as unknown.";
    CONVERSION_REMOVED "conversion-removed" Breaking Compatible
        "A type no longer converts into a union, or into an enum of bodies, by `From`."
        "Another variant holds the same type, so that the type does not determine the variant: code must name the variant.";
    UNTAGGED_REQUEST_VARIANT_ADDED "untagged-request-variant-added" Breaking Compatible
        "An untagged union in a request has a further type."
        "The enum gains a variant, which a `match` over all variants must handle.";
    UNTAGGED_RESPONSE_VARIANT_ADDED "untagged-response-variant-added" Breaking Breaking
        "An untagged union in a response has a further type."
        "The enum gains a variant, which a `match` over all variants must handle. Programs that are already built fail to decode it.";
    REQUEST_VARIANT_REMOVED "request-variant-removed" Breaking Breaking
        "A union in a request has one type fewer."
        "The enum loses a variant; requests with it are refused.";
    RESPONSE_VARIANT_REMOVED "response-variant-removed" Breaking Compatible
        "A union in a response has one type fewer."
        "The enum loses a variant. Programs that are already built never receive it.";
    VARIANT_TAGS_CHANGED "variant-tags-changed" Compatible Breaking
        "Other values select a type of a union."
        "Callers compile unchanged. Programs that are already built know only the old values.";
    UNION_TAG_RENAMED "union-tag-renamed" Compatible Breaking
        "Another property distinguishes the types of a union."
        "Callers compile unchanged. Programs that are already built look for the old property.";
    UNION_TAGGING_CHANGED "union-tagging-changed" Breaking Breaking
        "A union became tagged, or is no longer tagged."
        "The variant for unknown values is added or removed.";

    REQUEST_TYPE_WIDENED "request-type-widened" Breaking Compatible
        "A value in a request has a more general type."
        "Fields and arguments have the new type. Requests with the old type are still accepted.";
    REQUEST_TYPE_CHANGED "request-type-changed" Breaking Breaking
        "A value in a request has another type."
        "Fields and arguments have the new type; requests with the old type are refused.";
    RESPONSE_TYPE_NARROWED "response-type-narrowed" Breaking Compatible
        "A value in a response has a more specific type."
        "Fields have the new type. Programs that are already built decode the response.";
    RESPONSE_TYPE_CHANGED "response-type-changed" Breaking Breaking
        "A value in a response has another type."
        "Fields have the new type. Programs that are already built fail to decode the response.";
    RESPONSE_NUMBER_OR_TEXT "response-number-or-text" Compatible Breaking
        "A number in a response may also be text."
        "The field has the same type, and accepts both after the next build. Programs that are already built fail to decode text.";
    NUMBER_OR_TEXT_CHANGED "number-or-text-changed" Compatible Compatible
        "A number in a request may also be text, or a number can no longer be text."
        "The field has the same type. Numbers are always sent as numbers, and accepted.";
    NULL_OF_ANY_RESTATED "null-of-any-restated" Breaking Compatible
        "A property that may have any value became nullable, or is no longer declared nullable."
        "Null is a value in either case. The type of the field differs: `Nullable<Value>` or `Option<Value>`.";
    REQUEST_VALUE_BECAME_NULLABLE "request-value-became-nullable" Breaking Compatible
        "An item, a value of a map or a whole body in a request became nullable."
        "Its type is an `Option`. Requests without null are still accepted.";
    REQUEST_VALUE_NO_LONGER_NULLABLE "request-value-no-longer-nullable" Breaking Breaking
        "An item, a value of a map or a whole body in a request is no longer nullable."
        "Its type is no longer an `Option`; requests with null are refused.";
    RESPONSE_VALUE_BECAME_NULLABLE "response-value-became-nullable" Breaking Breaking
        "An item, a value of a map or a whole body in a response became nullable."
        "Its type is an `Option`. Programs that are already built fail to decode null.";
    RESPONSE_VALUE_NO_LONGER_NULLABLE "response-value-no-longer-nullable" Breaking Compatible in all Compatible
        "An item, a value of a map or a whole body in a response is no longer nullable."
        "Its type is no longer an `Option`. Programs that are already built decode the response.";
    BOXING_CHANGED "boxing-changed" Breaking Compatible
        "A type became recursive, or takes 1 KiB or more, or neither any longer."
        "Its field is a `Box`, or no longer one; the wire is the same.";
    TYPE_RENAMED "type-renamed" Breaking Compatible
        "A type has another name, and is used in the same places."
        "Code that names the type must change; other code compiles unchanged. The wire is the same.";
    TYPE_REPLACED "type-replaced" Breaking Compatible
        "A place uses another type, and the type that it used still exists."
        "Code that names the type in this place must change. Differences between the two types are reported separately.";
    TYPE_SEPARATED "type-separated" Breaking Compatible
        "A type is no longer another name of a shared type, but a type of its own."
        "Code that uses one of the two types in place of the other does not compile; code that uses the name of each place does. Differences between the two are reported separately.";
    TYPE_UNITED "type-united" Compatible Compatible
        "A type of its own is now another name of a shared type."
        "Code that uses either name compiles; only a trait that code implements for both is now implemented twice. Differences between the two are reported separately.";
    TYPE_ADDED "type-added" Compatible Compatible
        "A type is new that no operation uses, or that only gives a name to something without one."
        "Nothing that exists changes. A new type that an operation uses is part of the change of that operation.";
    TYPE_REMOVED "type-removed" Breaking Compatible
        "A type is gone that no operation used, that only a callback used, or that only gave a name to something without one."
        "Code that names it does not compile. A type that went with an operation is part of the change of that operation.";

    WEBHOOK_ADDED "webhook-added" Compatible Compatible
        "An event is new."
        "The event type, which is `non_exhaustive`, gains a variant. Programs that are already built decode the event as unknown.";
    WEBHOOK_REMOVED "webhook-removed" Breaking Compatible
        "An event is gone."
        "The event type loses a variant. Programs that are already built never receive it.";
    WEBHOOK_RENAMED "webhook-renamed" Breaking Compatible
        "An event has another name in the document; nothing else about it differs."
        "Its variant has the new name. The payload, and the value that identifies the event, are the same.";
    CALLBACK_ADDED "callback-added" Compatible Compatible
        "A callback of an operation is new."
        "The bindings gain its types. The API sends it only to a URL that the caller gives.";
    CALLBACK_REMOVED "callback-removed" Compatible Compatible
        "A callback of an operation is gone."
        "No function names it. Programs that are already built never receive it. Types that are gone with it are reported as `type-removed`.";
    CALLBACK_MOVED "callback-moved" Compatible Breaking
        "A callback is sent to a URL from another part of the request or response, or with another method."
        "Callers compile unchanged. Programs that are already built give the URL in the old place, or expect the old method.";
    CALLBACK_TYPE_CHANGED "callback-type-changed" Compatible Breaking
        "A callback sends another type."
        "No function names the type: callers compile unchanged. Programs that are already built fail to decode the new type.";
    CALLBACK_TYPE_NARROWED "callback-type-narrowed" Compatible Compatible
        "A callback sends another type, which can be decoded as the old one."
        "No function names the type: callers compile unchanged. Programs that are already built decode what the API sends.";
    CREDENTIAL_ADDED "credential-added" Compatible Compatible
        "There is a further way to authenticate."
        "The builder gains a function.";
    CREDENTIAL_REMOVED "credential-removed" Breaking Breaking
        "A way to authenticate is gone."
        "The builder loses a function; the API no longer accepts the credential.";
    CREDENTIAL_RENAMED "credential-renamed" Breaking Breaking
        "A way to authenticate has another name."
        "The function of the builder has the new name, and `from_env` reads another environment variable.";
    CREDENTIAL_SCHEME_RENAMED "credential-scheme-renamed" Documentation Documentation
        "A security scheme has another name in the document, which results in the same function."
        "Only errors contain the name of the security scheme.";
    CREDENTIAL_KIND_CHANGED "credential-kind-changed" Compatible Breaking
        "A credential is sent in another way."
        "Callers compile unchanged. Programs that are already built send it where the API does not look.";
    CREDENTIAL_ARGUMENTS_CHANGED "credential-arguments-changed" Breaking Breaking
        "A credential became a user name and a password, or is no longer one."
        "The function of the builder takes two arguments instead of one, or the reverse.";
    SERVER_CHANGED "server-changed" Compatible Breaking
        "The API, or an operation, has another address."
        "Callers compile unchanged. Programs that are already built call the old address.";
    SERVER_ADDED "server-added" Compatible Compatible
        "The API has a further address."
        "The first address is still the default.";
    SERVER_REMOVED "server-removed" Compatible Breaking
        "The API no longer has one of its addresses, which is not the default."
        "Callers compile unchanged; a caller that chose this address is refused.";
    SERVER_VARIABLE_ADDED "server-variable-added" Compatible Compatible
        "The address has a further variable."
        "The builder gains a function.";
    SERVER_VARIABLE_REMOVED "server-variable-removed" Breaking Breaking
        "The address has one variable fewer."
        "The builder loses a function.";
    SERVER_VARIABLE_WIDENED "server-variable-widened" Compatible Compatible
        "A variable of the address accepts further values, or any value."
        "Every value that could be chosen still can.";
    SERVER_VARIABLE_CHANGED "server-variable-changed" Compatible Breaking
        "A variable of the address has another default, or lost a value."
        "Callers compile unchanged, and call another address or are refused.";

    REQUEST_LIMIT_TIGHTENED "request-limit-tightened" Compatible Breaking
        "A request must comply with a further or a stricter limit: a length, a range, a pattern."
        "Types do not check limits: callers compile unchanged, and requests beyond the limit are refused.";
    PRESENCE_TIGHTENED "presence-tightened" Compatible Breaking
        "Some properties of a request are now interdependent: at least one, or exactly one, is required."
        "All of them stay optional: callers compile unchanged, and a request that breaks the rule is refused before it is sent.";
    PRESENCE_RELAXED "presence-relaxed" Compatible Compatible
        "A rule that required at least one, or exactly one, of some properties is gone."
        "Every request that was accepted still is.";
    LIMIT_CHANGED "limit-changed" Documentation Documentation
        "A limit differs, and every request that was valid still is."
        "Types do not check limits, but document them.";
    DEFAULT_CHANGED "default-changed" Compatible Breaking
        "An optional property or parameter has another default."
        "Callers compile unchanged; a request without the property means something else.";
    DOCUMENTATION_CHANGED "documentation-changed" Documentation Documentation
        "Something has another description or another example."
        "Only the documentation changes.";
    INFORMATION_CHANGED "information-changed" Documentation Documentation
        "The API has another title, version, description, licence or other terms of service."
        "Only the documentation changes.";
}
