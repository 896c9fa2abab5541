import type { Project } from '../api/types.ts';
import { readStored, writeStored } from '../lib/storage.ts';

const KEY = 'last-project';

/** The project to open for a path without one: the last used if it is still mine, else the first. */
export function projectToOpen(projects: readonly Project[]): Project | undefined {
  const last = readStored(KEY);
  return projects.find((project) => project.id === last) ?? projects[0];
}

export function rememberProject(id: string): void {
  if (readStored(KEY) !== id) writeStored(KEY, id);
}
