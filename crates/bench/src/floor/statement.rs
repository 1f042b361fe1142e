//! The statements, the same on both databases: those that the product cannot do without for
//! the same rows.

use std::sync::LazyLock;

use super::settings::Settings;

/// Everything that a configuration's answer is made of. Caller, session, now.
pub(super) static CONFIG: LazyLock<String> = LazyLock::new(|| {
    let settings: Vec<_> = Settings::COLUMNS.iter().map(|name| format!("c.{name}")).collect();
    format!(
        "SELECT {}, c.revision, c.updated_at, u.email, u.organization_name, i.kind, \
            a.assistant_id, a.lease_until, a.synced_revision, a.synced_at, a.last_error, a.drifted \
         FROM users u JOIN sessions s ON s.user_id = u.id \
            JOIN studio_configs c ON c.user_id = u.id \
            LEFT JOIN assistant_syncs a ON a.user_id = u.id \
            LEFT JOIN integration_secrets i ON i.user_id = u.id AND i.kind = 'smtp_password' \
         WHERE u.id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3",
        settings.join(", ")
    )
});

/// The settings, then the caller, the revision that they were made from, now.
pub(super) static UPDATE_CONFIG: LazyLock<String> = LazyLock::new(|| {
    let names = Settings::COLUMNS.iter().enumerate();
    let settings: Vec<_> = names.map(|(at, name)| format!("{name} = ${}", at + 1)).collect();
    let next = Settings::COLUMNS.len() + 1;
    format!(
        "UPDATE studio_configs SET {}, revision = revision + 1, updated_at = ${} \
         WHERE user_id = ${next} AND revision = ${}",
        settings.join(", "),
        next + 2,
        next + 1,
    )
});

pub(super) const INSERT_REVISION: &str = "INSERT INTO studio_config_revisions \
    (user_id, revision, snapshot, changed_fields, author, created_at) \
    VALUES ($1, $2, $3, $4, $1, $5) ON CONFLICT (user_id, revision) DO NOTHING";

pub(super) const INSERT_EVENT: &str = "INSERT INTO audit_events \
    (id, user_id, kind, at, ip, user_agent, request_id, fields) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// The user. Caller, session, now.
pub(super) const USER: &str = "SELECT u.id, u.email, u.name, u.phone, u.locale, u.image, \
        u.organization_name, u.industry, u.company_size, u.onboarding_step, \
        u.onboarding_completed_at IS NOT NULL AS completed, u.phone_verified, u.version, \
        u.password_hash \
    FROM users u JOIN sessions s ON s.user_id = u.id \
    WHERE u.id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3";

/// The user of an email.
pub(super) const CREDENTIALS: &str = "SELECT u.id, u.email, u.name, u.phone, u.locale, u.image, \
        u.organization_name, u.industry, u.company_size, u.onboarding_step, \
        u.onboarding_completed_at IS NOT NULL AS completed, u.phone_verified, u.version, \
        u.password_hash \
    FROM users u WHERE u.email = $1";

/// The user of a refresh token that was not used yet, and its session. Hash, now.
pub(super) const TOKEN: &str = "SELECT u.id, u.email, u.name, u.phone, u.locale, u.image, \
        u.organization_name, u.industry, u.company_size, u.onboarding_step, \
        u.onboarding_completed_at IS NOT NULL AS completed, u.phone_verified, u.version, \
        u.password_hash, s.id AS session_id \
    FROM refresh_tokens t \
        JOIN sessions s ON s.user_id = t.user_id AND s.id = t.session_id \
        JOIN users u ON u.id = s.user_id \
    WHERE t.token_hash = $1 AND t.replaced_at IS NULL \
        AND s.revoked_at IS NULL AND s.expires_at > $2";

/// Id, version, the fields, now.
pub(super) const UPDATE_USER: &str = "UPDATE users SET name = $3, locale = $4, \
        organization_name = $5, industry = $6, company_size = $7, onboarding_step = $8, \
        updated_at = $9, version = version + 1 \
    WHERE id = $1 AND version = $2";

/// On Postgres, where others write at the same time.
pub(super) const LOCK_USER: &str =
    "SELECT id FROM users WHERE id = $1 AND password_hash = $2 FOR SHARE";

pub(super) const INSERT_SESSION: &str = "INSERT INTO sessions \
    (user_id, id, created_at, last_used_at, expires_at, remember, user_agent) \
    VALUES ($1, $2, $3, $3, $4, FALSE, $5)";

pub(super) const INSERT_TOKEN: &str = "INSERT INTO refresh_tokens \
    (token_hash, user_id, session_id, issued_at) VALUES ($1, $2, $3, $4)";

pub(super) const EXTEND_SESSION: &str = "UPDATE sessions SET last_used_at = $3, expires_at = $4 \
    WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL";

pub(super) const REPLACE_TOKEN: &str = "UPDATE refresh_tokens \
    SET replaced_at = $2, sealed_child = $3 WHERE token_hash = $1 AND replaced_at IS NULL";

/// Takes the lease. User, holder, now and its end in milliseconds.
pub(super) const CLAIM: &str = "UPDATE assistant_syncs \
    SET lease_holder = $2, lease_fence = lease_fence + 1, lease_until = $4 \
    WHERE user_id = $1 AND lease_until <= $3";

/// Gives it back. User, holder, revision, now, what was confirmed.
pub(super) const CONFIRM: &str = "UPDATE assistant_syncs \
    SET lease_holder = NULL, lease_until = 0, confirmations = confirmations + 1, \
        last_action = 'unchanged', synced_revision = $3, synced_at = $4, confirmed = $5 \
    WHERE user_id = $1 AND lease_holder = $2";
