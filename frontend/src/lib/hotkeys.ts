/** Whether a key press belongs to something that takes text, so that single-letter keys must stay off. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName) || (target instanceof HTMLInputElement && target.type !== 'radio' && target.type !== 'checkbox');
}

/** A plain key without modifiers, outside of text fields; `null` otherwise. */
export function plainKey(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return null;
  return event.key;
}
