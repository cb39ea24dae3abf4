import { Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { sentence } from "../../api/error";
import { createCustomEmoji, customEmojis, deleteCustomEmoji, loadCustomEmojis, pictureOf } from "../../state/custom-emoji";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { attempt } from "../message/actions";

/** The organization's own emoji: all of them, and a form for another one. */
export function CustomEmojis({ onClose }: { onClose: () => void }) {
  useEffect(() => void loadCustomEmojis(), []);
  const list = customEmojis.value;
  return (
    <Dialog title="Custom emoji" onClose={onClose}>
      <Form />
      {list.length > 0 && (
        <ul class="own-emoji" aria-label="Custom emoji of the organization" tabIndex={0}>
          {list.map((emoji) => (
            <li key={emoji.name}>
              <img src={pictureOf(emoji) ?? ""} alt="" loading="lazy" />
              <span>{emoji.emojiName}</span>
              <IconButton label={`Delete ${emoji.emojiName}`} onClick={() => void attempt(() => deleteCustomEmoji(emoji))}>
                <Trash2 />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Form() {
  const [name, setName] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const add = async (event: Event) => {
    event.preventDefault();
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      await createCustomEmoji(`:${name.replaceAll(":", "")}:`, file);
      setName("");
      setFile(null);
    } catch (refusal) {
      setError(sentence(refusal));
    }
    setBusy(false);
  };
  return (
    <form class="dialog-inner-form" onSubmit={(event) => void add(event)}>
      <Field label="Name" hint="Lower-case letters and digits, such as party-parrot.">
        <input class="input" data-autofocus required maxLength={66} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </Field>
      <Field label="Picture" hint="PNG, JPEG or GIF of 64 to 500 pixels a side, less than 256 KB.">
        <input
          key={file ? "chosen" : "none"}
          class="input"
          type="file"
          accept="image/png,image/jpeg,image/gif"
          onChange={(event) => setFile(event.currentTarget.files?.[0] ?? file)}
        />
      </Field>
      {error && (
        <p class="error" role="alert">
          {error}
        </p>
      )}
      <div class="dialog-foot">
        <Button kind="primary" type="submit" disabled={busy || !file || name.trim() === ""}>
          Add
        </Button>
      </div>
    </form>
  );
}
