/** What an error card says; read from any error, with the extras of a problem document where they are. */
export type Shown = { status: number; title: string; detail: string; requestId: string | null; retryAfter: number | null };

export function readProblem(error: Error): Shown {
  const fields = new Map<string, unknown>(Object.entries(error));
  const requestId = fields.get('requestId');
  const retryAfter = fields.get('retryAfter');
  const status = fields.get('status');
  const known = typeof status === 'number' ? status : -1;
  return {
    status: known,
    title: WORDS[known]?.title ?? text(fields.get('title')) ?? 'This part could not be shown',
    detail: [text(fields.get('detail')) ?? error.message, WORDS[known]?.more].filter(Boolean).join(' '),
    requestId: typeof requestId === 'string' ? requestId : null,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : null,
  };
}

const WORDS: Record<number, { title: string; more?: string }> = {
  403: { title: 'No access', more: 'Your role in this project does not allow this.' },
  404: { title: 'Not found', more: 'It may be in another project, deleted, expired, or not stored yet.' },
  422: { title: 'This request is outside the limits' },
  429: { title: 'Too many requests' },
  503: { title: 'This part of Assay is not available right now' },
};

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
