import { Value } from './Value.tsx';
import { fieldsOf, textOf } from './messages.ts';

/** A retrieval: the query, and the documents it found with their scores. */
export function Documents({ retrieval }: { retrieval: unknown }) {
  const fields = fieldsOf(retrieval);
  const found = fields?.get('documents');
  if (!fields || !Array.isArray(found)) return null;
  return (
    <section aria-label="Retrieval" className="grid gap-2 p-3">
      <div>
        <div className="text-axis text-text-3">Query</div>
        <p className="wrap-anywhere">{textOf(fields.get('query')) ?? '–'}</p>
      </div>
      <div className="text-axis text-text-3">{found.length === 1 ? '1 document' : `${found.length} documents`}</div>
      <ol className="grid gap-2">
        {found.map((document, index) => (
          <FoundDocument key={index} document={document} />
        ))}
      </ol>
    </section>
  );
}

function FoundDocument({ document }: { document: unknown }) {
  const fields = fieldsOf(document);
  const score = fields?.get('score');
  return (
    <li className="rounded-control border border-line bg-sunken p-2.5">
      <div className="flex justify-between gap-3 font-mono text-text-2">
        <span className="truncate">{textOf(fields?.get('id')) ?? 'document'}</span>
        <span title="Score">{typeof score === 'number' ? score.toFixed(3) : '–'}</span>
      </div>
      <Value value={fields?.get('content') ?? document} />
    </li>
  );
}
