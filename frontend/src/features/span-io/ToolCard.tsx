import { KindIcon } from '../kind/KindIcon.tsx';
import { isAbsent } from './content.ts';
import { Value } from './Value.tsx';

type Props = { name: string; id: string | null; input: unknown; result: { known: boolean; value: unknown } };

/** A tool call with its arguments, and its result where this span knows it. */
export function ToolCard({ name, id, input, result }: Props) {
  return (
    <div className="overflow-hidden rounded-control border border-line bg-sunken">
      <div className="flex items-center gap-1.5 px-2.5 py-1.5">
        <KindIcon kind="tool" />
        <span className="font-medium">{name}</span>
        {id && <code className="ml-auto truncate text-text-3">{id}</code>}
      </div>
      {!isAbsent(input) && (
        <div className="border-t border-line px-2.5 py-1.5">
          <div className="text-axis text-text-3">Arguments</div>
          <Value value={input} />
        </div>
      )}
      {result.known && (
        <div className="border-t border-line bg-surface px-2.5 py-1.5">
          <div className="text-axis text-text-3">Result</div>
          <Value value={result.value} />
        </div>
      )}
    </div>
  );
}
