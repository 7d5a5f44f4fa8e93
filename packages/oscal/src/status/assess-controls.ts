import type { EvidenceFact, EvidenceKind, EvidenceSupport } from '../evidence/evidence-kind.ts'
import { countedControls, type Framework, type FrameworkControl } from '../framework/framework.ts'
import type { ControlDocument, ControlStatus, KindStanding, NotApplicable } from './control-status.ts'
import { type FactIndex, latestFacts, standingOf } from './kind-standing.ts'
import { documentReasons, lapsedReason, liveReason, notEvidencedReason } from './status-reasons.ts'

export type StatusInput = {
  readonly framework: Framework
  readonly kinds: readonly EvidenceKind[]
  readonly facts: readonly EvidenceFact[]
  /** For kinds of scope `each-subject`: what has to give evidence, by kind id. */
  readonly expectedSubjects: ReadonlyMap<string, readonly string[]>
  readonly documents: readonly ControlDocument[]
  readonly notApplicable: readonly NotApplicable[]
  readonly nowMs: number
}

type Supported = { readonly kind: EvidenceKind; readonly support: EvidenceSupport }

/** The status of every counted control of a framework, in its order. A function of its input alone. */
export function assessControls(input: StatusInput): readonly ControlStatus[] {
  const supports = supportsByControl(input)
  const index = latestFacts(input.facts, input.nowMs)
  const documents = Map.groupBy(ofFramework(input.documents, input), ({ controlId }) => controlId)
  const exemptions = Map.groupBy(ofFramework(input.notApplicable, input), ({ controlId }) => controlId)
  return countedControls(input.framework).map((control) => {
    const standings = (weight: EvidenceSupport['weight']): readonly KindStanding[] =>
      standingsOf(supports.get(control.id) ?? [], weight, index, input)
    return statusOf(control, input, {
      shows: standings('shows'),
      adds: standings('adds'),
      documents: documents.get(control.id) ?? [],
      exemption: exemptions.get(control.id)?.find((one) => holds(one, input.nowMs)),
    })
  })
}

function ofFramework<Item extends { readonly frameworkId: string }>(
  items: readonly Item[],
  { framework }: StatusInput,
): readonly Item[] {
  return items.filter(({ frameworkId }) => frameworkId === framework.id)
}

function supportsByControl({ kinds, framework }: StatusInput): ReadonlyMap<string, readonly Supported[]> {
  const found = new Map<string, Supported[]>()
  for (const kind of kinds) {
    for (const support of ofFramework(kind.supports, { framework } as StatusInput)) {
      for (const controlId of support.controlIds) {
        const known = found.get(controlId)
        if (known === undefined) found.set(controlId, [{ kind, support }])
        else known.push({ kind, support })
      }
    }
  }
  return found
}

function standingsOf(
  supports: readonly Supported[],
  weight: EvidenceSupport['weight'],
  index: FactIndex,
  { expectedSubjects, nowMs }: StatusInput,
): readonly KindStanding[] {
  return supports
    .filter(({ support }) => support.weight === weight)
    .map(({ kind, support }) => standingOf(kind, support, index, expectedSubjects.get(kind.id) ?? [], nowMs))
}

function holds({ reason, decidedMs, reviewMs }: NotApplicable, nowMs: number): boolean {
  return reason.trim() !== '' && decidedMs <= nowMs && (reviewMs === undefined || nowMs < reviewMs)
}

type Material = {
  readonly shows: readonly KindStanding[]
  readonly adds: readonly KindStanding[]
  readonly documents: readonly ControlDocument[]
  readonly exemption: NotApplicable | undefined
}

function statusOf(control: FrameworkControl, input: StatusInput, material: Material): ControlStatus {
  const { shows, adds, documents, exemption } = material
  const base = { frameworkId: input.framework.id, controlId: control.id, shows, adds, documents }
  if (exemption !== undefined) {
    const reasons = [`Not applicable, says ${exemption.decidedBy}: ${exemption.reason}`]
    return { ...base, state: 'not-applicable', ...untilOf(exemption.reviewMs), reasons }
  }
  if (shows.length > 0 && shows.every(({ standing }) => standing === 'live'))
    return { ...base, ...liveStatus(shows) }
  if (shows.length > 0 && shows.every(hasBeenKnown))
    return { ...base, state: 'lapsed', reasons: [...shows.flatMap(lapsedReason)] }
  return { ...base, ...documentStatus(shows, documents, input.nowMs) }
}

/** A kind that once gave evidence: a control all of whose kinds did has lapsed, rather than never been shown. */
function hasBeenKnown({ facts }: KindStanding): boolean {
  return facts.length > 0
}

function untilOf(untilMs: number | undefined): { readonly untilMs?: number } {
  return untilMs === undefined ? {} : { untilMs }
}

type Verdict = Pick<ControlStatus, 'state' | 'untilMs' | 'reasons' | 'lapsesNext'>

function liveStatus(shows: readonly KindStanding[]): Verdict {
  const next = shows.reduce((first, one) => ((one.atMs ?? 0) < (first.atMs ?? 0) ? one : first))
  return {
    state: 'live',
    ...untilOf(next.atMs),
    reasons: shows.map(liveReason),
    lapsesNext: { kind: 'evidence', id: next.kindId },
  }
}

function documentStatus(
  shows: readonly KindStanding[],
  documents: readonly ControlDocument[],
  nowMs: number,
): Verdict {
  const missing = shows.filter(({ standing }) => standing !== 'live').map(notEvidencedReason)
  const inForce = documents
    .filter(
      ({ effectiveMs, receivedMs, expiresMs }) =>
        Math.max(effectiveMs, receivedMs) <= nowMs && nowMs < expiresMs,
    )
    .toSorted((a, b) => b.expiresMs - a.expiresMs)
  const [longest] = inForce
  if (longest !== undefined) {
    return {
      state: 'manual',
      untilMs: longest.expiresMs,
      reasons: [`“${longest.title}” is in force.`, ...missing],
      lapsesNext: { kind: 'document', id: longest.id },
    }
  }
  const reasons = [...documentReasons(documents, nowMs), ...missing]
  const isLapsed = documents.some(({ expiresMs }) => expiresMs <= nowMs)
  const nothing = 'No evidence is recorded for it, and no document is attached.'
  return { state: isLapsed ? 'lapsed' : 'not-evidenced', reasons: reasons.length > 0 ? reasons : [nothing] }
}
