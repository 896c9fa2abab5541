import { useState } from 'react';

import { Button } from '../../kit/Button.tsx';
import { MessageCard } from './MessageCard.tsx';
import { type Message, resultsById, withoutPairedResults } from './messages.ts';

/** More of what came before is folded away. */
const RECENT = 3;

/** A conversation: what the model was given, then what it said. */
export function Chat({ messages, produced }: { messages: readonly Message[]; produced: readonly Message[] }) {
  const [whole, setWhole] = useState(false);
  const results = resultsById([...messages, ...produced]);
  const given = withoutPairedResults(messages);
  const said = withoutPairedResults(produced);
  const hidden = whole ? 0 : Math.max(0, given.length - RECENT);
  return (
    <div className="grid gap-3 p-3">
      {hidden > 0 && (
        <Button look="quiet" className="justify-self-start" onClick={() => setWhole(true)}>
          Show {hidden} earlier {hidden === 1 ? 'message' : 'messages'}
        </Button>
      )}
      {given.slice(hidden).map((message, index) => (
        <MessageCard key={hidden + index} message={message} results={results} />
      ))}
      {said.length > 0 && <h3 className="border-t border-line pt-3 text-meta font-medium text-text-3">Output</h3>}
      {said.map((message, index) => (
        <MessageCard key={index} message={message} results={results} />
      ))}
    </div>
  );
}
