//! JSON values that count the accesses of the validator.

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, Node, NodeIdentity, Object, SerdeJson, unique};
use serde_json::{Map, Number, Value};

use crate::schemas::steps;

/// The steps that the compilation of a property takes.
const KEY: u64 = 1;

/// The steps that an error takes, because it contains the paths of the value and of the schema.
const ERROR: u64 = 50;

/// Values of `serde_json` that take a step for each access.
#[derive(Debug)]
pub(crate) struct Counted;

/// A value, or a part of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CountedNode<'a>(pub(crate) &'a Value);

impl<'a> CountedNode<'a> {
    fn value(self) -> &'a Value {
        steps::take(1);
        self.0
    }
}

impl Json for Counted {
    type Node<'a> = CountedNode<'a>;
    type PreparedKey = String;
    type StringBuffer = Value;

    const KEYS_PER_LOOKUP: usize = SerdeJson::KEYS_PER_LOOKUP;

    fn prepare_key(key: &str) -> String {
        steps::take(KEY);
        SerdeJson::prepare_key(key)
    }

    fn with_string_node<T>(
        buffer: &mut Value,
        string: &str,
        f: impl FnOnce(CountedNode<'_>) -> T,
    ) -> T {
        SerdeJson::with_string_node(buffer, string, |value| f(CountedNode(value)))
    }
}

impl<'a> Node<'a, Counted> for CountedNode<'a> {
    type Object = CountedObject<'a>;
    type Array = CountedArray<'a>;
    type Number = &'a Number;

    fn as_object(&self) -> Option<CountedObject<'a>> {
        self.value().as_object().map(CountedObject)
    }

    fn as_array(&self) -> Option<CountedArray<'a>> {
        self.value().as_array().map(|items| CountedArray(items))
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        self.value().as_str().map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<&'a Number> {
        self.value().as_number()
    }

    fn as_boolean(&self) -> Option<bool> {
        self.value().as_bool()
    }

    fn is_null(&self) -> bool {
        self.value().is_null()
    }

    fn json_type(&self) -> JsonType {
        self.value().json_type()
    }

    fn string_length(&self) -> Option<u64> {
        self.value().string_length()
    }

    fn equals_value(&self, expected: &Value) -> bool {
        self.value().equals_value(expected)
    }

    fn to_value(&self) -> Cow<'a, Value> {
        // Only errors contain values.
        steps::take(ERROR);
        Cow::Borrowed(self.0)
    }

    fn identity(&self) -> Option<NodeIdentity> {
        self.value().identity()
    }
}

#[derive(Debug)]
pub(crate) struct CountedObject<'a>(&'a Map<String, Value>);

impl<'a> Object<'a, Counted> for CountedObject<'a> {
    type Node = CountedNode<'a>;
    type MemberName = &'a str;
    type MembersIter = Members<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &String) -> Option<CountedNode<'a>> {
        steps::take(1);
        self.0.get(key.as_str()).map(CountedNode)
    }

    fn members(&self) -> Members<'a> {
        Members(self.0.iter())
    }
}

#[derive(Debug)]
pub(crate) struct Members<'a>(serde_json::map::Iter<'a>);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, CountedNode<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        steps::take(1);
        let (name, value) = self.0.next()?;
        Some((name.as_str(), CountedNode(value)))
    }
}

#[derive(Debug)]
pub(crate) struct CountedArray<'a>(&'a [Value]);

impl<'a> Array<'a, Counted> for CountedArray<'a> {
    type Node = CountedNode<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> Elements<'a> {
        Elements(self.0.iter())
    }

    fn is_unique(&self) -> bool {
        unique::is_unique(self.0)
    }
}

#[derive(Debug)]
pub(crate) struct Elements<'a>(std::slice::Iter<'a, Value>);

impl<'a> Iterator for Elements<'a> {
    type Item = CountedNode<'a>;

    fn next(&mut self) -> Option<CountedNode<'a>> {
        steps::take(1);
        self.0.next().map(CountedNode)
    }
}
