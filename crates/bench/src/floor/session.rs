//! `POST /api/v1/auth/login` and `POST /api/v1/auth/refresh`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use anyhow::Context;
use aws_lc_rs::rand;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::config::event;
use super::failed::{Answer, Failed};
use super::password::Passwords;
use super::store::{Caller, Login, Rotation, Store, User};
use super::token::{ACCESS_TTL, SESSION_TTL, Tokens, hash, mint, new_id, now};

/// Nonce, token and tag, as the product seals a child for lost answers.
const SEALED_CHILD_BYTES: usize = 71;

#[derive(Deserialize)]
pub(super) struct LoginBody {
    identifier: String,
    password: String,
}

#[derive(Deserialize)]
pub(super) struct RefreshBody {
    refresh_token: String,
}

#[derive(Serialize)]
struct TokensAnswer<'a> {
    access_token: String,
    refresh_token: String,
    token_type: &'a str,
    expires_in: i64,
    user: UserAnswer<'a>,
}

#[derive(Serialize)]
struct UserAnswer<'a> {
    id: Uuid,
    email: &'a str,
    name: Option<&'a str>,
    phone: Option<&'a str>,
    locale: &'a str,
    image: Option<&'a str>,
    onboarding_completed: bool,
    onboarding_step: i16,
    phone_verified: bool,
}

pub(super) async fn log_in<S: Store>(
    request: HttpRequest,
    store: Data<S>,
    tokens: Data<Tokens>,
    passwords: Data<Passwords>,
    body: Json<LoginBody>,
) -> Answer {
    let LoginBody { identifier, password } = body.into_inner();
    let user = store.user_by_email(&identifier).await?.ok_or(Failed::UNAUTHENTICATED)?;
    let verified = user.password_hash.clone().ok_or(Failed::UNAUTHENTICATED)?;
    if !passwords.verify(password, &verified).await? {
        return Err(Failed::UNAUTHENTICATED);
    }
    let (at, token) = (now(), mint()?);
    let login = Login {
        user: user.id,
        verified,
        session: new_id(),
        token_hash: hash(&token),
        event: event(&request, "logged_in", "[]".to_owned()),
        at,
        expires_at: at + SESSION_TTL,
    };
    if !store.log_in(&login).await? {
        return Err(Failed::UNAUTHENTICATED);
    }
    let caller = Caller { user: user.id, session: login.session };
    answer(&tokens, &user, caller, token, at)
}

pub(super) async fn refresh<S: Store>(
    store: Data<S>,
    tokens: Data<Tokens>,
    body: Json<RefreshBody>,
) -> Answer {
    let (at, parent) = (now(), hash(&body.refresh_token));
    let found = store.user_by_token(&parent, at).await?;
    let (user, session) = found.ok_or(Failed::UNAUTHENTICATED)?;
    let caller = Caller { user: user.id, session };
    let child = mint()?;
    let mut sealed_child = vec![0; SEALED_CHILD_BYTES];
    rand::fill(&mut sealed_child).context("no randomness")?;
    let rotation = Rotation {
        caller,
        parent,
        child: hash(&child),
        sealed_child,
        at,
        expires_at: at + SESSION_TTL,
    };
    if !store.rotate(&rotation).await? {
        return Err(Failed::UNAUTHENTICATED);
    }
    answer(&tokens, &user, caller, child, at)
}

fn answer(
    tokens: &Tokens,
    user: &User,
    caller: Caller,
    refresh_token: String,
    now: DateTime<Utc>,
) -> Answer {
    Ok(HttpResponse::Ok().json(TokensAnswer {
        access_token: tokens.issue(caller, now)?,
        refresh_token,
        token_type: "bearer",
        expires_in: ACCESS_TTL.num_seconds(),
        user: UserAnswer {
            id: user.id,
            email: &user.email,
            name: user.name.as_deref(),
            phone: user.phone.as_deref(),
            locale: &user.locale,
            image: user.image.as_deref(),
            onboarding_completed: user.onboarding_completed,
            onboarding_step: user.onboarding_step,
            phone_verified: user.phone_verified,
        },
    }))
}
