import "../../ui/table.css";
import { RefreshCw } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { ConfabDelivery } from "../../api/gen/types";
import { lastPart } from "../../state/names";
import { shortTime } from "../../state/time";
import { Button } from "../../ui/Button";

/** What an app was told of, or why not, the newest first. */
export function DeliveryList({ app }: { app: string }) {
  const [list, setList] = useState<ConfabDelivery[] | null>(null);
  const [next, setNext] = useState("");
  const [failed, setFailed] = useState<string | null>(null);
  const load = (pageToken: string) =>
    call("ListDeliveries", { parent: app, pageSize: 50, ...(pageToken ? { pageToken } : {}) }).then(
      (page) => {
        setList((before) => [...(pageToken ? (before ?? []) : []), ...(page.deliveries ?? [])]);
        setNext(page.nextPageToken ?? "");
      },
      (error: unknown) => setFailed(sentence(error)),
    );
  useEffect(() => void load(""), [app]);
  if (failed) return <p class="error" role="alert">{failed}</p>;
  if (!list) return <div class="spinner" role="status" aria-label="Loading" />;
  return (
    <>
      <Button onClick={() => void load("")}>
        <RefreshCw /> Refresh
      </Button>
      {list.length === 0 && <p class="muted">The app was told of nothing yet. Write to it, or mention it in a space.</p>}
      <div class="table-frame">
        <table class="table">
          <thead>
            <tr>
              <th>When</th>
              <th>Event</th>
              <th>State</th>
              <th>Outcome</th>
              <th>Took</th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <tr key={one.name}>
                <td class="nowrap">
                  <a href={`/developer/${lastPart(app)}/deliveries/${lastPart(one.name)}`}>{shortTime(one.createTime)}</a>
                </td>
                <td>{one.eventType}</td>
                <td>{one.state}</td>
                <td>{one.outcome || one.reason}</td>
                <td class="nowrap">{took(one)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next && <Button onClick={() => void load(next)}>More</Button>}
    </>
  );
}

function took(delivery: ConfabDelivery): string {
  const last = delivery.attempts?.at(-1);
  return last?.milliseconds === undefined ? "" : `${Math.round(last.milliseconds)} ms`;
}
