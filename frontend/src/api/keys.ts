import { bodyOf, gateway, inProject } from './client.ts';

/** A key that may only send. The secret is in the answer and nowhere else. */
export async function createIngestKey(project: string) {
  const body = { name: 'First trace', scopes: ['ingest' as const] };
  return bodyOf(await gateway.POST('/api/api-keys', { body, headers: inProject(project) }));
}
