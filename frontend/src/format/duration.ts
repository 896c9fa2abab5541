/**
 * A span of time in the shortest honest form.
 *
 * @param ms milliseconds, `null` while still running or unknown
 */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms === 0) return '0 ms';
  if (ms < 1) return `${Math.max(1, Math.round(ms * 1000))} µs`;
  if (ms < 10) return `${trimZeros(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return ms < 59_950 ? seconds(ms) : longer(ms);
}

function seconds(ms: number): string {
  return ms < 9_995 ? `${(ms / 1000).toFixed(2)} s` : `${(ms / 1000).toFixed(1)} s`;
}

function longer(ms: number): string {
  const total = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours} h ${pad(minutes)} m` : `${minutes} m ${pad(rest)} s`;
}

const pad = (n: number): string => String(n).padStart(2, '0');
const trimZeros = (text: string): string => text.replace(/\.0$/, '');
