import { useNavigate } from '@tanstack/react-router';

import type { Project } from '../api/types.ts';

type Props = { projects: readonly Project[]; current: string };

/** The current project; a choice once there are several. */
export function ProjectSwitcher({ projects, current }: Props) {
  const navigate = useNavigate();
  const here = projects.find((project) => project.id === current);
  if (projects.length < 2) return <div className="truncate px-2 text-text-2">{here?.name ?? 'Unknown project'}</div>;
  return (
    <select
      aria-label="Project"
      value={current}
      onChange={(event) => void navigate({ to: '/p/$project/traces', params: { project: event.target.value } })}
      className="h-(--control) w-full truncate rounded-control border border-line bg-surface px-1.5 text-text"
    >
      {projects.map((project) => (
        <option key={project.id} value={project.id}>
          {project.name}
        </option>
      ))}
    </select>
  );
}
