import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

type Options = {
  count: number;
  scroller: RefObject<HTMLElement | null>;
  /** Height of every row in CSS pixels. */
  height: number;
  /** Height of what sticks to the top and hides rows. */
  header: number;
  /** Row that must be in the document even out of sight, since `aria-activedescendant` names it; -1 for none. */
  active: number;
};

/** The rows of a scroll box that are in sight, and where each stands. */
export function useVirtualRows({ count, scroller, height, header, active }: Options) {
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    scrollPaddingStart: header,
    rangeExtractor: (range) => withActive(defaultRangeExtractor(range), active, count),
  });
  return { items: virtual.getVirtualItems(), total: virtual.getTotalSize(), scrollToIndex: virtual.scrollToIndex };
}

function withActive(range: number[], active: number, count: number): number[] {
  if (active < 0 || active >= count || range.includes(active)) return range;
  return [...range, active].toSorted((a, b) => a - b);
}
