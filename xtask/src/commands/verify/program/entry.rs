//! Entries of the program: each decodes a value of a type and encodes it again.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Name of the variant and the encoded value, or an error.
pub type Answer = Result<(&'static str, String), String>;

/// Entry for one type.
pub type Entry = fn(&str) -> Answer;

/// Decodes a value of a type and encodes it again.
pub fn plain<T: DeserializeOwned + Serialize>(text: &str) -> Answer {
    finish(&decode::<T>(text)?)
}

/// Like [`plain`], with the name of the variant.
pub fn named<T: DeserializeOwned + Serialize>(text: &str, name: fn(&T) -> &'static str) -> Answer {
    let value = decode::<T>(text)?;
    let (_, text) = finish(&value)?;
    Ok((name(&value), text))
}

/// Encodes a value.
pub fn finish<T: Serialize>(value: &T) -> Answer {
    let text =
        serde_json::to_string(value).map_err(|error| format!("cannot be written: {error}"))?;
    Ok(("", text))
}

/// Decodes a body as the client does, which also accepts `3.0` for an integer.
fn decode<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(crate::runtime::Numbers::new(&mut deserializer));
    value
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| error.to_string())
}

/// The properties of an object, to be passed to setters.
pub struct Members(serde_json::Map<String, serde_json::Value>);

impl Members {
    pub fn read(text: &str) -> Result<Self, String> {
        decode(text).map(Self)
    }

    /// Removes a property that `new` sets without an argument.
    pub fn pass(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Replaces a property by what its type encodes.
    pub fn normalize<T: DeserializeOwned + Serialize>(&mut self, name: &str) -> Result<(), String> {
        if let Some(value) = self.0.get_mut(name).filter(|value| !value.is_null()) {
            let read: T = decode(&value.to_string())?;
            *value = serde_json::to_value(read).map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, String> {
        let value = self
            .0
            .remove(name)
            .ok_or_else(|| format!("`new` asks for `{name}`"))?;
        decode(&value.to_string())
    }

    /// Removes a property that cannot be set to null.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, String> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(value) => decode(&value.to_string()).map(Some),
        }
    }

    pub fn nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<Option<T>>, String> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(serde_json::Value::Null) => Ok(Some(None)),
            Some(value) => decode(&value.to_string()).map(|value| Some(Some(value))),
        }
    }

    /// Decodes the properties without a setter of their own.
    pub fn rest<T: DeserializeOwned>(&mut self) -> Result<T, String> {
        let rest = std::mem::take(&mut self.0);
        decode(&serde_json::Value::Object(rest).to_string())
    }
}
