//! The address of a client that may be behind proxies.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str;

use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};
use ipnet::IpNet;

/// The peer's address, unless the peer is a trusted proxy. Each proxy adds on the right of
/// `X-Forwarded-For` whom it was called by, so the client is the first from the right that
/// is no trusted proxy; what stands left of it anybody can have written. `None` when the
/// proxies do not say: no address is taken from a client that could choose it.
pub(super) fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let peer = peer?.to_canonical();
    if !is_trusted(peer) {
        return Some(peer);
    }
    let lines: Vec<_> = headers.get_all(X_FORWARDED_FOR).collect();
    let entries = lines.iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    let mut leftmost = None;
    for entry in entries {
        let address = parse(entry)?;
        if !is_trusted(address) {
            return Some(address);
        }
        leftmost = Some(address);
    }
    leftmost
}

/// An address, with or without a port; IPv6 in brackets where there is one.
fn parse(entry: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(entry).ok()?.trim_matches([' ', '\t']);
    let in_brackets = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let address = match in_brackets {
        Some(text) => text.parse::<Ipv6Addr>().ok()?.into(),
        None => match text.parse::<IpAddr>() {
            Ok(address) => address,
            Err(_) => text.parse::<SocketAddr>().ok()?.ip(),
        },
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const PROXY: &str = "10.0.0.1";
    const CLIENT: &str = "203.0.113.7";

    fn trusted() -> Vec<IpNet> {
        ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap()).to_vec()
    }

    fn lines(values: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(X_FORWARDED_FOR, HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    fn address(peer: &str, values: &[&str]) -> Option<String> {
        let values: Vec<_> = values.iter().map(|value| value.as_bytes()).collect();
        let found = client_address(peer.parse().ok(), &lines(&values), &trusted());
        found.map(|address| address.to_string())
    }

    #[test]
    fn whoever_is_no_trusted_proxy_is_the_client_whatever_they_say() {
        for said in [&[][..], &["198.51.100.1"], &["198.51.100.1, 10.0.0.2"], &["nonsense"]] {
            assert_eq!(address(CLIENT, said).as_deref(), Some(CLIENT), "{said:?}");
        }
        let headers = lines(&[b"198.51.100.1"]);
        assert_eq!(client_address(PROXY.parse().ok(), &headers, &[]), PROXY.parse().ok());
        assert_eq!(client_address(None, &headers, &trusted()), None);
    }

    #[test]
    fn of_what_a_trusted_proxy_passes_on_its_own_entry_counts_and_not_the_client_s() {
        for said in [
            &["203.0.113.7"][..],
            &["198.51.100.1, 203.0.113.7"],
            &["198.51.100.1", "203.0.113.7"],
            &["10.9.9.9, 203.0.113.7"],
            &["nonsense,,'; DROP TABLE users,203.0.113.7"],
            &["198.51.100.1,\t203.0.113.7 , 10.0.0.2", "fd00::2,[fd00::3]:80"],
        ] {
            assert_eq!(address(PROXY, said).as_deref(), Some(CLIENT), "{said:?}");
        }
    }

    #[test]
    fn when_all_are_trusted_the_leftmost_is_the_client() {
        assert_eq!(address(PROXY, &["10.0.0.3, fd00::2, 10.0.0.2"]).as_deref(), Some("10.0.0.3"));
    }

    #[test]
    fn where_the_proxies_do_not_say_the_address_is_unknown() {
        for said in [
            &[][..],
            &[""],
            &["203.0.113.7, "],
            &["203.0.113.7, unknown"],
            &["203.0.113.7, unix:"],
            &["203.0.113.7, _hidden, 10.0.0.2"],
            &["203.0.113.7", "10.0.0.2 10.0.0.3"],
        ] {
            assert_eq!(address(PROXY, said), None, "{said:?}");
        }
        let no_text = lines(&[b"203.0.113.7, \xff"]);
        assert_eq!(client_address(PROXY.parse().ok(), &no_text, &trusted()), None);
    }

    #[test]
    fn entries_come_with_and_without_a_port() {
        for (entry, expected) in [
            ("1.2.3.4", Some("1.2.3.4")),
            ("1.2.3.4:567", Some("1.2.3.4")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("[2001:db8::1]:567", Some("2001:db8::1")),
            ("::ffff:1.2.3.4", Some("1.2.3.4")),
            ("[::ffff:1.2.3.4]:567", Some("1.2.3.4")),
            ("[1.2.3.4]", None),
            ("1.2.3.4:", None),
            ("1.2.3.4:99999", None),
            ("01.2.3.4", None),
            ("1.2.3", None),
            ("\"1.2.3.4\"", None),
            ("for=1.2.3.4", None),
        ] {
            assert_eq!(address(PROXY, &[entry]).as_deref(), expected, "{entry}");
        }
    }

    #[test]
    fn an_ipv4_address_in_ipv6_is_the_ipv4_address() {
        assert_eq!(address("::ffff:203.0.113.7", &["1.2.3.4"]).as_deref(), Some(CLIENT));
        let through = address("::ffff:10.0.0.1", &["203.0.113.7, ::ffff:10.0.0.2"]);
        assert_eq!(through.as_deref(), Some(CLIENT));
    }

    proptest! {
        #[test]
        fn no_header_is_too_much(values in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..4)) {
            let mut headers = HeaderMap::new();
            for value in values {
                if let Ok(value) = HeaderValue::from_bytes(&value) {
                    headers.append(X_FORWARDED_FOR, value);
                }
            }
            let _ = client_address(PROXY.parse().ok(), &headers, &trusted());
        }

        #[test]
        fn what_the_last_proxy_says_cannot_be_overwritten(
            written in "[ -~\u{e9}]{0,80}",
            client in any::<[u8; 4]>().prop_filter("no proxy", |octets| octets[0] != 10),
        ) {
            let client = IpAddr::from(client);
            let passed_on = format!("{written}, {client}");
            let headers = lines(&[passed_on.as_bytes()]);
            prop_assert_eq!(client_address(PROXY.parse().ok(), &headers, &trusted()), Some(client));
        }
    }
}
