import "./app-home.css";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Card } from "../../cards/Card";
import { Button } from "../../ui/Button";
import { searchPeople } from "../composer/suggest";
import { clickHome, homes, openHome } from "./interact";

/** The home of an app, in the place of the messages with it. */
export function AppHome({ space }: { space: string }) {
  const [error, setError] = useState<string>();
  const load = () => {
    setError(undefined);
    void openHome(space).then(setError);
  };
  useEffect(load, [space]);
  const host = useMemo(() => ({ click: (click: Parameters<typeof clickHome>[1]) => clickHome(space, click), searchPeople }), [space]);
  const card = homes.value.get(space);
  if (card) {
    return (
      <div class="app-home" role="region" aria-label="Home of the app" tabIndex={0}>
        <Card card={card} host={host} />
      </div>
    );
  }
  if (error === undefined) return <div class="spinner centered" role="status" aria-label="Loading" />;
  return (
    <div class="notice" role="alert">
      <p>{error}</p>
      <Button onClick={load}>Try again</Button>
    </div>
  );
}
