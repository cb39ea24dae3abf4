/** Things whose text fits the words, the best first; all of them without words. */
export function rank<T>(words: string, things: T[], text: (thing: T) => string): T[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return things;
  const scored = things
    .map((thing, index) => ({ thing, index, score: score(wanted, text(thing).toLowerCase()) }))
    .filter((one) => one.score > 0);
  return scored.sort((a, b) => b.score - a.score || a.index - b.index).map((one) => one.thing);
}

function score(wanted: string, text: string): number {
  if (text.startsWith(wanted)) return 4;
  const words = text.split(/[\s@._-]+/);
  if (wanted.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 3;
  if (text.includes(wanted)) return 2;
  // Letters in their order, as in "lp" for "launch planning".
  let at = -1;
  for (const letter of wanted.replaceAll(/\s/g, "")) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 1;
}
