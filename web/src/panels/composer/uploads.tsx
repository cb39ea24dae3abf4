import "../message/attachments.css";
import { X } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { sentence } from "../../api/error";
import { upload } from "../../api/media";
import type { Attachment } from "../../api/gen/types";
import { IconButton } from "../../ui/Button";
import { toast } from "../../ui/toast";

interface Upload {
  id: string;
  file: File;
  part: number;
  token?: string;
  error?: string;
  cancel: AbortController;
}

/** The largest file that Google Chat takes, 200 MB. */
const LARGEST = 200 * 1024 * 1024;

/** Files on their way into the next message. */
export function useUploads(space: string) {
  const [list, setList] = useState<Upload[]>([]);
  const [over, setOver] = useState(false);
  const now = useRef(list);
  now.current = list;
  const update = (id: string, changes: Partial<Upload>) =>
    setList((before) => before.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  const add = (files: File[]) => {
    for (const file of files) {
      if (file.size > LARGEST) toast(`${file.name} is larger than 200 MB.`);
      else begin(file);
    }
  };
  const begin = (file: File) => {
    const one: Upload = { id: crypto.randomUUID(), file, part: 0, cancel: new AbortController() };
    setList((before) => [...before, one]);
    upload(space, file, (part) => update(one.id, { part }), one.cancel.signal).then(
      (answer) => update(one.id, { part: 1, token: answer.attachmentDataRef?.attachmentUploadToken ?? "" }),
      (error: unknown) => !one.cancel.signal.aborted && update(one.id, { error: sentence(error) }),
    );
  };
  const remove = (id: string) => {
    now.current.find((one) => one.id === id)?.cancel.abort();
    setList((before) => before.filter((one) => one.id !== id));
  };
  useEffect(() => () => now.current.forEach((one) => one.cancel.abort()), []);
  /** The attachments for a message, or nothing while some are not there yet. */
  const take = (): Attachment[] | null => {
    if (list.some((one) => one.error)) return sayNo("Remove the file that could not be uploaded.");
    if (list.some((one) => one.token === undefined)) return sayNo("The files are still being uploaded.");
    setList([]);
    return list.map((one) => ({
      contentName: one.file.name,
      attachmentDataRef: { attachmentUploadToken: one.token ?? "" },
    }));
  };
  const drop = {
    class: over ? "write dropping" : "write",
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      add([...(event.dataTransfer?.files ?? [])]);
    },
  };
  return { list, add, remove, take, drop };
}

function sayNo(reason: string): null {
  toast(reason);
  return null;
}

export function UploadList({ uploads }: { uploads: ReturnType<typeof useUploads> }) {
  return (
    <>
      {uploads.list.map((one) => (
        <div key={one.id} class="upload">
          <span class="file-name">{one.file.name}</span>
          {one.error ? (
            <span class="error" role="alert">
              {one.error}
            </span>
          ) : one.token === undefined ? (
            <progress value={one.part} aria-label={`Uploading ${one.file.name}`} />
          ) : (
            <span class="muted">Ready</span>
          )}
          <IconButton label={`Remove ${one.file.name}`} onClick={() => uploads.remove(one.id)}>
            <X />
          </IconButton>
        </div>
      ))}
    </>
  );
}
