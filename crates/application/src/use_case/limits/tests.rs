//! Through the use cases that count, by what they ask of the limiter and in which order.

mod count;
mod of_a_current_password;
mod of_a_login;
mod of_a_refresh;
mod of_a_sign_up;
mod of_a_sync;

use super::*;

#[test]
fn one_subscriber_is_one_address() {
    for (ip, expected) in [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "0:0:0:0::/64"),
    ] {
        assert_eq!(network(ip.parse().unwrap()), expected, "{ip}");
    }
}
