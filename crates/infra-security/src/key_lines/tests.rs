use proptest::prelude::*;

use super::*;
use crate::seal::{Keyring, KeyringError};
use crate::token::{SigningKeyError, SigningKeys};

const SECRET: &str = "a signing secret of 40 bytes, for tests.";
const OTHER_SECRET: &str = "another secret of 40 bytes, for tests...";

fn sealing_key(id: &str) -> String {
    Keyring::generate(id).unwrap()
}

fn sealing(text: &str) -> KeyLines {
    KeyLines::parse(KeyKind::Sealing, text).unwrap()
}

fn ids(lines: &KeyLines) -> Vec<&str> {
    lines.ids().collect()
}

fn rendered(lines: &KeyLines) -> String {
    lines.render().expose_secret().to_owned()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_352_400, 0).unwrap()
}

#[test]
fn what_is_not_edited_stays_as_it_was() {
    let (one, two) = (sealing_key("one"), sealing_key("two"));
    let text = format!("# Ours.\n\n#one\n  # more of it\n{one}\n\n{two}\n\n# The end.\n");
    assert_eq!(rendered(&sealing(&text)), text);
    assert_eq!(rendered(&sealing("")), "");
    let messy = format!("\r\n {one} ,{two}\t\r\n#the end");
    assert_eq!(rendered(&sealing(&messy)), format!("\n{one}\n{two}\n#the end\n"));
}

#[test]
fn a_key_goes_to_the_front_with_its_comments_and_says_above_the_other_until_when_it_sealed() {
    let [one, two, three] = ["one", "two", "three"].map(sealing_key);
    let mut lines = sealing(&format!(
        "# Ours.\n\n# of one\n{one}\n# of two\n{two}\n# of three\n{three}\n# end\n"
    ));
    assert!(lines.move_to_front("three", now()).unwrap());
    assert_eq!(
        rendered(&lines),
        format!(
            "# Ours.\n\n# of three\n{three}\n# of one\n# sealed until 2026-11-22T13:00:00Z\n{one}\n\
             # of two\n{two}\n# end\n"
        )
    );
    assert_eq!(lines.demoted_at("one"), Some(now()));
    assert_eq!(["two", "three", "four"].map(|id| lines.demoted_at(id)), [None; 3]);
}

#[test]
fn a_key_that_comes_to_the_front_again_forgets_that_it_was_demoted() {
    let [one, two] = ["one", "two"].map(sealing_key);
    let mut lines = sealing(&format!("{one}\n{two}\n"));
    let later = now() + chrono::TimeDelta::hours(1);
    lines.move_to_front("two", now()).unwrap();
    lines.move_to_front("one", later).unwrap();
    let text = format!("{one}\n# sealed until 2026-11-22T14:00:00Z\n{two}\n");
    assert_eq!(rendered(&lines), text);
    assert_eq!(lines.demoted_at("two"), Some(later));
    assert_eq!(sealing(&text).demoted_at("two"), Some(later));

    let again = later + chrono::TimeDelta::hours(1);
    lines.move_to_front("two", again).unwrap();
    assert_eq!(rendered(&lines), format!("{two}\n# sealed until 2026-11-22T15:00:00Z\n{one}\n"));
}

#[test]
fn the_key_in_use_is_not_demoted_whatever_is_written_above_it() {
    let one = sealing_key("one");
    let text = format!("# sealed until 2026-11-22T13:00:00Z\n{one}\n");
    assert_eq!(sealing(&text).demoted_at("one"), None);
    let mut lines = sealing(&text);
    assert!(!lines.move_to_front("one", now()).unwrap());
    assert_eq!(rendered(&lines), text);
}

#[test]
fn an_appended_key_comes_after_the_others_and_before_what_ends_the_file() {
    let (one, two) = (sealing_key("one"), sealing_key("two"));
    let mut lines = sealing(&format!("{one}\n\n# The end.\n"));
    assert_eq!(lines.append(&format!(" {two}\n").into()).unwrap(), "two");
    assert_eq!(rendered(&lines), format!("{one}\n{two}\n\n# The end.\n"));
}

