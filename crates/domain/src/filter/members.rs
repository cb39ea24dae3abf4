//! `spaces.members.list`: by role and by kind of member.
//!
//! Roles and kinds are few, so a filter is the set of (kind, role) pairs that
//! it lets through: AND cuts sets, OR joins them, and a contradiction is the
//! empty set.

use proto::chat::membership::MembershipRole as Role;
use proto::chat::user::Type;

use super::{Comparison, Expr, Filter, Operator};
use crate::{Error, Result};

const ROLES: [(&str, Role); 3] = [
    ("ROLE_MEMBER", Role::RoleMember),
    ("ROLE_MANAGER", Role::RoleManager),
    ("ROLE_ASSISTANT_MANAGER", Role::RoleAssistantManager),
];
const TYPES: [(&str, Type); 2] = [("HUMAN", Type::Human), ("BOT", Type::Bot)];

/// What a membership can be. Groups have no role, and neither have people who
/// are no members.
pub const PAIRS: [(Kind, Role); 9] = [
    (Kind::Human, Role::Unspecified),
    (Kind::Human, Role::RoleMember),
    (Kind::Human, Role::RoleManager),
    (Kind::Human, Role::RoleAssistantManager),
    (Kind::App, Role::Unspecified),
    (Kind::App, Role::RoleMember),
    (Kind::App, Role::RoleManager),
    (Kind::App, Role::RoleAssistantManager),
    (Kind::Group, Role::Unspecified),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Human,
    App,
    Group,
}

/// Which memberships are wanted. The default is all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberFilter {
    /// Bit n stands for `PAIRS[n]`.
    pairs: u16,
    /// Whether a comparison of `member.type` was one that administrators may
    /// not use.
    barred: bool,
}

impl Default for MemberFilter {
    fn default() -> Self {
        Self {
            pairs: pairs(|_, _| true),
            barred: false,
        }
    }
}

impl MemberFilter {
    pub fn parse(text: &str) -> Result<Self> {
        let filter = Filter::parse("filter", text)?;
        let mut wanted = Self::default();
        if let Some(root) = &filter.root {
            wanted.pairs = wanted.read(&filter, root)?;
            if wanted.pairs == 0 {
                return Err(filter.refuse(root.at(), "no membership can match this"));
            }
        }
        Ok(wanted)
    }

    fn read(&mut self, filter: &Filter, expr: &Expr) -> Result<u16> {
        match expr {
            Expr::And(terms) => terms
                .iter()
                .try_fold(u16::MAX, |set, term| Ok(set & self.read(filter, term)?)),
            Expr::Or(terms) => terms
                .iter()
                .try_fold(0, |set, term| Ok(set | self.read(filter, term)?)),
            _ => self.compare(filter, filter.comparison(expr)?),
        }
    }

    fn compare(&mut self, filter: &Filter, comparison: &Comparison) -> Result<u16> {
        match comparison.field.as_str() {
            "role" => {
                filter.allow(comparison, &[Operator::Equals])?;
                let wanted = filter.one_of(comparison, &ROLES)?;
                Ok(pairs(|_, role| role == wanted))
            }
            "member.type" => {
                filter.allow(comparison, &[Operator::Equals, Operator::NotEquals])?;
                let named = filter.one_of(comparison, &TYPES)?;
                let kind = if named == Type::Human {
                    Kind::Human
                } else {
                    Kind::App
                };
                let equals = comparison.operator == Operator::Equals;
                self.barred |= equals != (kind == Kind::Human);
                Ok(pairs(|other, _| (other == kind) == equals))
            }
            _ => Err(filter.unknown_field(comparison, &["role", "member.type"])),
        }
    }

    pub fn matches(&self, kind: Kind, role: Role) -> bool {
        self.pairs().any(|pair| pair == (kind, role))
    }

    /// Everything that matches; never empty.
    pub fn pairs(&self) -> impl Iterator<Item = (Kind, Role)> + '_ {
        PAIRS
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| self.pairs & (1 << bit) != 0)
            .map(|(_, pair)| pair)
    }

    /// Whether nothing is left out, so that a query needs no condition.
    pub fn is_all(&self) -> bool {
        self.pairs == Self::default().pairs
    }

    /// With `use_admin_access`, apps must be left out, by one of the two
    /// comparisons that the reference names.
    pub fn check_admin_access(&self) -> Result<()> {
        let apps = self.pairs().any(|(kind, _)| kind == Kind::App);
        if apps || self.barred {
            return Err(Error::invalid(
                "filter",
                "With use_admin_access, the filter must contain member.type = \"HUMAN\" or \
                 member.type != \"BOT\", and no other comparison of member.type.",
            ));
        }
        Ok(())
    }
}

