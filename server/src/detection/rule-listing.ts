import type { OwnRule, RefusedRule, RuleDetail, RulePackList, RuleRow } from '@countersign/api/rule'
import type { RuleLogSource } from '@countersign/sigma/document/log-source'
import type { RuleHeader } from '@countersign/sigma/match'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import type { CatalogueRule } from './catalogue.ts'
import { shownLogSource } from './rule-coverage.ts'
import { type Library, overlayOf } from './rule-library.ts'
import type { TenantRuleRecord } from './tables.ts'
import { versionOf } from './tenant-store.ts'

export type RuleQuery = {
  readonly text?: string | undefined
  readonly pack?: string | undefined
  readonly level?: string | undefined
}

/** Rules of the packs and the own ones of these tenants, by pack and title. Tenants outside are never named. */
export function ruleRows(
  library: Library,
  tenantIds: readonly TenantId[],
  query: RuleQuery,
): readonly RuleRow[] {
  const shared = [...library.catalogue.rules.values()].map((rule) => sharedRow(library, rule, tenantIds))
  const own = tenantIds.flatMap((tenantId) => ownRows(library, tenantId))
  return [...shared, ...own]
    .filter((row) => fits(row, query))
    .sort((a, b) => compare(a.pack, b.pack) || compare(a.title, b.title) || compare(a.id, b.id))
}

/** Undefined when no rule has this id, or only another tenant's own. */
export function ruleDetail(
  library: Library,
  tenantIds: readonly TenantId[],
  ruleId: string,
): RuleDetail | undefined {
  const rule = library.catalogue.rules.get(ruleId)
  if (rule !== undefined) {
    const { pack, path } = rule.header.origin
    const file = library.catalogue.documents.find((one) => one.pack === pack && one.path === path)
    return { ...sharedRow(library, rule, tenantIds), ...attribution(rule.header), yaml: file?.text ?? '' }
  }
  for (const tenantId of tenantIds) {
    const { own, records } = overlayOf(library, tenantId)
    const document = own.find((one) => isRule(one) && one.header.id === ruleId)
    const record = records.find(({ document_id }) => document_id === ruleId)
    if (document !== undefined && isRule(document) && record !== undefined)
      return { ...rowOf(document), tenantId, ...attribution(document.header), yaml: record.text }
  }
  return undefined
}

export function refusedRules({ catalogue, skipped }: Library): readonly RefusedRule[] {
  const refused = catalogue.refused.map(({ pack, path, title, reason }) => ({
    pack,
    path,
    title: title ?? null,
    reason,
  }))
  const files = skipped.map(({ pack, path, reason }) => ({ pack, path, title: null, reason }))
  return [...refused, ...files].sort((a, b) => compare(a.pack, b.pack) || compare(a.path, b.path))
}

export function packRows({ packs, catalogue }: Library): RulePackList['items'] {
  const rules = countBy([...catalogue.rules.values()].map(({ header }) => header.origin.pack))
  const refused = countBy(catalogue.refused.map(({ pack }) => pack))
  return packs.map(({ pack, origin, content_hash, installed_at, license }) => ({
    pack,
    origin,
    contentHash: content_hash,
    installedAt: installed_at.toISOString(),
    rules: rules.get(pack) ?? 0,
    refused: refused.get(pack) ?? 0,
    license,
  }))
}

export function ownRule(record: TenantRuleRecord): OwnRule {
  return {
    tenantId: record.tenant_id,
    id: record.document_id,
    kind: record.kind,
    title: record.title,
    yaml: record.text,
    changedAt: record.changed_at.toISOString(),
    changedBy: record.changed_by,
    version: versionOf(record.text),
  }
}

type Listable = Pick<CatalogueRule, 'kind' | 'header'> & { readonly logSource?: RuleLogSource }

function sharedRow(library: Library, rule: Listable, tenantIds: readonly TenantId[]): RuleRow {
  const disabledFor = tenantIds.filter((tenantId) =>
    overlayOf(library, tenantId).disabledRuleIds.has(rule.header.id),
  )
  return { ...rowOf(rule), ...(disabledFor.length === 0 ? {} : { disabledFor }) }
}

function ownRows(library: Library, tenantId: TenantId): readonly RuleRow[] {
  return overlayOf(library, tenantId)
    .own.filter(isRule)
    .map((rule) => ({ ...rowOf(rule), tenantId }))
}

function isRule<T extends { readonly kind: string }>(
  document: T,
): document is T & { readonly kind: 'rule' | 'correlation'; readonly header: RuleHeader } {
  return document.kind === 'rule' || document.kind === 'correlation'
}

function rowOf({ kind, header, logSource }: Listable): RuleRow {
  return {
    id: header.id,
    title: header.title,
    level: header.level,
    kind,
    pack: header.origin.pack,
    author: header.author ?? null,
    license: header.license ?? null,
    tags: [...header.tags],
    ...(logSource === undefined ? {} : { logSource: shownLogSource(logSource) }),
  }
}

function attribution(header: RuleHeader): Omit<RuleDetail, keyof RuleRow | 'yaml'> {
  return {
    description: header.description ?? null,
    status: header.status ?? null,
    references: [...header.references],
    falsePositives: [...header.falsePositives],
    path: header.origin.path,
    contentHash: header.contentHash,
  }
}

function fits(row: RuleRow, { text, pack, level }: RuleQuery): boolean {
  if (pack !== undefined && row.pack !== pack) return false
  if (level !== undefined && row.level !== level) return false
  if (text === undefined) return true
  const wanted = text.toLowerCase()
  return [row.title, row.id, row.author ?? '', ...row.tags].some((part) =>
    part.toLowerCase().includes(wanted),
  )
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