#[test]
fn the_first_key_of_a_file_does_not_take_its_heading_along() {
    let (one, two) = (sealing_key("one"), sealing_key("two"));
    let mut lines = sealing("# Ours.\n");
    lines.append(&one.as_str().into()).unwrap();
    lines.append(&two.as_str().into()).unwrap();
    lines = sealing(&rendered(&lines));
    lines.move_to_front("two", now()).unwrap();
    lines.remove("one").unwrap();
    assert_eq!(rendered(&lines), format!("# Ours.\n\n{two}\n"));
}

#[test]
fn what_is_not_one_new_key_is_not_appended() {
    let (one, two) = (sealing_key("one"), sealing_key("two"));
    let mut lines = sealing(&one);
    for (key, error) in [
        (String::new(), KeyLinesError::NotOne),
        ("# comment".to_owned(), KeyLinesError::NotOne),
        (format!("{two},{}", sealing_key("three")), KeyLinesError::NotOne),
        (format!("{two}\n{}", sealing_key("three")), KeyLinesError::NotOne),
        (sealing_key("one"), KeyLinesError::Taken),
        ("two:short".to_owned(), KeyLinesError::Sealing(KeyringError::BadKey { place: 1 })),
    ] {
        assert_eq!(lines.append(&key.as_str().into()), Err(error), "{key}");
    }
    assert_eq!(ids(&lines), ["one"]);
}

#[test]
fn a_removed_key_takes_its_comments_along() {
    let [one, two] = ["one", "two"].map(sealing_key);
    let mut lines = sealing(&format!("# of one\n{one}\n\n# of two\n{two}\n# The end.\n"));
    lines.remove("two").unwrap();
    assert_eq!(rendered(&lines), format!("# of one\n{one}\n\n# The end.\n"));
}

#[test]
fn the_key_in_use_is_not_removed_nor_one_that_is_not_there() {
    let mut lines = sealing(&sealing_key("one"));
    assert_eq!(lines.remove("one"), Err(KeyLinesError::First));
    assert_eq!(lines.remove("two"), Err(KeyLinesError::Unknown));
    assert_eq!(lines.move_to_front("two", now()), Err(KeyLinesError::Unknown));
    let mut none = sealing("# nothing\n");
    assert_eq!(none.remove("one"), Err(KeyLinesError::Unknown));
    assert_eq!(none.move_to_front("one", now()), Err(KeyLinesError::Unknown));
    assert_eq!(ids(&lines), ["one"]);
}

#[test]
fn made_keys_are_called_after_the_day_each_by_its_own_id() {
    let mut lines = sealing("");
    let made: Vec<String> =
        (0..28).map(|_| lines.append(&lines.generate(None, now()).unwrap()).unwrap()).collect();
    assert_eq!(made[..2], ["k20261122a", "k20261122b"]);
    assert_eq!(made[25..], ["k20261122z", "k20261122-1", "k20261122-2"]);
    assert_eq!(Keyring::parse(&rendered(&lines)).unwrap().ids().collect::<Vec<_>>(), made);
}

#[test]
fn a_key_is_called_as_asked_for_unless_another_is() {
    let lines = sealing(&sealing_key("one"));
    let line = lines.generate(Some("two"), now()).unwrap();
    assert!(line.expose_secret().starts_with("two:"));
    let refused = |id| lines.generate(Some(id), now()).unwrap_err();
    assert_eq!(refused("one"), KeyLinesError::Taken);
    assert_eq!(refused("a.b"), KeyLinesError::Sealing(KeyringError::BadId { place: 1 }));
}

