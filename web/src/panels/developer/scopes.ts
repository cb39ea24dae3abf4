// The scopes of people, by their last parts, in the order in which they are shown.

/** What a script mostly needs. */
export const USER_SCOPES = [
  "chat.messages",
  "chat.messages.create",
  "chat.messages.readonly",
  "chat.messages.reactions",
  "chat.spaces",
  "chat.spaces.create",
  "chat.spaces.readonly",
  "chat.memberships",
  "chat.memberships.readonly",
  "chat.users.readstate",
  "chat.users.spacesettings",
  "chat.users.availability",
];

/** Only for administrators. */
export const ADMIN_SCOPES = ["chat.admin.spaces", "chat.admin.spaces.readonly", "chat.admin.memberships", "chat.admin.memberships.readonly", "chat.admin.delete"];

/** Of apps in their own name, where an administrator approves. */
export const APP_SCOPES = [
  "chat.app.spaces",
  "chat.app.spaces.create",
  "chat.app.spaces.readonly",
  "chat.app.memberships",
  "chat.app.memberships.readonly",
  "chat.app.messages.readonly",
  "chat.app.delete",
];
