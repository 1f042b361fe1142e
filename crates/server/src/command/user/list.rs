//! Who there is.

use std::fmt::Write;

use application::port::{ListedUser, UserQuery};
use application::use_case::operator::ListUsers;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::value::{Name, PhoneNumber, UserId};
use serde_json::{Value, json};

use super::desk::at_desk;
use crate::config::Config;
use crate::terminal::{note, print};

/// Which of them.
pub(crate) struct Page {
    pub(crate) search: Option<String>,
    pub(crate) after: Option<UserId>,
    pub(crate) limit: u32,
}

/// Prints a page.
pub(crate) async fn list(config: &Config, page: Page, as_json: bool) -> anyhow::Result<()> {
    // One more than is shown tells that there are more.
    let (shown, limit) = (page.limit as usize, page.limit.saturating_add(1));
    let query = UserQuery { search: page.search, after: page.after, limit };
    let mut users =
        at_desk(config, async |ports| Ok(ListUsers::new(ports).run(&query).await?)).await?;
    let more = users.len() > shown;
    users.truncate(shown);
    let next = users.last().map(|listed| listed.user.id).filter(|_| more);
    if as_json {
        return Ok(print(&json(&users, next))?);
    }
    print(&text(&users))?;
    if let Some(next) = next {
        note(&format!("there are more: --after {next}"));
    }
    Ok(())
}

fn json(users: &[ListedUser], next: Option<UserId>) -> String {
    let users: Vec<Value> = users.iter().map(one).collect();
    format!("{:#}\n", json!({"users": users, "next_after": next.map(UserId::as_uuid)}))
}

fn one(ListedUser { user, disabled_at }: &ListedUser) -> Value {
    json!({
        "id": user.id.as_uuid(),
        "email": user.email.as_str(),
        "name": user.name.as_ref().map(Name::as_str),
        "phone": user.phone.as_ref().map(PhoneNumber::as_str),
        "locale": user.locale.as_str(),
        "organization_name": user.organization.name.as_ref().map(Name::as_str),
        "onboarding_completed": user.onboarding.is_completed(),
        "created_at": time(user.created_at),
        "disabled_at": disabled_at.map(time),
    })
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn text(users: &[ListedUser]) -> String {
    let width = users.iter().map(|it| it.user.email.as_str().chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for ListedUser { user, disabled_at } in users {
        let state = if disabled_at.is_some() { "disabled" } else { "active" };
        let (email, since) = (user.email.as_str(), user.created_at.format("%F"));
        // Writing to a string does not fail.
        let _ = write!(text, "{}  {email:width$}  {since}  {state:8}", user.id);
        let name = user.name.as_ref().map(Name::as_str).unwrap_or_default();
        text.truncate(text.trim_end().len());
        let _ = writeln!(text, "{}{name}", if name.is_empty() { "" } else { "  " });
    }
    text
}

#[cfg(test)]
mod tests {
    use domain::value::Name;
    use testkit::sample;

    use super::*;

    fn users() -> [ListedUser; 2] {
        let mut ada = sample::user("ada");
        ada.name = Some(Name::parse("Ada").unwrap());
        let disabled_at = Some(sample::at(10));
        [
            ListedUser { user: ada, disabled_at: None },
            ListedUser { user: sample::user("charlotte"), disabled_at },
        ]
    }

    #[test]
    fn a_person_reads_a_line_each() {
        let [ada, charlotte] = users();
        let since = ada.user.created_at.format("%F");
        assert_eq!(
            text(&users()),
            format!(
                "{}  ada@example.com        {since}  active  Ada\n\
                 {}  charlotte@example.com  {since}  disabled\n",
                ada.user.id, charlotte.user.id
            )
        );
        assert_eq!(text(&[]), "");
    }

    #[test]
    fn a_program_reads_every_field_and_where_the_next_page_begins() {
        let listed = users();
        let next = listed[1].user.id;
        let read: Value = serde_json::from_str(&json(&listed, Some(next))).unwrap();
        assert_eq!(read["next_after"], json!(next.as_uuid()));
        assert_eq!(read["users"][0]["name"], "Ada");
        assert_eq!(read["users"][0]["disabled_at"], Value::Null);
        assert_eq!(read["users"][1]["disabled_at"], time(sample::at(10)));
        let none: Value = serde_json::from_str(&json(&[], None)).unwrap();
        assert_eq!(none, json!({"users": [], "next_after": null}));
    }
}
