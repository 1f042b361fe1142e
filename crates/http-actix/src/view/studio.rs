//! The configuration, read from the table of settings.

use application::port::StudioRecord;
use domain::studio::{
    Default as Fallback, Kind, SETTINGS, SMTP_PASSWORD, SMTP_PASSWORD_SET, VAPI_ASSISTANT_ID,
    Value, ValueRef,
};
use serde::ser::{Serialize, SerializeMap, Serializer};
use utoipa::openapi::schema::{
    AdditionalProperties, Object, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{KnownFormat, RefOr, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};

use super::{rfc3339, words};

/// 1 to 65535, without leading zeros.
const PORT: &str =
    "^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$";
/// What must not be empty must not be blank either.
const NOT_BLANK: &str = r"\S";

/// A configuration with everything that belongs to it.
pub(crate) struct StudioConfigView<'a>(pub(crate) &'a StudioRecord);

/// A setting's value.
pub(super) struct ValueView(pub(super) Value);

/// The same, borrowed.
struct ShownView<'a>(ValueRef<'a>);

struct SyncSummary<'a>(&'a StudioRecord);

impl Serialize for StudioConfigView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0;
        let mut map = serializer.serialize_map(None)?;
        for spec in SETTINGS {
            map.serialize_entry(
                spec.wire,
                &ShownView(record.config.shown(spec.setting, &record.account)),
            )?;
        }
        map.serialize_entry(SMTP_PASSWORD, "")?;
        map.serialize_entry(SMTP_PASSWORD_SET, &record.smtp_password_set)?;
        map.serialize_entry(VAPI_ASSISTANT_ID, &record.linked.map(|id| id.to_string()))?;
        map.serialize_entry("revision", &record.revision)?;
        map.serialize_entry("updatedAt", &record.updated_at.map(rfc3339))?;
        map.serialize_entry("sync", &SyncSummary(record))?;
        map.end()
    }
}

impl Serialize for ValueView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ShownView(self.0.borrowed()).serialize(serializer)
    }
}

impl Serialize for ShownView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            ValueRef::Text(text) => serializer.serialize_str(text),
            ValueRef::Number(number) => serializer.serialize_f64(number),
            ValueRef::Integer(number) => serializer.serialize_i32(number),
            ValueRef::Flag(flag) => serializer.serialize_bool(flag),
        }
    }
}

impl Serialize for SyncSummary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let facts = &self.0.sync;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("state", facts.state(self.0.revision).as_str())?;
        map.serialize_entry("syncedRevision", &facts.synced_revision)?;
        map.serialize_entry("syncedAt", &facts.synced_at.map(rfc3339))?;
        map.end()
    }
}

/// A PATCH of the configuration, for the API document.
pub(crate) struct StudioConfigPatch;

impl PartialSchema for StudioConfigPatch {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new().description(Some(
            "JSON Merge Patch (RFC 7396): absent keeps, a value sets, null takes back to the default. \
             Read-only fields are ignored, but vapiAssistantId when it is another than the linked one. \
             Unknown fields are ignored and named in Ava-Ignored-Fields.",
        ));
        for spec in SETTINGS {
            object = object.property(spec.wire, setting_schema(spec.kind, spec.help, None, true));
        }
        object = object.property(
            SMTP_PASSWORD,
            text_schema(0, 1024, true)
                .description(Some("Write-only; empty keeps the stored one, null clears it.")),
        );
        object
            .property(
                VAPI_ASSISTANT_ID,
                nullable(Type::String)
                    .read_only(true)
                    .description(Some("Linked by a sync; null and the linked one change nothing.")),
            )
            .into()
    }
}

impl ToSchema for StudioConfigPatch {}

/// A configuration, for the API document.
pub(crate) struct StudioConfig;

impl PartialSchema for StudioConfig {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new().description(Some("A configuration."));
        for spec in SETTINGS {
            let schema = setting_schema(spec.kind, spec.help, Some(spec.default), false);
            object = object.property(spec.wire, schema).required(spec.wire);
        }
        object = object
            .property(
                SMTP_PASSWORD,
                text_schema(0, 0, false).description(Some("Always empty; write-only.")),
            )
            .property(
                SMTP_PASSWORD_SET,
                one(Type::Boolean).description(Some("Whether a password is stored.")),
            )
            .property(
                VAPI_ASSISTANT_ID,
                nullable(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                    .description(Some("The linked assistant.")),
            )
            .property(
                "revision",
                one(Type::Integer)
                    .minimum(Some(0))
                    .description(Some("0 while nothing was ever saved.")),
            )
            .property("updatedAt", time_schema())
            .property("sync", sync_summary_schema());
        for name in
            [SMTP_PASSWORD, SMTP_PASSWORD_SET, VAPI_ASSISTANT_ID, "revision", "updatedAt", "sync"]
        {
            object = object.required(name);
        }
        object.additional_properties(Some(AdditionalProperties::FreeForm(false))).into()
    }
}

impl ToSchema for StudioConfig {}

fn sync_summary_schema() -> Object {
    ObjectBuilder::new()
        .property("state", words::sync_state())
        .required("state")
        .property("syncedRevision", nullable(Type::Integer))
        .required("syncedRevision")
        .property("syncedAt", time_schema())
        .required("syncedAt")
        .build()
}

/// What a setting takes; null too in a patch.
pub(super) fn setting_schema(
    kind: Kind,
    help: &str,
    default: Option<Fallback>,
    patch: bool,
) -> Object {
    let kind_of = |kind| if patch { nullable(kind) } else { one(kind) };
    let schema = match kind {
        Kind::Text { min, max } => text_schema(min, max, patch),
        Kind::Email => text_schema(0, 254, patch),
        Kind::TimeZone => text_schema(1, 64, patch),
        Kind::Port => text_schema(1, 5, patch).pattern(Some(PORT)),
        Kind::Number { min, max } => kind_of(Type::Number).minimum(Some(min)).maximum(Some(max)),
        Kind::Integer { min, max } => kind_of(Type::Integer).minimum(Some(min)).maximum(Some(max)),
        Kind::Flag => kind_of(Type::Boolean),
    };
    let default = default
        .and_then(Fallback::fixed)
        .and_then(|value| serde_json::to_value(ValueView(value)).ok());
    schema.description(Some(help)).default(default).build()
}

fn text_schema(min: usize, max: usize, patch: bool) -> ObjectBuilder {
    let schema = if patch { nullable(Type::String) } else { one(Type::String) };
    let schema =
        if min > 0 { schema.min_length(Some(min)).pattern(Some(NOT_BLANK)) } else { schema };
    schema.max_length(Some(max))
}

fn time_schema() -> ObjectBuilder {
    nullable(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
}

fn one(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}

fn nullable(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null]))
}
