import "./composer.css";
import { Eye, EyeOff, Paperclip, SendHorizontal, Smile, Type } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Emoji } from "../../api/gen/types";
import { encodeEmoji } from "../../state/custom-emoji";
import { draft, keepDraft } from "../../state/drafts";
import { me, personName } from "../../state/store";
import { Markup } from "../../text/Markup";
import { IconButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import { QuickCommands } from "../app/commands";
import { EmojiPicker } from "../emoji/EmojiPicker";
import { formats } from "./formats";
import { encodeMentions, insert, wrap, type Typed } from "./text";
import { SuggestionList, useSuggestions } from "./Suggestions";

interface Props {
  space: string;
  /** Where the draft is kept; without one, nothing is. */
  place?: string;
  label: string;
  initial?: { text: string; names: Map<string, string> };
  /** The text with `<users/…>` for names. Answers whether it was taken. */
  onSend: (text: string) => boolean;
  onCancel?: () => void;
  onEditLast?: () => void;
  onFiles?: (files: File[]) => void;
  autoFocus?: boolean;
  /** Something to send besides text is there. */
  more?: boolean;
  children?: ComponentChildren;
}

const LONGEST = 4_096 * 4;

/** The field that messages are written in. */
export function Composer(props: Props) {
  const { space, place, label, initial, autoFocus, children } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const names = useRef(new Map(initial?.names));
  const [text, setText] = useState(() => initial?.text ?? (place ? draft(place) : ""));
  const [preview, setPreview] = useState(false);
  const change = (next: string) => {
    setText(next);
    if (place) keepDraft(place, next);
  };
  const put = (typed: Typed) => {
    const element = field.current;
    if (!element) return;
    element.value = typed.text;
    element.setSelectionRange(typed.from, typed.to);
    element.focus();
    change(typed.text);
  };
  const now = (): Typed => ({
    text: field.current?.value ?? "",
    from: field.current?.selectionStart ?? 0,
    to: field.current?.selectionEnd ?? 0,
  });
  const helper = useSuggestions(space, now, put, (name, user) => names.current.set(name, user));
  // Once the page is drawn: to take the focus, a field must be laid out.
  useEffect(() => {
    if (autoFocus && matchMedia("(min-width: 721px)").matches) {
      field.current?.focus();
      field.current?.setSelectionRange(text.length, text.length);
    }
  }, []);
  useLayoutEffect(() => grow(field.current), [text, preview]);
  const ready = (text.trim() !== "" || props.more === true) && text.length <= LONGEST;
  const encode = (typed: string) => encodeEmoji(encodeMentions(typed, names.current));
  const send = () => {
    if (!ready || !props.onSend(encode(text.trim()))) return;
    helper.close();
    setPreview(false);
    change("");
  };
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing || helper.key(event)) return;
    const mark = event.ctrlKey || event.metaKey ? { b: "*", i: "_", e: "`" }[event.key.toLowerCase()] : undefined;
    if (mark) put(wrap(now(), mark));
    else if (event.key === "Enter" && !event.shiftKey) send();
    else if (event.key === "ArrowUp" && !event.altKey && text === "" && props.onEditLast) props.onEditLast();
    else if (event.key === "Escape" && props.onCancel) props.onCancel();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const paste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || !props.onFiles) return;
    event.preventDefault();
    props.onFiles(files);
  };
  return (
    <div class="composer">
      {children}
      {preview && (
        <div class="composer-preview" aria-label="Preview" role="region">
          <Markup text={encode(text)} name={personName} me={me.value?.name ?? ""} />
        </div>
      )}
      <textarea
        ref={field}
        rows={1}
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={(event) => {
          change(event.currentTarget.value);
          helper.look();
        }}
        onKeyDown={keys}
        onPaste={paste}
        onBlur={helper.close}
        {...helper.aria}
      />
      <div class="composer-bar">
        {props.onFiles && <AttachButton onFiles={props.onFiles} />}
        <Menu label="Formatting" placement="top-start" items={formats(now, put)}>
          <Type />
        </Menu>
        {props.onFiles && place && <QuickCommands space={space} place={place} />}
        <EmojiButton onPick={(emoji) => put(insert(now(), emoji.unicode ?? emoji.customEmoji?.emojiName ?? ""))} />
        <IconButton
          label={preview ? "Hide the preview" : "Preview"}
          aria-pressed={preview}
          disabled={text.trim() === ""}
          onClick={() => setPreview(!preview)}
        >
          {preview ? <EyeOff /> : <Eye />}
        </IconButton>
        <span class="composer-space" />
        {text.length > LONGEST - 500 && <span class="error">{LONGEST - text.length}</span>}
        <IconButton label={props.onCancel ? "Save" : "Send"} class="send" disabled={!ready} onClick={send}>
          <SendHorizontal />
        </IconButton>
      </div>
      <SuggestionList {...helper} anchor={field.current} />
    </div>
  );
}

/** As high as its text, up to a third of the page. */
function grow(field: HTMLTextAreaElement | null) {
  if (!field) return;
  if (field.value === "") {
    // One line without measuring: that would lay out the whole page once more.
    field.style.height = "";
    return;
  }
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, innerHeight / 3)}px`;
}

function EmojiButton({ onPick }: { onPick: (emoji: Emoji) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label="Emoji" elementRef={button} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Smile />
      </IconButton>
      {open && <EmojiPicker anchor={button.current} onPick={onPick} onClose={() => setOpen(false)} />}
    </>
  );
}

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label="Attach files" onClick={() => input.current?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
