import type { TraceSkeleton } from '../../api/types.ts';
import { formatCount } from '../../format/tokens.ts';

type Facts = Pick<TraceSkeleton, 'truncated' | 'total' | 'missing_parents'> & {
  trace: Pick<TraceSkeleton['trace'], 'root_inferred' | 'warnings'>;
  columns: { span_id: readonly string[] };
};

/** One sentence for everything about a trace that is not whole. */
export function partialSentences({ truncated, total, missing_parents: missing, trace, columns }: Facts): string[] {
  const notes = [
    truncated ? `Showing ${formatCount(columns.span_id.length)} of ${formatCount(total)} spans.` : null,
    missing > 0 ? `${formatCount(missing)} ${missing === 1 ? 'span has' : 'spans have'} a parent that has not been received.` : null,
    trace.root_inferred && missing === 0 ? 'No span was marked as the root, so the first one stands for it.' : null,
    ...(trace.warnings ?? []).map(sentenceOf),
  ];
  return notes.filter((note) => note !== null);
}

function sentenceOf(warning: string): string {
  const [code = '', subject = ''] = warning.split(/:(.*)/);
  switch (code) {
    case 'price_unknown':
      return `The price of ${subject || 'a model'} is unknown, so the total cost is too.`;
    case 'root_missing':
      return 'The root span has not been received yet.';
    case 'missing_parents':
      return `Parents are missing${subject ? `: ${subject}` : ''}.`;
    default:
      return `Note of the server: ${warning}.`;
  }
}
