//! What asks for a browser's cookie, told once for all that take it.

use serde_json::json;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::extract::{CONSOLE_HEADER, CONSOLE_VALUE, COOKIE, Carrier};

impl IntoParams for Carrier {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let parameter = |name, place, kind, description| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(place)
                .required(Required::False)
                .description(Some(description))
                .schema(Some(ObjectBuilder::new().schema_type(kind)))
        };
        vec![
            parameter(
                COOKIE,
                ParameterIn::Query,
                Type::Boolean,
                "For pages of this server: the refresh token travels in a cookie that no script \
                 sees (`ava_refresh`, behind TLS `__Secure-ava_refresh`), and in no body.",
            )
            .build(),
            parameter(
                CONSOLE_HEADER,
                ParameterIn::Header,
                Type::String,
                "`1`: must be there where `cookie` is true, and is ignored elsewhere. No other \
                 origin may send it.",
            )
            .example(Some(json!(CONSOLE_VALUE)))
            .build(),
        ]
    }
}
