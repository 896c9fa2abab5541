/** The first model, and how many more. */
export function ModelList({ models }: { models: readonly string[] }) {
  const [first, ...more] = models;
  if (!first) return <span className="text-text-3">–</span>;
  return (
    <span className="flex items-center gap-1.5" title={models.join(', ')}>
      <span className="truncate rounded-bar bg-sunken px-1.5 font-mono text-text-2">{first}</span>
      {more.length > 0 && <span className="text-meta text-text-3">+{more.length}</span>}
    </span>
  );
}
