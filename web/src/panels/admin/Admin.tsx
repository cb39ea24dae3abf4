import "./admin.css";
import "../../ui/tabs.css";
import { ChevronLeft } from "lucide-preact";
import type { ComponentType } from "preact";
import { go } from "../../state/route";
import { me, ready } from "../../state/store";
import { IconButton } from "../../ui/Button";
import { AppGrants } from "./AppGrants";
import { AuditLog } from "./AuditLog";
import { Groups } from "./Groups";
import { People } from "./People";
import { Spaces } from "./Spaces";

interface Part {
  id: string;
  title: string;
  View: ComponentType;
}

const PARTS: readonly Part[] = [
  { id: "people", title: "People", View: People },
  { id: "groups", title: "Groups", View: Groups },
  { id: "spaces", title: "Spaces", View: Spaces },
  { id: "apps", title: "Apps", View: AppGrants },
  { id: "audit", title: "Audit log", View: AuditLog },
];

/** `/admin`, `/admin/groups`, `/admin/spaces`, `/admin/apps`, `/admin/audit`. For administrators. */
export function Admin({ rest }: { rest: string[] }) {
  const part = PARTS.find(({ id }) => id === (rest[0] ?? "people"));
  return (
    <>
      <header class="panel-head">
        <IconButton label="To the list of conversations" class="only-narrow" onClick={() => go("/")}>
          <ChevronLeft />
        </IconButton>
        <h1 class="grow">Administration</h1>
      </header>
      <div class="page">
        {me.value?.admin ? (
          <div class="page-inner wide">
            <Tabs here={part?.id} />
            {part ? <part.View /> : <p class="muted">There is no such page.</p>}
          </div>
        ) : (
          ready.value && <p class="muted">Only administrators see this page.</p>
        )}
      </div>
    </>
  );
}

function Tabs({ here }: { here: string | undefined }) {
  return (
    <nav class="tabs page-tabs" aria-label="Administration">
      {PARTS.map(({ id, title }) => (
        <a key={id} href={id === "people" ? "/admin" : `/admin/${id}`} aria-current={id === here ? "page" : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
