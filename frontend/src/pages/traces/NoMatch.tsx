import { Button } from '../../kit/Button.tsx';
import type { Range } from './search.ts';
import type { Term } from './terms.ts';

type Props = { terms: readonly Term[]; range: Range | undefined; onClear: () => void; onWiden: (range: Range) => void };

const PERIODS: Record<Range, string> = { '15m': '15 minutes', '1h': 'hour', '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

/** Traces exist, but none passes: names the reasons and the two ways out. */
export function NoMatch({ terms, range = '24h', onClear, onWiden }: Props) {
  const wider: Range = range === '7d' || range === '30d' ? '30d' : '7d';
  return (
    <div className="grid flex-1 content-center justify-items-center gap-3 bg-surface p-6 text-center">
      <h2 className="text-empty font-semibold">No trace matches</h2>
      <p className="max-w-120 text-text-2">
        Nothing started in the last {PERIODS[range]}
        {terms.length > 0 && (
          <>
            {' with '}
            {terms.map((term, index) => (
              <span key={`${term.key}:${term.value}`}>
                {index > 0 && ', '}
                <code className="rounded-bar bg-sunken px-1">{`${term.key}:${term.value}`}</code>
              </span>
            ))}
          </>
        )}
        .
      </p>
      <div className="flex gap-2">
        {terms.length > 0 && <Button onClick={onClear}>Clear filters</Button>}
        {range !== '30d' && <Button onClick={() => onWiden(wider)}>{`Widen to ${wider}`}</Button>}
      </div>
    </div>
  );
}
