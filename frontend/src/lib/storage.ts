/** Small settings that outlive the tab. The only door to `localStorage`. */
const PREFIX = 'assay.';
const listeners = new Set<() => void>();

export function readStored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null');
  } catch {
    return null; // a blocked store or a foreign value is the same as no value
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // A full or blocked store loses the setting, not the page.
  }
  for (const listener of listeners) listener();
}

export function onStoredChange(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
