//! `PATCH /api/v1/user/profile`

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::failed::{Answer, Failed};
use super::store::{Store, User};
use super::token::{Tokens, now};

#[derive(Deserialize)]
pub(super) struct ProfilePatch {
    name: Option<String>,
    locale: Option<String>,
    organization_name: Option<String>,
    industry: Option<String>,
    company_size: Option<String>,
}

#[derive(Serialize)]
struct Profile<'a> {
    id: Uuid,
    email: &'a str,
    name: Option<&'a str>,
    locale: &'a str,
    organization_name: Option<&'a str>,
    industry: Option<&'a str>,
    company_size: Option<&'a str>,
    onboarding_completed: bool,
    onboarding_step: i16,
}

pub(super) async fn patch<S: Store>(
    request: HttpRequest,
    store: Data<S>,
    tokens: Data<Tokens>,
    patch: Json<ProfilePatch>,
) -> Answer {
    let caller = tokens.caller(&request)?;
    let at = now();
    let mut user = store.user(caller, at).await?.ok_or(Failed::UNAUTHENTICATED)?;
    apply(patch.into_inner(), &mut user);
    if !store.update_user(&user, at).await? {
        return Err(Failed::CONFLICT);
    }
    Ok(HttpResponse::Ok().json(Profile {
        id: user.id,
        email: &user.email,
        name: user.name.as_deref(),
        locale: &user.locale,
        organization_name: user.organization_name.as_deref(),
        industry: user.industry.as_deref(),
        company_size: user.company_size.as_deref(),
        onboarding_completed: user.onboarding_completed,
        onboarding_step: user.onboarding_step,
    }))
}

fn apply(patch: ProfilePatch, user: &mut User) {
    user.name = patch.name.or(user.name.take());
    user.organization_name = patch.organization_name.or(user.organization_name.take());
    user.industry = patch.industry.or(user.industry.take());
    user.company_size = patch.company_size.or(user.company_size.take());
    if let Some(locale) = patch.locale {
        user.locale = locale;
    }
    user.onboarding_step = user.onboarding_step.max(1);
}
