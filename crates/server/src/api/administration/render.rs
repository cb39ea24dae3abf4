//! People as administrators see them.

use domain::names;
use domain::users::User;
use proto::confab::AdminUser;

pub fn user(user: &User) -> AdminUser {
    AdminUser {
        name: names::user_name(user.id),
        email: user.email.clone().unwrap_or_default(),
        display_name: user.display_name.clone(),
        admin: user.admin,
        disabled: user.disabled,
        create_time: Some(user.create_time.to_wire()),
    }
}
