import type { ConformanceRow } from './conformance-row.ts'

/** The rows as aligned text; with `misses`, each row is followed by what it did not reach. */
export function conformanceTable(rows: readonly ConformanceRow[], withMisses: boolean): string {
  const areaWidth = Math.max(4, ...rows.map(({ area }) => area.length))
  const setWidth = Math.max(3, ...rows.map(({ set }) => set.length))
  const lines = [`${'area'.padEnd(areaWidth)}  ${'set'.padEnd(setWidth)}  score`]
  for (const row of rows) {
    lines.push(`${row.area.padEnd(areaWidth)}  ${row.set.padEnd(setWidth)}  ${scoreText(row)}`)
    if (row.missing !== undefined) lines.push(`  ${row.missing}`)
    if (withMisses) lines.push(...row.misses.map((miss) => `  - ${miss}`))
  }
  return lines.join('\n')
}

function scoreText({ score, total, missing }: ConformanceRow): string {
  if (missing !== undefined) return 'not scored'
  if (total === 0) return 'nothing to score'
  // Rounded down: 99.96 % must not read as 100.0 %.
  const percent = Math.floor((1000 * score) / total) / 10
  return `${score}/${total}  ${percent.toFixed(1)} %`
}
