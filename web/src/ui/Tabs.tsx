import "./tabs.css";
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";

export interface Tab {
  title: string;
  content: () => ComponentChildren;
}

/** Parts of a panel, one at a time, by the pattern of the ARIA guide. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const here = tabs[Math.min(chosen, tabs.length - 1)];
  const keys = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const to = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    setChosen(next);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={keys}>
        {tabs.map((tab, index) => (
          <button
            key={tab.title}
            id={`${id}-${index}`}
            type="button"
            role="tab"
            aria-selected={tab === here}
            aria-controls={`${id}-panel`}
            tabIndex={tab === here ? 0 : -1}
            onClick={() => setChosen(index)}
         >
            {tab.title}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} class="tab-panel" role="tabpanel" aria-labelledby={`${id}-${tabs.indexOf(here as Tab)}`}>
        {here?.content()}
      </div>
    </>
  );
}
