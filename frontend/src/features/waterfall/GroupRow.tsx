import { Icon } from '../../kit/Icon.tsx';

type Props = { id: string; rowIndex: number; top: number; height: number; span: number; expanded: boolean | null; onToggle: (span: number) => void };

/** Stands in for parents that have not come: their spans are shown, never hidden until then. */
export function GroupRow({ id, rowIndex, top, height, span, expanded, onToggle }: Props) {
  return (
    <div
      id={id}
      role="row"
      aria-level={1}
      aria-rowindex={rowIndex}
      aria-expanded={expanded ?? undefined}
      onClick={() => onToggle(span)}
      className="absolute inset-x-0 flex cursor-pointer items-center border-b border-line/60 bg-warn-soft"
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" className="flex items-center gap-1.5 pl-1.5 text-text">
        <Icon name="chevron" className={`mx-0.5 size-3! text-text-3 ${expanded ? 'rotate-90' : ''}`} />
        <Icon name="broken" className="text-warn" />
        Parent span not received yet
      </div>
    </div>
  );
}
