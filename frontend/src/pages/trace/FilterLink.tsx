import { Link } from '@tanstack/react-router';

type Props = { label: string; project: string; filter: 'user' | 'session' | 'environment' | 'service'; value: string | null };

/** A fact of the trace that leads to the list of all traces that share it. */
export function FilterLink({ label, project, filter, value }: Props) {
  if (!value) return null;
  return (
    <div>
      <dt className="text-axis text-text-3">{label}</dt>
      <dd>
        <Link
          to="/p/$project/traces"
          params={{ project }}
          search={{ [filter]: [value] }}
          title={`All traces of ${filter} ${value}`}
          className="text-accent underline-offset-2 hover:underline"
        >
          {value}
        </Link>
      </dd>
    </div>
  );
}
