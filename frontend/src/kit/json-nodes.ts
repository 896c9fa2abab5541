export type Branch = readonly unknown[] | Readonly<Record<string, unknown>>;

export function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

export function entriesOf(value: Branch): [string, unknown][] {
  return Object.entries(value);
}

/** `{3}` or `[12]`: what a folded branch holds. */
export function summaryOf(value: Branch): string {
  const count = Object.keys(value).length;
  return Array.isArray(value) ? `[${count}]` : `{${count}}`;
}

export function leafText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
}
