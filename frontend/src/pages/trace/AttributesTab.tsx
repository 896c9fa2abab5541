import { useState } from 'react';

import type { Span } from '../../api/types.ts';
import { Copy } from '../../kit/Copy.tsx';
import { attributeGroups, type Group, printed } from './attributes.ts';

/** What was understood of a span, and what was sent as it was. */
export function AttributesTab({ span }: { span: Span }) {
  const [text, setText] = useState('');
  const groups = attributeGroups(span, text);
  return (
    <div className="grid gap-4 p-3">
      <input
        aria-label="Search attributes"
        placeholder="Search attributes"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="h-(--control) rounded-control border border-line-strong bg-surface px-2 placeholder:text-text-3"
      />
      {groups.length === 0 && <p className="p-4 text-center text-text-3">No attribute holds “{text}”.</p>}
      {groups.map((group) => (
        <AttributeGroup key={group.title} group={group} />
      ))}
    </div>
  );
}

function AttributeGroup({ group: { title, rows } }: { group: Group }) {
  return (
    <section>
      <h3 className="pb-1 text-meta font-medium text-text-3">{title}</h3>
      <dl className="border-t border-line">
        {rows.map(([name, value]) => (
          <div key={name} className="group grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_28px] items-start gap-2 border-b border-line py-1 font-mono hover:bg-hover">
            <dt className="wrap-anywhere text-text-2">{name}</dt>
            <dd className="wrap-anywhere whitespace-pre-wrap">{printed(value)}</dd>
            <dd>
              <Copy text={printed(value)} label={`Copy ${name}`} className="size-5! opacity-0 group-hover:opacity-100 focus-visible:opacity-100" />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
