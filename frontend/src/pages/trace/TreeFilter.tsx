import type { RefObject } from 'react';

import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';

type Props = {
  field: RefObject<HTMLInputElement | null>;
  query: string;
  found: number;
  /** Index of the selected span among the found ones, -1 when it is none of them. */
  at: number;
  failures: number;
  critical: boolean;
  onFind: (text: string) => void;
  onNext: () => void;
  onNextFailure: () => void;
  onCritical: () => void;
};

/** Find spans by name, model or kind; go from error to error; mark the critical path. */
export function TreeFilter({ field, query, found, at, failures, critical, onFind, onNext, onNextFailure, onCritical }: Props) {
  return (
    <div className="flex items-center gap-1.5 border-b border-line px-2 py-1.5">
      <div className="flex h-(--control) min-w-0 flex-1 items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent">
        <Icon name="search" className="text-text-3" />
        <input
          ref={field}
          aria-label="Find spans"
          value={query}
          onChange={(event) => onFind(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onNext();
            if (event.key === 'Escape') onFind('');
          }}
          placeholder="Find spans"
          className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-text-3"
        />
        {query !== '' && (
          <span role="status" className="shrink-0 font-mono text-axis text-text-3">
            {at >= 0 ? `${at + 1} / ${found}` : `${found}`}
          </span>
        )}
      </div>
      {failures > 0 && (
        <Button onClick={onNextFailure} title="Go to the next error (e)">
          <span aria-hidden="true" className="text-[10px] text-error">
            ✕
          </span>
          {failures === 1 ? '1 error' : `${failures} errors`}
        </Button>
      )}
      <Button aria-pressed={critical} onClick={onCritical} title="Mark the critical path (c)" className="aria-pressed:border-text aria-pressed:bg-sunken">
        Critical path
      </Button>
    </div>
  );
}
