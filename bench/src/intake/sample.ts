import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

export type Body = { readonly bytes: Buffer; readonly events: number }

/** The sample as request bodies of so many lines each. */
export async function bodiesOf(path: string, eventsPerBody: number): Promise<readonly Body[]> {
  const all = gunzipSync(await readFile(path))
  const bodies: Body[] = []
  let start = 0
  let events = 0
  for (let at = all.indexOf(0x0a); at !== -1; at = all.indexOf(0x0a, at + 1)) {
    events++
    if (events < eventsPerBody && at < all.length - 1) continue
    bodies.push({ bytes: all.subarray(start, at + 1), events })
    start = at + 1
    events = 0
  }
  return bodies
}
