// Files: up with progress, down by token. Requests for bytes carry the token,
// so that pictures become `blob:` addresses of this page.

import { refused, unreachable } from "./error";
import { send } from "./client";
import type { Attachment, UploadAttachmentResponse } from "./gen/types";
import { session } from "./session";

/** `multipart/related`: what the file is called, then its bytes. */
export async function upload(
  space: string,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<UploadAttachmentResponse> {
  const boundary = `confab-${crypto.randomUUID()}`;
  const type = file.type || "application/octet-stream";
  const body = new Blob([
    `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n`,
    JSON.stringify({ filename: file.name }),
    `\r\n--${boundary}\r\nContent-Type: ${type}\r\n\r\n`,
    file,
    `\r\n--${boundary}--\r\n`,
  ]);
  const { accessToken } = await session();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/upload/v1/${space}/attachments:upload?uploadType=multipart`);
    request.setRequestHeader("Authorization", `Bearer ${accessToken}`);
    request.setRequestHeader("Content-Type", `multipart/related; boundary=${boundary}`);
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as UploadAttachmentResponse);
      else void refused(new Response(request.responseText, { status: request.status })).then(reject);
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

const pictures = new Map<string, Promise<string>>();

/** A `blob:` address with an attachment's bytes, made once. */
export function blobUrl(attachment: Attachment): Promise<string> {
  const resource = attachment.attachmentDataRef?.resourceName ?? "";
  const known = pictures.get(resource);
  if (known) return known;
  const made = bytes(resource).then((blob) => URL.createObjectURL(blob));
  pictures.set(resource, made);
  made.catch(() => pictures.delete(resource));
  return made;
}

async function bytes(resource: string): Promise<Blob> {
  const path = resource.split("/").map(encodeURIComponent).join("/");
  const response = await send(`/v1/media/${path}?alt=media`);
  return response.blob();
}

/** Saves an attachment under its name. */
export async function download(attachment: Attachment): Promise<void> {
  const link = document.createElement("a");
  link.href = await blobUrl(attachment);
  link.download = attachment.contentName || "file";
  link.click();
}
