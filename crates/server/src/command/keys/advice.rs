//! What to write into variables, which only the operator can change. Keys that are there are
//! named and never printed.

use infra_security::KeyKind;

use super::{command, in_use, on_call};
use crate::config::{PREVIOUS_SIGNING_KEYS_VARIABLE, SEALING_KEYS_VARIABLE, SIGNING_KEY_VARIABLE};
use crate::keys::Ring;

/// A new key behind the others.
pub(super) fn append(ring: &Ring, id: &str, key: &str) -> String {
    let mut order: Vec<String> = ring.all().map(|id| stand_in(ring.kind, id)).collect();
    order.push(key.to_owned());
    format!(
        "{id} is a new key, and is kept nowhere but in what you make of these lines. Write it \
         behind the others, so that it {} before it {}, and restart the servers one by one:\n\n\
         {}\n{}Then: {}",
        on_call(ring.kind),
        in_use(ring.kind),
        variables(ring.kind, &order),
        legend(ring.kind),
        command("activate", ring.kind)
    )
}

/// A key in front of the others.
pub(super) fn move_to_front(ring: &Ring, id: &str) -> String {
    let others = ring.all().filter(|known| *known != id);
    let order: Vec<String> =
        std::iter::once(id).chain(others).map(|id| stand_in(ring.kind, id)).collect();
    let then = match ring.kind {
        KeyKind::Sealing => "Then: ava keys rotate".to_owned(),
        KeyKind::Signing => format!(
            "Then, when access tokens of before have ended: ava keys retire {} --signing",
            ring.first()
        ),
    };
    format!(
        "Write {id} in front of the others, so that it {}, and restart the servers one by \
         one:\n\n{}\n{}{then}",
        in_use(ring.kind),
        variables(ring.kind, &order),
        legend(ring.kind),
    )
}

/// The others without a key.
pub(super) fn remove(ring: &Ring, id: &str) -> String {
    let others = ring.all().filter(|known| *known != id);
    let order: Vec<String> = others.map(|id| stand_in(ring.kind, id)).collect();
    format!(
        "Leave {id} out, and restart the servers one by one:\n\n{}\n{}",
        variables(ring.kind, &order),
        legend(ring.kind).trim_end()
    )
}

fn variables(kind: KeyKind, order: &[String]) -> String {
    match (kind, order) {
        (KeyKind::Signing, [first, previous @ ..]) => format!(
            "  {SIGNING_KEY_VARIABLE}={first}\n  {PREVIOUS_SIGNING_KEYS_VARIABLE}={}\n",
            previous.join(",")
        ),
        _ => format!("  {SEALING_KEYS_VARIABLE}={}\n", order.join(",")),
    }
}

fn stand_in(kind: KeyKind, id: &str) -> String {
    match kind {
        KeyKind::Sealing => format!("{id}:…"),
        KeyKind::Signing => format!("<{id}>"),
    }
}

fn legend(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Sealing => "where … is what follows the id now. ",
        KeyKind::Signing => {
            "where <id> is the secret of this id, in the order of `ava keys list --signing`. "
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Environment};

    const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const SECRET: &str = "a signing secret that is long enough";
    const PREVIOUS: &str = "an older signing secret that is long enough";

    fn ring(kind: KeyKind) -> Ring {
        let keys = format!("one:{KEY},two:{KEY}");
        let environment = Environment::of([
            ("AVA_API_ENCRYPTION_KEYS", keys.as_str()),
            ("AVA_API_JWT_SECRET_KEY", SECRET),
            ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", PREVIOUS),
        ]);
        let (config, _) = Config::from_environment(&environment).unwrap();
        Ring::read(&config, kind).unwrap().unwrap()
    }

    #[test]
    fn the_order_of_sealing_keys_is_told_without_their_keys() {
        let ring = ring(KeyKind::Sealing);
        let appended = append(&ring, "new", "new:abc");
        assert!(
            appended.contains("\n  AVA_API_ENCRYPTION_KEYS=one:…,two:…,new:abc\n"),
            "{appended}"
        );
        let moved = move_to_front(&ring, "two");
        assert!(moved.contains("\n  AVA_API_ENCRYPTION_KEYS=two:…,one:…\n"), "{moved}");
        let removed = remove(&ring, "one");
        assert!(removed.contains("\n  AVA_API_ENCRYPTION_KEYS=two:…\n"), "{removed}");
        for told in [appended, moved, removed] {
            assert!(!told.contains(KEY) && told.contains("restart the servers one by one"));
        }
    }

    #[test]
    fn of_signing_secrets_the_first_and_the_others_have_a_variable_each() {
        let ring = ring(KeyKind::Signing);
        let [first, other] = &ring.all().collect::<Vec<_>>()[..] else { panic!("two") };
        let appended = append(&ring, "new", "a-new-secret");
        let expected = format!(
            "\n  AVA_API_JWT_SECRET_KEY=<{first}>\n  \
             AVA_API_JWT_PREVIOUS_SECRET_KEYS=<{other}>,a-new-secret\n"
        );
        assert!(appended.contains(&expected), "{appended}");
        let moved = move_to_front(&ring, other);
        let expected = format!(
            "\n  AVA_API_JWT_SECRET_KEY=<{other}>\n  AVA_API_JWT_PREVIOUS_SECRET_KEYS=<{first}>\n"
        );
        assert!(moved.contains(&expected), "{moved}");
        let removed = remove(&ring, other);
        assert!(removed.contains(&format!("AVA_API_JWT_SECRET_KEY=<{first}>\n")), "{removed}");
        for told in [appended, moved, removed] {
            assert!(!told.contains(SECRET) && !told.contains(PREVIOUS));
        }
    }
}
