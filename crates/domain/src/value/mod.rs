//! Values that are valid by construction: private fields, one `parse` each.

mod email;
mod id;
mod locale;
mod password;
mod phone;
mod text;
mod time_zone;

pub use email::Email;
pub use id::{
    AssistantId, AssistantRemovalId, AuditEventId, IntentId, RequestOrigin, SessionId, UserId,
};
pub use locale::Locale;
pub use password::{NewPassword, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS};
pub use phone::PhoneNumber;
pub use text::{BoundedText, CompanySize, ImageUrl, Name, check_length, check_text};
pub use time_zone::check_time_zone;
