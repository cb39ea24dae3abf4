//! People, groups and apps as administrators see them.

use domain::apps::App;
use domain::groups::Group;
use domain::names;
use domain::users::User;
use proto::confab::{AdminGroup, AdminUser, AppGrants};

use crate::gate::ScopeSet;

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

pub fn group(group: &Group) -> AdminGroup {
    AdminGroup {
        name: names::group_name(group.id),
        email: group.email.clone(),
        display_name: group.display_name.clone(),
    }
}

pub fn app(app: &App) -> AppGrants {
    let urls = |scopes: &str| {
        let scopes = ScopeSet::parse_known(scopes);
        scopes.iter().map(|scope| scope.url()).collect()
    };
    AppGrants {
        name: format!("apps/{}", app.id.segment()),
        display_name: app.display_name.clone(),
        client_email: app.client_email.clone(),
        approved_scopes: urls(&app.approved_scopes),
        delegated_scopes: urls(&app.delegated_scopes),
    }
}
