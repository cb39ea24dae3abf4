import { Copy, RotateCw } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabDelivery } from "../../api/gen/types";
import { go } from "../../state/route";
import { shortTime } from "../../state/time";
import { Button } from "../../ui/Button";
import { toast } from "../../ui/toast";
import { attempt } from "../message/actions";

/** One delivery: every attempt, the request, the answer and what came of it. */
export function DeliveryView({ name }: { name: string }) {
  const [delivery, setDelivery] = useState<ConfabDelivery | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    call("GetDelivery", { name }).then(setDelivery, (error: unknown) => setFailed(sentence(error)));
  }, [name]);
  if (failed) return <p class="error" role="alert">{failed}</p>;
  if (!delivery) return <div class="spinner" role="status" aria-label="Loading" />;
  const replay = () =>
    attempt(async () => {
      const again = await call("ReplayDelivery", { name });
      toast("Sent again.");
      const [, app, , id] = (again.name ?? name).split("/");
      go(`/developer/${app}/deliveries/${id}`);
    });
  const copy = async () => {
    if (await attempt(() => navigator.clipboard.writeText(delivery.curl ?? ""))) toast("The command is on the clipboard.");
  };
  return (
    <>
      <div class="notice-actions start">
        <Button onClick={() => void replay()}>
          <RotateCw /> Send again
        </Button>
        <Button disabled={!delivery.curl} onClick={() => void copy()}>
          <Copy /> Copy as curl
        </Button>
      </div>
      <dl class="facts">
        <dt>Event</dt>
        <dd>{delivery.eventType}</dd>
        <dt>State</dt>
        <dd>{[delivery.state, delivery.reason].filter(Boolean).join(": ")}</dd>
        <dt>Outcome</dt>
        <dd>{delivery.outcome || "–"}</dd>
        <dt>To</dt>
        <dd>{delivery.url || "–"}</dd>
        {(delivery.attempts ?? []).map((attempted, index) => [
          <dt>Attempt {index + 1}</dt>,
          <dd>
            {shortTime(attempted.time)}: {attempted.error || `${attempted.status ?? ""} in ${Math.round(attempted.milliseconds ?? 0)} ms`}
          </dd>,
        ])}
      </dl>
      <Body title="Request" text={delivery.request} />
      <Body title="Answer" text={delivery.response} />
      <Body title="What the person saw" text={delivery.result} />
    </>
  );
}

function Body({ title, text }: { title: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <section class="body-block">
      <h2>{title}</h2>
      <pre tabIndex={0}>{pretty(text)}</pre>
    </section>
  );
}

/** JSON laid out; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
