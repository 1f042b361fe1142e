//! Every command and every snippet that the documents show is run, or says why it is not.
//!
//! A block is run where the line before its fence is `<!-- test: KIND NAME -->`: all of one mark
//! are one session in one shell, with the document's blocks marked `every` before them, on a
//! [`machine`] of that kind. Sessions of a kind share a machine. Anything else has its reason in [`elsewhere`].

pub(crate) mod blocks;
mod elsewhere;
mod machine;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::blocks::Block;
use self::elsewhere::ELSEWHERE;
use self::machine::{Kind, Machine};
use crate::harness::{Place, Store, run, text};

/// Marks that a test of its own looks for: (document, mark).
const OWN_TESTS: &[(&str, &str)] = &[
    ("README.md", "walk"),
    ("README.md", "walk after a kill"),
    ("docs/operations.md", "rate limits"),
];

/// The machines that a session is tried on.
fn kinds(mark: &str) -> &'static [Kind] {
    match mark.split(' ').next() {
        Some("bare") => &[Kind::Bare],
        Some("clone") => &[Kind::Clone],
        Some("embedded") => &[Kind::Embedded],
        Some("postgres") => &[Kind::Postgres],
        Some("both") => &[Kind::Embedded, Kind::Postgres],
        _ => &[],
    }
}

fn is_run(block: &Block) -> bool {
    let Some(mark) = &block.mark else { return false };
    let own = (block.file.as_str(), mark.as_str());
    mark == "every" || !kinds(mark).is_empty() || OWN_TESTS.contains(&own)
}

fn is_data(block: &Block) -> bool {
    matches!(block.language.as_str(), "json" | "yaml")
}

fn elsewhere(block: &Block) -> Option<&'static str> {
    let here = (block.file.as_str(), block.first_command());
    ELSEWHERE
        .iter()
        .find(|(file, command, _)| (*file, *command) == here)
        .map(|(.., reason)| *reason)
}

#[test]
fn every_block_of_every_document_is_tried() {
    for block in blocks::all() {
        assert!(!block.language.is_empty(), "{} names no language", block.place());
        let ways =
            [block.is_picture(), is_data(&block), is_run(&block), elsewhere(&block).is_some()];
        let ways = ways.iter().filter(|way| **way).count();
        assert_eq!(
            ways,
            1,
            "{}: mark it with <!-- test: KIND NAME -->, or say in snippets/elsewhere.rs what tries it",
            block.place()
        );
    }
}

#[test]
fn what_is_tried_elsewhere_is_there() {
    let blocks = blocks::all();
    for (file, command, reason) in ELSEWHERE {
        let mut there = blocks.iter().filter(|block| block.file == *file);
        let found = there.any(|block| block.first_command() == *command);
        assert!(found, "{file} shows nothing that begins with {command}");
        assert!(!reason.is_empty());
    }
}

#[test]
fn data_that_is_shown_can_be_read() {
    for block in blocks::all().iter().filter(|block| is_data(block)) {
        let read: Result<Value, String> = match block.language.as_str() {
            "json" => serde_json::from_str(&block.text).map_err(|error| error.to_string()),
            _ => serde_saphyr::from_str(&block.text).map_err(|error| error.to_string()),
        };
        assert!(read.is_ok(), "{}: {read:?}", block.place());
    }
}

/// It ends a statement there, and what follows it is none.
#[test]
fn no_message_of_a_sequence_diagram_holds_a_semicolon() {
    let drawings = blocks::all().into_iter().filter(|block| block.language == "mermaid");
    for drawing in drawings.filter(|block| block.first_line() == "sequenceDiagram") {
        assert!(!drawing.text.contains(';'), "{}", drawing.place());
    }
}

/// Every session of a kind: where it is, and its script.
fn sessions(of: Kind) -> BTreeMap<(String, String), String> {
    let marks = blocks::all().into_iter().filter_map(|block| Some((block.file, block.mark?)));
    let marks: BTreeSet<_> = marks.filter(|(_, mark)| kinds(mark).contains(&of)).collect();
    let script = |(file, mark): &(String, String)| {
        let prelude = blocks::all()
            .into_iter()
            .filter(|block| block.file == *file && block.mark.as_deref() == Some("every"));
        prelude.map(|block| block.text).collect::<String>() + &blocks::marked(file, mark)
    };
    marks.into_iter().map(|session| (session.clone(), script(&session))).collect()
}

