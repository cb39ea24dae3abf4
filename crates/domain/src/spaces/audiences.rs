//! Target audiences: who may discover a named space, and who may join it.
//!
//! The audience of the whole organisation is `audiences/default`; a Google
//! group makes the audience `audiences/{group}`.

use proto::chat as wire;
use proto::chat::space::principal::PrincipalType;

use super::{DEFAULT_AUDIENCE, Space};
use crate::error::{Error, Result};
use crate::ids::GroupId;

/// Principals in one of the access permission settings.
pub(super) const PRINCIPAL_LIMIT: usize = 50;

/// An audience of a space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceAudience {
    /// `audiences/{audience}`.
    pub name: String,
    /// Or else may only discover the space.
    pub may_join: bool,
}

/// Whom an audience is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Organization,
    Group(GroupId),
}

impl Audience {
    /// Reads `audiences/default` or `audiences/{group}`; `None` for audiences
    /// that there cannot be.
    pub fn parse(name: &str) -> Option<Self> {
        if name == DEFAULT_AUDIENCE {
            return Some(Self::Organization);
        }
        let group = name.strip_prefix("audiences/")?;
        GroupId::parse(group).map(Self::Group)
    }

    pub fn name(self) -> String {
        match self {
            Self::Organization => DEFAULT_AUDIENCE.to_owned(),
            Self::Group(group) => format!("audiences/{}", group.segment()),
        }
    }
}

impl Space {
    /// Each audience once, by name.
    pub fn audiences(&self) -> Vec<SpaceAudience> {
        let mut found: Vec<SpaceAudience> = Vec::new();
        let mut add = |name: &str, may_join: bool| {
            if name.is_empty() {
                return;
            }
            match found.iter_mut().find(|known| known.name == name) {
                Some(known) => known.may_join |= may_join,
                None => found.push(SpaceAudience {
                    name: name.to_owned(),
                    may_join,
                }),
            }
        };
        add(&self.audience, true);
        if let Some(settings) = &self.access_permission_settings {
            for name in audience_names(settings.discover_space_setting.as_ref()) {
                add(name, false);
            }
            for name in audience_names(settings.join_space_setting.as_ref()) {
                add(name, true);
            }
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        found
    }

    /// The audiences that may view the members without having joined.
    pub fn viewers(&self) -> impl Iterator<Item = &str> {
        let settings = self.access_permission_settings.as_ref();
        audience_names(settings.and_then(|it| it.view_space_membership_setting.as_ref()))
    }
}

fn audience_names(
    setting: Option<&wire::space::AccessPermissionSetting>,
) -> impl Iterator<Item = &str> {
    let principals = setting.map(|setting| setting.principals.as_slice());
    principals.unwrap_or_default().iter().map(audience_name)
}

fn audience_name(principal: &wire::space::Principal) -> &str {
    match &principal.principal_type {
        Some(PrincipalType::Audience(audience)) => &audience.name,
        None => "",
    }
}

/// Checks the principals of an access permission setting.
pub(super) fn check_setting(
    path: &str,
    setting: Option<&wire::space::AccessPermissionSetting>,
) -> Result<()> {
    let Some(setting) = setting else {
        return Ok(());
    };
    let field = format!("space.{path}.principals");
    if setting.principals.len() > PRINCIPAL_LIMIT {
        let text = format!("More than {PRINCIPAL_LIMIT} principals.");
        return Err(Error::invalid(&field, text));
    }
    for name in setting.principals.iter().map(audience_name) {
        if super::audience(&field, name)?.is_empty() {
            return Err(Error::invalid(&field, "A principal requires an audience."));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_are_the_organization_and_groups() {
        let group = Audience::Group(GroupId(7));
        assert_eq!(Audience::parse(&group.name()), Some(group));
        let all = Audience::Organization;
        assert_eq!(Audience::parse(&all.name()), Some(all));
        for none in [
            "",
            "audiences/",
            "audiences/x",
            "groups/100000000000000000007",
        ] {
            assert_eq!(Audience::parse(none), None, "{none}");
        }
    }

    #[test]
    fn principals_are_audiences() {
        let setting = |names: &[&str]| {
            let principals = names.iter().map(|name| wire::space::Principal {
                principal_type: Some(PrincipalType::Audience(wire::Audience {
                    name: (*name).to_owned(),
                })),
            });
            wire::space::AccessPermissionSetting {
                principals: principals.collect(),
            }
        };
        let check = |names: &[&str]| check_setting("x", Some(&setting(names)));
        assert!(check(&["audiences/default"]).is_ok());
        assert!(check_setting("x", None).is_ok());
        for bad in [&[""][..], &["default"], &["audiences/a/b"]] {
            assert!(check(bad).is_err(), "{bad:?}");
        }
        assert!(check(&["audiences/default"; 51]).is_err());
    }
}