fn pairs(wanted: impl Fn(Kind, Role) -> bool) -> u16 {
    PAIRS
        .iter()
        .enumerate()
        .filter(|(_, (kind, role))| wanted(*kind, *role))
        .fold(0, |set, (bit, _)| set | (1 << bit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `want`: the roles of people, then of apps, then whether groups match;
    /// or the refusal.
    fn check(text: &str, want: &str) {
        let got = match MemberFilter::parse(text) {
            Ok(filter) => show(&filter),
            Err(error) => error.message.to_string(),
        };
        assert_eq!(got, want, "{text}");
    }

    fn show(filter: &MemberFilter) -> String {
        let letters = |kind| {
            let letter = |role| match role {
                Role::Unspecified => '-',
                Role::RoleMember => 'm',
                Role::RoleManager => 'o',
                Role::RoleAssistantManager => 'a',
            };
            let of_kind = filter.pairs().filter(|pair| pair.0 == kind);
            of_kind.map(|pair| letter(pair.1)).collect::<String>()
        };
        format!(
            "{}/{}/{}",
            letters(Kind::Human),
            letters(Kind::App),
            letters(Kind::Group)
        )
    }

    #[test]
    fn valid_examples_of_the_reference() {
        check(r#"role = "ROLE_MANAGER" OR role = "ROLE_MEMBER""#, "mo/mo/");
        check(r#"member.type = "HUMAN" AND role = "ROLE_MANAGER""#, "o//");
        check(r#"member.type != "BOT""#, "-moa//-");
    }

    #[test]
    fn invalid_examples_of_the_reference() {
        let want = "Invalid filter at position 1: no membership can match this.";
        check(r#"member.type = "HUMAN" AND member.type = "BOT""#, want);
        check(r#"role = "ROLE_MANAGER" AND role = "ROLE_MEMBER""#, want);
    }

    #[test]
    fn roles_and_kinds_combine() {
        check("", "-moa/-moa/-");
        check("role = ROLE_ASSISTANT_MANAGER", "a/a/");
        check(r#"role = "ROLE_MANAGER" OR member.type = "BOT""#, "o/-moa/");
        check(
            r#"member.type = "HUMAN" OR member.type = "BOT""#,
            "-moa/-moa/",
        );
        check(r#"member.type != "HUMAN" AND member.type != "BOT""#, "//-");
        check(r#"role = "ROLE_MEMBER" AND role = "ROLE_MEMBER""#, "m/m/");
        let both = r#"(role = "ROLE_MANAGER" OR role = "ROLE_ASSISTANT_MANAGER") AND member.type != "BOT""#;
        check(both, "oa//");
        check(&both.replace(['(', ')'], ""), "oa//");
    }

    #[test]
    fn refusals() {
        let at =
            |position: usize, what: &str| format!("Invalid filter at position {position}: {what}.");
        check(
            "role = ROLE_OWNER",
            &at(
                8,
                r#""ROLE_OWNER" is not a value of "role"; supported: ROLE_MEMBER, ROLE_MANAGER, ROLE_ASSISTANT_MANAGER"#,
            ),
        );
        check(
            "role = MEMBERSHIP_ROLE_UNSPECIFIED",
            &at(
                8,
                r#""MEMBERSHIP_ROLE_UNSPECIFIED" is not a value of "role"; supported: ROLE_MEMBER, ROLE_MANAGER, ROLE_ASSISTANT_MANAGER"#,
            ),
        );
        check(
            "role != ROLE_MEMBER",
            &at(1, r#""role" does not take the operator "!="; supported: ="#),
        );
        check(
            "member.type : HUMAN",
            &at(
                1,
                r#""member.type" does not take the operator ":"; supported: = !="#,
            ),
        );
        check(
            "member.type = human",
            &at(
                15,
                r#""human" is not a value of "member.type"; supported: HUMAN, BOT"#,
            ),
        );
        check(
            "member.name = users/1",
            &at(
                1,
                r#"unknown field "member.name"; supported: role, member.type"#,
            ),
        );
        check("NOT member.type = BOT", &at(5, "NOT is not supported"));
        check("is_manager()", &at(1, r#"unknown function "is_manager""#));
    }

    #[test]
    fn administrators_must_leave_out_apps() {
        for (text, allowed) in [
            ("", false),
            (r#"role = "ROLE_MANAGER""#, false),
            (r#"member.type = "BOT""#, false),
            (r#"member.type = "HUMAN" OR role = "ROLE_MEMBER""#, false),
            (r#"member.type != "HUMAN" AND member.type != "BOT""#, false),
            (r#"member.type = "HUMAN""#, true),
            (r#"member.type != "BOT""#, true),
            (r#"member.type != "BOT" AND role = "ROLE_MANAGER""#, true),
        ] {
            let filter = MemberFilter::parse(text).unwrap();
            assert_eq!(filter.check_admin_access().is_ok(), allowed, "{text}");
        }
    }
}
