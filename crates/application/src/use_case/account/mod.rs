//! Accounts: signing up, logging in and out, and what a user says of themselves.

mod authenticate;
mod change_password;
mod complete_onboarding;
mod end_other_sessions;
mod end_session;
mod list_sessions;
mod log_in;
mod log_out;
mod refresh_session;
mod sign_up;
mod token_grant;
mod update_account;
mod update_onboarding;
mod update_profile;
mod user_change;
mod view_user;

pub use authenticate::Authenticate;
pub use change_password::ChangePassword;
pub use complete_onboarding::CompleteOnboarding;
pub use end_other_sessions::EndOtherSessions;
pub use end_session::EndSession;
pub use list_sessions::ListSessions;
pub use log_in::{LogIn, LogInError};
pub use log_out::LogOut;
pub use refresh_session::{RefreshError, RefreshSession};
pub use sign_up::SignUp;
pub use token_grant::TokenGrant;
pub use update_account::UpdateAccount;
pub use update_onboarding::UpdateOnboarding;
pub use update_profile::UpdateProfile;
pub use view_user::ViewUser;
