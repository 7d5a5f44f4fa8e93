import type { Probe } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

/** Evidence packs that somebody built, as the audit trail says it. */
export type BuiltPack = {
  readonly at: string
  readonly actor: { readonly name: string; readonly role: string }
}

/** Somebody whose role changes nothing took the evidence away to check it. */
export function auditorReviewProbe(read: ReadFacts<readonly BuiltPack[]>): Probe {
  return tenantProbe('auditor-review', read, judgePacks)
}

export function judgePacks(packs: readonly BuiltPack[]): Judged {
  const byAuditors = packs.filter(({ actor }) => actor.role === 'auditor')
  const newest = byAuditors
    .map(({ at }) => at)
    .sort()
    .at(-1)
  return {
    satisfied: byAuditors.length > 0,
    statement: sentence(
      `${counted(byAuditors.length, 'evidence pack')} built by auditors in three months`,
      newest === undefined ? undefined : `the newest at ${newest}`,
    ),
    figures: { packs: byAuditors.length, newest: newest ?? null },
  }
}
