//! The header `traceparent`, read strictly: what is not exactly one is none.

use std::fmt;

use super::TraceContext;

/// Of version 00, and the least of those to come.
const LENGTH: usize = 55;
const SAMPLED: u8 = 0b1;

impl TraceContext {
    /// Reads the value of a `traceparent`. Later versions may go on after another dash, which
    /// is ignored, as are flags that nobody knows yet.
    pub fn parse(text: &str) -> Option<Self> {
        let (head, rest) = (text.get(..LENGTH)?, &text[LENGTH..]);
        let mut parts = head.split('-');
        let mut part = |digits: usize| hex(parts.next()?, digits);
        let version = part(2)?;
        let (trace_id, span_id, flags) = (part(32)?, part(16)?, part(2)?);
        let goes_on = version > 0 && rest.starts_with('-');
        if version == 0xff || !(rest.is_empty() || goes_on) {
            return None;
        }
        let (span_id, flags) = (u64::try_from(span_id).ok()?, u8::try_from(flags).ok()?);
        Self::new(trace_id, span_id, flags & SAMPLED != 0)
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flags = if self.sampled { SAMPLED } else { 0 };
        write!(f, "00-{}-{:016x}-{flags:02x}", self.trace_id, self.span_id)
    }
}

/// So many lower-case digits, and nothing else.
fn hex(text: &str, digits: usize) -> Option<u128> {
    let plain = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (text.len() == digits && plain).then(|| u128::from_str_radix(text, 16).ok())?
}
