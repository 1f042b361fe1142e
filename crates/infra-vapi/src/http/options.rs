//! Where Vapi is.

use reqwest::Url;

/// Where Vapi is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VapiOptions {
    /// The address of its API, with or without a slash at the end.
    pub base_url: String,
}

impl Default for VapiOptions {
    fn default() -> Self {
        Self { base_url: "https://api.vapi.ai".to_owned() }
    }
}

/// The adapter cannot be set up so.
#[derive(Debug, thiserror::Error)]
pub enum VapiSetupError {
    /// The address is none. Not repeated, as it may hold a password.
    #[error("the base URL {0}")]
    BaseUrl(&'static str),
    /// The client cannot be built: no certificates, say.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

/// The base with a slash at its end.
pub(super) fn base(base_url: &str) -> Result<Url, VapiSetupError> {
    parse_base(base_url).map_err(VapiSetupError::BaseUrl)
}

fn parse_base(text: &str) -> Result<Url, &'static str> {
    let mut url = Url::parse(text.trim()).map_err(|_| "is no URL, as https://api.vapi.ai is")?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err("must begin with https:// or http:// and name a host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not hold a query or fragment");
    }
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// Whether it runs beside us.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_ends_in_one_slash() {
        for (text, base) in [
            ("https://api.vapi.ai", "https://api.vapi.ai/"),
            ("https://api.vapi.ai///", "https://api.vapi.ai/"),
            (" http://127.0.0.1:8081/vapi/ ", "http://127.0.0.1:8081/vapi/"),
        ] {
            assert_eq!(parse_base(text).unwrap().as_str(), base);
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused_without_being_repeated() {
        for text in [
            "",
            "api.vapi.ai",
            "ftp://api.vapi.ai",
            "mailto:ada@example.com",
            "https://ada:s3cret@api.vapi.ai",
            "https://api.vapi.ai?x=s3cret",
            "https://api.vapi.ai/#s3cret",
            "s3cret",
        ] {
            let error = base(text).unwrap_err();
            assert!(matches!(error, VapiSetupError::BaseUrl(_)), "{text}");
            assert!(!error.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn loopback_is_known() {
        for (text, loopback) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://localhost", true),
            ("https://api.vapi.ai", false),
        ] {
            assert_eq!(is_loopback(&parse_base(text).unwrap()), loopback, "{text}");
        }
    }
}
