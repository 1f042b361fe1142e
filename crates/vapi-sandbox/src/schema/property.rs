//! The vocabulary of the tables: objects, their properties, and unions told apart by a tag.

/// An object of Vapi's schema: the properties that it takes, and no others.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its name in Vapi's `OpenAPI` document.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "for the reader, and for the test that compares")
    )]
    pub(crate) schema: &'static str,
    /// Its properties, those shared with other objects in groups of their own.
    pub(crate) groups: &'static [&'static [Property]],
}

impl Object {
    pub(crate) fn properties(&self) -> impl Iterator<Item = &'static Property> {
        self.groups.iter().copied().flatten()
    }

    pub(crate) fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties().find(|property| property.name == name)
    }
}

/// Objects told apart by the value of one of their properties.
#[derive(Debug)]
pub(crate) struct Union {
    /// The property that tells, `provider` almost everywhere.
    pub(crate) tag: &'static str,
    /// The objects by the tag's value. Their tables leave the tag itself out.
    pub(crate) variants: &'static [(&'static str, &'static Object)],
    /// The variants that cannot stand in a fallback plan.
    pub(crate) never_fallback: &'static [&'static str],
}

impl Union {
    pub(crate) fn variant(&self, tag: &str) -> Option<&'static Object> {
        self.variants.iter().find(|(name, _)| *name == tag).map(|(_, object)| *object)
    }
}

/// One property of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Absent and `null` are refused.
    pub(crate) required: bool,
    /// What Vapi writes into its answers where the property is absent.
    pub(crate) default: Option<Default>,
}

/// What values a property takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Anything: objects that the sandbox does not look into.
    Any,
    Flag,
    /// A number between two bounds, both included; infinite where Vapi states none.
    Number {
        min: f64,
        max: f64,
    },
    /// A string whose length in characters lies between two bounds, both included.
    Text {
        min: usize,
        max: usize,
    },
    /// Like `Text`, or `null`, even where it is required.
    NullableText {
        max: usize,
    },
    Choice(&'static [&'static str]),
    /// A JSON object with keys of the caller's own choosing.
    Map,
    Nested(&'static Object),
    Tagged(&'static Union),
    /// A variant of the union without a fallback plan of its own.
    Fallback(&'static Union),
    List(&'static Kind),
    /// The first that fits.
    Either(&'static [Kind]),
}

/// A default that Vapi writes into its answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Default {
    Flag(bool),
    Integer(i64),
    Number(f64),
    Text(&'static str),
}

impl Property {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, default: None }
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Bounds the length of a text, in characters; nothing for other kinds.
    pub(super) const fn length(mut self, shortest: usize, longest: usize) -> Self {
        if let Kind::Text { min, max } = &mut self.kind {
            *min = shortest;
            *max = longest;
        }
        self
    }

    pub(super) const fn or_flag(mut self, value: bool) -> Self {
        self.default = Some(Default::Flag(value));
        self
    }

    pub(super) const fn or_integer(mut self, value: i64) -> Self {
        self.default = Some(Default::Integer(value));
        self
    }

    pub(super) const fn or_number(mut self, value: f64) -> Self {
        self.default = Some(Default::Number(value));
        self
    }

    pub(super) const fn or_text(mut self, value: &'static str) -> Self {
        self.default = Some(Default::Text(value));
        self
    }
}

pub(super) const fn object(schema: &'static str, groups: &'static [&'static [Property]]) -> Object {
    Object { schema, groups }
}

pub(super) const fn any(name: &'static str) -> Property {
    Property::new(name, Kind::Any)
}

pub(super) const fn flag(name: &'static str) -> Property {
    Property::new(name, Kind::Flag)
}

pub(super) const fn number(name: &'static str, min: f64, max: f64) -> Property {
    Property::new(name, Kind::Number { min, max })
}

pub(super) const fn at_least(name: &'static str, min: f64) -> Property {
    number(name, min, f64::INFINITY)
}

pub(super) const fn any_number(name: &'static str) -> Property {
    number(name, f64::NEG_INFINITY, f64::INFINITY)
}

pub(super) const fn text(name: &'static str) -> Property {
    Property::new(name, Kind::Text { min: 0, max: usize::MAX })
}

pub(super) const fn nullable_text(name: &'static str, max: usize) -> Property {
    Property::new(name, Kind::NullableText { max })
}

pub(super) const fn texts(name: &'static str) -> Property {
    list(name, &Kind::Text { min: 0, max: usize::MAX })
}

pub(super) const fn choice(name: &'static str, values: &'static [&'static str]) -> Property {
    Property::new(name, Kind::Choice(values))
}

pub(super) const fn map(name: &'static str) -> Property {
    Property::new(name, Kind::Map)
}

pub(super) const fn nested(name: &'static str, object: &'static Object) -> Property {
    Property::new(name, Kind::Nested(object))
}

pub(super) const fn tagged(name: &'static str, union: &'static Union) -> Property {
    Property::new(name, Kind::Tagged(union))
}

pub(super) const fn either(name: &'static str, kinds: &'static [Kind]) -> Property {
    Property::new(name, Kind::Either(kinds))
}

pub(super) const fn list(name: &'static str, item: &'static Kind) -> Property {
    Property::new(name, Kind::List(item))
}
