import "./presence-dot.css";

export type PresenceState = "ACTIVE" | "IDLE" | "AWAY" | "DO_NOT_DISTURB" | "STATE_UNSPECIFIED";

const WORDS: Record<PresenceState, string> = {
  ACTIVE: "active",
  IDLE: "idle",
  AWAY: "away",
  DO_NOT_DISTURB: "do not disturb",
  STATE_UNSPECIFIED: "away",
};

/** Whether somebody is there, at the corner of their picture, and read aloud with their name. */
export function PresenceDot({ state }: { state: PresenceState }) {
  return <span class={`presence ${state.toLowerCase()}`} role="img" aria-label={WORDS[state]} title={WORDS[state]} />;
}
