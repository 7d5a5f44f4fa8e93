import fc from 'fast-check'
import type { EvidenceFact, EvidenceKind } from '../evidence/evidence-kind.ts'
import { controlsOf, type Framework } from '../framework/framework.ts'
import {
  shippedCsf20,
  shippedEvidenceKinds,
  shippedFrameworks,
  shippedNist80053,
} from '../shipped/shipped.ts'
import { assessControls } from '../status/assess-controls.ts'
import type { ControlDocument, ControlStatus, NotApplicable } from '../status/control-status.ts'
import type { AssessedSystem } from './assessed-system.ts'
import type { AssessmentWindow } from './assessment-results.ts'

/** A tenant made up from a seed, with everything its documents are made from: hostile names among the honest ones. */
export type TenantSample = {
  readonly system: AssessedSystem
  readonly statuses: readonly ControlStatus[]
  readonly window: AssessmentWindow
}

const dayMs = 86_400_000
const startMs = Date.UTC(2026, 0, 1)
const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }),
  fc.constantFrom(
    'Acme GmbH',
    ' ',
    '\u202eevil',
    '</title><script>',
    '{{ insert: param, x }}',
    'a\nb',
    '中文 🙂',
    '\ud800',
  ),
)

export const tenantSamples: fc.Arbitrary<TenantSample> = fc
  .record({
    tenantId: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
    tenantName: names,
    operatorName: names,
    frameworkId: fc.constantFrom(...shippedFrameworks().keys()),
    baselineIndex: fc.nat(3),
    sources: fc.array(names, { maxLength: 4 }),
    nowMs: fc.integer({ min: startMs, max: startMs + 700 * dayMs }),
    recorded: fc.array(
      fc.record({
        kind: fc.nat(200),
        agePart: fc.double({ min: 0, max: 3, noNaN: true }),
        isGood: fc.boolean(),
        text: names,
      }),
      { maxLength: 60 },
    ),
    documented: fc.array(fc.record({ control: fc.nat(2000), ageDays: fc.integer({ min: -30, max: 400 }) }), {
      maxLength: 6,
    }),
    exempted: fc.array(fc.record({ control: fc.nat(2000), reason: names }), { maxLength: 4 }),
    oscalVersion: fc.constantFrom('1.1.3' as const, '1.2.2' as const),
  })
  .map(sampleOf)

type Seed = {
  readonly tenantId: string
  readonly tenantName: string
  readonly operatorName: string
  readonly frameworkId: string
  readonly baselineIndex: number
  readonly sources: readonly string[]
  readonly nowMs: number
  readonly recorded: readonly Recorded[]
  readonly documented: readonly { readonly control: number; readonly ageDays: number }[]
  readonly exempted: readonly { readonly control: number; readonly reason: string }[]
  readonly oscalVersion: '1.1.3' | '1.2.2'
}

type Recorded = {
  readonly kind: number
  readonly agePart: number
  readonly isGood: boolean
  readonly text: string
}

function sampleOf(seed: Seed): TenantSample {
  const framework = shippedFrameworks().get(seed.frameworkId)!
  const kinds = shippedEvidenceKinds()
  const subjects = seed.sources.map((_, index) => `source:${index}`)
  const facts = seed.recorded.flatMap((one, index) => factsOf(one, index, kinds, subjects, seed.nowMs))
  const perSource = kinds.filter(({ scope }) => scope === 'each-subject')
  const statuses = assessControls({
    framework,
    kinds,
    facts,
    expectedSubjects: new Map(perSource.map(({ id }) => [id, subjects])),
    documents: documentsOf(seed, framework),
    notApplicable: exemptionsOf(seed, framework),
    nowMs: seed.nowMs,
  })
  return {
    system: systemOf(seed, framework, kinds, subjects),
    statuses,
    window: { fromMs: seed.nowMs - dayMs, toMs: seed.nowMs },
  }
}

function systemOf(
  seed: Seed,
  framework: Framework,
  kinds: readonly EvidenceKind[],
  subjects: readonly string[],
): AssessedSystem {
  const baseline = framework.baselines[seed.baselineIndex]
  const catalogs = new Map([
    ['nist-800-53-r5', shippedNist80053()],
    ['csf-2.0', shippedCsf20()],
  ])
  const catalog = catalogs.get(framework.id)
  return {
    tenantId: seed.tenantId,
    tenantName: seed.tenantName,
    operatorName: seed.operatorName,
    region: 'eu',
    framework,
    ...(baseline === undefined ? {} : { baselineId: baseline.id }),
    ...(catalog === undefined ? {} : { catalog }),
    kinds,
    connectors: subjects.map((subject, index) => ({
      subject,
      type: 'interconnection',
      title: seed.sources[index] ?? '',
      description: seed.sources[index] ?? '',
    })),
    madeAt: new Date(seed.nowMs).toISOString(),
    oscalVersion: seed.oscalVersion,
  }
}

function factsOf(
  one: Recorded,
  index: number,
  kinds: readonly EvidenceKind[],
  subjects: readonly string[],
  nowMs: number,
): readonly EvidenceFact[] {
  const kind = kinds[one.kind % kinds.length]!
  const on = kind.scope === 'tenant' ? ['tenant'] : subjects
  return on.map((subject) => ({
    id: `${index}-${subject}`,
    kindId: kind.id,
    subject,
    outcome: one.isGood ? 'satisfied' : 'not-satisfied',
    collectedMs: Math.floor(nowMs - one.agePart * kind.cadenceSeconds * 1000),
    statement: one.text,
    href: `evidence/${one.text.toWellFormed()}.json`,
    log: { origin: 'log.example/eu/tenant', index, leafHash: 'ab'.repeat(32) },
  }))
}

function controlIdAt(framework: Framework, at: number): string {
  const controls = controlsOf(framework)
  return controls[at % controls.length]!.id
}

function documentsOf({ documented, nowMs }: Seed, framework: Framework): readonly ControlDocument[] {
  return documented.map(({ control, ageDays }, index) => ({
    id: `document-${index}`,
    frameworkId: framework.id,
    controlId: controlIdAt(framework, control),
    title: `Policy ${index}`,
    effectiveMs: nowMs - ageDays * dayMs,
    receivedMs: nowMs - ageDays * dayMs,
    expiresMs: nowMs - ageDays * dayMs + 365 * dayMs,
    sha256: 'cd'.repeat(32),
  }))
}

function exemptionsOf({ exempted, nowMs }: Seed, framework: Framework): readonly NotApplicable[] {
  return exempted.map(({ control, reason }) => ({
    frameworkId: framework.id,
    controlId: controlIdAt(framework, control),
    reason,
    decidedBy: 'anna@example.com',
    decidedMs: nowMs - dayMs,
  }))
}
