import type { Status } from '../../api/types.ts';

const LOOK: Record<Status, { sign: string; word: string; className: string }> = {
  ok: { sign: '●', word: 'ok', className: 'text-ok' },
  error: { sign: '✕', word: 'error', className: 'text-error font-medium' },
  unset: { sign: '○', word: 'unset', className: 'text-text-3' },
};

/** A status as sign and word: never colour alone. `live` = more spans may still come. */
export function StatusMark({ status, live = false }: { status: Status; live?: boolean }) {
  const { sign, word, className } = LOOK[status] ?? LOOK.unset;
  if (live && status !== 'error') {
    return (
      <span className="inline-flex items-center gap-1 text-meta text-text-2">
        <span className="mx-0.5 size-1.5 animate-breathe rounded-full bg-accent" aria-hidden="true" />
        live
      </span>
    );
  }
  return (
    <span className={`inline-flex items-center gap-1 text-meta ${className}`}>
      <span aria-hidden="true" className="w-2.5 text-center text-[10px]">
        {sign}
      </span>
      {word}
    </span>
  );
}
