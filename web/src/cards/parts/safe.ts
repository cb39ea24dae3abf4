/** A picture's address if a card may show it: HTTPS, or the picture itself. */
export function safeImage(url: string | undefined): string | undefined {
  if (!url) return undefined;
  if (/^https:\/\//i.test(url)) return url;
  return /^data:image\/(png|jpeg|gif|webp);base64,/i.test(url) ? url : undefined;
}

/** Where a click may lead: the web, mail and telephone; HTTP becomes HTTPS but on this machine. */
export function safeLink(url: string | undefined): string | undefined {
  if (!url || /[\u0000-\u001f]/.test(url)) return undefined;
  if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/?#]|$)/i.test(url)) return url;
  if (/^http:\/\//i.test(url)) return `https://${url.slice(7)}`;
  return /^(https:\/\/|mailto:|tel:)/i.test(url) ? url : undefined;
}
