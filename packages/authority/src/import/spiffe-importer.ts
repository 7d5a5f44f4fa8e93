import { isSpireEntries, spireItems } from '../spiffe/spire-entries.ts'
import type { Importer } from './importer.ts'

/** Registration entries of a SPIRE server. */
export const spiffeImporter: Importer = {
  source: 'spiffe',
  recognise: ({ value }) =>
    isSpireEntries(value) ? 'it holds entries with spiffe_id and selectors' : undefined,
  read(documents) {
    const read = documents.map(({ value, name }) => spireItems(value, name))
    return { items: read.flatMap(({ items }) => items), gaps: read.flatMap(({ gaps }) => gaps) }
  },
}
