//! Holds the tables against Vapi's own `OpenAPI` document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{ASSISTANT, Default, Kind, Object, PHONE_NUMBER, Property, Union};

/// Not part of the project, so not everywhere.
const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vapi/openapi.json");

#[test]
fn the_tables_say_what_vapis_document_says() {
    if !Path::new(DOCUMENT).exists() {
        println!("skipped: {DOCUMENT} is not there");
        return;
    }
    let text = fs::read_to_string(DOCUMENT).expect("the document is readable");
    let document: Value = serde_json::from_str(&text).expect("the document is JSON");
    let mut comparison = Comparison {
        schemas: &document["components"]["schemas"],
        seen: BTreeSet::new(),
        faults: Vec::new(),
    };

    comparison.object(&ASSISTANT, None);
    comparison.union(&PHONE_NUMBER);

    assert!(comparison.seen.len() > 80, "{:?}", comparison.seen);
    assert!(comparison.faults.is_empty(), "{:#?}", comparison.faults);
}

struct Comparison<'a> {
    schemas: &'a Value,
    seen: BTreeSet<&'static str>,
    faults: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn object(&mut self, object: &'static Object, tag: Option<(&str, &str)>) {
        if !self.seen.insert(object.schema) {
            return;
        }
        let schemas = self.schemas;
        let schema = &schemas[object.schema];
        let mut ours: BTreeSet<&str> = object.properties().map(|p| p.name).collect();
        let mut required: BTreeSet<&str> =
            object.properties().filter(|p| p.required).map(|p| p.name).collect();
        if let Some((tag, value)) = tag {
            ours.insert(tag);
            let theirs = &schema["properties"][tag]["enum"];
            self.same(object.schema, tag, "tag", theirs, &serde_json::json!([value]));
            if strings(&schema["required"]).contains(tag) {
                required.insert(tag);
            }
        }
        self.same_set(object.schema, "keys", &keys(&schema["properties"]), &ours);
        self.same_set(object.schema, "required", &strings(&schema["required"]), &required);
        for property in object.properties() {
            self.property(object.schema, property, &schema["properties"][property.name]);
        }
    }

    fn property(&mut self, schema: &str, property: &'static Property, theirs: &'a Value) {
        match (property.default, theirs.get("default")) {
            (None, Some(default)) if !default.is_array() => {
                self.same(schema, property.name, "default", default, &Value::Null);
            }
            (Some(ours), Some(default)) => {
                let same = match ours {
                    Default::Flag(flag) => default.as_bool() == Some(flag),
                    Default::Integer(number) => default.as_i64() == Some(number),
                    Default::Number(number) => default.as_f64() == Some(number),
                    Default::Text(text) => default.as_str() == Some(text),
                };
                self.expect(same, || format!("{schema}.{}: default {default}", property.name));
            }
            _ => {}
        }
        self.kind(schema, property.name, property.kind, theirs);
    }

    fn kind(&mut self, schema: &str, name: &str, kind: Kind, theirs: &'a Value) {
        match kind {
            Kind::Number { min, max } => {
                let bound = |key: &str, none: f64| theirs[key].as_f64().unwrap_or(none);
                let (low, high) =
                    (bound("minimum", f64::NEG_INFINITY), bound("maximum", f64::INFINITY));
                let same = (low, high) == (min, max);
                self.expect(same, || format!("{schema}.{name}: {low}..{high}, ours {min}..{max}"));
            }
            Kind::Text { min, max } => {
                let low = theirs["minLength"].as_u64().unwrap_or(0);
                let high = theirs["maxLength"].as_u64().unwrap_or(u64::MAX);
                let same = (low, high) == (min as u64, max as u64);
                self.expect(same, || {
                    format!("{schema}.{name}: length {low}..{high}, ours {min}..{max}")
                });
            }
            Kind::Choice(values) => {
                let choices = theirs.pointer("/oneOf/0/enum").unwrap_or(&theirs["enum"]);
                let ours = values.iter().copied().collect();
                self.same_set(schema, name, &strings(choices), &ours);
            }
            Kind::Flag => {
                let type_name = &theirs["type"];
                self.same(schema, name, "type", type_name, &"boolean".into());
            }
            Kind::Nested(object) => self.object(object, None),
            Kind::Tagged(union) => self.tagged(schema, union, theirs),
            Kind::Fallback(union) => self.fallback(schema, union, theirs),
            Kind::List(item) => self.kind(schema, name, *item, &theirs["items"]),
            Kind::Any | Kind::Map | Kind::NullableText { .. } | Kind::Either(_) => {}
        }
    }

    fn union(&mut self, union: &'static Union) {
        for (name, object) in union.variants {
            self.object(object, Some((union.tag, name)));
        }
    }

    fn tagged(&mut self, schema: &str, union: &'static Union, theirs: &'a Value) {
        let offered = self.offered(union.tag, theirs);
        let ours = union.variants.iter().map(|(name, _)| *name).collect();
        self.same_set(schema, "variants", &offered.into_keys().collect(), &ours);
        self.union(union);
    }

    /// A fallback is the provider's own schema without a fallback plan, under a name of its own.
    fn fallback(&mut self, schema: &str, union: &'static Union, theirs: &'a Value) {
        let offered = self.offered(union.tag, theirs);
        for (name, object) in &offered {
            let ours = union.variant(name).into_iter().flat_map(Object::properties);
            let ours = ours.map(|property| property.name).chain([union.tag]);
            let ours = ours.filter(|name| *name != "fallbackPlan").collect();
            self.same_set(object, "keys", &keys(&self.schemas[*object]["properties"]), &ours);
        }
        let ours = union.variants.iter().map(|(name, _)| *name);
        let ours = ours.filter(|name| !union.never_fallback.contains(name)).collect();
        self.same_set(schema, "variants", &offered.into_keys().collect(), &ours);
    }

    /// The schemas that a `oneOf` refers to, by the value of their tag.
    fn offered(&self, tag: &str, theirs: &'a Value) -> BTreeMap<&'a str, &'a str> {
        let references = theirs["oneOf"].as_array().into_iter().flatten();
        let names = references.filter_map(|one| one["$ref"].as_str()?.rsplit('/').next());
        names
            .filter_map(|name| {
                let value = &self.schemas[name]["properties"][tag]["enum"][0];
                Some((value.as_str()?, name))
            })
            .collect()
    }

    fn same_set(
        &mut self,
        schema: &str,
        what: &str,
        theirs: &BTreeSet<&str>,
        ours: &BTreeSet<&str>,
    ) {
        let missing: Vec<_> = theirs.difference(ours).collect();
        let excess: Vec<_> = ours.difference(theirs).collect();
        self.expect(missing.is_empty() && excess.is_empty(), || {
            format!("{schema} {what}: missing {missing:?}, too many {excess:?}")
        });
    }

    fn same(&mut self, schema: &str, name: &str, what: &str, theirs: &Value, ours: &Value) {
        self.expect(theirs == ours, || format!("{schema}.{name} {what}: {theirs}, ours {ours}"));
    }

    fn expect(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.faults.push(fault());
        }
    }
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
}

fn strings(array: &Value) -> BTreeSet<&str> {
    array.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
