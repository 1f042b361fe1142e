//! `GET` and `PATCH /api/v1/studio/config`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::failed::{Answer, Failed};
use super::settings::SettingsPatch;
use super::store::{Config, Event, Save, Store};
use super::token::{Tokens, new_id, now};

/// What the answer has besides the settings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rest<'a> {
    smtp_password: &'a str,
    smtp_password_set: bool,
    vapi_assistant_id: Option<Uuid>,
    revision: i64,
    updated_at: String,
    sync: Sync<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sync<'a> {
    state: &'a str,
    synced_revision: Option<i64>,
    synced_at: Option<String>,
}

pub(super) async fn view<S: Store>(
    request: HttpRequest,
    store: Data<S>,
    tokens: Data<Tokens>,
) -> Answer {
    let caller = tokens.caller(&request)?;
    answer(store.config(caller, now()).await?.ok_or(Failed::UNAUTHENTICATED)?)
}

pub(super) async fn patch<S: Store>(
    request: HttpRequest,
    store: Data<S>,
    tokens: Data<Tokens>,
    patch: Json<SettingsPatch>,
) -> Answer {
    let caller = tokens.caller(&request)?;
    let at = now();
    let mut config = store.config(caller, at).await?.ok_or(Failed::UNAUTHENTICATED)?;
    let changed = patch.into_inner().apply(&mut config.settings);
    let save = Save {
        snapshot: serde_json::to_string(&config.settings)?,
        settings: config.settings.clone(),
        expected: config.revision,
        event: event(&request, "config_saved", serde_json::to_string(&changed)?),
        at,
    };
    if !store.save_config(caller.user, &save).await? {
        return Err(Failed::CONFLICT);
    }
    config.revision += 1;
    config.updated_at = at;
    answer(config)
}

/// What is written down of a request.
pub(super) fn event(request: &HttpRequest, kind: &'static str, fields: String) -> Event {
    let user_agent = request.headers().get(actix_web::http::header::USER_AGENT);
    Event {
        id: new_id(),
        kind,
        ip: request.peer_addr().map(|peer| peer.ip()),
        user_agent: user_agent.and_then(|value| value.to_str().ok()).map(str::to_owned),
        fields,
    }
}

/// The settings and the rest are one object.
fn answer(config: Config) -> Answer {
    let rest = serde_json::to_string(&Rest {
        smtp_password: "",
        smtp_password_set: config.mail_password.is_some(),
        vapi_assistant_id: config.assistant,
        revision: config.revision,
        updated_at: rfc3339(config.updated_at),
        sync: Sync {
            state: state(&config),
            synced_revision: config.synced_revision,
            synced_at: config.synced_at.map(rfc3339),
        },
    })?;
    let settings = config.settings.resolved(&config.email, config.organization.as_deref());
    let mut body = serde_json::to_string(&settings)?;
    body.pop();
    body.push(',');
    body.push_str(rest.strip_prefix('{').unwrap_or_default());
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}

fn state(config: &Config) -> &'static str {
    if config.lease_until.is_some_and(|until| until > now().timestamp_millis()) {
        return "syncing";
    }
    match config.synced_revision {
        _ if config.last_error.is_some() => "failed",
        None => "never",
        Some(_) if config.drifted == Some(true) => "drifted",
        Some(synced) if synced == config.revision => "in_sync",
        Some(_) => "pending",
    }
}

fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}
