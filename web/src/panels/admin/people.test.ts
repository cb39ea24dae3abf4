import { describe, expect, it } from "vitest";
import { replaced, withPerson } from "./people";
import { actor } from "./audit";

const person = (id: number, email: string) => ({ name: `users/${id}`, email: `${email}@example.com` });
const USERS = [person(1, "alice"), person(2, "carol")];
const emails = (users: { email?: string }[]) => users.map((user) => user.email?.split("@")[0]);

describe("the list of people", () => {
  it("shows a change at the same place", () => {
    const list = replaced(USERS, { ...person(1, "alice"), disabled: true });
    expect(list).toEqual([{ ...person(1, "alice"), disabled: true }, person(2, "carol")]);
  });

  it("has somebody new where a fresh load would have them", () => {
    expect(emails(withPerson(USERS, person(3, "bob")))).toEqual(["alice", "bob", "carol"]);
    expect(emails(withPerson(USERS, person(3, "dave")))).toEqual(["alice", "carol", "dave"]);
    expect(emails(withPerson(USERS, person(2, "carol")))).toEqual(["alice", "carol"]);
  });
});

describe("who did what the audit log tells", () => {
  const known = new Map([["users/1", "alice@example.com"]]);

  it("is called by address where it is known", () => {
    expect(actor({ actor: "users/1" }, known)).toBe("alice@example.com");
    expect(actor({ actor: "users/9" }, known)).toBe("users/9");
    expect(actor({ actor: "commandLine" }, known)).toBe("Command line");
    expect(actor({}, known)).toBe("Nobody known");
  });
});
