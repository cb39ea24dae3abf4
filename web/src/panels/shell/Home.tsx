import { MessageCircle } from "lucide-preact";
import { me } from "../../state/store";
import { Button } from "../../ui/Button";
import { overlay } from "./overlay";

/** What stands in the middle before a conversation is chosen. */
export function Home() {
  const first = me.value?.displayName.split(" ")[0];
  return (
    <div class="notice">
      <MessageCircle class="notice-icon" />
      <h1>{first ? `Hello, ${first}` : "Hello"}</h1>
      <p>Choose a conversation, or start one.</p>
      <div class="notice-actions">
        <Button kind="primary" onClick={() => (overlay.value = { kind: "new-chat" })}>
          Write to somebody
        </Button>
        <Button onClick={() => (overlay.value = { kind: "new-space" })}>Create a space</Button>
      </div>
    </div>
  );
}
