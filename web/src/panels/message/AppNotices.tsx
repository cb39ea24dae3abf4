import { CircleAlert } from "lucide-preact";
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConfabAppNotice, Message } from "../../api/gen/types";
import { notices, wantNotices } from "../../state/notices";

/** What apps did not do about a message of one's own, said to oneself only. */
export function AppNotices({ message }: { message: Message }) {
  const name = message.name ?? "";
  const found = useComputed(() => notices.value.get(name)).value;
  useEffect(() => wantNotices(message), [name]);
  if (!found) return null;
  const said = new Map(found.map((notice) => [notice.result?.error ?? notice.result?.configUrl ?? "", notice]));
  return (
    <>
      {[...said].map(([words, notice]) => (
        <Notice key={words} notice={notice} />
      ))}
    </>
  );
}

function Notice({ notice }: { notice: ConfabAppNotice }) {
  const { error, configUrl = "" } = notice.result ?? {};
  return (
    <p class="app-notice">
      <CircleAlert />
      <span>{error || `${notice.app?.displayName ?? "The app"} needs to be set up`}</span>
      {/^https?:\/\//i.test(configUrl) && (
        <a href={configUrl} target="_blank" rel="noopener noreferrer">
          Configure
        </a>
      )}
    </p>
  );
}
