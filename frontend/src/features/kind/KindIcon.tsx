import { Icon } from '../../kit/Icon.tsx';
import { KIND_TEXT, kindOf } from './kinds.ts';

/** The drawing of a kind in its colour, named for screen readers. */
export function KindIcon({ kind }: { kind: string }) {
  const known = kindOf(kind);
  return (
    <span title={kind} className={`inline-flex shrink-0 ${KIND_TEXT[known]}`}>
      <Icon name={known} />
      <span className="sr-only">{kind}</span>
    </span>
  );
}
