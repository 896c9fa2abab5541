import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';

import { onGridKey } from './grid-keys.ts';
import { useMedia } from './useMedia.ts';
import { useVirtualRows } from './useVirtualRows.ts';

export type Column<Row> = {
  id: string;
  header: string;
  /** A track of CSS grid, such as `minmax(160px, 2fr)`. */
  track: string;
  end?: boolean;
  cell: (row: Row) => ReactNode;
};

type Props<Row> = {
  label: string;
  rows: Row[];
  columns: readonly Column<Row>[];
  minWidth: number;
  rowKey: (row: Row) => string;
  onOpen: (row: Row) => void;
  /** Called when the last loaded rows come into sight. */
  onNearEnd: () => void;
  /** Told whether the list stands at its top. */
  onScrollTop?: (atTop: boolean) => void;
  busy: boolean;
};

const features = tableFeatures({});
const NEAR_END = 20;

/** A list as an ARIA grid with fixed row heights; only the rows in sight are in the document. */
export function DataTable<Row extends object>({ label, rows, columns, minWidth, rowKey, onOpen, onNearEnd, onScrollTop, busy }: Props<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const rowHeight = useMedia('(pointer: coarse)') ? 44 : 32;
  const table = useTable({ features, data: rows, columns: useColumns(columns), getRowId: rowKey });
  const model = table.getRowModel().rows;
  const [wanted, setWanted] = useState(0);
  const active = Math.min(wanted, Math.max(0, model.length - 1));
  const virtual = useVirtualRows({ count: model.length, scroller, height: rowHeight, header: rowHeight, active });
  const shown = virtual.items;
  const move = (index: number): void => {
    setWanted(index);
    virtual.scrollToIndex(index);
  };
  const open = (index: number): void => {
    const row = rows[index];
    if (row) onOpen(row);
  };
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (model.length > 0 && last >= model.length - NEAR_END) onNearEnd();
  }, [last, model.length, onNearEnd]);
  const tracks = columns.map((column) => column.track).join(' ');
  const ends = new Set(columns.filter((column) => column.end).map((column) => column.id));
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={model.length + 1}
      aria-busy={busy}
      aria-activedescendant={model.length > 0 ? `${id}-${active}` : undefined}
      onKeyDown={(event) => onGridKey(event, { count: model.length, active, move, open })}
      onScroll={(event) => onScrollTop?.(event.currentTarget.scrollTop < rowHeight)}
      className="group min-h-0 flex-1 overflow-auto bg-surface -outline-offset-2"
    >
      <div role="rowgroup" className="sticky top-0 z-10 border-b border-line bg-canvas" style={{ minWidth }}>
        <div role="row" aria-rowindex={1} className="grid items-center px-3" style={{ gridTemplateColumns: tracks, height: rowHeight }}>
          {table.getHeaderGroups()[0]?.headers.map((header) => (
            <div key={header.id} role="columnheader" className={`truncate pr-3 text-meta font-medium text-text-3 ${ends.has(header.id) ? 'text-right' : ''}`}>
              <table.FlexRender header={header} />
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: virtual.total, minWidth }}>
        {shown.map((item) => {
          const row = model[item.index];
          if (!row) return null;
          return (
            <div
              key={row.id}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              data-active={item.index === active || undefined}
              className="absolute inset-x-0 grid items-center border-b border-line px-3 hover:bg-hover group-focus-visible:data-active:bg-selected group-focus-visible:data-active:streak-left"
              style={{ gridTemplateColumns: tracks, height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {row.getAllCells().map((cell) => (
                <div key={cell.id} role="gridcell" className={`truncate pr-3 ${ends.has(cell.column.id) ? 'text-right' : ''}`}>
                  <table.FlexRender cell={cell} />
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function useColumns<Row extends object>(columns: readonly Column<Row>[]) {
  return useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    return helper.columns(columns.map(({ id, header, cell }) => helper.display({ id, header, cell: ({ row }) => cell(row.original) })));
  }, [columns]);
}
