//! Changes of the configuration that may ask for a revision.

use actix_web::http::header;
use application::use_case::studio::PatchError;
use domain::studio::Revision;

use crate::answer::TaggedConfig;
use crate::etag::IfMatch;
use crate::problem::Problem;

/// A use case takes one revision: the first that is listed, and when that is stale, the
/// current one if it is listed too.
pub(super) async fn save_if<T>(
    if_match: &IfMatch,
    save: impl AsyncFn(Option<Revision>) -> Result<T, PatchError>,
) -> Result<T, Problem> {
    let mut expected = if_match.first();
    loop {
        match save(expected).await {
            Err(PatchError::Stale(record)) if if_match.lists_besides(expected, record.revision) => {
                expected = Some(record.revision);
            }
            outcome => return outcome.map_err(refusal),
        }
    }
}

/// A stale one is told with the tag that is current.
fn refusal(error: PatchError) -> Problem {
    let PatchError::Stale(record) = error else { return Problem::of_patch(error) };
    match TaggedConfig::of(&record) {
        Ok(current) => {
            Problem::of_patch(PatchError::Stale(record)).with_header(header::ETAG, current.header())
        }
        Err(problem) => problem,
    }
}
