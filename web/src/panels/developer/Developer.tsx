import "./developer.css";
import "../../ui/tabs.css";
import { ChevronLeft } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { all, call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabApp } from "../../api/gen/types";
import { lastPart } from "../../state/names";
import { go } from "../../state/route";
import { Avatar } from "../../ui/Avatar";
import { Button, IconButton } from "../../ui/Button";
import { AppForm } from "./AppForm";
import { DeliveryList } from "./DeliveryList";
import { DeliveryView } from "./DeliveryView";
import { Tokens } from "./Tokens";

/** `/developer`, `/developer/tokens`, `/developer/new`, `/developer/APP`, `/developer/APP/deliveries[/DELIVERY]`. */
export function Developer({ rest }: { rest: string[] }) {
  const [id, part, delivery] = rest;
  if (id === "tokens") return <Tokens />;
  const app = `apps/${id}`;
  const back = part ? `/developer/${id}${delivery ? "/deliveries" : ""}` : id ? "/developer" : "/";
  return (
    <>
      <header class="panel-head">
        <IconButton label="Back" class={id ? "" : "only-narrow"} onClick={() => go(back)}>
          <ChevronLeft />
        </IconButton>
        <h1 class="grow">{delivery ? "Delivery" : part ? "Deliveries" : id === "new" ? "New app" : id ? "App" : "Apps and tokens"}</h1>
        {!id && <Button onClick={() => go("/developer/new")}>New app</Button>}
        {id && id !== "new" && !part && <Button onClick={() => go(`/developer/${id}/deliveries`)}>Deliveries</Button>}
      </header>
      <div class="page">
        <div class="page-inner">
          {!id && <Parts here="apps" />}
          {!id && <AppList />}
          {id === "new" && <AppForm app={{}} />}
          {id && id !== "new" && !part && <OneApp name={app} />}
          {part === "deliveries" && !delivery && <DeliveryList app={app} />}
          {delivery && <DeliveryView key={delivery} name={`${app}/deliveries/${delivery}`} />}
        </div>
      </div>
    </>
  );
}

/** The two lists that developers have. */
export function Parts({ here }: { here: "apps" | "tokens" }) {
  const parts = [
    ["apps", "/developer", "Apps"],
    ["tokens", "/developer/tokens", "Tokens"],
  ] as const;
  return (
    <nav class="tabs page-tabs" aria-label="For developers">
      {parts.map(([id, path, title]) => (
        <a key={id} href={path} aria-current={id === here ? "page" : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

function AppList() {
  const [apps, setApps] = useState<ConfabApp[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    all((pageToken) => call("ListApps", { pageToken }), (page) => page.apps, 1_000).then(setApps, (error: unknown) => setFailed(sentence(error)));
  }, []);
  if (failed) return <p class="error" role="alert">{failed}</p>;
  if (!apps) return <div class="spinner" role="status" aria-label="Loading" />;
  return (
    <>
      {apps.length === 0 && <p class="muted">There is no app yet. Make one, give it an endpoint, and add it to a space.</p>}
      <ul class="app-list">
        {apps.map((app) => (
          <li key={app.name}>
            <a class="app-row" href={`/developer/${lastPart(app.name)}`}>
              <Avatar name={app.displayName ?? "?"} id={app.name ?? ""} url={app.avatarUrl} square />
              <span class="member-text">
                <strong>{app.displayName}</strong>
                <span class="muted">{app.description || app.endpoint || app.clientEmail}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

function OneApp({ name }: { name: string }) {
  const [app, setApp] = useState<ConfabApp | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    call("GetApp", { name }).then(setApp, (error: unknown) => setFailed(sentence(error)));
  }, [name]);
  if (failed) return <p class="error" role="alert">{failed}</p>;
  return app && <AppForm key={app.name} app={app} />;
}
