//! `POST /api/v1/studio/sync-vapi`, where nothing differs: takes the lease, looks at the
//! assistant, and gives the lease back with what was seen.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context;
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Vapi;
use super::config::event;
use super::failed::{Answer, Failed};
use super::store::{Config, Push, Store};
use super::token::{Tokens, new_id, now};
use crate::http::Call;

/// Longest name of an assistant, in characters.
const NAME_MAX: usize = 40;

/// What is looked at of an assistant.
#[derive(Deserialize)]
struct Live {
    id: Uuid,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    success: bool,
    action: &'a str,
    message: &'a str,
    assistant_id: Uuid,
    assistant_name: &'a str,
    mode: &'a str,
    assistant: Assistant<'a>,
    settings: Summary<'a>,
    revision: i64,
    warnings: [Value; 0],
    reassigned_numbers: [Value; 0],
}

#[derive(Serialize)]
struct Assistant<'a> {
    id: Uuid,
    name: &'a str,
    voice: Voice<'a>,
}

#[derive(Serialize)]
struct Voice<'a> {
    provider: &'a str,
    speed: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'a> {
    model: &'a str,
    temperature: f64,
    max_tokens: i32,
    voice_provider: &'a str,
    voice_speed: f64,
    ask_for_name: bool,
    system_prompt_length: usize,
}

pub(super) async fn push<S: Store>(
    request: HttpRequest,
    store: Data<S>,
    tokens: Data<Tokens>,
    vapi: Data<Vapi>,
) -> Answer {
    let caller = tokens.caller(&request)?;
    let (at, holder) = (now(), new_id());
    if !store.claim(caller.user, holder, at).await? {
        return Err(Failed::CONFLICT);
    }
    let config = store.config(caller, at).await?.ok_or(Failed::UNAUTHENTICATED)?;
    let assistant = config.assistant.context("no assistant is linked")?;
    let url = format!("{}/assistant/{assistant}", vapi.url);
    let call = Call { method: Method::GET, url, token: &vapi.key, body: None };
    let confirmed = vapi.http.call(call).await?;
    let live: Live = serde_json::from_str(&confirmed)?;
    let push = Push {
        user: caller.user,
        holder,
        revision: config.revision,
        confirmed,
        event: event(&request, "assistant_synced", "[]".to_owned()),
        at,
    };
    if !store.confirm(&push).await? {
        return Err(Failed::CONFLICT);
    }
    Ok(answer(config, &live))
}

fn answer(config: Config, live: &Live) -> HttpResponse {
    let settings = config.settings.resolved(&config.email, config.organization.as_deref());
    let name: String = live.name.chars().take(NAME_MAX).collect();
    let voice = Voice { provider: &settings.voice_provider, speed: settings.voice_speed };
    HttpResponse::Ok().json(Report {
        success: true,
        action: "unchanged",
        message: "The assistant at Vapi is up to date.",
        assistant_id: live.id,
        assistant_name: &name,
        mode: "sandbox",
        assistant: Assistant { id: live.id, name: &name, voice },
        settings: Summary {
            model: &settings.ai_model,
            temperature: settings.ai_temperature,
            max_tokens: settings.ai_max_tokens,
            voice_provider: &settings.voice_provider,
            voice_speed: settings.voice_speed,
            ask_for_name: settings.ask_for_name,
            system_prompt_length: settings.system_prompt.chars().count(),
        },
        revision: config.revision,
        warnings: [],
        reassigned_numbers: [],
    })
}
