import type { Message } from "../../api/gen/types";
import { personName } from "../../state/store";

/** What stands where a message was. */
export function deletedBy(message: Message): string {
  switch (message.deletionMetadata?.deletionType) {
    case "CREATOR":
    case "CREATOR_VIA_APP":
      return `${personName(message.sender?.name)} deleted this message`;
    case "SPACE_OWNER":
    case "SPACE_OWNER_VIA_APP":
      return "A manager of the space deleted this message";
    case "ADMIN":
      return "An administrator deleted this message";
    default:
      return "This message was deleted";
  }
}
