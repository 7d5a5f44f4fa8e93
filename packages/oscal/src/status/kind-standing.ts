import type { EvidenceFact, EvidenceKind, EvidenceSupport } from '../evidence/evidence-kind.ts'
import type { KindStanding } from './control-status.ts'

/** Facts by kind and subject, those from after `nowMs` left out: nothing that has not happened is evidence. */
export type FactIndex = ReadonlyMap<string, ReadonlyMap<string, EvidenceFact>>

/** The latest fact of each subject; of two at one moment the one that is not satisfied. */
export function latestFacts(facts: readonly EvidenceFact[], nowMs: number): FactIndex {
  const index = new Map<string, Map<string, EvidenceFact>>()
  for (const fact of facts) {
    if (fact.collectedMs > nowMs) continue
    const bySubject = index.get(fact.kindId) ?? new Map<string, EvidenceFact>()
    index.set(fact.kindId, bySubject)
    const known = bySubject.get(fact.subject)
    if (known === undefined || supersedes(fact, known)) bySubject.set(fact.subject, fact)
  }
  return index
}

function supersedes(fact: EvidenceFact, known: EvidenceFact): boolean {
  if (fact.collectedMs !== known.collectedMs) return fact.collectedMs > known.collectedMs
  if (fact.outcome !== known.outcome) return fact.outcome === 'not-satisfied'
  return fact.id < known.id
}

/** When a fact stops being evidence. Its own expiry may come earlier than its kind's, never later. */
export function expiryOf(fact: EvidenceFact, kind: EvidenceKind): number {
  const byKind = fact.collectedMs + kind.expiresAfterSeconds * 1000
  return fact.expiresMs === undefined ? byKind : Math.min(fact.expiresMs, byKind)
}

type SubjectStanding = {
  readonly subject: string
  readonly standing: Exclude<KindStanding['standing'], 'no-subject'>
  readonly atMs?: number
}

/** How a kind stands now: as badly as the worst of its subjects. */
export function standingOf(
  kind: EvidenceKind,
  support: EvidenceSupport,
  index: FactIndex,
  expectedSubjects: readonly string[],
  nowMs: number,
): KindStanding {
  const facts = factsFor(kind, index, expectedSubjects)
  const because = support.because
  if (facts.length === 0 && kind.scope === 'each-subject')
    return { kindId: kind.id, standing: 'no-subject', subjects: [], facts: [], because }
  const each = facts.map(({ subject, fact }) => standingOfSubject(subject, fact, kind, nowMs))
  const standing = worstFirst.find((one) => each.some((subject) => subject.standing === one)) ?? 'never'
  const decisive = each.filter((subject) => subject.standing === standing)
  const times = decisive.flatMap(({ atMs }) => atMs ?? [])
  return {
    kindId: kind.id,
    standing,
    ...(times.length === 0 ? {} : { atMs: Math.min(...times) }),
    subjects: standing === 'live' ? [] : decisive.map(({ subject }) => subject),
    facts: facts.flatMap(({ fact }) => fact ?? []),
    because,
  }
}

const worstFirst = ['failed', 'expired', 'never', 'live'] as const

/** A tenant-wide kind goes by its latest fact, whatever it was observed on. */
function factsFor(
  kind: EvidenceKind,
  index: FactIndex,
  expectedSubjects: readonly string[],
): readonly { readonly subject: string; readonly fact: EvidenceFact | undefined }[] {
  const known = index.get(kind.id)
  if (kind.scope === 'each-subject')
    return expectedSubjects.map((subject) => ({ subject, fact: known?.get(subject) }))
  const latest = [...(known?.values() ?? [])].reduce<EvidenceFact | undefined>(
    (best, fact) => (best === undefined || supersedes(fact, best) ? fact : best),
    undefined,
  )
  return [{ subject: latest?.subject ?? 'tenant', fact: latest }]
}

function standingOfSubject(
  subject: string,
  fact: EvidenceFact | undefined,
  kind: EvidenceKind,
  nowMs: number,
): SubjectStanding {
  if (fact === undefined) return { subject, standing: 'never' }
  if (fact.outcome === 'not-satisfied') return { subject, standing: 'failed', atMs: fact.collectedMs }
  const untilMs = expiryOf(fact, kind)
  return { subject, standing: nowMs < untilMs ? 'live' : 'expired', atMs: untilMs }
}
