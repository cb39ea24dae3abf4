import "./toast.css";
import { signal } from "@preact/signals";

interface Toast {
  id: number;
  text: string;
}

const toasts = signal<Toast[]>([]);
let count = 0;

/** Says something in passing, at the foot of the page. */
export function toast(text: string): void {
  const id = ++count;
  toasts.value = [...toasts.value.slice(-2), { id, text }];
  setTimeout(() => {
    toasts.value = toasts.value.filter((one) => one.id !== id);
  }, 6_000);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class="toast">
          {one.text}
        </div>
      ))}
    </div>
  );
}
