import type { ConfabAdminUser } from "../../api/gen/types";

type Users = readonly ConfabAdminUser[];

/** The list with one person as they are now. */
export function replaced(users: Users, user: ConfabAdminUser): ConfabAdminUser[] {
  return users.map((other) => (other.name === user.name ? user : other));
}

/** The list with a new person at their place: by e-mail address, as the server lists them. */
export function withPerson(users: Users, user: ConfabAdminUser): ConfabAdminUser[] {
  const others = users.filter((other) => other.name !== user.name);
  const place = others.findIndex((other) => (other.email ?? "") > (user.email ?? ""));
  return place < 0 ? [...others, user] : others.toSpliced(place, 0, user);
}
