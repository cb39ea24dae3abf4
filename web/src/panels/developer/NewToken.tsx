import { useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabToken } from "../../api/gen/types";
import { me } from "../../state/store";
import { Button } from "../../ui/Button";
import { CheckList } from "../../ui/CheckList";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { toast } from "../../ui/toast";
import { attempt } from "../message/actions";
import { ADMIN_SCOPES, USER_SCOPES } from "./scopes";

const DAY = 86_400;
const LIFETIMES: [number, string][] = [
  [DAY, "A day"],
  [7 * DAY, "A week"],
  [30 * DAY, "30 days"],
  [365 * DAY, "A year"],
];

interface Props {
  onMade: (token: ConfabToken) => void;
  onClose: () => void;
}

/** Asks what a token is for, and shows its text once. */
export function NewToken({ onMade, onClose }: Props) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["chat.messages", "chat.spaces.readonly"]);
  const [ttl, setTtl] = useState(30 * DAY);
  const [made, setMade] = useState("");
  const [error, setError] = useState<string | null>(null);
  const make = async (event: Event) => {
    event.preventDefault();
    setError(null);
    try {
      const { accessToken, ...token } = await call("CreateToken", { displayName: name, scopes, ttlSeconds: String(ttl) });
      setMade(accessToken ?? "");
      onMade(token);
    } catch (refusal) {
      setError(sentence(refusal));
    }
  };
  if (made) return <Made text={made} onClose={onClose} />;
  return (
    <Dialog title="New token" onClose={onClose}>
      <form class="dialog-inner-form" onSubmit={(event) => void make(event)}>
        <Field label="What is it for?">
          <input class="input" data-autofocus required maxLength={128} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </Field>
        <CheckList label="What may it do?" choices={[...USER_SCOPES, ...(me.value?.admin ? ADMIN_SCOPES : [])]} chosen={scopes} onChange={setScopes} />
        <Field label="How long does it work?">
          <select class="input" value={ttl} onChange={(event) => setTtl(Number(event.currentTarget.value))}>
            {LIFETIMES.map(([seconds, label]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        </Field>
        {error && <p class="error" role="alert">{error}</p>}
        <div class="dialog-foot">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={scopes.length === 0}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ text, onClose }: { text: string; onClose: () => void }) {
  const copy = async () => {
    if (await attempt(() => navigator.clipboard.writeText(text))) toast("The token is on the clipboard.");
  };
  return (
    <Dialog title="Your new token" onClose={onClose}>
      <Field label="Token" hint="It is not shown again. Whoever has it can do the same in your name.">
        <input class="input" readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      </Field>
      <div class="dialog-foot">
        <Button onClick={() => void copy()}>Copy</Button>
        <Button kind="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
