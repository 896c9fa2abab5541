/** A token count: exact below 10,000, then `12.3k`, `4.56M`. Unknown is `–`, never 0. */
export function formatTokens(count: number | null | undefined): string {
  if (count === null || count === undefined) return '–';
  if (count < 10_000) return formatCount(count);
  if (count < 999_950) return `${(count / 1000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(2)}M`;
}

/** A whole number with thin grouping, the same in every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
