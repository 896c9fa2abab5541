/** An id cut in the middle, since both of its ends tell more than its beginning. */
export function shortId(id: string, ends = 4): string {
  return id.length <= ends * 2 + 3 ? id : `${id.slice(0, ends)}…${id.slice(-ends)}`;
}