#[test]
fn signing_secrets_go_by_their_kids() {
    let mut lines = KeyLines::parse(KeyKind::Signing, &format!("# a,b\n{SECRET}\n")).unwrap();
    let made = lines.generate(None, now()).unwrap();
    let kid = lines.append(&made).unwrap();
    let old = ids(&lines)[0].to_owned();
    lines.move_to_front(&kid, now()).unwrap();
    assert_eq!(
        rendered(&lines),
        format!("{}\n# a,b\n# signed until 2026-11-22T13:00:00Z\n{SECRET}\n", made.expose_secret())
    );
    assert_eq!(lines.demoted_at(&old), Some(now()));
    let keys = SigningKeys::parse(&rendered(&lines)).unwrap();
    assert_eq!(keys.kids().collect::<Vec<_>>(), [kid, old]);

    assert_eq!(lines.append(&SECRET.into()), Err(KeyLinesError::Taken));
    assert_eq!(lines.generate(Some("id"), now()).unwrap_err(), KeyLinesError::IdNotToGive);
}

#[test]
fn what_holds_other_than_keys_is_refused_by_its_place() {
    let refused = |kind, text: &str| KeyLines::parse(kind, text).unwrap_err();
    assert_eq!(
        refused(KeyKind::Sealing, &format!("{}\n\n# and\nnone", sealing_key("one"))),
        KeyLinesError::Sealing(KeyringError::Malformed { place: 2 })
    );
    assert_eq!(
        refused(KeyKind::Signing, &format!("{SECRET}\n\n{OTHER_SECRET}\n{SECRET}")),
        KeyLinesError::Signing(SigningKeyError::Duplicate { line: 4 })
    );
}

#[test]
fn it_prints_ids_only() {
    let one = sealing_key("one");
    let lines = sealing(&format!("# old:{SECRET}\n{one}"));
    assert_eq!(format!("{lines:?}"), r#"KeyLines Sealing ["one"]"#);
}

/// Lines of a key file, each key with an id of its own.
fn text() -> impl Strategy<Value = String> {
    let line = prop::sample::select(vec![
        "",
        "# a",
        "# sealed until 2026-01-01T00:00:00Z",
        "k",
        "k,",
        "kk",
    ]);
    prop::collection::vec(line, 0..12).prop_map(|lines| {
        let mut keys = (0..).map(|number| sealing_key(&format!("k{number}")));
        let mut key = || keys.next().unwrap();
        let mut text: Vec<String> = lines
            .into_iter()
            .map(|line| match line {
                "k" => key(),
                "k," => format!("{},", key()),
                "kk" => format!("{},{}", key(), key()),
                note => note.to_owned(),
            })
            .collect();
        text.push(key());
        text.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn edited_in_any_way_it_is_a_keyring_in_the_order_it_says(
        text in text(),
        edits in prop::collection::vec((0..3, any::<prop::sample::Index>()), 0..12),
    ) {
        let mut lines = sealing(&text);
        let notes = |text: &str| text.lines().filter(|line| line.trim() == "# a").count();
        let (comments, mut removed) = (notes(&text), false);
        for (edit, index) in edits {
            let known: Vec<String> = lines.ids().map(str::to_owned).collect();
            let id = index.get(&known).as_str();
            match edit {
                0 => prop_assert_eq!(lines.move_to_front(id, now()).unwrap(), id != known[0]),
                1 => removed |= lines.remove(id).is_ok(),
                _ => drop(lines.append(&lines.generate(None, now()).unwrap()).unwrap()),
            }
            let text = rendered(&lines);
            let keyring = Keyring::parse(&text).unwrap();
            prop_assert_eq!(keyring.ids().collect::<Vec<_>>(), ids(&lines));
            prop_assert_eq!(rendered(&sealing(&text)), text.clone());
            prop_assert!(removed || notes(&text) == comments);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "(.{0,40}\n){0,5}") {
        let _ = KeyLines::parse(KeyKind::Sealing, &text);
        let _ = KeyLines::parse(KeyKind::Signing, &text);
    }
}
