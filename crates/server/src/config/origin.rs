//! Origins, which are compared letter by letter with what browsers send.

use std::net::{Ipv4Addr, Ipv6Addr};

/// As browsers send it: scheme, host, and the port where it is not the scheme's own. Any other
/// spelling would never be met.
pub(super) fn origin(text: &str) -> Result<String, String> {
    let schemes = [("https://", 443), ("http://", 80)];
    let sent = schemes
        .into_iter()
        .find_map(|(scheme, port)| Some(is_authority(text.strip_prefix(scheme)?, port)))
        .unwrap_or(false);
    if sent {
        return Ok(text.to_owned());
    }
    Err(format!(
        "must list origins as browsers send them (scheme, host in small letters, and the port \
         where it is not the scheme's own), got {text:?}"
    ))
}

fn is_authority(text: &str, own_port: u16) -> bool {
    let end_of_host = text.rfind(']').unwrap_or(0);
    match text[end_of_host..].find(':') {
        None => is_host(text),
        Some(colon) => {
            let (host, port) = text.split_at(end_of_host + colon);
            is_host(host) && is_port(&port[1..], own_port)
        }
    }
}

/// Not zero, not the scheme's own, and without zeros before it.
fn is_port(text: &str, own: u16) -> bool {
    text.parse().is_ok_and(|port: u16| port != 0 && port != own && port.to_string() == text)
}

fn is_host(text: &str) -> bool {
    if let Some(inner) = text.strip_prefix('[') {
        let address = inner.strip_suffix(']').and_then(|inner| inner.parse::<Ipv6Addr>().ok());
        return address.is_some_and(|address| format!("[{address}]") == text);
    }
    let last = text.rsplit('.').next().unwrap_or_default();
    // A name that ends in a number is an address, or nothing.
    if last.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse::<Ipv4Addr>().is_ok();
    }
    text.split('.').all(is_label)
}

/// International names are sent as `xn--…`.
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_send_is_taken() {
        for text in [
            "https://app.example.com",
            "http://localhost:3000",
            "https://a:8443",
            "http://127.0.0.1:65535",
            "http://[::1]:5173",
            "https://xn--bcher-kva.example",
            "https://10.example.com",
        ] {
            assert_eq!(origin(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for text in [
            "*",
            "null",
            "app.example.com",
            "ftp://app.example.com",
            "https://",
            "https://app.example.com/",
            "https://app.example.com/path",
            "https://app.example.com?x",
            "https://ada@app.example.com",
            "https://*.example.com",
            "https://App.example.com",
            "https://bücher.example",
            "https://a..example",
            "https://a:b:c",
            "https://a:1:2",
            "https://a:",
            "https://a:0",
            "https://a:65536",
            "https://a:99999",
            "https://a:+80",
            "https://a:08443",
            "https://a:443",
            "http://a:80",
            "https://:8443",
            "https://1.2.3",
            "https://1.2.3.256",
            "https://[::1",
            "https://::1]",
            "https://[::1]8443",
            "https://[x]",
            "https://[0:0:0:0:0:0:0:1]",
            "https://a]:80",
        ] {
            assert!(origin(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken_as_it_is_or_refused(text in "https?://[\\[\\]:.a-z0-9é-]{0,20}") {
            if let Ok(taken) = origin(&text) {
                proptest::prop_assert_eq!(taken, text);
            }
        }
    }
}
