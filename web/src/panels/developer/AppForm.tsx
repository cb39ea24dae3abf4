import { Plus, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabApp, ConfabAppCommand } from "../../api/gen/types";
import { lastPart } from "../../state/names";
import { loadSpace } from "../../state/load";
import { go } from "../../state/route";
import { known, spaceList, spaceTitle } from "../../state/store";
import { Button, IconButton } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { toast } from "../../ui/toast";
import { attempt } from "../message/actions";
import { spacePath } from "../space-list/order";
import { Keys } from "./Keys";

const MASK = "displayName,avatarUrl,description,endpoint,events,audience,commands,linkPreviews,joinsSpaces,home,homeUrl,visibleTo";

/** An app's configuration, to make it or to change it. */
export function AppForm({ app }: { app: ConfabApp }) {
  const [form, setForm] = useState<ConfabApp>({ events: "chat", audience: "project-number", ...app });
  const [error, setError] = useState<string | null>(null);
  const set = (fields: ConfabApp) => setForm({ ...form, ...fields });
  const save = async (event: Event) => {
    event.preventDefault();
    setError(null);
    try {
      const saved = app.name ? await call("UpdateApp", { app: form, updateMask: MASK }) : await call("CreateApp", { app: form });
      toast("Saved.");
      go(`/developer/${lastPart(saved.name)}`);
    } catch (refusal) {
      setError(sentence(refusal));
    }
  };
  const text = (field: "displayName" | "description" | "endpoint" | "avatarUrl" | "homeUrl") => ({
    class: "input",
    value: form[field] ?? "",
    onInput: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
  });
  return (
    <form class="details-form" onSubmit={(event) => void save(event)}>
      <Field label="Name">
        <input {...text("displayName")} required maxLength={25} />
      </Field>
      <Field label="Description">
        <input {...text("description")} maxLength={40} />
      </Field>
      <Field label="Endpoint" hint="Where events are posted. Without one the app is told nothing.">
        <input {...text("endpoint")} type="url" placeholder="https://" />
      </Field>
      <Field label="Picture" hint="The https address of a square picture.">
        <input {...text("avatarUrl")} type="url" placeholder="https://" />
      </Field>
      <div class="two">
        <Field label="Events">
          <select class="input" value={form.events} onChange={(event) => set({ events: event.currentTarget.value })}>
            <option value="chat">Chat apps</option>
            <option value="addon">Workspace add-ons</option>
          </select>
        </Field>
        <Field label="Audience of the requests' tokens">
          <select class="input" value={form.audience} onChange={(event) => set({ audience: event.currentTarget.value })}>
            <option value="project-number">Project number</option>
            <option value="endpoint-url">Endpoint's address</option>
          </select>
        </Field>
      </div>
      <Commands commands={form.commands ?? []} onChange={(commands) => set({ commands })} />
      <fieldset class="choices">
        <legend>Where it can be used</legend>
        <label>
          <input type="checkbox" checked={form.joinsSpaces ?? true} onChange={(event) => set({ joinsSpaces: event.currentTarget.checked })} />
          In spaces and group chats
        </label>
        <label>
          <input type="checkbox" checked={form.home ?? false} onChange={(event) => set({ home: event.currentTarget.checked })} />
          It has a home
        </label>
      </fieldset>
      {form.home && (
        <Field label="Endpoint of the home" hint="Where its events are posted. Without one they go where all others go.">
          <input {...text("homeUrl")} type="url" placeholder="https://" />
        </Field>
      )}
      <Field label="Who finds it" hint="E-mail addresses of at most five people, and of groups, one on each line. None: everybody.">
        <textarea
          class="input"
          rows={2}
          value={(form.visibleTo ?? []).join("\n")}
          onInput={(event) => set({ visibleTo: event.currentTarget.value.split("\n").filter(Boolean) })}
        />
      </Field>
      <Field label="Link previews" hint="Hosts, one on each line, at most five.">
        <textarea
          class="input"
          rows={2}
          value={(form.linkPreviews ?? []).join("\n")}
          onInput={(event) => set({ linkPreviews: event.currentTarget.value.split("\n").filter(Boolean) })}
        />
      </Field>
      {error && <p class="error" role="alert">{error}</p>}
      <div>
        <Button kind="primary" type="submit">
          {app.name ? "Save" : "Create"}
        </Button>
      </div>
      {app.name && <Facts app={app} />}
      {app.name && <Keys app={app} />}
      {app.name && <Install app={app} />}
    </form>
  );
}

function Commands({ commands, onChange }: { commands: ConfabAppCommand[]; onChange: (commands: ConfabAppCommand[]) => void }) {
  const change = (index: number, fields: ConfabAppCommand) => onChange(commands.map((one, at) => (at === index ? { ...one, ...fields } : one)));
  const next = Math.max(0, ...commands.map((command) => command.commandId ?? 0)) + 1;
  return (
    <fieldset class="choices">
      <legend>Commands</legend>
      {commands.length > 0 && <span class="field-hint">With a slash they are typed, without one picked from a menu.</span>}
      {commands.map((command, index) => (
        <div key={index} class="command-row">
          <input class="input" aria-label="Name" placeholder="/about" maxLength={51} value={command.name ?? ""} onInput={(event) => change(index, { name: event.currentTarget.value })} />
          <input class="input" aria-label="Description" placeholder="What it does" maxLength={50} value={command.description ?? ""} onInput={(event) => change(index, { description: event.currentTarget.value })} />
          <label>
            <input type="checkbox" checked={command.dialog ?? false} onChange={(event) => change(index, { dialog: event.currentTarget.checked })} />
            Dialog
          </label>
          {!command.name?.startsWith("/") && (
            <label title="Picked from the menu of a message">
              <input type="checkbox" checked={command.messageAction ?? false} onChange={(event) => change(index, { messageAction: event.currentTarget.checked })} />
              On messages
            </label>
          )}
          <IconButton label={`Remove ${command.name ?? "the command"}`} onClick={() => onChange(commands.filter((_, at) => at !== index))}>
            <X />
          </IconButton>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...commands, { commandId: next, name: "/" }])}>
          <Plus /> Command
        </Button>
      </div>
    </fieldset>
  );
}

function Facts({ app }: { app: ConfabApp }) {
  return (
    <dl class="facts">
      <dt>Project number</dt>
      <dd>{app.projectNumber}</dd>
      <dt>Service account</dt>
      <dd>{app.clientEmail}</dd>
      <dt>Bot user</dt>
      <dd>{app.user}</dd>
    </dl>
  );
}

function Install({ app }: { app: ConfabApp }) {
  const [space, setSpace] = useState("");
  const install = () =>
    attempt(async () => {
      const answer = await call("InstallApp", { name: app.name, ...(space ? { space } : {}) });
      const place = answer.space || space;
      // A direct message in which nobody wrote yet is in no list.
      if (!known.peek().spaces.has(place)) await loadSpace(place);
      toast("The app is there now.");
      go(spacePath(place));
    });
  return (
    <div class="two install">
      <Field label="Add it to">
        <select class="input" value={space} onChange={(event) => setSpace(event.currentTarget.value)}>
          <option value="">A direct message with me</option>
          {spaceList.value
            .filter((entry) => entry.space.spaceType !== "DIRECT_MESSAGE")
            .map((entry) => (
              <option value={entry.space.name}>{spaceTitle(entry.space)}</option>
            ))}
        </select>
      </Field>
      <Button onClick={() => void install()}>Add</Button>
    </div>
  );
}
