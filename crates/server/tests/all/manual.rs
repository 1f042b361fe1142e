//! What helps an operator type: completions and the manual.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::harness::{Place, Store, run, text};

/// A program, where it is installed.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|it| it.join(name)).find(|program| program.is_file())
}

fn printed(arguments: &[&str]) -> String {
    let place = Place::new(Store::Sqlite);
    // Without a configuration that is any good.
    let output = run(place.command().args(arguments).env("AVA_API_DATABASE_URL", "nowhere"));
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(place.is_untouched());
    text(&output.stdout)
}

fn read_by(program: &Path, arguments: &[&str], script: &str) -> Output {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), script).expect("a write");
    run(Command::new(program).args(arguments).arg(file.path()))
}

#[test]
fn every_shell_s_script_is_one_that_the_shell_reads() {
    for (shell, dry, mentions) in [
        ("bash", "-n", "ava__subcmd__user"),
        ("zsh", "-n", "#compdef ava"),
        ("fish", "--no-execute", "complete -c ava"),
        ("elvish", "-compileonly", "edit:completion"),
        ("powershell", "", "Register-ArgumentCompleter"),
    ] {
        let script = printed(&["completions", shell]);
        let is_for_it = script.contains(mentions) || script.contains("_ava()");
        assert!(is_for_it && script.contains("set-password"), "{shell}: {script}");
        let Some(program) = found(shell).filter(|_| !dry.is_empty()) else { continue };
        let output = read_by(&program, &[dry], &script);
        let said = text(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{shell}: {said}");
    }
}

#[test]
fn bash_completes_commands_and_what_belongs_to_them() {
    let bash = found("bash").expect("bash is on every system that this is developed on");
    let script = printed(&["completions", "bash"]);
    for (typed, expected) in [
        ("ava us", "user"),
        ("ava user set", "set-password"),
        ("ava user list --sea", "--search"),
        ("ava doctor --j", "--json"),
        ("ava completions fi", "fish"),
    ] {
        let words: Vec<_> = typed.split(' ').collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let ask = format!(
            "{script}\nCOMP_WORDS=({typed}); COMP_CWORD={}; _ava ava '{last}' '{before}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len() - 1
        );
        let output = run(Command::new(&bash).args(["--norc", "-c", &ask]));
        let replied = text(&output.stdout);
        assert!(replied.lines().any(|line| line == expected), "{typed}: {replied}");
    }
}

/// Whatever is there to read a page with warnings; `None` where nothing is.
fn warnings(page: &Path) -> Option<String> {
    let (program, arguments) = [
        ("man", &["--warnings", "-E", "UTF-8", "-l", "-Tutf8"][..]),
        ("mandoc", &["-T", "utf8", "-W", "error"]),
        ("groff", &["-man", "-ww", "-z", "-Tutf8"]),
    ]
    .into_iter()
    .find_map(|(name, arguments)| Some((found(name)?, arguments)))?;
    let mut command = Command::new(program);
    // As on a terminal that shows no more than ASCII.
    command.env("LC_ALL", "C").env("MANROFFOPT", "").env("MAN_KEEP_FORMATTING", "1");
    let output = run(command.args(arguments).arg(page));
    Some(format!(
        "{}{}",
        text(&output.stderr),
        if output.status.success() { "" } else { "it failed" }
    ))
}

#[test]
fn every_command_has_a_page_that_is_read_without_a_warning() {
    let place = Place::new(Store::Sqlite);
    let directory = place.file("man");
    let path = directory.to_str().expect("UTF-8");
    let output = run(place.command().args(["man", "--dir", path]));
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&directory).expect("pages") {
        let entry = entry.expect("a page");
        let name = entry.file_name().into_string().expect("UTF-8");
        let page = std::fs::read_to_string(entry.path()).expect("a page");
        let title = name.trim_end_matches(".1");
        assert!(page.contains(&format!(".TH {title} 1")), "{name}: {page}");
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}: {page}");
        match warnings(&entry.path()) {
            Some(said) => assert_eq!(said, "", "{name}"),
            None => eprintln!("neither man, mandoc nor groff is here: {name} was not formatted"),
        }
        names.push(name);
    }
    assert!(text(&output.stdout).starts_with(&format!("{} page(s)", names.len())));
    for expected in
        ["ava.1", "ava-user.1", "ava-user-set-password.1", "ava-keys-rotate.1", "ava-doctor.1"]
    {
        assert!(names.iter().any(|name| name == expected), "{expected} is not among {names:?}");
    }
    let inner = std::fs::read_to_string(directory.join("ava-user-list.1")).expect("a page");
    assert!(inner.contains("ava user list"), "as it is typed: {inner}");
}

#[test]
fn the_program_s_own_page_is_printed() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH ava 1") && page.contains("ava\\-user(1)"), "{page}");
}
