type Props = { rows: number; height?: number };

/** Grey lines where rows will be. */
export function Skeleton({ rows, height = 32 }: Props) {
  return (
    <div role="status" aria-label="Loading" className="animate-breathe overflow-hidden">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex items-center gap-4 border-b border-line px-3" style={{ height }}>
          <div className="h-2 rounded-bar bg-sunken" style={{ width: `${12 + ((index * 7) % 11)}%` }} />
          <div className="h-2 flex-1 rounded-bar bg-sunken" style={{ maxWidth: `${30 + ((index * 13) % 35)}%` }} />
          <div className="ml-auto h-2 w-16 rounded-bar bg-sunken" />
        </div>
      ))}
    </div>
  );
}
