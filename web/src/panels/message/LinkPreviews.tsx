import "./link-previews.css";
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConfabLinkPreview, Message } from "../../api/gen/types";
import { previews, wantPreviews } from "../../state/previews";

/** What the pages are about that a message links to. */
export function LinkPreviews({ message }: { message: Message }) {
  const name = message.name ?? "";
  const found = useComputed(() => previews.value.get(name)).value;
  useEffect(() => wantPreviews(message), [name, message.lastUpdateTime]);
  if (!found) return null;
  return (
    <div class="link-previews">
      {found.map((preview) => (
        <Preview key={preview.uri} preview={preview} />
      ))}
    </div>
  );
}

function Preview({ preview }: { preview: ConfabLinkPreview }) {
  const { uri = "", imageUri = "" } = preview;
  if (!/^https?:\/\//i.test(uri)) return null;
  return (
    <a class="link-preview" href={uri} target="_blank" rel="noopener noreferrer">
      <span class="link-preview-text">
        <span class="muted">{preview.siteName}</span>
        <strong>{preview.title}</strong>
        {preview.description && <span class="link-preview-about">{preview.description}</span>}
      </span>
      {imageUri.startsWith("https://") && <img src={imageUri} alt="" loading="lazy" referrerpolicy="no-referrer" />}
    </a>
  );
}
