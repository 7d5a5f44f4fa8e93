import type { Catalog } from '../document/catalog.ts'
import type { AssessedSystem } from '../emit/assessed-system.ts'
import type { TenantSample } from '../emit/tenant-fixture.ts'
import type { EvidenceFact } from '../evidence/evidence-kind.ts'
import { controlsOf, type Framework } from '../framework/framework.ts'
import { cutDown } from '../profile/merge-controls.ts'
import { shippedEvidenceKinds, shippedFrameworks, shippedNist80053 } from '../shipped/shipped.ts'
import { assessControls } from '../status/assess-controls.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)
const sources = ['source:cloudtrail', 'source:okta']

/** The families that evidence of operation is mostly about: small enough to be checked many times. */
function homeFramework(): Framework {
  const whole = shippedFrameworks().get('nist-800-53-r5')!
  const controls = controlsOf(whole, 'moderate').filter(({ id }) => /^(au|ir|si|ca|ra)-/.test(id))
  return { ...whole, baselines: [{ id: 'home', title: 'Home', controlIds: controls.map(({ id }) => id) }] }
}

/** Its catalog, with one control that the baseline does not choose. */
function homeCatalog(): Catalog {
  const ids = new Set([...controlsOf(homeFramework(), 'home').map(({ id }) => id), 'au-13'])
  const { groups, ...rest } = shippedNist80053()
  return { ...rest, ...cutDown({ groups: groups ?? [] }, ids) }
}

/** A tenant of NIST MODERATE with live, lapsed and missing evidence, and the files that its evidence points to. */
export function faultBase(): TenantSample & { readonly attachments: ReadonlyMap<string, string> } {
  const framework = homeFramework()
  const kinds = shippedEvidenceKinds()
  const facts = kinds.flatMap((kind, index) =>
    (kind.scope === 'tenant' ? ['tenant'] : sources).map((subject): EvidenceFact => {
      const ageSeconds = index % 4 === 3 ? 3 * kind.cadenceSeconds : Math.min(kind.cadenceSeconds / 2, 600)
      return {
        id: `${kind.id}-${subject}`,
        kindId: kind.id,
        subject,
        outcome: 'satisfied',
        collectedMs: nowMs - ageSeconds * 1000,
        statement: `${kind.title} was seen.`,
        href: `evidence/${kind.id}.json`,
        log: { origin: 'log.example/acme', index, leafHash: 'ab'.repeat(32) },
      }
    }),
  )
  const expectedSubjects = new Map([['intake-receipt', sources]])
  const statuses = assessControls({
    framework,
    kinds,
    facts,
    expectedSubjects,
    documents: [],
    notApplicable: [],
    nowMs,
  })
  const attachments = new Map(facts.map(({ href }) => [href ?? '', 'cd'.repeat(32)]))
  const window = { fromMs: nowMs - 400 * 86_400_000, toMs: nowMs }
  return { system: systemOf(), statuses, window, attachments }
}

function systemOf(): AssessedSystem {
  return {
    tenantId: 'acme',
    tenantName: 'Acme',
    operatorName: 'Watch',
    region: 'eu',
    framework: homeFramework(),
    baselineId: 'home',
    catalog: homeCatalog(),
    kinds: shippedEvidenceKinds(),
    connectors: sources.map((subject) => ({
      subject,
      type: 'interconnection',
      title: subject,
      description: 'A source.',
    })),
    madeAt: new Date(nowMs).toISOString(),
    oscalVersion: '1.1.3',
  }
}
