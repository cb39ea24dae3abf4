// What people do with Chat apps, and what they see then.

import { signal } from "@preact/signals";
import { call } from "../../api/client";
import { sentence } from "../../api/error";
import type { CardCard, CardSelectionInputSelectionItem, ConfabInteractionResult } from "../../api/gen/types";
import type { Click } from "../../cards/context";
import { apply } from "../../state/known";
import { change } from "../../state/store";
import { toast } from "../../ui/toast";

type Result = ConfabInteractionResult;

/** A dialog of an app that is open, and how its clicks are sent. */
export interface OpenDialog {
  card: CardCard;
  send: (click: Click) => Promise<Result>;
  cancel: () => Promise<unknown>;
}

export const dialog = signal<OpenDialog | null>(null);

/** A click on a card of a message, or in a dialog that such a click opened. */
export async function clickCard(message: string, click: Click): Promise<CardSelectionInputSelectionItem[] | void> {
  const again: OpenDialog["send"] = (inner) =>
    call("ClickCard", { name: message, ...plain(inner), submitDialog: true });
  const cancel = () => call("ClickCard", { name: message, cancelDialog: true });
  return show(await asked(call("ClickCard", { name: message, ...plain(click) })), again, cancel);
}

/** By space: the home of the app whose direct message it is, as it was last shown. */
export const homes = signal<ReadonlyMap<string, CardCard>>(new Map());

function keepHome(space: string, result: Result): Result {
  if (result.home) homes.value = new Map(homes.peek()).set(space, result.home);
  return result;
}

/** Asks the app for its home; answers why there is none. */
export async function openHome(space: string): Promise<string | undefined> {
  return keepHome(space, await asked(call("OpenAppHome", { parent: space }))).error;
}

/** A click in the home, or in a dialog that such a click opened. */
export async function clickHome(space: string, click: Click): Promise<CardSelectionInputSelectionItem[] | void> {
  const submit = async (inner: Click, how: { openDialog?: true; submitDialog?: true }) =>
    keepHome(space, await asked(call("SubmitAppHome", { parent: space, ...plain(inner), ...how })));
  const cancel = () => call("SubmitAppHome", { parent: space, cancelDialog: true });
  const result = await submit(click, click.opensDialog ? { openDialog: true } : {});
  return show(result, (inner) => submit(inner, { submitDialog: true }), cancel);
}

/** A command such as `/remind`, with what stands behind it. */
export async function runCommand(parent: string, command: RunCommand): Promise<void> {
  const { app, thread } = command;
  const place = { parent, app, ...(thread ? { thread } : {}) };
  const result = await asked(call("RunCommand", { parent, ...command }));
  show(
    result,
    (click) => call("SubmitDialog", { ...place, ...plain(click) }),
    () => call("SubmitDialog", { ...place, cancel: true }),
  );
}

export interface RunCommand {
  /** `users/{app}`. */
  app: string;
  commandId: number;
  /** What stands behind the name of a slash command. */
  text?: string;
  thread?: string;
  message?: string;
}

function plain({ function: name, parameters, formInputs }: Click) {
  return { function: name, parameters, formInputs };
}

async function asked(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    return { error: sentence(error) };
  }
}

/** Shows what came of it; answers suggestions to whoever asked for them. */
function show(result: Result, send: OpenDialog["send"], cancel: OpenDialog["cancel"]): CardSelectionInputSelectionItem[] | void {
  if (result.suggestions) return result.suggestions;
  if (result.error) toast(result.error);
  const { message, actionStatus } = result;
  // Whether it is new or changed: once it is here, it is the newest version.
  if (message) {
    change((state) => apply(apply(state, { spaceEvent: { messageCreatedEventData: { message } } }), { spaceEvent: { messageUpdatedEventData: { message } } }));
  }
  if (result.dialog?.body) dialog.value = { card: result.dialog.body, send, cancel };
  else if (actionStatus && (actionStatus.statusCode ?? "OK") !== "OK") toast(actionStatus.userFacingMessage || "The app did not take that.");
  else if (!result.error) {
    if (actionStatus?.userFacingMessage) toast(actionStatus.userFacingMessage);
    dialog.value = null;
  }
  if (result.configUrl && /^https?:/.test(result.configUrl)) window.open(result.configUrl, "_blank", "noopener,noreferrer");
}

/** A click inside the open dialog. */
export async function clickDialog(open: OpenDialog, click: Click): Promise<CardSelectionInputSelectionItem[] | void> {
  return show(await asked(open.send(click)), open.send, open.cancel);
}

export function closeDialog(): void {
  const open = dialog.peek();
  dialog.value = null;
  // The app is told; nobody waits for its answer.
  open?.cancel().catch(() => {});
}
