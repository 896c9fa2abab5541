/**
 * A trace as columns: one entry per span, no objects, so that 100,000 spans cost megabytes and not hundreds.
 * Times are microseconds from the start of the trace.
 */
export type Columns = {
  readonly count: number;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly kinds: readonly string[];
  readonly models: readonly (string | null)[];
  /** Index of the parent span, `ROOT` without one, `MISSING` when it is not in the trace. */
  readonly parent: Int32Array;
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** 1 where the span failed. */
  readonly failed: Uint8Array;
  /** Tokens in total, -1 when unknown. */
  readonly tokens: Float64Array;
  /** Decimal text in US dollars. */
  readonly costs: readonly (string | null)[];
  /** 0 where tokens and cost are already counted by another span. */
  readonly counted: Uint8Array;
  /** End of the last span. */
  readonly extent: number;
};

export const ROOT = -1;
export const MISSING = -2;
