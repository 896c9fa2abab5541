import { JsonTree } from '../../kit/JsonTree.tsx';
import { parsedJson } from './messages.ts';

/** Text as text, everything else as a tree. */
export function Value({ value }: { value: unknown }) {
  const parsed = parsedJson(value);
  if (typeof parsed === 'string') return <p className="wrap-anywhere whitespace-pre-wrap">{parsed}</p>;
  return <JsonTree value={parsed} />;
}
