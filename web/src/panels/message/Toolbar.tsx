import { Copy, Ellipsis, Link as LinkIcon, MailOpen, MessageSquareReply, Pencil, Quote, SmilePlus, Trash2 } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import type { ConfabSpaceCommand, Message } from "../../api/gen/types";
import { reactsWithCustomEmoji } from "../../state/custom-emoji";
import { lastPart, spaceOf } from "../../state/names";
import { markUnread } from "../../state/read";
import { go } from "../../state/route";
import { known, me } from "../../state/store";
import { IconButton } from "../../ui/Button";
import { Menu, type MenuItem } from "../../ui/Menu";
import { menuItem, useCommands } from "../app/commands";
import { editing, quote } from "../conversation/write";
import { EmojiPicker } from "../emoji/EmojiPicker";
import { attempt, copyLink, deleteMessage, toggleReaction } from "./actions";

interface Props {
  message: Message;
  canReply: boolean;
  /** Something of it is open: it must not go when the pointer does. */
  onHold: (held: boolean) => void;
}

/** What one may do with a message, at its corner while it is pointed at. */
export function Toolbar({ message, canReply, onHold }: Props) {
  const react = useRef<HTMLButtonElement>(null);
  const [picking, setOpen] = useState(false);
  const setPicking = (open: boolean) => {
    setOpen(open);
    onHold(open);
  };
  const name = message.name ?? "";
  const [more, setMore] = useState(false);
  const actions = useCommands(spaceOf(name), "MESSAGE_ACTION", more);
  const mine = message.sender?.name === me.value?.name;
  const place = known.value.spaces.get(spaceOf(name))?.space.spaceType === "SPACE" && message.threadReply ? (message.thread?.name ?? "") : spaceOf(name);
  return (
    <div class="toolbar" role="toolbar" aria-label="Actions on this message">
      <IconButton label="React" data-action="react" elementRef={react} aria-expanded={picking} onClick={() => setPicking(!picking)}>
        <SmilePlus />
      </IconButton>
      {canReply && (
        <IconButton label="Reply in thread" data-action="thread" onClick={() => openThread(message)}>
          <MessageSquareReply />
        </IconButton>
      )}
      <IconButton label="Quote" data-action="quote" onClick={() => startQuote(place, message)}>
        <Quote />
      </IconButton>
      {mine && (
        <IconButton label="Edit" data-action="edit" onClick={() => (editing.value = name)}>
          <Pencil />
        </IconButton>
      )}
      <Menu
        label="More"
        items={[...items(message, mine), ...ofApps(message, actions)]}
        onOpen={(open) => {
          setMore(open);
          onHold(open);
        }}
      >
        <Ellipsis />
      </Menu>
      <button type="button" hidden data-action="copy-link" onClick={() => void copyLink(message)} />
      {picking && (
        <EmojiPicker
          anchor={react.current}
          custom={reactsWithCustomEmoji.value}
          onPick={(emoji) => void toggleReaction(name, emoji)}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}

function startQuote(place: string, message: Message) {
  quote(place, message);
  const panel = message.threadReply ? ".side" : ".conversation";
  document.querySelector<HTMLElement>(`${panel} .write textarea`)?.focus();
}

export function openThread(message: Message) {
  const space = lastPart(spaceOf(message.name));
  const thread = lastPart(message.thread?.name) || lastPart(message.name).split(".")[0];
  go(`/room/${space}/${thread}`);
}

/** What apps can do with it. */
function ofApps(message: Message, actions: ConfabSpaceCommand[]): (MenuItem | "line")[] {
  if (actions.length === 0) return [];
  const where = { parent: spaceOf(message.name), message: message.name ?? "" };
  return ["line", ...actions.map((command) => menuItem(command, actions, where))];
}

function items(message: Message, mine: boolean): (MenuItem | "line")[] {
  const remove: (MenuItem | "line")[] = mine
    ? ["line", { label: "Delete", icon: Trash2, danger: true, onPick: () => void deleteMessage(message) }]
    : [];
  return [
    { label: "Copy link", icon: LinkIcon, onPick: () => void copyLink(message) },
    {
      label: "Copy text",
      icon: Copy,
      onPick: () => void attempt(() => navigator.clipboard.writeText(message.text ?? "")),
    },
    {
      label: "Mark as unread from here",
      icon: MailOpen,
      onPick: () => markUnread(spaceOf(message.name), message.createTime ?? ""),
    },
    ...remove,
  ];
}
