import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client";
import type { QuotedMessageMetadata } from "../../api/gen/types";
import { messagePath, spaceOf } from "../../state/names";
import { known, personName, summary } from "../../state/store";
import { plainText } from "../../text/markup";

/** The message that another one quotes; a press leads to it. */
export function Quoted({ quoted }: { quoted: QuotedMessageMetadata }) {
  const name = quoted.name ?? "";
  const snapshot = quoted.quotedMessageSnapshot;
  const [found, setFound] = useState(() => known.peek().timelines.get(spaceOf(name))?.messages.find((one) => one.name === name));
  useEffect(() => {
    if (found || snapshot) return;
    call("GetMessage", { name }).then(setFound, () => {});
  }, [name]);
  const sender = snapshot?.sender ?? found?.sender?.name;
  const text = snapshot ? plainText(snapshot.formattedText ?? snapshot.text ?? "", personName) : summary(found);
  const who = sender?.startsWith("users/") ? personName(sender) : sender;
  return (
    <a class="quoted" href={messagePath(name)}>
      <strong>{who ?? "A message"}</strong>
      {quoted.forwardedMetadata?.spaceDisplayName && <span class="muted"> in {quoted.forwardedMetadata.spaceDisplayName}</span>}
      <span class="quoted-text">{text}</span>
    </a>
  );
}
