import { signal } from "@preact/signals";

/** Why nothing can be shown, in a sentence. */
export const failure = signal<string | null>(null);
