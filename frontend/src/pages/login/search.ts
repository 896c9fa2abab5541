import * as v from 'valibot';

export const loginSearch = v.object({ next: v.optional(v.fallback(v.optional(v.string()), undefined)) });
