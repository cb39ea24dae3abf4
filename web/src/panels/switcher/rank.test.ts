import { expect, it } from "vitest";
import { rank } from "./rank";

const names = ["Launch planning", "Coffee corner", "Plan B", "Bob Baptiste bob"];
const found = (words: string) => rank(words, names, (name) => name);

it("puts what begins so first, then words, then letters in order", () => {
  expect(found("pl")).toEqual(["Plan B", "Launch planning"]);
  expect(found("b ba")).toEqual(["Bob Baptiste bob"]);
  expect(found("lp")).toEqual(["Launch planning"]);
  expect(found("zz")).toEqual([]);
  expect(found(" ")).toEqual(names);
});
