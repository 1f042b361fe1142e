//! People of the former service, and what is odd about each.

use super::former::{FERNET_HELLO, Former, HASH, text};

/// The id of the `n`th.
pub(super) fn id(n: u32) -> String {
    format!("0b1c7f44-1111-4c63-9a51-0d8f5a7d{n:04}")
}

pub(super) const LEGACY_ID: &str = "legacy-user-10";
/// An assistant that two of them claim.
const CLAIMED_TWICE: &str = "7d4f1c9e-2222-4c63-9a51-0d8f5a7d2f10";
const SHARED_DEFAULT: &str = "98d71a30-c55c-43dd-8d64-1af9cf8b57cb";
pub(super) const ADAS_KEY: &str = "a-vapi-key-of-adas-own";
pub(super) const ADAS_TOKEN: &str = "0123456789abcdef0123456789abcdef";
pub(super) const ADAS_PROMPT: &str = "You answer the phone of Ada's bakery; crème is Ada's.";

type Row<'a> = Vec<(&'a str, String)>;

async fn user(former: &Former, n: u32, name: &str, more: Row<'_>) {
    let mut row = vec![
        ("id", text(&id(n))),
        ("email", text(&format!("{name}@example.com"))),
        ("hashed_password", text(HASH)),
        ("full_name", text(name)),
        ("created_at", text("2024-01-01 10:00:00.000001")),
        ("updated_at", text("2024-03-01 10:00:00.123456")),
    ];
    row.retain(|(column, _)| more.iter().all(|(other, _)| other != column));
    row.extend(more);
    former.insert("users", &row).await;
}

async fn config(former: &Former, n: u32, row_id: &str, more: Row<'_>) {
    let mut row = vec![("id", text(row_id)), ("user_id", text(&id(n)))];
    if more.iter().all(|(column, _)| *column != "updated_at") {
        row.push(("updated_at", text("2024-04-01 10:00:00")));
    }
    row.extend(more);
    former.insert("studio_configs", &row).await;
}

/// All of them; Ada's assistant is this one.
pub(super) async fn people(former: &Former, assistant: &str) {
    ada(former, assistant).await;
    user(former, 2, "bob", vec![("hashed_password", text(&HASH.replace("$2b$", "$2a$")))]).await;
    those_who_share(former).await;
    those_with_faults(former).await;
    those_with_odd_configs(former).await;
}

/// Nothing is odd about her.
async fn ada(former: &Former, assistant: &str) {
    let account = vec![
        ("full_name", text("Ada Lovelace")),
        ("phone", text("+33 6 12 34 56 78")),
        ("phone_verified", "TRUE".to_owned()),
        ("image", text("https://example.com/ada.png")),
        ("locale", text("fr")),
        ("organization_name", text("Ada's Bakery")),
        ("industry", text("Bakery")),
        ("company_size", text("1-10")),
        ("onboarding_completed", "TRUE".to_owned()),
        ("onboarding_step", "9".to_owned()),
        ("onboarding_completed_at", text("2024-02-01 10:00:00")),
        ("onboarding_assistant_created", "TRUE".to_owned()),
        ("vapi_api_key", text(ADAS_KEY)),
        ("twilio_account_sid", text("AC0123456789abcdef0123456789abcdef")),
        ("twilio_auth_token", text(ADAS_TOKEN)),
        ("twilio_phone_number", text("+33123456789")),
        ("stripe_customer_id", text("cus_1")),
    ];
    user(former, 1, "Ada", account).await;
    let settings = vec![
        ("organization_name", text("Ada's Bakery")),
        ("admin_email", text("admin@example.com")),
        ("timezone", text("Asia/Tokyo")),
        ("smtp_server", text("mail.example.com")),
        ("smtp_port", "2525".to_owned()),
        ("smtp_password_encrypted", text(FERNET_HELLO)),
        ("vapi_assistant_id", text(assistant)),
        ("voice_speed", "1.1".to_owned()),
        ("ai_temperature", "0.25".to_owned()),
        ("ai_max_tokens", "750".to_owned()),
        ("system_prompt", text(ADAS_PROMPT)),
        ("ask_for_name", "FALSE".to_owned()),
        ("ask_for_email", "TRUE".to_owned()),
    ];
    config(former, 1, "c1", settings).await;
}

async fn those_who_share(former: &Former) {
    let at = |time| vec![("updated_at", text(time))];
    let carol = |email, time| vec![("email", text(email)), ("updated_at", text(time))];
    user(former, 3, "carol", carol("Carol@Example.com", "2024-01-02 00:00:00")).await;
    user(former, 4, "carol", carol("carol@example.com", "2024-06-02 00:00:00")).await;
    for (n, name, phone, time) in [
        (7, "frank", "+33699999999", "2024-01-02 00:00:00"),
        (8, "grace", "0033 6 99 99 99 99", "2024-06-02 00:00:00"),
    ] {
        let phone = vec![("phone", text(phone))];
        user(former, n, name, phone.into_iter().chain(at(time)).collect()).await;
    }
    for (n, name, assistant) in
        [(11, "judy", CLAIMED_TWICE), (12, "ken", CLAIMED_TWICE), (13, "leo", SHARED_DEFAULT)]
    {
        user(former, n, name, Vec::new()).await;
        let assistant = vec![("vapi_assistant_id", text(assistant)), ("tone", text("warm"))];
        config(former, n, &format!("c{n}"), assistant).await;
    }
}

async fn those_with_faults(former: &Former) {
    user(former, 5, "dave", vec![("email", text("no address"))]).await;
    let faults = vec![
        ("hashed_password", text("plaintext")),
        ("phone", text("0612345678")),
        ("locale", text("xx")),
        ("image", text("javascript:alert(1)")),
    ];
    user(former, 6, "eve", faults).await;
    let inactive = vec![("id", text(LEGACY_ID)), ("is_active", "FALSE".to_owned())];
    user(former, 10, "ivan", inactive).await;
    let onboarding =
        vec![("onboarding_completed", "TRUE".to_owned()), ("onboarding_step", "4".to_owned())];
    user(former, 15, "nina", onboarding).await;
    let credentials = vec![
        ("vapi_api_key", text("short")),
        ("twilio_account_sid", text("AC12")),
        ("twilio_auth_token", text(ADAS_TOKEN)),
    ];
    user(former, 16, "olaf", credentials).await;
}

async fn those_with_odd_configs(former: &Former) {
    user(former, 9, "heidi", Vec::new()).await;
    let out_of_bounds = vec![
        ("ai_temperature", "9".to_owned()),
        ("voice_speed", text("Infinity")),
        ("ai_max_tokens", "99999".to_owned()),
        ("first_message", text(&"é".repeat(3000))),
        ("timezone", text("Mars/Olympus")),
        ("admin_email", text("nobody")),
        ("tone", text("war\u{7}m")),
        ("smtp_password_encrypted", text("gAAAAAthis-is-no-token")),
    ];
    config(former, 9, "c9", out_of_bounds).await;
    user(former, 14, "mia", Vec::new()).await;
    for (row, tone, time) in
        [("c14a", "newest", "2024-05-02 00:00:00"), ("c14b", "old", "2024-05-01 00:00:00")]
    {
        let tone = vec![("tone", text(tone)), ("updated_at", text(time))];
        config(former, 14, row, tone).await;
    }
}
