import { Link } from '@tanstack/react-router';

export function NoSuchPage() {
  return (
    <main className="grid h-full content-center justify-items-center gap-2 p-4 text-center">
      <title>No such page · Assay</title>
      <h1 className="text-empty font-semibold">There is no such page</h1>
      <Link to="/" className="text-accent underline-offset-2 hover:underline">
        Go to the traces
      </Link>
    </main>
  );
}
