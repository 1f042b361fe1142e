//! The files as they were written, and what they promise to one another.

use std::fs;
use std::path::{Path, PathBuf};

use ava_web_console::APP_PATHS;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets")
}

pub(crate) fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).expect("a file")
}

/// The names of all files.
pub(crate) fn names() -> Vec<String> {
    let mut names = Vec::new();
    gather(&folder(), &mut names);
    names.sort();
    names
}

fn gather(at: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(at).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, names);
        } else {
            let name = path.strip_prefix(folder()).expect("below it");
            names.push(name.to_str().expect("text").to_owned());
        }
    }
}

#[test]
fn the_server_and_the_page_know_the_same_paths() {
    let routes = String::from_utf8(read("app/routes.js")).unwrap();
    let mut known: Vec<_> = routes
        .split("path: '")
        .skip(1)
        .filter_map(|rest| rest.split('\'').next())
        .filter(|path| !path.is_empty())
        .collect();
    known.push("/");
    known.sort_unstable();
    let mut served = APP_PATHS.to_vec();
    served.sort_unstable();
    assert_eq!(known, served);
}

#[test]
fn the_page_holds_nothing_in_line() {
    let page = String::from_utf8(read("index.html")).unwrap();
    assert!(!page.contains("<style"));
    assert!(!page.contains(" style="));
    let handlers = page.split_whitespace().find(|it| it.starts_with("on") && it.contains('='));
    assert_eq!(handlers, None);
    for script in page.split("<script").skip(1) {
        let (attributes, inside) = script.split_once('>').unwrap();
        assert!(attributes.contains("src=\"{assets}/"), "{attributes}");
        assert!(inside.starts_with("</script>"), "{inside}");
    }
}
