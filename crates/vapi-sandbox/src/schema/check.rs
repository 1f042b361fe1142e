//! Holds a body against its table and words the complaints the way Vapi's validator does.

use std::fmt::Display;

use serde_json::{Map, Value};

use super::{Kind, Object, Property, Union};

/// Every complaint about `body`, in the order of Vapi: unknown keys first, then the table's order.
///
/// # Errors
/// The complaints, at least one.
pub(crate) fn check(object: &Object, body: &Map<String, Value>) -> Result<(), Vec<String>> {
    let mut complaints = Complaints::default();
    complaints.object(object, body, "", Place::default());
    if complaints.0.is_empty() { Ok(()) } else { Err(complaints.0) }
}

#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn add(&mut self, path: &str, complaint: impl Display) {
        self.0.push(format!("{path}{complaint}"));
    }

    /// `path` is empty or ends in a dot.
    fn object(&mut self, object: &Object, body: &Map<String, Value>, path: &str, place: Place) {
        for name in body.keys() {
            if !place.takes(object, name) {
                self.add(path, format_args!("property {name} should not exist"));
            }
        }
        for property in object.properties() {
            if place.refuses(property.name) {
                continue;
            }
            match body.get(property.name) {
                None | Some(Value::Null) if !property.required => {}
                None => self.kind(property, &Value::Null, path),
                Some(value) => self.kind(property, value, path),
            }
        }
    }

    fn kind(&mut self, property: &Property, value: &Value, path: &str) {
        self.value(property.kind, value, path, property.name, property.name);
    }

    /// `name` is the key or index that leads to `value`; `subject` is how a complaint about a plain
    /// value begins.
    fn value(&mut self, kind: Kind, value: &Value, path: &str, name: &str, subject: &str) {
        match kind {
            Kind::Any => {
                if value.is_null() {
                    self.add(path, format_args!("{subject} should not be null or undefined"));
                }
            }
            Kind::Flag => {
                if !value.is_boolean() {
                    self.add(path, format_args!("{subject} must be a boolean value"));
                }
            }
            Kind::Number { min, max } => self.number(value, min, max, path, subject),
            Kind::Text { min, max } => self.text(value, min, max, path, subject),
            Kind::NullableText { max } => {
                if !value.is_null() {
                    self.text(value, 0, max, path, subject);
                }
            }
            Kind::Choice(values) => {
                if !value.as_str().is_some_and(|text| values.contains(&text)) {
                    self.not_one_of(values.iter().copied(), path, subject);
                }
            }
            Kind::Map | Kind::Nested(_) | Kind::Tagged(_) | Kind::Fallback(_) => {
                self.structure(kind, value, path, name, subject);
            }
            Kind::List(item) => self.list(*item, value, path, name),
            Kind::Either(kinds) => self.either(kinds, value, path, name, subject),
        }
    }

    fn number(&mut self, value: &Value, min: f64, max: f64, path: &str, subject: &str) {
        let Some(number) = value.as_f64() else {
            self.add(
                path,
                format_args!("{subject} must be a number conforming to the specified constraints"),
            );
            return;
        };
        if number < min {
            self.add(path, format_args!("{subject} must not be less than {min}"));
        }
        if number > max {
            self.add(path, format_args!("{subject} must not be greater than {max}"));
        }
    }

    fn text(&mut self, value: &Value, min: usize, max: usize, path: &str, subject: &str) {
        let Some(text) = value.as_str() else {
            self.add(path, format_args!("{subject} must be a string"));
            return;
        };
        let length = text.chars().count();
        if length > max {
            self.add(
                path,
                format_args!("{subject} must be shorter than or equal to {max} characters"),
            );
        }
        if length < min {
            self.add(
                path,
                format_args!("{subject} must be longer than or equal to {min} characters"),
            );
        }
    }

    fn not_one_of<'a>(&mut self, values: impl Iterator<Item = &'a str>, path: &str, subject: &str) {
        let values = values.collect::<Vec<_>>().join(", ");
        self.add(path, format_args!("{subject} must be one of the following values: {values}"));
    }

    fn structure(&mut self, kind: Kind, value: &Value, path: &str, name: &str, subject: &str) {
        let Some(body) = value.as_object() else {
            self.add(path, format_args!("{subject} must be an object"));
            return;
        };
        let inner = format!("{path}{name}.");
        match kind {
            Kind::Nested(object) => self.object(object, body, &inner, Place::default()),
            Kind::Tagged(union) => self.variant(union, body, &inner, false),
            Kind::Fallback(union) => self.variant(union, body, &inner, true),
            _ => {}
        }
    }

    fn variant(&mut self, union: &Union, body: &Map<String, Value>, path: &str, fallback: bool) {
        let allowed = |name: &str| !(fallback && union.never_fallback.contains(&name));
        let tag = body.get(union.tag).and_then(Value::as_str);
        let object = tag.filter(|name| allowed(name)).and_then(|name| union.variant(name));
        let Some(object) = object else {
            let names = union.variants.iter().map(|(name, _)| *name);
            self.not_one_of(names.filter(|name| allowed(name)), path, union.tag);
            return;
        };
        let place = Place { tag: Some(union.tag), fallback };
        self.object(object, body, path, place);
    }

    fn list(&mut self, item: Kind, value: &Value, path: &str, name: &str) {
        let Some(items) = value.as_array() else {
            self.add(path, format_args!("{name} must be an array"));
            return;
        };
        let subject = format!("each value in {name}");
        for (index, value) in items.iter().enumerate() {
            self.value(item, value, path, &format!("{name}.{index}"), &subject);
        }
    }

    fn either(&mut self, kinds: &[Kind], value: &Value, path: &str, name: &str, subject: &str) {
        let mut last = Self::default();
        for kind in kinds {
            last = Self::default();
            last.value(*kind, value, path, name, subject);
            if last.0.is_empty() {
                return;
            }
        }
        self.0.append(&mut last.0);
    }
}

/// Where an object stands, as far as it changes which keys the object takes.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The property that told which object it is.
    tag: Option<&'static str>,
    /// In a fallback plan, so without a fallback plan of its own.
    fallback: bool,
}

impl Place {
    fn takes(self, object: &Object, name: &str) -> bool {
        self.tag == Some(name) || (!self.refuses(name) && object.property(name).is_some())
    }

    fn refuses(self, name: &str) -> bool {
        self.fallback && name == "fallbackPlan"
    }
}

#[cfg(test)]
mod tests;
