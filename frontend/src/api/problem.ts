/** What a failed request says: the fields of `application/problem+json`, or their closest likeness. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null,
    /** Seconds until another try makes sense, when the server said so. */
    readonly retryAfter: number | null,
  ) {
    super(detail || title);
  }
}

/** Reads a failed answer; a body that is no problem document still gives its status. */
export function problemFrom(response: Response, body: unknown): Problem {
  const fields = typeof body === 'object' && body !== null ? new Map(Object.entries(body)) : new Map<string, unknown>();
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  return new Problem(
    response.status,
    text('title') || response.statusText || `HTTP ${response.status}`,
    text('detail'),
    text('request_id') || response.headers.get('x-request-id'),
    retrySeconds(response.headers.get('retry-after')),
  );
}

/** The gateway could not be reached at all. */
export function unreachable(): Problem {
  return new Problem(0, 'Assay cannot be reached', 'The gateway did not answer. Check your connection and whether it is running.', null, null);
}

function retrySeconds(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
