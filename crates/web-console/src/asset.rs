//! The files, as they were when the binary was built.

use std::borrow::Cow;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use rust_embed_for_web::{EmbedableFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "assets"]
#[exclude = "*.d.ts"]
#[exclude = "*.md"]
struct Files;

/// A file, in each form that it is kept in.
pub(crate) struct Asset {
    pub(crate) plain: Cow<'static, [u8]>,
    pub(crate) brotli: Option<&'static [u8]>,
    pub(crate) gzip: Option<&'static [u8]>,
    /// What an `ETag` says, with its quotes.
    pub(crate) tag: String,
    pub(crate) media_type: &'static str,
}

/// One name for all files together, which changes with any of them. In the address of each, so
/// that browsers may keep them for ever: modules name one another relatively.
pub(crate) const VERSION: &str = env!("AVA_CONSOLE_VERSION");

/// The file of this name, if there is one of a kind that browsers are given.
pub(crate) fn find(name: &str) -> Option<Asset> {
    let media_type = media_type(name)?;
    #[cfg(debug_assertions)]
    if let Some(asset) = live::find(name, media_type) {
        return Some(asset);
    }
    let file = Files::get(name)?;
    Some(Asset {
        plain: Cow::Borrowed(file.data()),
        brotli: file.data_br(),
        gzip: file.data_gzip(),
        tag: format!("\"{}\"", hex(file.data())),
        media_type,
    })
}

/// Whether files are read anew at each request, for those who change them.
pub(crate) fn is_live() -> bool {
    cfg!(debug_assertions)
        && std::env::var_os("AVA_CONSOLE_LIVE").is_some_and(|value| !value.is_empty())
}

/// A digest that tells versions of one file apart; nobody is kept out by it.
fn hex(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

/// For those who change the console: its files from the source, without a build between.
#[cfg(debug_assertions)]
mod live {
    use super::{Asset, Cow, hex, is_live};

    pub(super) fn find(name: &str, media_type: &'static str) -> Option<Asset> {
        if !is_live() || name.split('/').any(|part| part == "..") {
            return None;
        }
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
        let plain = std::fs::read(file).ok()?;
        let tag = format!("\"{}\"", hex(&plain));
        Some(Asset { plain: Cow::Owned(plain), brotli: None, gzip: None, tag, media_type })
    }
}
