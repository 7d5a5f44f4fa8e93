import type { ConformanceRow } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'
import { merkleRows } from './merkle-vectors.ts'
import { tesseraRows } from './tessera-log.ts'
import { wycheproofRows } from './wycheproof.ts'

const area = 'tlog'

const sets = [
  { path: 'evidence/merkle-proofs', rows: merkleRows },
  { path: 'evidence/tlog-tiles', rows: tesseraRows },
  { path: 'evidence/wycheproof', rows: wycheproofRows },
] as const

/** Public proofs, a log that another implementation wrote, and signature vectors. */
export async function conformanceTlog(): Promise<readonly ConformanceRow[]> {
  return sets.flatMap(({ path, rows }) => {
    const folder = corpus(path)
    if (folder === undefined)
      return [{ area, set: path, score: 0, total: 0, misses: [], missing: missingCorpus(path) }]
    return rows(folder).map(({ set, total, misses }) => ({
      area,
      set,
      score: total - misses.length,
      total,
      misses,
    }))
  })
}
