import { Icon } from '../../kit/Icon.tsx';
import type { Term } from './terms.ts';

export function TermChip({ term, onRemove }: { term: Term; onRemove: () => void }) {
  const text = term.key === 'q' ? `“${term.value}”` : term.value;
  return (
    <span className="inline-flex h-5.5 max-w-60 items-center gap-1 rounded-bar bg-sunken pl-1.5 text-meta">
      {term.key !== 'q' && <span className="text-text-3">{term.key}</span>}
      <span className="truncate font-medium">{text}</span>
      <button
        type="button"
        onClick={onRemove}
        aria-label={`Remove the filter ${term.key} ${term.value}`}
        className="grid size-5.5 place-items-center rounded-bar text-text-3 hover:bg-hover hover:text-text"
      >
        <Icon name="close" className="size-3!" />
      </button>
    </span>
  );
}
