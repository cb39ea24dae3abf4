import "./avatar.css";
import { hue, initials } from "./initials";

interface Props {
  name: string;
  /** What the colour hangs on; the name unless it may change. */
  id?: string;
  url?: string | undefined;
  size?: "small" | "normal" | "large";
  square?: boolean;
}

/** A picture, or two letters on a colour of their own. Never read aloud: the name stands beside it. */
export function Avatar({ name, id, url, size = "normal", square }: Props) {
  const classes = `avatar ${size}${square ? " square" : ""}`;
  if (url && /^https?:\/\//.test(url)) {
    return <img class={classes} src={url} alt="" loading="lazy" referrerpolicy="no-referrer" />;
  }
  return (
    <span class={classes} style={{ "--hue": hue(id ?? name) }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
