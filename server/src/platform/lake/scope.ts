import type { LakeTable, ScopedTables } from './lake.ts'

export const lakeTables: readonly LakeTable[] = ['events', 'findings', 'unparsed']

/** Stands in a statement for a scoped table until the guard has read the statement. */
const marker: ScopedTables = {
  events: '__scoped_events__',
  findings: '__scoped_findings__',
  unparsed: '__scoped_unparsed__',
}

/** The parameter that carries the tenants; a statement may not use this name itself. */
export const scopeParam = 'countersign_scope'

export const scopeMarkers: ScopedTables = marker
export const scopeMarkerNames: ReadonlySet<string> = new Set(Object.values(marker))

/**
 * Puts the sub-selects in. `IN {array}` and not `has()`: only IN is read by the primary key. Findings are read FINAL:
 * a re-run that replaced a row is never seen twice, merged or not.
 */
export function scopedStatement(statement: string, database: string): string {
  return statement.replace(/__scoped_(events|findings|unparsed)__/g, (_, table: LakeTable) => {
    const final = table === 'findings' ? ' FINAL' : ''
    return `(SELECT * FROM ${database}.${table}${final} WHERE tenant_id IN {${scopeParam}:Array(String)})`
  })
}
