//! Spaces that are filled with the past: import mode.
//!
//! Source: the reference's `Space.importMode` and `Space.createTime`, and the
//! import guides.

use proto::chat as wire;
use proto::chat::space::SpaceType;

use super::Draft;
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::timestamp::Time;

/// How long an import may take, from the call that made the space.
pub const IMPORT_PERIOD: i64 = 90 * Time::DAY;
/// 2000-01-01, before which nothing was created.
const EARLIEST: Time = Time(946_684_800 * Time::SECOND);

/// What is special about a new space in import mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Import {
    /// When the space was created where it comes from.
    pub create_time: Option<Time>,
}

/// Checks the space of a `CreateSpaceRequest` with `importMode`: a named space
/// or a group chat, with a time of creation in the past if it wants.
pub(super) fn check(profile: &Profile, space: &wire::Space, now: Time) -> Result<Draft> {
    let import = Import {
        create_time: create_time(space, now)?,
    };
    if space.single_user_bot_dm {
        return Err(Error::invalid(
            "space.single_user_bot_dm",
            "A direct message with an app can't be imported.",
        ));
    }
    let draft = match space.space_type() {
        SpaceType::Space => super::create::named(profile, space)?,
        SpaceType::GroupChat => super::set_up::group_chat(profile, space)?,
        _ => {
            return Err(Error::invalid(
                "space.space_type",
                "Only a SPACE or a GROUP_CHAT can be created in import mode.",
            ));
        }
    };
    if !draft.audience.is_empty() {
        return Err(Error::invalid(
            "space.access_settings.audience",
            "A space in import mode has no target audience: set it once the import is complete.",
        ));
    }
    Ok(Draft {
        import: Some(import),
        ..draft
    })
}

fn create_time(space: &wire::Space, now: Time) -> Result<Option<Time>> {
    let Some(given) = &space.create_time else {
        return Ok(None);
    };
    let given = Time::from_wire(given);
    if given < EARLIEST || given > now {
        return Err(Error::invalid(
            "space.create_time",
            "The creation time of an imported space must be between 2000-01-01T00:00:00Z and now.",
        ));
    }
    Ok(Some(given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::REFERENCE;

    const NOW: Time = Time(1_700_000_000 * Time::SECOND);

    fn imported(kind: SpaceType, name: &str, created: Option<Time>) -> Result<Draft> {
        let space = wire::Space {
            space_type: kind as i32,
            display_name: name.into(),
            import_mode: true,
            create_time: created.map(Time::to_wire),
            ..Default::default()
        };
        check(&REFERENCE, &space, NOW)
    }

    #[test]
    fn named_spaces_and_group_chats_have_a_past() {
        let draft = imported(SpaceType::Space, "Old", Some(EARLIEST)).unwrap();
        assert_eq!(draft.import.unwrap().create_time, Some(EARLIEST));
        let draft = imported(SpaceType::GroupChat, "", Some(NOW)).unwrap();
        assert_eq!(draft.space_type, SpaceType::GroupChat);
        let draft = imported(SpaceType::Space, "Old", None).unwrap();
        assert_eq!(draft.import.unwrap().create_time, None);
    }

    #[test]
    fn what_cannot_be_imported() {
        for (kind, name, created) in [
            (SpaceType::DirectMessage, "", None),
            (SpaceType::Unspecified, "Old", None),
            (SpaceType::GroupChat, "Old", None),
            (SpaceType::Space, "", None),
            (SpaceType::Space, "Old", Some(Time(EARLIEST.0 - 1))),
            (SpaceType::Space, "Old", Some(Time(NOW.0 + 1))),
            (SpaceType::Space, "Old", Some(Time(i64::MIN))),
        ] {
            assert!(
                imported(kind, name, created).is_err(),
                "{kind:?} {created:?}"
            );
        }
    }
}
