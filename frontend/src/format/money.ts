/**
 * US dollars from decimal text. The text is cut and rounded as text: it is never a float here,
 * so what is shown is what was stored.
 *
 * @param text plain decimal such as `0.012345`, `null` when the price is unknown
 */
export function formatMoney(text: string | null | undefined): string {
  if (text === null || text === undefined) return '–';
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '0', fraction = ''] = match;
  if (/^0*$/.test(whole + fraction)) return '$0.00';
  const scaled = BigInt(whole + fraction.padEnd(18, '0').slice(0, 18));
  return sign + printed(scaled);
}

const UNIT = 10n ** 18n;

function printed(scaled: bigint): string {
  if (scaled < UNIT / 10_000n) return '<$0.0001';
  // From $0.01 on, and what rounds up to it, four decimals say as much as four significant digits do below.
  if (scaled >= UNIT / 100n - UNIT / 2_000_000n) return `$${decimals(scaled, scaled >= UNIT ? 2 : 4)}`;
  const leadingZeros = 18 - String(scaled).length;
  return `$${decimals(scaled, leadingZeros + 4)}`;
}

function decimals(scaled: bigint, places: number): string {
  const step = 10n ** BigInt(18 - places);
  const rounded = String((scaled + step / 2n) / step).padStart(places + 1, '0');
  const whole = rounded.slice(0, -places).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${whole}.${rounded.slice(-places)}`;
}
