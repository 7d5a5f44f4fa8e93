import { checkOf } from '@countersign/authority/checks/catalogue'
import type { TenantId } from '../../platform/tenancy/tenant-id.ts'
import { checkFinding } from './check-finding.ts'
import { judgeChunk, type SetsLeft } from './judge-chunk.ts'
import type { CheckParts } from './parts.ts'
import { countOutcomes, dropGone, judgedMarks, markTold, untold, writePass } from './store.ts'
import { readTenantFacts, type TenantFacts } from './tenant-facts.ts'

const marksPage = 5_000
const chunkKeys = 500
/** Ages change by themselves: what was judged longer ago is judged again. */
const judgedAgainMs = 24 * 3_600_000
/** Nobody offboards people and a provider's own services here. */
const notJudged: ReadonlySet<string> = new Set(['person', 'cloud-service'])

export type PassReport = { readonly judged: number; readonly waiting: number; readonly told: number }

/**
 * Judges the identities of a tenant that changed, that something was seen of, or that were judged a day ago, as many as one
 * pass has room for; the next goes on. Repeatable at any time. Errors: LAKE_DOWN, STATE_DOWN.
 */
export async function passOver(parts: CheckParts, tenantId: TenantId): Promise<PassReport> {
  const facts = await readTenantFacts(parts, tenantId)
  const { due, identities } = await dueKeys(parts, tenantId, facts)
  const now = due.slice(0, parts.limits.identityChecksPerPassMax)
  const setsLeft: SetsLeft = { count: parts.limits.identityCheckSetsPerPassMax }
  for (let at = 0; at < now.length; at += chunkKeys)
    await judgeChunk(parts, tenantId, facts, now.slice(at, at + chunkKeys), setsLeft)
  const told = await tell(parts, tenantId)
  const waiting = due.length - now.length
  await parts.state.forTenant(tenantId, async (tx) =>
    writePass(tx, {
      tenant_id: tenantId,
      passed_at: new Date(facts.nowMs),
      identities,
      waiting,
      counts: JSON.stringify(await countOutcomes(tx)),
    }),
  )
  return { judged: now.length, waiting, told }
}

/** Judges one identity now, for somebody who looks at it. */
export async function judgeNow(parts: CheckParts, tenantId: TenantId, identityKey: string): Promise<void> {
  const facts = await readTenantFacts(parts, tenantId)
  await judgeChunk(parts, tenantId, facts, [identityKey], { count: 1 })
  await tell(parts, tenantId)
}

type Due = { readonly due: readonly string[]; readonly identities: number }

/** Those never judged come first, so that a bound leaves nobody out for good; then those judged longest ago. */
async function dueKeys(parts: CheckParts, tenantId: TenantId, facts: TenantFacts): Promise<Due> {
  const touched = touchedKeys(facts)
  const due: { readonly key: string; readonly judgedMs: number }[] = []
  let identities = 0
  let after = ''
  for (;;) {
    const { marks, judged } = await parts.state.forTenant(tenantId, async (tx) => {
      const page = await parts.marks(tx, after, marksPage)
      const upTo = page.length < marksPage ? undefined : page.at(-1)?.identityKey
      const before = await judgedMarks(tx, after, upTo)
      const there = new Set(page.map(({ identityKey }) => identityKey))
      const gone = before.map(({ identityKey }) => identityKey).filter((key) => !there.has(key))
      await dropGone(tx, gone, new Date(facts.nowMs))
      return { marks: page, judged: new Map(before.map((one) => [one.identityKey, one.judgedAt.getTime()])) }
    })
    const own = marks.filter(({ kind }) => !notJudged.has(kind))
    identities += own.length
    for (const { identityKey: key, updatedAt } of own) {
      const judgedMs = judged.get(key) ?? 0
      const isOld = facts.nowMs - judgedMs > judgedAgainMs
      if (isOld || updatedAt.getTime() > judgedMs || touched.has(key)) due.push({ key, judgedMs })
    }
    if (marks.length < marksPage) break
    after = marks.at(-1)?.identityKey ?? ''
  }
  return { due: due.toSorted((a, b) => a.judgedMs - b.judgedMs).map(({ key }) => key), identities }
}

/** Something was seen of these that their records do not say. */
function touchedKeys({ behind, findings, mandates }: TenantFacts): ReadonlySet<string> {
  return new Set([...behind.humans.keys(), ...behind.takers.keys(), ...findings.keys(), ...mandates.keys()])
}

/** What was stored as failed and not yet told; a crash in between tells it again, under the same id. */
async function tell({ state, limits, clock, report }: CheckParts, tenantId: TenantId): Promise<number> {
  const rows = await state.forTenant(tenantId, (tx) => untold(tx, limits.identityCheckFindingsPerPassMax))
  const findings = rows.flatMap(({ check_id, identity_key, since, statement }) => {
    const check = checkOf(check_id)
    const failure = { checkId: check_id, identityKey: identity_key, since, statement }
    return check === undefined ? [] : [checkFinding(tenantId, check, failure)]
  })
  if (findings.length > 0) await report(tenantId, findings)
  const ids = rows.map(({ finding_id }) => finding_id)
  if (ids.length > 0) await state.forTenant(tenantId, (tx) => markTold(tx, ids, new Date(clock.now())))
  return findings.length
}
