import "./attachments.css";
import { Download, File as FileIcon } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { blobUrl, download } from "../../api/media";
import type { Attachment, Message } from "../../api/gen/types";
import { Dialog } from "../../ui/Dialog";
import { Button } from "../../ui/Button";
import { attempt } from "./actions";

/** Pictures that browsers decode safely; everything else is only downloaded. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

/** Files and GIFs of a message. */
export function Attachments({ message }: { message: Message }) {
  return (
    <div class="attachments">
      {(message.attachment ?? []).map((attachment) =>
        PICTURES.has(attachment.contentType ?? "") ? (
          <Picture key={attachment.name} attachment={attachment} />
        ) : (
          <FileCard key={attachment.name} attachment={attachment} />
        ),
      )}
      {(message.attachedGifs ?? []).map(
        (gif) => gif.uri?.startsWith("https://") && <img key={gif.uri} class="picture" src={gif.uri} alt="GIF" loading="lazy" referrerpolicy="no-referrer" />,
      )}
    </div>
  );
}

function FileCard({ attachment }: { attachment: Attachment }) {
  const name = attachment.contentName || "File";
  return (
    <button type="button" class="file-card" onClick={() => void attempt(() => download(attachment))}>
      <FileIcon class="file-icon" />
      <span class="visually-hidden">Download</span>
      <span class="file-name">{name}</span>
      <span class="muted">{attachment.contentType}</span>
      <Download />
    </button>
  );
}

function Picture({ attachment }: { attachment: Attachment }) {
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  const [large, setLarge] = useState(false);
  const name = attachment.contentName || "Picture";
  useEffect(() => {
    blobUrl(attachment).then(setUrl, () => setBroken(true));
  }, [attachment.name]);
  if (broken) return <FileCard attachment={attachment} />;
  return (
    <>
      <button type="button" class="picture-button" aria-label={`Enlarge ${name}`} onClick={() => setLarge(true)}>
        {url ? <img class="picture" src={url} alt={name} onError={() => setBroken(true)} /> : <span class="picture waiting" />}
      </button>
      {large && url && (
        <Dialog title={name} onClose={() => setLarge(false)} wide>
          <img class="large-picture" src={url} alt={name} />
          <div class="dialog-foot">
            <Button onClick={() => void attempt(() => download(attachment))}>
              <Download /> Download
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
