//! What each answer does with a browser's refresh token.

use actix_web::http::header;
use application::ChangeError;
use application::use_case::account::{RefreshError, TokenGrant};

use crate::answer::Answer;
use crate::extract::Carrier;
use crate::problem::Problem;
use crate::view::TokensView;

impl Carrier {
    /// The tokens, the refresh token in what was asked for.
    pub(crate) fn hand_over(
        &self,
        grant: TokenGrant,
        answer: impl FnOnce(&TokensView) -> Answer,
    ) -> Answer {
        match self {
            Self::Body => answer(&TokensView::from(grant)),
            Self::Cookie { cookie, .. } => {
                let kept = cookie.keeping(&grant);
                let mut response = answer(&TokensView::from(grant).without_refresh_token())?;
                response.headers_mut().append(header::SET_COOKIE, kept);
                Ok(response)
            }
        }
    }

    /// A success after which the token is worth nothing.
    pub(crate) fn let_go(&self, answer: Answer) -> Answer {
        let mut response = answer?;
        if let Self::Cookie { cookie, .. } = self {
            response.headers_mut().append(header::SET_COOKIE, cookie.cleared());
        }
        Ok(response)
    }

    /// The problem of a refused refresh. A cookie is no field that could be at fault: whatever
    /// it holds that is no token of ours is as good as none.
    pub(crate) fn refused_refresh(&self, error: RefreshError) -> Problem {
        match (self, error) {
            (Self::Cookie { .. }, RefreshError::Invalid(_) | RefreshError::Ended) => {
                self.let_go_refused(RefreshError::Ended.into())
            }
            (Self::Body, error)
            | (_, error @ (RefreshError::Limited(_) | RefreshError::Failed(_))) => error.into(),
        }
    }

    /// The problem of a refused logout.
    pub(crate) fn refused_logout(&self, error: ChangeError) -> Problem {
        match (self, error) {
            (Self::Cookie { .. }, ChangeError::Invalid(_) | ChangeError::Unauthenticated) => {
                self.let_go_refused(ChangeError::Unauthenticated.into())
            }
            (Self::Body, error)
            | (
                _,
                error @ (ChangeError::Taken(_) | ChangeError::Limited(_) | ChangeError::Failed(_)),
            ) => error.into(),
        }
    }

    /// A refusal that no other try with this token changes.
    fn let_go_refused(&self, problem: Problem) -> Problem {
        match self {
            Self::Body => problem,
            Self::Cookie { cookie, .. } => {
                problem.with_header(header::SET_COOKIE, cookie.cleared())
            }
        }
    }
}
