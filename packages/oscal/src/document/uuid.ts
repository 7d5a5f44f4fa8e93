import { createHash } from 'node:crypto'

/** The namespace of everything that Countersign names in OSCAL documents: version 5 of `countersign.oscal` in RFC 9562's DNS namespace. */
const namespace = nameBased('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'countersign.oscal')

/** A UUID that is a function of its words: the same thing has the same UUID in every document and every run. */
export function uuidOf(...words: readonly string[]): string {
  // Each word with its length, so that ['a', 'bc'] and ['ab', 'c'] differ.
  return nameBased(namespace, words.map((word) => `${word.length}:${word}`).join(''))
}

/** RFC 9562 §5.5: version 5, SHA-1 over the namespace's bytes and the name. */
export function nameBased(space: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex').slice(0, 32)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
