//! The one page, which every path of the application shows.

use crate::asset::{self, VERSION};

/// Stands in the page where the address of the files belongs.
const PLACE: &str = "{assets}";

/// What the page may do: its own files and this server, nothing in line, in no frame. Trusted
/// types refuse text as markup even if a later change tried it.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

/// The page, which names its files by the version that they are of.
pub(crate) fn text() -> String {
    let page = asset::find("index.html").map(|file| file.plain).unwrap_or_default();
    String::from_utf8_lossy(&page).replace(PLACE, &format!("/assets/{VERSION}"))
}
