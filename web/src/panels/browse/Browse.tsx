import "./browse.css";
import { ChevronLeft, Hash } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { json } from "../../api/client";
import { sentence } from "../../api/error";
import type { Space } from "../../api/gen/types";
import { loadSpace } from "../../state/load";
import { go } from "../../state/route";
import { known } from "../../state/store";
import { Button, IconButton } from "../../ui/Button";
import { attempt } from "../message/actions";
import { overlay } from "../shell/overlay";
import { spacePath } from "../space-list/order";
import { rank } from "../switcher/rank";

interface Page {
  spaces?: Space[];
  discoverableSpaces?: Space[];
  nextPageToken?: string;
}

/** Spaces that everybody may find, and a button to join each. */
export function Browse() {
  const [spaces, setSpaces] = useState<Space[] | null>(null);
  const [next, setNext] = useState("");
  const [failed, setFailed] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const load = async (token: string) => {
    try {
      const page = await json<Page>("GET", `/confab/v1/discoverableSpaces?pageSize=100&pageToken=${encodeURIComponent(token)}`);
      setSpaces((before) => [...(before ?? []), ...(page.spaces ?? page.discoverableSpaces ?? [])]);
      setNext(page.nextPageToken ?? "");
    } catch (error) {
      setFailed(sentence(error));
    }
  };
  useEffect(() => void load(""), []);
  const shown = rank(words, spaces ?? [], (space) => `${space.displayName ?? ""} ${space.spaceDetails?.description ?? ""}`);
  return (
    <>
      <header class="panel-head">
        <IconButton label="To the list of conversations" class="only-narrow" onClick={() => go("/")}>
          <ChevronLeft />
        </IconButton>
        <h1 class="grow">Browse spaces</h1>
        <Button onClick={() => (overlay.value = { kind: "new-space" })}>New space</Button>
      </header>
      <div class="page">
        <div class="page-inner">
          <input class="input" type="search" placeholder="Search" aria-label="Search spaces" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
          {failed && <p class="error" role="alert">{failed}</p>}
          {!spaces && !failed && <div class="spinner" role="status" aria-label="Loading" />}
          {spaces && shown.length === 0 && <p class="muted">There is no space that you could find here.</p>}
          <ul class="browse-list">
            {shown.map((space) => (
              <Row key={space.name} space={space} />
            ))}
          </ul>
          {next && <Button onClick={() => void load(next)}>More</Button>}
        </div>
      </div>
    </>
  );
}

function Row({ space }: { space: Space }) {
  const name = space.name ?? "";
  const inside = known.value.spaces.has(name);
  const count = space.membershipCount?.joinedDirectHumanUserCount;
  const join = () =>
    attempt(async () => {
      await json("POST", `/confab/v1/${name}:join`, "{}");
      await loadSpace(name);
      go(spacePath(name));
    });
  return (
    <li class="browse-row">
      <Hash />
      <div class="member-text">
        <strong>{space.displayName}</strong>
        <span class="muted">
          {[count ? `${count} ${count === 1 ? "member" : "members"}` : "", space.spaceDetails?.description].filter(Boolean).join(" · ")}
        </span>
      </div>
      {inside ? <Button onClick={() => go(spacePath(name))}>Open</Button> : <Button kind="primary" onClick={() => void join()}>Join</Button>}
    </li>
  );
}
