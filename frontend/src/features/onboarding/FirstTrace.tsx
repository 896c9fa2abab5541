import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { createIngestKey } from '../../api/keys.ts';
import { meQuery } from '../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Icon } from '../../kit/Icon.tsx';
import { Segmented } from '../../kit/Segmented.tsx';
import { copyText } from '../../lib/clipboard.ts';
import { KEY_PLACEHOLDER, type Snippet, SNIPPETS, snippetOf, type Target } from './snippets.ts';

const CHOICES = SNIPPETS.map((value) => ({ value, label: value }));

/** The way from nothing to a first trace: copy (which makes the key), run, and the page becomes the list. */
export function FirstTrace({ project }: { project: string }) {
  const [kind, setKind] = useState<Snippet>('Python');
  const me = useQuery(meQuery);
  const owner = me.data?.projects.some(({ id, role }) => id === project && role === 'owner') ?? false;
  const key = useMutation({ mutationFn: () => createIngestKey(project) });
  const target: Target = { host: location.hostname, key: key.data?.key ?? KEY_PLACEHOLDER };
  const copy = useMutation({
    mutationFn: async () => {
      const made = owner ? (key.data ?? (await key.mutateAsync())) : null;
      return copyText(snippetOf(kind, { ...target, key: made?.key ?? KEY_PLACEHOLDER }));
    },
  });
  return (
    <section aria-labelledby="first-trace" className="min-h-0 flex-1 overflow-auto p-4">
      <div className="mx-auto grid w-full max-w-3xl gap-4 rounded-card border border-line bg-surface p-5 sm:mt-6 sm:p-6">
        <div>
          <h2 id="first-trace" className="text-empty font-semibold">
            Send the first trace
          </h2>
          <p className="text-text-2">Any OpenTelemetry SDK or Collector can send here. Copy a snippet, run it, and this page turns into the list.</p>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Segmented label="Snippet" value={kind} choices={CHOICES} onChange={setKind} />
          <Button look="primary" onClick={() => copy.mutate()} disabled={copy.isPending}>
            <Icon name={copy.data ? 'check' : 'copy'} />
            {copy.data ? 'Copied' : owner ? 'Copy with a new key' : 'Copy'}
          </Button>
        </div>
        <pre tabIndex={0} aria-label={`${kind} snippet`} className="max-h-90 overflow-auto rounded-control bg-sunken p-3">
          {snippetOf(kind, target)}
        </pre>
        <p className="text-meta text-text-3">
          {owner ? 'Copying makes a key that may only send. It is in the snippet and is not shown again.' : 'Ask an owner of this project for an API key.'}
        </p>
        {key.error && <p className="text-error">The key could not be made: {key.error.message}</p>}
        <p role="status" className="flex items-center gap-2 border-t border-line pt-3">
          <span className="size-2 animate-breathe rounded-full bg-accent" aria-hidden="true" />
          Waiting for the first span
        </p>
      </div>
    </section>
  );
}
