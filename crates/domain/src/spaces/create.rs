//! What `spaces.create` accepts.

use proto::chat as wire;
use proto::chat::space::{SpaceThreadingState, SpaceType};

use super::Draft;
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::timestamp::Time;

/// Checks the space of a `CreateSpaceRequest`: a named space with a display
/// name, or one in import mode. `as_app`: with app authentication the customer
/// must be named.
pub fn check_create(
    profile: &Profile,
    space: Option<&wire::Space>,
    as_app: bool,
    customer: &str,
    now: Time,
) -> Result<Draft> {
    let space = space.ok_or_else(|| Error::invalid("space", "The request has no space."))?;
    if space.import_mode {
        return import(profile, space, as_app, now);
    }
    if space.space_type() != SpaceType::Space {
        return Err(Error::invalid(
            "space.space_type",
            "Only named spaces can be created: set space_type to SPACE. Use spaces.setup for \
             group chats and direct messages.",
        ));
    }
    if space.single_user_bot_dm {
        return Err(Error::invalid(
            "space.single_user_bot_dm",
            "A named space isn't a direct message with an app.",
        ));
    }
    check_customer(space, as_app, customer)?;
    named(profile, space)
}

fn import(profile: &Profile, space: &wire::Space, as_app: bool, now: Time) -> Result<Draft> {
    if as_app {
        return Err(Error::permission_denied(
            "A space in import mode can only be created in the name of a user, by domain-wide \
             delegation with the scope chat.import.",
        ));
    }
    super::import::check(profile, space, now)
}

/// The parts that `create` and `setup` of a named space share.
pub(super) fn named(profile: &Profile, space: &wire::Space) -> Result<Draft> {
    if space.space_threading_state() == SpaceThreadingState::GroupedMessages {
        return Err(Error::invalid(
            "space.space_threading_state",
            "Spaces that group messages by topic can't be created.",
        ));
    }
    let (description, guidelines) = super::details(profile, space.space_details.as_ref())?;
    let asked = space
        .access_settings
        .as_ref()
        .map_or("", |access| &access.audience);
    Ok(Draft {
        space_type: SpaceType::Space,
        single_user_bot_dm: false,
        display_name: super::display_name("space.display_name", &space.display_name)?,
        description,
        guidelines,
        external_user_allowed: space.external_user_allowed,
        history_state: super::history_state(space)?,
        audience: super::audience("space.access_settings.audience", asked)?,
        permission_settings: Some(super::initial_settings(space)?),
        import: None,
    })
}

fn check_customer(space: &wire::Space, as_app: bool, ours: &str) -> Result<()> {
    let named = space.customer.as_deref().unwrap_or_default();
    if as_app && named.is_empty() {
        return Err(Error::invalid(
            "space.customer",
            "An app that creates a space must name the customer, for example \
             customers/my_customer.",
        ));
    }
    if as_app && named != ours && named != "customers/my_customer" {
        return Err(Error::permission_denied(
            "The app may not create spaces for this customer.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{CURRENT, REFERENCE};
    use crate::{Code, spaces};

    fn named_space() -> wire::Space {
        wire::Space {
            space_type: SpaceType::Space as i32,
            display_name: "Launch".into(),
            ..Default::default()
        }
    }

    fn check(space: wire::Space, field: &str) {
        let error =
            check_create(&REFERENCE, Some(&space), false, "customers/C0", Time(0)).unwrap_err();
        assert_eq!(error.code, Code::InvalidArgument, "{field}");
        let crate::error::Detail::BadRequest(violations) = &error.details[0] else {
            panic!("no violation")
        };
        assert_eq!(violations[0].field, field);
    }

    #[test]
    fn a_named_space_gets_defaults() {
        let draft = check_create(&REFERENCE, Some(&named_space()), false, "", Time(0)).unwrap();
        assert_eq!(draft.display_name, "Launch");
        assert_eq!(draft.history_state, wire::HistoryState::HistoryOn);
        assert!(draft.permission_settings.is_some());
    }

    #[test]
    fn everything_else_names_its_field() {
        let with = |change: fn(&mut wire::Space)| {
            let mut space = named_space();
            change(&mut space);
            space
        };
        check(with(|s| s.space_type = 0), "space.space_type");
        check(
            with(|s| s.space_type = SpaceType::GroupChat as i32),
            "space.space_type",
        );
        check(with(|s| s.space_type = 77), "space.space_type");
        check(with(|s| s.display_name = " ".into()), "space.display_name");
        check(
            with(|s| s.display_name = "x".repeat(129)),
            "space.display_name",
        );
        check(
            with(|s| s.single_user_bot_dm = true),
            "space.single_user_bot_dm",
        );
        check(
            with(|s| s.space_history_state = 9),
            "space.space_history_state",
        );
        check(
            with(|s| s.space_threading_state = SpaceThreadingState::GroupedMessages as i32),
            "space.space_threading_state",
        );
        check(
            with(|s| {
                s.access_settings = Some(wire::space::AccessSettings {
                    audience: "everybody".into(),
                    ..Default::default()
                })
            }),
            "space.access_settings.audience",
        );
    }

    #[test]
    fn limits_count_characters_and_follow_the_profile() {
        let space = |description: usize, guidelines: usize| wire::Space {
            display_name: "ü".repeat(spaces::DISPLAY_NAME_LIMIT),
            space_details: Some(wire::space::SpaceDetails {
                description: "é".repeat(description),
                guidelines: "é".repeat(guidelines),
            }),
            ..named_space()
        };
        let create = |profile, space| check_create(profile, Some(&space), false, "", Time(0));
        assert!(create(&REFERENCE, space(150, 5_000)).is_ok());
        assert!(create(&REFERENCE, space(151, 0)).is_err());
        assert!(create(&CURRENT, space(4_096, 5_000)).is_ok());
        assert!(create(&CURRENT, space(4_097, 0)).is_err());
        assert!(create(&CURRENT, space(0, 5_001)).is_err());
    }

    #[test]
    fn an_app_names_the_customer() {
        let create = |customer: Option<&str>| {
            let space = wire::Space {
                customer: customer.map(Into::into),
                ..named_space()
            };
            check_create(&REFERENCE, Some(&space), true, "customers/C0", Time(0))
                .map_err(|e| e.code)
        };
        assert_eq!(create(None).unwrap_err(), Code::InvalidArgument);
        assert_eq!(
            create(Some("customers/C1")).unwrap_err(),
            Code::PermissionDenied
        );
        assert!(create(Some("customers/C0")).is_ok());
        assert!(create(Some("customers/my_customer")).is_ok());
    }
}
