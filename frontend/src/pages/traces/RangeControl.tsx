import { useNavigate, useSearch } from '@tanstack/react-router';

import { Segmented } from '../../kit/Segmented.tsx';
import { DEFAULT_RANGE, type Range } from './search.ts';

const CHOICES = (['15m', '1h', '24h', '7d', '30d'] as const).map((value) => ({ value, label: value }));

/** How far the list looks back. */
export function RangeControl() {
  const search = useSearch({ from: '/p/$project/traces' });
  const navigate = useNavigate({ from: '/p/$project/traces' });
  const choose = (range: Range): void => {
    void navigate({ search: { ...search, range, from: undefined, to: undefined }, replace: true });
  };
  return <Segmented label="Time range" value={search.from ? null : (search.range ?? DEFAULT_RANGE)} choices={CHOICES} onChange={choose} />;
}
