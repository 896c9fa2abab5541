import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';

import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { plainKey } from '../../lib/hotkeys.ts';
import { TermChip } from './TermChip.tsx';
import { readTerm, type Term, termsOf, withoutTerm, withoutTerms, withTerm } from './terms.ts';

const FAILED: Term = { key: 'status', value: 'error' };

/** One text field; what is typed becomes chips, and the chips are the URL. */
export function FilterBar() {
  const search = useSearch({ from: '/p/$project/traces' });
  const navigate = useNavigate({ from: '/p/$project/traces' });
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useSlashFocus(field);
  const terms = termsOf(search);
  const onlyErrors = terms.some((term) => term.key === FAILED.key && term.value === FAILED.value);
  const go = (next: typeof search): void => void navigate({ search: next, replace: true });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === '') return;
    const reading = readTerm(typed);
    setRefusal(reading.kind === 'unknown' ? reading.reason : null);
    if (reading.kind === 'unknown') return;
    setTyped('');
    go(withTerm(search, reading.term));
  };
  return (
    <div className="border-b border-line bg-canvas px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <form onSubmit={submit} role="search" className="flex min-h-(--control) min-w-60 flex-1 flex-wrap items-center gap-1.5 rounded-control border border-line-strong bg-surface px-2 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-accent">
          <Icon name="search" className="text-text-3" />
          {terms.map((term) => (
            <TermChip key={`${term.key}:${term.value}`} term={term} onRemove={() => go(withoutTerm(search, term))} />
          ))}
          <input
            ref={field}
            aria-label="Filter traces"
            aria-invalid={refusal !== null}
            aria-describedby={refusal ? 'filter-refusal' : undefined}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setRefusal(null);
            }}
            placeholder={terms.length > 0 ? 'Add a filter' : 'Filter: status:error  model:gpt-4o  user:ada  or words'}
            className={`h-6 min-w-30 flex-1 bg-transparent outline-none placeholder:text-text-3 ${refusal ? 'text-error' : ''}`}
          />
        </form>
        <Button
          aria-pressed={onlyErrors}
          onClick={() => go(onlyErrors ? withoutTerm(search, FAILED) : withTerm(search, FAILED))}
          className="aria-pressed:border-error aria-pressed:bg-error-soft"
        >
          <span aria-hidden="true" className="text-[10px] text-error">
            ✕
          </span>
          Errors
        </Button>
        {terms.length > 0 && (
          <Button look="quiet" onClick={() => go(withoutTerms(search))}>
            Clear filters
          </Button>
        )}
      </div>
      {refusal && (
        <p id="filter-refusal" role="alert" className="pt-1 text-meta text-error">
          {refusal}
        </p>
      )}
    </div>
  );
}

/** `/` anywhere on the page goes to the field. */
function useSlashFocus(field: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (plainKey(event) !== '/') return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [field]);
}
