/** Runs something when the browser has nothing else to do, within a second; answers how to call it off. */
export function whenIdle(run: () => void): () => void {
  // Not every browser tells.
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(run, 100);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(run, { timeout: 1_000 });
  return () => cancelIdleCallback(request);
}
