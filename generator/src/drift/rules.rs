//! What a difference means for those who depend on the bindings: one table, from which the page of the rules is made.

use super::{Rule, Verdict};
use Verdict::{Breaking, Compatible, Documentation};

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
        "The configuration has an API less."
        "The crate loses its module. Programs that are already built go on.";
    OPERATION_ADDED "operation-added" Compatible Compatible
        "An operation is new."
        "A handle gains a function; nothing that exists changes.";
    OPERATION_REMOVED "operation-removed" Breaking Breaking
        "An operation is gone."
        "Its function is gone, and the API no longer answers it. Types and errors that only it used go with it.";
    OPERATION_RENAMED "operation-renamed" Breaking Compatible
        "An operation of the same method and path is another function."
        "Its `operationId` or its tag changed, and with it the name of the function or its handle. The API answers as before.";
    OPERATION_MOVED "operation-moved" Compatible Breaking
        "A function calls another method or path."
        "Callers compile as they are, but programs that are already built call what the API may no longer answer.";
    OPERATION_ID_CHANGED "operation-id-changed" Documentation Documentation
        "An operation has another `operationId` that gives the same function."
        "Errors and logs name the operation by it; nothing else does.";
    RESOURCE_RENAMED "resource-renamed" Breaking Compatible
        "A group of operations has another name."
        "The tag changed, and with it the method of the client and the type of the handle.";
    DEPRECATED "deprecated" Compatible Compatible
        "An operation, a type, a property, a parameter or a value is deprecated."
        "It works as before; the compiler warns where it is used.";
    DEPRECATION_WITHDRAWN "deprecation-withdrawn" Compatible Compatible
        "What was deprecated is so no longer."
        "The compiler no longer warns.";
    PAGINATION_ADDED "pagination-added" Breaking Compatible
        "The pages of an operation can be walked."
        "Its function gives a `PageCall` instead of a `Call`, and the page instead of the response.";
    PAGINATION_REMOVED "pagination-removed" Breaking Compatible
        "The pages of an operation can no longer be walked."
        "Its function gives a `Call`, which has no `stream` and no `pages`.";
    PAGINATION_CHANGED "pagination-changed" Compatible Breaking
        "The next page is asked for in another way."
        "Callers compile as they are; programs that are already built ask for the next page, or the previous one, by what no longer leads there.";
    SECURITY_TIGHTENED "security-tightened" Compatible Breaking
        "An operation asks for credentials that were not needed, or no longer takes some that were enough."
        "The function is the same; a caller without them is refused.";
    SECURITY_RELAXED "security-relaxed" Compatible Compatible
        "An operation takes credentials that were not enough before."
        "Whoever could call it still can.";
    SCOPES_ADDED "scopes-added" Compatible Breaking
        "A credential must have further scopes."
        "The function is the same; a key without the scope is refused.";
    SCOPES_REMOVED "scopes-removed" Compatible Compatible
        "A credential needs fewer scopes."
        "Whoever could call it still can.";

    PATH_PARAMETER_ADDED "path-parameter-added" Breaking Breaking
        "The path of an operation has a further parameter."
        "Its function has a further argument, and the old path leads elsewhere.";
    PATH_PARAMETER_REMOVED "path-parameter-removed" Breaking Breaking
        "The path of an operation has a parameter less."
        "Its function has an argument less, and the old path leads elsewhere.";
    PATH_PARAMETER_RENAMED "path-parameter-renamed" Documentation Documentation
        "A parameter of the path is called otherwise."
        "Arguments are given by their place, and the name is never sent: only the documentation changes.";
    PARAMETERS_INTRODUCED "parameters-introduced" Breaking Compatible
        "An operation without parameters beside the path has some, which are optional."
        "Its function has a further argument, the struct of parameters. The API answers calls without them.";
    PARAMETERS_WITHDRAWN "parameters-withdrawn" Breaking Breaking
        "An operation has no parameters beside the path any more."
        "Its function loses the argument with the parameters; the API no longer heeds what they said.";
    REQUIRED_PARAMETER_ADDED "required-parameter-added" Breaking Breaking
        "A parameter is new and must be sent."
        "`new` of the parameters has a further argument; calls without it are refused.";
    OPTIONAL_PARAMETER_ADDED "optional-parameter-added" Compatible Compatible
        "A parameter is new and may be sent."
        "The parameters, which are `non_exhaustive`, gain a field and a function.";
    PARAMETER_REMOVED "parameter-removed" Breaking Breaking
        "A parameter is gone."
        "So are its field and its function; the API no longer heeds it.";
    PARAMETER_RENAMED "parameter-renamed" Breaking Breaking
        "A parameter has another name, and is otherwise the same."
        "So have its field and its function; the API no longer heeds the old one.";
    PARAMETER_BECAME_REQUIRED "parameter-became-required" Breaking Breaking
        "A parameter must be sent."
        "`new` of the parameters has a further argument; calls without it are refused.";
    PARAMETER_BECAME_OPTIONAL "parameter-became-optional" Breaking Compatible
        "A parameter need not be sent."
        "`new` of the parameters no longer asks for it, and its field is an `Option`. What is sent today is still taken.";
    PARAMETER_NULLABILITY_CHANGED "parameter-nullability-changed" Breaking Compatible
        "A required parameter may be null, or no longer."
        "Its field is an `Option`, or no longer. Null is never sent.";
    PARAMETER_LOCATION_CHANGED "parameter-location-changed" Compatible Breaking
        "A parameter is sent elsewhere: in the query, a header, a cookie."
        "Callers compile as they are; programs that are already built send it where the API does not look.";
    PARAMETER_STYLE_CHANGED "parameter-style-changed" Compatible Breaking
        "A parameter is written in another style."
        "Callers compile as they are; programs that are already built write what the API does not read.";

    CONSTANT_PARAMETER_CHANGED "constant-parameter-changed" Compatible Breaking
        "A list or an object that is always sent as a parameter is another, is new or is gone."
        "It is no argument; programs that are already built send what the API may not take.";
    REQUIRED_BODY_ADDED "required-body-added" Breaking Breaking
        "An operation has a body that must be sent."
        "Its function has a further argument; calls without a body are refused.";
    OPTIONAL_BODY_ADDED "optional-body-added" Breaking Compatible
        "An operation has a body that may be sent."
        "Its function has a further argument. The API answers calls without a body.";
    BODY_REMOVED "body-removed" Breaking Breaking
        "An operation has no body any more."
        "Its function has an argument less; the API no longer heeds what was sent.";
    BODY_BECAME_REQUIRED "body-became-required" Breaking Breaking
        "The body must be sent."
        "The argument is no longer an `Option`; calls without a body are refused.";
    BODY_BECAME_OPTIONAL "body-became-optional" Compatible Compatible
        "The body, which is handed over as it is, need not be sent."
        "The argument becomes what turns into an `Option`, as the body does. What is sent today is still taken.";
    CONVERTED_BODY_BECAME_OPTIONAL "converted-body-became-optional" Breaking Compatible
        "The body, which is made of what is handed over, need not be sent."
        "The argument becomes what turns into an `Option` of it: text, say, must be a `String`. What is sent today is still taken.";
    BODY_MEDIA_TYPE_CHANGED "body-media-type-changed" Compatible Breaking
        "The body is sent as another media type, whose argument is the same."
        "Callers compile as they are; programs that are already built send what the API may refuse (415).";
    MEDIA_TYPE_PARAMETER_CHANGED "media-type-parameter-changed" Compatible Compatible
        "A media type has other parameters: a `charset`, say."
        "Callers compile as they are, and say the new parameters when they are built anew. What follows the semicolon seldom decides whether something is taken.";
    BODY_ENCODING_CHANGED "body-encoding-changed" Breaking Breaking
        "The body is handed over in another way: as a value, as bytes, as parts."
        "Its type changes with it.";
    ENVELOPE_CHANGED "envelope-changed" Compatible Breaking
        "What stands around a body is another: around what is sent, or around what comes."
        "Callers compile as they are; programs that are already built send and read the old one.";
    BODY_STYLE_CHANGED "body-style-changed" Compatible Breaking
        "A property of a form or a part is written in another way."
        "Callers compile as they are; programs that are already built write what the API does not read.";
    BODY_CHOICE_INTRODUCED "body-choice-introduced" Compatible Compatible
        "The body may be sent as one of several media types, where there was one, and what was handed over becomes one of them."
        "The argument becomes what turns into an enum of bodies, as the struct does that was the body.";
    BODY_CHOICE_CHANGED "body-choice-changed" Breaking Compatible
        "The body may be sent as one of several media types, where there was one, or the reverse."
        "The argument becomes an enum of bodies, or is one no longer. What of it the API refuses is told apart.";
    BODY_CHOICE_ADDED "body-choice-added" Compatible Compatible
        "The body may be sent as one more media type."
        "The enum of bodies, which is `non_exhaustive`, gains a variant.";
    BODY_CHOICE_REMOVED "body-choice-removed" Breaking Breaking
        "The body may no longer be sent as one of its media types."
        "The enum of bodies loses a variant; what is sent so is refused.";

    RESPONSE_BODY_ADDED "response-body-added" Breaking Compatible
        "A success comes with a body."
        "The call gives it instead of `()`. Programs that are already built ignore it.";
    RESPONSE_BODY_REMOVED "response-body-removed" Breaking Breaking
        "A success comes without a body."
        "The call gives `()`; programs that are already built fail to decode nothing.";
    RESPONSE_BODY_BECAME_OPTIONAL "response-body-became-optional" Breaking Breaking
        "A success may come without a body."
        "The call gives an `Option`; programs that are already built fail where there is none.";
    RESPONSE_BODY_BECAME_CERTAIN "response-body-became-certain" Breaking Compatible in all Compatible
        "A success always comes with a body."
        "The call no longer gives an `Option`. Programs that are already built decode what comes.";
    RESPONSE_MEDIA_TYPE_CHANGED "response-media-type-changed" Compatible Breaking
        "A success comes as another media type, which gives the same type."
        "Callers compile as they are; programs that are already built ask for what the API may not have (406).";
    RESPONSE_ENCODING_CHANGED "response-encoding-changed" Breaking Breaking
        "A success is read in another way: as JSON, text, bytes, events."
        "The type of the call changes with it.";
    RESPONSE_CHOICE_CHANGED "response-choice-changed" Breaking Breaking
        "There are several kinds of success where there was one, or the reverse."
        "The call gives an enum of successes, or does so no longer; programs that are already built know one kind.";
    RESPONSE_ALTERNATIVE_ADDED "response-alternative-added" Compatible Compatible
        "A success can be asked for as a further media type."
        "A handle gains a function for it; nothing that exists changes.";
    RESPONSE_ALTERNATIVE_REMOVED "response-alternative-removed" Breaking Breaking
        "A success can no longer be asked for as a media type beside the usual one."
        "The function that asked for it is gone, and the API does not answer so.";
    SUCCESS_ADDED "success-added" Compatible Breaking
        "There is one more kind of success."
        "The enum of successes, which is `non_exhaustive`, gains a variant; programs that are already built fail to decode it.";
    SUCCESS_REMOVED "success-removed" Breaking Compatible
        "There is one kind of success less."
        "The enum of successes loses a variant. Programs that are already built wait for it in vain, and no harm is done.";
    SUCCESS_STATUS_CHANGED "success-status-changed" Compatible Breaking
        "Other statuses than `2XX` are successes."
        "Callers compile as they are; programs that are already built take the new ones for errors.";
    ERROR_ADDED "error-added" Compatible Compatible
        "A body is declared for an error that had none."
        "`Error::body` has it, where it was `None`; `ErrorBody`, which is `non_exhaustive`, may gain a variant.";
    ERROR_REMOVED "error-removed" Compatible Breaking
        "An error has no declared body any more."
        "Callers compile as they are, but `Error::body` is `None` for it.";
    ERROR_BODY_CHANGED "error-body-changed" Compatible Breaking
        "An error has another body."
        "Callers compile as they are, but `Error::body` is another variant of `ErrorBody`.";
    ERROR_VARIANT_REMOVED "error-variant-removed" Breaking Breaking
        "A body of errors is declared by no operation any more."
        "`ErrorBody` loses the variant.";

    REQUEST_PROPERTY_ADDED_REQUIRED "request-property-added-required" Breaking Breaking
        "What is sent has a further property that is required."
        "`new` has a further argument; requests without it are refused.";
    REQUEST_PROPERTY_ADDED_OPTIONAL "request-property-added-optional" Compatible Compatible
        "What is sent has a further property that is optional."
        "The struct, which is `non_exhaustive`, gains a field and a function.";
    REQUEST_CONSTANT_ADDED "request-constant-added" Compatible Breaking
        "A property or a parameter is new that must be sent and has but one value."
        "`new` sets it without being asked; programs that are already built do not send it, and are refused.";
    REQUEST_PROPERTY_REMOVED "request-property-removed" Breaking Breaking
        "What is sent has a property less."
        "So are its field and its function; the API refuses it or no longer heeds it.";
    REQUEST_PROPERTY_RENAMED "request-property-renamed" Breaking Breaking
        "A property that is sent has another name, and is otherwise the same."
        "So have its field and its function; the API refuses the old one or no longer heeds it.";
    REQUEST_PROPERTY_BECAME_REQUIRED "request-property-became-required" Breaking Breaking
        "A property must be sent."
        "`new` asks for it, or sets it where it has but one value; requests without it are refused.";
    REQUEST_PROPERTY_BECAME_OPTIONAL "request-property-became-optional" Breaking Compatible
        "A property need not be sent."
        "`new` no longer asks for it. What is sent today is still taken.";
    REQUEST_PROPERTY_BECAME_NULLABLE "request-property-became-nullable" Breaking Compatible
        "A property may be sent as null."
        "Its field is an `Option` or a `Nullable`. What is sent today is still taken.";
    REQUEST_PROPERTY_NO_LONGER_NULLABLE "request-property-no-longer-nullable" Breaking Breaking
        "A property may not be sent as null any more."
        "Its field can no longer say null; requests that do are refused.";
    RESPONSE_PROPERTY_ADDED "response-property-added" Compatible Compatible
        "What comes has a further property."
        "The struct, which is `non_exhaustive`, gains a field.";
    RESPONSE_PROPERTY_REMOVED "response-property-removed" Breaking Breaking
        "What comes lacks a property that was always there."
        "Its field is gone; programs that are already built fail to decode what lacks it.";
    RESPONSE_OPTIONAL_PROPERTY_REMOVED "response-optional-property-removed" Breaking Compatible
        "What comes lacks a property that was optional."
        "Its field is gone. Programs that are already built decode what lacks it.";
    RESPONSE_PROPERTY_RENAMED "response-property-renamed" Breaking Breaking
        "A property that comes has another name, and is otherwise the same."
        "So has its field; programs that are already built do not find it.";
    RESPONSE_PROPERTY_BECAME_OPTIONAL "response-property-became-optional" Breaking Breaking
        "A property may be missing from what comes."
        "Its field is an `Option`; programs that are already built fail to decode what lacks it.";
    RESPONSE_PROPERTY_BECAME_REQUIRED "response-property-became-required" Breaking Compatible in all Compatible
        "A property is always there."
        "Its field is no longer an `Option`, which code that looks into it must follow. Programs that are already built decode it as before.";
    RESPONSE_PROPERTY_BECAME_NULLABLE "response-property-became-nullable" Breaking Breaking
        "A property that is always there may be null."
        "Its field is an `Option`; programs that are already built fail to decode null.";
    RESPONSE_PROPERTY_NO_LONGER_NULLABLE "response-property-no-longer-nullable" Breaking Compatible in all Compatible
        "A property that is always there is never null."
        "Its field is no longer an `Option`, which code that looks into it must follow. Programs that are already built decode it as before.";
    RESPONSE_NULLABLE_PROPERTY_BECAME_OPTIONAL "response-nullable-property-became-optional" Compatible Breaking
        "A property that may be null may be missing, too."
        "Its field is an `Option` as before; programs that are already built fail to decode what lacks it.";
    RESPONSE_OPTION_REDEFINED "response-option-redefined" Compatible Compatible
        "A property that is an `Option` is so for another reason: null instead of missing, or both, or one of them."
        "Its field is the same, and programs that are already built decode what comes.";
    ADDITIONAL_PROPERTIES_ADDED "additional-properties-added" Compatible Compatible
        "Properties without a name are allowed, and kept."
        "The struct, which is `non_exhaustive`, gains a field for them.";
    ADDITIONAL_PROPERTIES_REMOVED "additional-properties-removed" Breaking Breaking
        "Properties without a name are no longer described."
        "The field for them is gone.";
    FIELD_RENAMED "field-renamed" Breaking Compatible
        "A property of the same name on the wire has another name in Rust."
        "Another property took its name, or gave it back.";
    CONSTRUCTOR_ORDER "constructor-order" Breaking Compatible
        "`new` takes its arguments in another order."
        "They are sorted by name, and one has another name; where types are alike, callers compile and send one value for another.";
    PRESET_CHANGED "preset-changed" Breaking Compatible
        "A property is set by `new` without being asked for, or no longer."
        "`new` has an argument less, or one more; of what may be left out, the function that sets it comes or goes.";
    TYPE_NOW_SENT "type-now-sent" Breaking Compatible
        "A type that was only received is sent, too."
        "Its fields that may be missing or null become a `Nullable`, which tells the two apart.";
    CLEAR_WITHDRAWN "clear-withdrawn" Breaking Compatible
        "A type is no longer sent to change what is there."
        "Its functions that set a property to null (`clear_…`) are gone: only updates have them. Null can be set through the field.";

    REQUEST_ENUM_VALUE_ADDED "request-enum-value-added" Compatible Compatible
        "A value may be sent that was not listed."
        "The enum, which is `non_exhaustive`, gains a variant.";
    REQUEST_ENUM_VALUE_REMOVED "request-enum-value-removed" Breaking Breaking
        "A value may no longer be sent."
        "The enum loses a variant; requests with the value are refused.";
    RESPONSE_ENUM_VALUE_ADDED "response-enum-value-added" Compatible Compatible
        "A value may come that was not listed."
        "The enum, which is `non_exhaustive`, gains a variant; programs that are already built keep the value as `Unknown`.";
    RESPONSE_ENUM_VALUE_REMOVED "response-enum-value-removed" Breaking Compatible
        "A value no longer comes."
        "The enum loses a variant. Programs that are already built wait for it in vain, and no harm is done.";
    VARIANT_RENAMED "variant-renamed" Breaking Compatible
        "A variant stands for the same and has another name."
        "Another value or type took its name, or gave it back, or what it holds is called otherwise.";
    VARIANT_VALUE_CHANGED "variant-value-changed" Compatible Breaking
        "A variant stands for another value: one in other letters, say."
        "Callers compile as they are; programs that are already built send the old value, and take the new one for one that is not described.";
    WIRE_NAME_CHANGED "wire-name-changed" Compatible Breaking
        "A property or a parameter has another name of which the field is called the same: in other letters, say."
        "Callers compile as they are; programs that are already built send the old name, and do not find the new one.";
    SECRECY_CHANGED "secrecy-changed" Breaking Compatible
        "Text is kept out of `Debug`, or is so no longer."
        "Its type is a `SecretString`, or a `String` again, by its format or by the option `secrets`. On the wire it is the same text.";
    ENUM_WITHDRAWN "enum-withdrawn" Breaking Compatible
        "Values are listed no longer: any text, or any number, may stand where they stood."
        "Its type is that of the values, where it was an enum. What is sent today is still taken, and programs that are already built keep what comes as `Unknown`.";
    CONSTANT_CHANGED "constant-changed" Breaking Breaking
        "What has one value has another."
        "Its variant has another name; programs that are already built send or expect the old one.";
    VARIANT_ADDED "variant-added" Compatible Compatible
        "A tagged union has a further type."
        "The enum, which is `non_exhaustive`, gains a variant; programs that are already built keep its values as unknown.";
    CONVERSION_REMOVED "conversion-removed" Breaking Compatible
        "A type no longer becomes a union, or a choice of bodies, by `From`."
        "Another variant holds the same type, so that the type does not say which variant is meant: code must name the variant.";
    UNTAGGED_REQUEST_VARIANT_ADDED "untagged-request-variant-added" Breaking Compatible
        "An untagged union that is sent has a further type."
        "The enum gains a variant, which a `match` over all of them must follow.";
    UNTAGGED_RESPONSE_VARIANT_ADDED "untagged-response-variant-added" Breaking Breaking
        "An untagged union that comes has a further type."
        "The enum gains a variant, which a `match` over all of them must follow; programs that are already built fail to decode it.";
    REQUEST_VARIANT_REMOVED "request-variant-removed" Breaking Breaking
        "A union that is sent has a type less."
        "The enum loses a variant; requests with it are refused.";
    RESPONSE_VARIANT_REMOVED "response-variant-removed" Breaking Compatible
        "A union that comes has a type less."
        "The enum loses a variant. Programs that are already built wait for it in vain, and no harm is done.";
    VARIANT_TAGS_CHANGED "variant-tags-changed" Compatible Breaking
        "A type of a union is chosen by other values."
        "Callers compile as they are; programs that are already built know the old values.";
    UNION_TAG_RENAMED "union-tag-renamed" Compatible Breaking
        "The types of a union are told apart by another property."
        "Callers compile as they are; programs that are already built look for the old one.";
    UNION_TAGGING_CHANGED "union-tagging-changed" Breaking Breaking
        "The types of a union are told apart by a property, or no longer."
        "The variant for values that are not described comes or goes with it.";

    REQUEST_TYPE_WIDENED "request-type-widened" Breaking Compatible
        "What is sent has a more general type."
        "Fields and arguments have the new type. What is sent today is still taken.";
    REQUEST_TYPE_CHANGED "request-type-changed" Breaking Breaking
        "What is sent has another type."
        "Fields and arguments have the new type; what is sent today is refused.";
    RESPONSE_TYPE_NARROWED "response-type-narrowed" Breaking Compatible
        "What comes has a more special type."
        "Fields have the new type. Programs that are already built decode what comes.";
    RESPONSE_TYPE_CHANGED "response-type-changed" Breaking Breaking
        "What comes has another type."
        "Fields have the new type; programs that are already built fail to decode what comes.";
    NULL_OF_ANY_RESTATED "null-of-any-restated" Breaking Compatible
        "A property of any value says that it may be null, or no longer does."
        "Any value may be null in either case. The type of its field differs: `Nullable<Value>` or `Option<Value>`.";
    REQUEST_VALUE_BECAME_NULLABLE "request-value-became-nullable" Breaking Compatible
        "An item, a value of a map or a whole body that is sent may be null."
        "Its type is an `Option`. What is sent today is still taken.";
    REQUEST_VALUE_NO_LONGER_NULLABLE "request-value-no-longer-nullable" Breaking Breaking
        "An item, a value of a map or a whole body may not be sent as null any more."
        "Its type is no longer an `Option`; requests with null are refused.";
    RESPONSE_VALUE_BECAME_NULLABLE "response-value-became-nullable" Breaking Breaking
        "An item, a value of a map or a whole body that comes may be null."
        "Its type is an `Option`; programs that are already built fail to decode null.";
    RESPONSE_VALUE_NO_LONGER_NULLABLE "response-value-no-longer-nullable" Breaking Compatible in all Compatible
        "An item, a value of a map or a whole body that comes is never null."
        "Its type is no longer an `Option`. Programs that are already built decode what comes.";
    BOXING_CHANGED "boxing-changed" Breaking Compatible
        "A type contains itself or is large (1 KiB), or no longer."
        "Its field is a `Box`, or no longer; the wire is the same.";
    TYPE_RENAMED "type-renamed" Breaking Compatible
        "A type has another name, and is used where it was."
        "Code that names it must follow; code that does not compiles as it is. The wire is the same.";
    TYPE_REPLACED "type-replaced" Breaking Compatible
        "Another type is used where one was used that still exists."
        "Code that names the type there must follow. What differs between the two is told apart.";
    TYPE_SEPARATED "type-separated" Breaking Compatible
        "A name of a type that stands in several places is one no longer, but a type of its own."
        "Code that takes the one for the other does not compile; code that names each by its place does. What differs is told apart.";
    TYPE_UNITED "type-united" Compatible Compatible
        "A type is another name of one that was a type of its own."
        "Code that names either compiles; a trait that is implemented for both is implemented twice now. What differs is told apart.";
    TYPE_ADDED "type-added" Compatible Compatible
        "A type is new that no operation uses, or that only gives a name to what had none."
        "Nothing that exists changes. Other types that operations use come with what uses them.";
    TYPE_REMOVED "type-removed" Breaking Compatible
        "A type is gone that no operation used, or that only gave a name to what has none now."
        "Code that names it does not compile. Other types that operations used go with what used them.";

    WEBHOOK_ADDED "webhook-added" Compatible Compatible
        "An event is new."
        "The event type, which is `non_exhaustive`, gains a variant; programs that are already built keep the event as unknown.";
    WEBHOOK_REMOVED "webhook-removed" Breaking Compatible
        "An event is gone."
        "The event type loses a variant. Programs that are already built wait for it in vain, and no harm is done.";
    WEBHOOK_RENAMED "webhook-renamed" Breaking Compatible
        "An event has another name in the document, and is otherwise the same."
        "Its variant is called otherwise. What is sent, and what tells it apart, is as before.";
    CREDENTIAL_ADDED "credential-added" Compatible Compatible
        "There is one more way to authenticate."
        "The builder gains a function.";
    CREDENTIAL_REMOVED "credential-removed" Breaking Breaking
        "A way to authenticate is gone."
        "The builder loses a function; what it gave is no longer taken.";
    CREDENTIAL_RENAMED "credential-renamed" Breaking Breaking
        "A way to authenticate has another name."
        "The function of the builder is called otherwise, and `from_env` reads another variable of the environment.";
    CREDENTIAL_SCHEME_RENAMED "credential-scheme-renamed" Documentation Documentation
        "A way to authenticate has another name in the document that gives the same function."
        "Errors name the security scheme by it; nothing else does.";
    CREDENTIAL_KIND_CHANGED "credential-kind-changed" Compatible Breaking
        "A credential is sent in another way."
        "Callers compile as they are; programs that are already built send it where the API does not look.";
    CREDENTIAL_ARGUMENTS_CHANGED "credential-arguments-changed" Breaking Breaking
        "A credential is a user name and a password, or is one no longer."
        "The function of the builder takes two arguments instead of one, or the reverse.";
    SERVER_CHANGED "server-changed" Compatible Breaking
        "The API, or an operation, has another address."
        "Callers compile as they are; programs that are already built call the old one.";
    SERVER_ADDED "server-added" Compatible Compatible
        "The API has a further address."
        "The first is still the default.";
    SERVER_REMOVED "server-removed" Compatible Breaking
        "The API no longer has one of its addresses, which is not the default."
        "Callers compile as they are; whoever chose that address is refused.";
    SERVER_VARIABLE_ADDED "server-variable-added" Compatible Compatible
        "A part of the address can be chosen."
        "The builder gains a function.";
    SERVER_VARIABLE_REMOVED "server-variable-removed" Breaking Breaking
        "A part of the address can no longer be chosen."
        "The builder loses a function.";
    SERVER_VARIABLE_CHANGED "server-variable-changed" Compatible Breaking
        "A part of the address has another default, or other values."
        "Callers compile as they are; the address is another.";

    REQUEST_LIMIT_TIGHTENED "request-limit-tightened" Compatible Breaking
        "What is sent must keep to a limit that it need not keep to before: a length, a range, a pattern."
        "Types do not check limits: callers compile as they are, and requests beyond the limit are refused.";
    PRESENCE_TIGHTENED "presence-tightened" Compatible Breaking
        "Of some properties of what is sent, one must be there, or no more than one may."
        "All of them stay optional: callers compile as they are, and a request that breaks the rule is refused before it is sent.";
    PRESENCE_RELAXED "presence-relaxed" Compatible Compatible
        "A rule of which properties must be there together is gone."
        "Whatever could be sent still can.";
    LIMIT_CHANGED "limit-changed" Documentation Documentation
        "A limit is another, and no request that was valid is refused for it."
        "Types do not check limits; they are documented.";
    DEFAULT_CHANGED "default-changed" Compatible Breaking
        "What a property or a parameter is when it is left out is another value."
        "Callers compile as they are; what they leave out means something else.";
    DOCUMENTATION_CHANGED "documentation-changed" Documentation Documentation
        "Something is described in other words, or has another example."
        "The documentation changes and nothing else.";
    INFORMATION_CHANGED "information-changed" Documentation Documentation
        "The API has another title, version, description, licence or other terms."
        "The documentation changes and nothing else.";
}
