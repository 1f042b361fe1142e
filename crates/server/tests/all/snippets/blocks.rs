//! What the documents show between fences, and how it says that it is tried.

use std::fs;
use std::path::{Path, PathBuf};

/// Before a fence, what tries it: `<!-- test: KIND NAME -->`.
const MARK: &str = "<!-- test: ";

/// What stands between two fences.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// From the repository's root.
    pub(crate) file: String,
    /// That of its first fence, from one.
    pub(crate) line: usize,
    pub(crate) language: String,
    pub(crate) mark: Option<String>,
    pub(crate) text: String,
}

impl Block {
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    pub(crate) fn first_line(&self) -> &str {
        self.text.lines().next().unwrap_or_default()
    }

    /// Its first line without what is said beside it, which may change with what it comes to.
    pub(crate) fn first_command(&self) -> &str {
        let line = self.first_line();
        line.split_once(" #").map_or(line, |(command, _)| command).trim_end()
    }

    /// Whether it is for people to look at alone: a drawing, or what a program prints.
    pub(crate) fn is_picture(&self) -> bool {
        matches!(self.language.as_str(), "mermaid" | "text")
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("a repository")
}

/// Every document, from the repository's root.
pub(crate) fn documents() -> Vec<String> {
    let mut found: Vec<_> = ["README.md", "SECURITY.md", "CHANGELOG.md"].map(PathBuf::from).into();
    let mut directories = vec![PathBuf::from("docs")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(root().join(&directory)).expect("a directory") {
            let entry = entry.expect("an entry");
            let path = directory.join(entry.file_name());
            if entry.file_type().expect("a type").is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found.iter().map(|path| path.display().to_string()).collect()
}

pub(crate) fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Every block of every document.
pub(crate) fn all() -> Vec<Block> {
    documents().iter().flat_map(|file| of(file)).collect()
}

/// Those of a document that bear this mark, as one script.
pub(crate) fn marked(file: &str, mark: &str) -> String {
    let blocks = of(file);
    let marked = blocks.iter().filter(|block| block.mark.as_deref() == Some(mark));
    let script: String = marked.map(|block| block.text.as_str()).collect();
    assert!(!script.is_empty(), "{file} marks nothing as {mark}");
    script
}

fn of(file: &str) -> Vec<Block> {
    let text = read(file);
    let mut lines = text.lines().enumerate();
    let mut before = "";
    let mut blocks = Vec::new();
    while let Some((number, line)) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            let inside = lines.by_ref().map(|(_, line)| line);
            let inside = inside.take_while(|line| !line.trim_start().starts_with("```"));
            blocks.push(Block {
                file: file.to_owned(),
                line: number + 1,
                language: language.trim().to_owned(),
                mark: mark_in(before),
                text: inside.flat_map(|line| [line, "\n"]).collect(),
            });
        }
        if !line.trim().is_empty() {
            before = line;
        }
    }
    blocks
}

fn mark_in(line: &str) -> Option<String> {
    let mark = line.trim().strip_prefix(MARK)?.strip_suffix("-->")?;
    Some(mark.trim().to_owned())
}

/// What a document says in monospace within its lines.
pub(crate) fn spans(file: &str) -> Vec<String> {
    let text = read(file);
    let mut fenced = false;
    let mut prose = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    let spans = prose.split('`').skip(1).step_by(2);
    spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}
