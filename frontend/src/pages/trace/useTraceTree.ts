import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';

import type { TraceSkeleton } from '../../api/types.ts';
import type { Columns } from '../../trace-engine/columns.ts';
import { criticalPath } from '../../trace-engine/critical-path.ts';
import { decode } from '../../trace-engine/decode.ts';
import { failures, matches } from '../../trace-engine/match.ts';
import { build, type Tree } from '../../trace-engine/tree.ts';
import { reveal, visible } from '../../trace-engine/visible.ts';

const PAGE = '/p/$project/traces/$traceId';

export type TraceView = ReturnType<typeof useTraceTree>;

/** The tree of a trace with what is folded, found and selected. The selection lives in the URL. */
export function useTraceTree(trace: TraceSkeleton) {
  const search = useSearch({ from: PAGE });
  const navigate = useNavigate({ from: PAGE });
  const columns = useMemo(() => decode(trace), [trace]);
  const tree = useMemo(() => build(columns), [columns]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [marksCritical, setMarksCritical] = useState(false);
  const selected = selectedSpan(columns, tree, search.span);
  const collapsed = useMemo(() => spansOf(folded, columns), [folded, columns]);
  const shown = useMemo(() => visible(tree, reveal(tree, collapsed, tree.positionOf[selected] ?? 0)), [tree, collapsed, selected]);
  const found = useMemo(() => matches(columns, tree, search.q ?? ''), [columns, tree, search.q]);
  const failed = useMemo(() => failures(columns, tree), [columns, tree]);
  const critical = useMemo(() => (marksCritical ? criticalPath(columns, tree) : null), [marksCritical, columns, tree]);

  const select = useCallback(
    (span: number) => {
      const id = columns.ids[span];
      if (id !== undefined) void navigate({ search: (before) => ({ ...before, span: id }), replace: true });
    },
    [columns, navigate],
  );
  const toggle = useCallback(
    (span: number) => {
      const id = columns.ids[span] ?? GROUP;
      setFolded((before) => toggled(before, id));
      if (holds(tree, span, selected)) select(span);
    },
    [columns, tree, selected, select],
  );
  const find = (text: string): void => void navigate({ search: (before) => ({ ...before, q: text || undefined }), replace: true });
  return { columns, tree, collapsed, shown, selected, found, failed, critical, select, toggle, find, query: search.q ?? '', marksCritical, setMarksCritical };
}

const GROUP = 'group';

function selectedSpan(columns: Columns, tree: Tree, id: string | undefined): number {
  const named = id === undefined ? -1 : columns.ids.indexOf(id);
  if (named >= 0) return named;
  return tree.order[tree.group === 0 ? 1 : 0] ?? 0;
}

function spansOf(folded: ReadonlySet<string>, columns: Columns): ReadonlySet<number> {
  if (folded.size === 0) return NONE;
  const spans = new Set<number>();
  columns.ids.forEach((id, span) => folded.has(id) && spans.add(span));
  if (folded.has(GROUP)) spans.add(columns.count);
  return spans;
}

const NONE: ReadonlySet<number> = new Set();

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(before);
  if (!after.delete(id)) after.add(id);
  return after;
}

/** Whether `inner` lies under `outer`, so that folding `outer` must take the selection along. */
function holds(tree: Tree, outer: number, inner: number): boolean {
  const [from, at] = [tree.positionOf[outer] ?? -1, tree.positionOf[inner] ?? -1];
  return at > from && at < (tree.subtreeEnd[from] ?? 0);
}
