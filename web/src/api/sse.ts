// Reads `text/event-stream` from a fetch, because EventSource cannot send a
// token. https://html.spec.whatwg.org/multipage/server-sent-events.html

export interface ServerEvent {
  id: string;
  type: string;
  data: string;
}

/** Collects bytes as they come and gives out whole events. */
export class EventParser {
  private rest = "";
  private data: string[] = [];
  private type = "";
  private id = "";

  /** Events that `text` completes. */
  take(text: string): ServerEvent[] {
    const whole = this.rest + text;
    // Half of a line end that may be two characters long waits for the other.
    const half = whole.endsWith("\r") ? 1 : 0;
    const lines = whole.slice(0, whole.length - half).split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? "") + "\r".repeat(half);
    const events: ServerEvent[] = [];
    for (const line of lines) {
      if (line === "") this.end(events);
      else this.field(line);
    }
    return events;
  }

  private field(line: string) {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.data.push(value);
    else if (name === "event") this.type = value;
    else if (name === "id") this.id = value;
  }

  private end(events: ServerEvent[]) {
    if (this.data.length > 0 || this.type !== "" || this.id !== "") {
      events.push({ id: this.id, type: this.type || "message", data: this.data.join("\n") });
    }
    this.data = [];
    this.type = "";
    this.id = "";
  }
}
