import type { CardDecoratedText, CardDecoratedTextSwitchControl, CardTextParagraph } from "../../api/gen/types";
import { play, useCard } from "../context";
import { texts } from "../form";
import { CardButton } from "../parts/CardButton";
import { CardText } from "../parts/CardText";
import { clicks, Clickable } from "../parts/Clickable";
import { Icon } from "../parts/Icon";

export function DecoratedText({ data }: { data: CardDecoratedText }) {
  const icon = data.startIcon ?? data.icon;
  const middle = (
    <>
      <Label text={data.topLabel} rich={data.topLabelText} class="card-label cut" />
      <span class={data.wrapText ? "card-main" : "card-main cut"}>
        <CardText text={data.contentText?.text ?? data.text} syntax={data.contentText?.textSyntax} />
      </span>
      <Label text={data.bottomLabel} rich={data.bottomLabelText} class="card-label" />
    </>
  );
  return (
    <div class={`decorated align-${(data.startIconVerticalAlignment ?? "MIDDLE").toLowerCase()}`}>
      {icon && <Icon icon={icon} />}
      {clicks(data.onClick) ? (
        <Clickable class="decorated-text clickable" onClick={data.onClick}>
          {middle}
        </Clickable>
      ) : (
        <div class="decorated-text">{middle}</div>
      )}
      {data.button && <CardButton button={data.button} />}
      {data.endIcon && <Icon icon={data.endIcon} />}
      {data.switchControl && <Switch control={data.switchControl} label={data.text ?? data.contentText?.text ?? ""} />}
    </div>
  );
}

function Label({ text, rich, class: classes }: { text: string | undefined; rich: CardTextParagraph | undefined; class: string }) {
  if (!text && !rich?.text) return null;
  return (
    <span class={classes}>
      <CardText text={rich?.text ?? text} syntax={rich?.textSyntax} />
    </span>
  );
}

function Switch({ control, label }: { control: CardDecoratedTextSwitchControl; label: string }) {
  const card = useCard();
  const name = control.name ?? "";
  const value = control.value ?? "";
  const chosen = texts(card.form.value[name]);
  const change = (on: boolean) => {
    const others = chosen.filter((one) => one !== value);
    card.form.value = { ...card.form.value, [name]: on ? [...others, value] : others };
    if (control.onChangeAction) void play(card, control.onChangeAction);
  };
  const box = control.controlType === "CHECKBOX" || control.controlType === "CHECK_BOX";
  return (
    <input
      type="checkbox"
      {...(box ? {} : { role: "switch" as const })}
      aria-label={label.replace(/<[^>]*>/g, "") || name}
      checked={chosen.includes(value)}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  );
}
