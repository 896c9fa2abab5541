/** At most `most` round steps of 1, 2 or 5 × 10ⁿ over `extent`, without the start itself. */
export function ticks(extent: number, most: number): number[] {
  if (extent <= 0 || most < 1) return [];
  const raw = extent / most;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= raw) ?? 10) * magnitude;
  return Array.from({ length: Math.floor(extent / step) }, (_, index) => (index + 1) * step).filter((at) => at < extent * 0.96);
}

/** Where the text of a bar stands: inside when it fits, else beside it where there is room. */
export function labelSide(left: number, width: number, lane: number, text: number): 'inside' | 'right' | 'left' {
  if (width >= text + 8) return 'inside';
  return left + width + 6 + text <= lane || left < text + 6 ? 'right' : 'left';
}