/// All sessions of a kind, one after the other on one machine.
async fn hold(kind: Kind) {
    let sessions = sessions(kind);
    assert!(!sessions.is_empty());
    let machine = Machine::new(kind).await;
    for ((file, mark), script) in sessions {
        if let Err(complaint) = machine.follow(&script) {
            panic!("{file}, {mark}:\n{script}\n{complaint}");
        }
        match kind {
            Kind::Bare => machine.is_ready().await,
            // Its commands have seen to it.
            Kind::Clone => {}
            Kind::Embedded | Kind::Postgres => machine.is_sound().await,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_for_a_bare_machine_works() {
    hold(Kind::Bare).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_for_a_clone_works() {
    hold(Kind::Clone).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_for_an_embedded_database_works() {
    hold(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shown_for_postgres_works() {
    hold(Kind::Postgres).await;
}

#[test]
fn the_rate_limits_that_are_shown_are_taken() {
    let shown = blocks::marked("docs/operations.md", "rate limits");
    let (name, limits) = shown.trim().split_once('=').expect("a variable");
    let place = Place::new(Store::Sqlite).with(name, limits);
    let output = run(place.command().args(["migrate", "status"]));
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// The words of `ava …` before the first that is no name of a command, and its options.
fn command_of(span: &str) -> Option<(Vec<String>, Vec<String>)> {
    let words = span.strip_prefix("ava")?.strip_prefix(' ')?;
    let words = words.split(',').next()?.replace(['[', ']', '(', ')'], " ");
    let is_name = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase());
    let names = words.split_whitespace().take_while(is_name).map(str::to_owned).collect();
    let options = words.split_whitespace().filter(|word| word.starts_with("--"));
    let options = options.map(|option| option.split('=').next().unwrap_or(option).to_owned());
    Some((names, options.collect()))
}

#[test]
fn every_command_that_a_document_names_is_one_of_the_program() {
    for file in blocks::documents() {
        for span in blocks::spans(&file) {
            let Some((names, options)) = command_of(&span) else { continue };
            let place = Place::new(Store::Sqlite);
            let output = run(place.command().args(&names).arg("--help"));
            assert!(output.status.success(), "{file}: `{span}`: {}", text(&output.stderr));
            let help = text(&output.stdout);
            for option in options {
                assert!(help.contains(&option), "{file}: `{span}` has no {option}");
            }
        }
    }
}

/// The commands that the help of a command lists.
fn commands_of(names: &[String]) -> Vec<String> {
    let place = Place::new(Store::Sqlite);
    let help = text(&run(place.command().args(names).arg("--help")).stdout);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let listed = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = listed.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_program_has_its_row_in_the_readme() {
    let readme = blocks::read("README.md");
    let rows: Vec<_> = readme.lines().filter(|line| line.starts_with("| `ava ")).collect();
    for command in commands_of(&[]) {
        let named = format!("`ava {command}");
        let of_command: Vec<_> = rows.iter().filter(|row| row.contains(&named)).collect();
        assert!(!of_command.is_empty(), "ava {command}");
        for word in commands_of(std::slice::from_ref(&command)) {
            let is_told = of_command.iter().any(|row| row.contains(&word));
            assert!(is_told, "ava {command} {word}");
        }
    }
}

#[test]
fn every_target_and_script_that_a_document_names_is_there() {
    let makefile = blocks::read("Makefile");
    for file in blocks::documents() {
        for span in blocks::spans(&file) {
            if let Some(target) = span.strip_prefix("make ").and_then(|rest| rest.split(' ').next())
            {
                assert!(makefile.contains(&format!("\n{target}:")), "{file}: `{span}`");
            }
            if let Some(script) = span.split(' ').find(|word| word.starts_with("scripts/")) {
                assert!(blocks::root().join(script).exists(), "{file}: `{span}`");
            }
        }
    }
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    for file in blocks::documents() {
        let text = blocks::read(&file);
        let directory = blocks::root().join(&file);
        let directory = directory.parent().expect("a directory");
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") {
                assert!(directory.join(path).exists(), "{file} links to {target}");
            }
        }
    }
}
