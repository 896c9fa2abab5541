import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';

import type { TraceSummary } from '../../api/types.ts';
import { DataTable } from '../../kit/DataTable.tsx';
import { TABLE_WIDTH, traceColumns } from './columns.tsx';
import { quantile } from './quantile.ts';

type Props = {
  project: string;
  rows: TraceSummary[];
  onNearEnd: () => void;
  onScrollTop: (atTop: boolean) => void;
  busy: boolean;
};

export function TraceTable({ project, rows, onNearEnd, onScrollTop, busy }: Props) {
  const navigate = useNavigate();
  const p95 = useMemo(() => quantile(rows.flatMap((row) => row.duration_ms ?? []), 0.95), [rows]);
  const columns = useMemo(() => traceColumns(project, p95), [project, p95]);
  return (
    <DataTable
      label="Traces"
      rows={rows}
      columns={columns}
      minWidth={TABLE_WIDTH}
      rowKey={(row) => row.trace_id}
      onOpen={(row) => void navigate({ to: '/p/$project/traces/$traceId', params: { project, traceId: row.trace_id } })}
      onNearEnd={onNearEnd}
      onScrollTop={onScrollTop}
      busy={busy}
    />
  );
}
