import type { components } from './schema.gen.ts';

/** Short names for the shapes of the generated client. */
type Schemas = components['schemas'];

export type TraceSummary = Schemas['TraceSummary'];
export type TraceSkeleton = Schemas['TraceSkeleton'];
export type Span = Schemas['Span'];
export type Status = TraceSummary['status'];
export type Project = Schemas['ProjectBody'];
export type Me = Schemas['Me'];
