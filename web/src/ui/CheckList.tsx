import "./check-list.css";

interface Props {
  label: string;
  choices: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Any number of a list of words. */
export function CheckList({ label, choices, chosen, onChange }: Props) {
  const toggle = (choice: string, yes: boolean) => onChange(yes ? [...chosen, choice] : chosen.filter((other) => other !== choice));
  return (
    <fieldset class="check-list">
      <legend>{label}</legend>
      <div>
        {choices.map((choice) => (
          <label key={choice}>
            <input type="checkbox" checked={chosen.includes(choice)} onChange={(event) => toggle(choice, event.currentTarget.checked)} />
            {choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
