// A short sound for what somebody is notified of. Off unless they turn it on.

import { signal } from "@preact/signals";

const KEY = "confab.sound";

export const sound = signal(localStorage.getItem(KEY) === "on");

export function setSound(on: boolean): void {
  sound.value = on;
  localStorage.setItem(KEY, on ? "on" : "off");
  if (on) chime();
}

let context: AudioContext | null = null;

/** Two soft notes, made here rather than loaded. */
export function chime(): void {
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const [pitch, after] of [[660, 0], [880, 0.12]] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.08, start + after);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + after + 0.35);
    tone.connect(volume).connect(context.destination);
    tone.start(start + after);
    tone.stop(start + after + 0.4);
  }
}
