use clap::Command;

use super::*;

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn to_wait_and_not_to_ask_exclude_each_other() {
    let read = |arguments: &[&str]| Cli::try_parse_from([&["ava", "keys"], arguments].concat());
    assert!(read(&["activate"]).is_ok());
    assert!(read(&["activate", "k1", "--signing", "--wait", "2m"]).is_ok());
    assert!(read(&["activate", "--after", "10m"]).is_ok());
    assert!(read(&["activate", "--after", "10m", "--wait", "2m"]).is_err());
    assert!(read(&["activate", "--wait", "soon"]).is_err());
    assert!(read(&["retire"]).is_err());
}

/// Every command with what is typed to get there.
fn commands() -> Vec<(String, Command)> {
    let mut program = Cli::command();
    program.build();
    let mut found = Vec::new();
    let mut left = vec![("ava".to_owned(), program)];
    while let Some((typed, command)) = left.pop() {
        let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
        left.extend(inner.map(|inner| (format!("{typed} {}", inner.get_name()), inner.clone())));
        found.push((typed, command));
    }
    found
}

#[test]
fn every_command_and_argument_says_what_it_is_for_in_a_sentence() {
    let commands = commands();
    assert!(commands.len() > 20, "{}", commands.len());
    for (typed, command) in commands {
        let about = command.get_about().unwrap_or_else(|| panic!("{typed}")).to_string();
        assert!(about.starts_with(char::is_uppercase) && !about.ends_with('.'), "{typed}: {about}");
        for argument in command.get_arguments() {
            let help = argument.get_help().unwrap_or_else(|| panic!("{typed} {argument}"));
            assert!(help.to_string().starts_with(char::is_uppercase), "{typed} {argument}: {help}");
        }
    }
}

#[test]
fn no_help_is_wider_than_a_hundred_characters_or_than_the_terminal() {
    for (typed, command) in commands() {
        for width in [100, 80] {
            let mut command = command.clone().term_width(width);
            for help in [command.render_help(), command.render_long_help()] {
                for line in help.to_string().lines() {
                    assert!(line.chars().count() <= width, "{typed}: {line}");
                }
            }
        }
    }
}

#[test]
fn whom_what_and_how_much_is_judged_before_anything_is_done() {
    let read = |line: &str| Cli::try_parse_from(line.split(' ')).map(drop);
    for line in [
        "ava user disable ada@example.com",
        "ava user disable 00000000-0000-7000-8000-000000000000",
        "ava user list --search ada --limit 5 --json",
        "ava user create ada@example.com --generate",
        "ava prune --revisions-kept 50 --activity-older-than 365d --dry-run --json",
        "ava completions zsh",
        "ava man --dir /tmp/man",
    ] {
        assert!(read(line).is_ok(), "{line}");
    }
    for line in [
        "ava user disable ada",
        "ava user list --limit 0",
        "ava user list --after ada",
        "ava user create ada@example.com --generate --password-stdin",
        "ava prune --revisions-kept 0",
        "ava prune --activity-older-than lately",
        "ava completions cmd",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
}
