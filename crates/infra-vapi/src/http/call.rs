//! What is asked of Vapi.

use std::fmt;

use domain::value::AssistantId;
use reqwest::{Method, Url};

/// Which resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Route {
    /// `/assistant`
    Assistants,
    /// `/assistant/{id}`
    Assistant(AssistantId),
}

impl Route {
    /// Its address under `base`, which ends in a slash.
    pub(crate) fn under(self, base: &Url) -> Url {
        let mut url = base.clone();
        let path = match self {
            Self::Assistants => format!("{}assistant", base.path()),
            Self::Assistant(id) => format!("{}assistant/{}", base.path(), id.as_uuid()),
        };
        url.set_path(&path);
        url
    }
}

/// Shows the template, for logs.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Assistants => "/assistant",
            Self::Assistant(_) => "/assistant/{id}",
        })
    }
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Call<'a> {
    /// What it is called among numbers and spans.
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) route: Route,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<&'a str>,
}

impl<'a> Call<'a> {
    pub(crate) fn find(id: AssistantId) -> Self {
        Self::new("find", Method::GET, Route::Assistant(id))
    }

    pub(crate) fn list(query: Vec<(&'static str, String)>) -> Self {
        Self { query, ..Self::new("list", Method::GET, Route::Assistants) }
    }

    pub(crate) fn create(body: &'a str) -> Self {
        Self { body: Some(body), ..Self::new("create", Method::POST, Route::Assistants) }
    }

    pub(crate) fn update(id: AssistantId, body: &'a str) -> Self {
        Self { body: Some(body), ..Self::new("update", Method::PATCH, Route::Assistant(id)) }
    }

    pub(crate) fn delete(id: AssistantId) -> Self {
        Self::new("delete", Method::DELETE, Route::Assistant(id))
    }

    fn new(operation: &'static str, method: Method, route: Route) -> Self {
        Self { operation, method, route, query: Vec::new(), body: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_the_base_path_and_holds_a_uuid_alone() {
        let id = AssistantId::parse("3B1F8A528F0D4C639A510D8F5A7D2F10").unwrap();
        for base in ["https://api.vapi.ai/", "http://127.0.0.1:8080/proxy/vapi/"] {
            let base = Url::parse(base).unwrap();
            assert_eq!(Route::Assistants.under(&base).as_str(), format!("{base}assistant"));
            assert_eq!(
                Route::Assistant(id).under(&base).as_str(),
                format!("{base}assistant/3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10")
            );
        }
    }

    #[test]
    fn a_log_sees_no_id() {
        let id = AssistantId::parse("3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").unwrap();
        assert_eq!(Route::Assistant(id).to_string(), "/assistant/{id}");
    }
}
