use application::use_case::operator::{Adjustment, Refusal};
use domain::value::UserId;

use super::*;

fn imported<T>(former_id: &str, what: T) -> Imported<T> {
    Imported { id: UserId::new(uuid::Uuid::nil()), former_id: former_id.to_owned(), what }
}

fn report() -> ImportReport {
    let notes = vec![
        Note { field: "phone", adjustment: Adjustment::Invalid },
        Note { field: "aiTemperature", adjustment: Adjustment::Clamped },
    ];
    ImportReport {
        found: 5,
        added: 2,
        already_there: 1,
        deleted_since: 1,
        refused: vec![imported("user-3", Refusal::NoEmail)],
        adjusted: vec![imported("user-1", notes.clone()), imported("user-2", notes)],
        left_columns: [("users.stripe_id".to_owned(), 3)].into(),
        ..ImportReport::default()
    }
}

fn told(dry_run: bool) -> Told {
    Told { from: "SQLite old.db".to_owned(), dry_run }
}

#[test]
fn a_person_reads_how_many_and_then_who_and_what() {
    let expected = "\
SQLite old.db: 5 user(s)
      2 were added
      1 are here already, and were left alone
      1 were here and deleted, and do not come back
      1 cannot be taken over

Not taken over:
  user-3 has no valid email

Not quite as they were:
      2 x aiTemperature was out of bounds; the nearest bound was taken
      2 x phone was invalid, and was left behind
  user-1: phone (invalid), aiTemperature (clamped)
  user-2: phone (invalid), aiTemperature (clamped)

Columns that nothing here corresponds to, with how many rows hold something:
      3 users.stripe_id
";
    assert_eq!(told(false).text(&report()), expected);
}

#[test]
fn where_nothing_is_to_be_said_nothing_is() {
    let text = told(true).text(&ImportReport::default());
    assert_eq!(text, "SQLite old.db: 0 user(s)\n      0 would be added\n");
}

#[test]
fn a_person_is_told_of_the_first_few_and_where_to_read_of_the_others() {
    let adjusted = (0..25).map(|n| {
        imported(&format!("user-{n}"), vec![Note { field: "name", adjustment: Adjustment::Cut }])
    });
    let report = ImportReport { adjusted: adjusted.collect(), ..ImportReport::default() };
    let text = told(false).text(&report);
    assert!(text.contains("     25 x name was too long"), "{text}");
    assert!(text.contains("user-19:") && !text.contains("user-20:"), "{text}");
    assert!(text.ends_with("  and 5 more; --json names all\n"), "{text}");
}

#[test]
fn a_program_reads_all_of_it() {
    let read: Value = serde_json::from_str(&told(true).json(&report())).unwrap();
    assert_eq!((&read["dry_run"], &read["added"]), (&json!(true), &json!(2)));
    let nil = "00000000-0000-0000-0000-000000000000";
    let refused = json!([{
        "id": nil, "former_id": "user-3", "reason": "no_email", "detail": "has no valid email",
    }]);
    assert_eq!(read["not_imported"], refused);
    assert_eq!(
        read["adjusted"][1]["fields"][1],
        json!({"field": "aiTemperature", "reason": "clamped"})
    );
    assert_eq!(read["left_columns"], json!({"users.stripe_id": 3}));
}
