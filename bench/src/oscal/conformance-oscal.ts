import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { controlsForTechnique } from '@countersign/oscal/attack/technique-controls'
import { faultBase } from '@countersign/oscal/check/fault-base-fixture'
import { referenceFaults } from '@countersign/oscal/check/reference-faults'
import { seededFaults } from '@countersign/oscal/check/seeded-faults-fixture'
import { goldenDeadlines, goldenDifferences } from '@countersign/oscal/clock/golden-deadlines'
import { type Catalog, controlsUnder } from '@countersign/oscal/document/catalog'
import { type OscalDocument, oscalVersions } from '@countersign/oscal/document/document'
import type { Profile } from '@countersign/oscal/document/profile'
import { emitDocuments, type NamedDocument } from '@countersign/oscal/emit/emit-documents'
import { tenantSamples } from '@countersign/oscal/emit/tenant-fixture'
import { resolveProfile } from '@countersign/oscal/profile/resolve-profile'
import { catalogFromXml } from '@countersign/oscal/read/catalog-xml'
import { schemaFaults } from '@countersign/oscal/read/schema-faults'
import { shippedTechniqueControls } from '@countersign/oscal/shipped/shipped'
import fc from 'fast-check'
import type { ConformanceRow } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'

const area = 'oscal'
const folder = 'compliance/oscal'

/** Scores OSCAL in and out, profiles, references, mappings and clocks. */
export async function conformanceOscal(): Promise<readonly ConformanceRow[]> {
  return [...nistRows(), csfRow(), mappingRow(), tenantRow(), seededRow(), clockRow()]
}

function missing(set: string, path: string): ConformanceRow {
  return { area, set, score: 0, total: 0, misses: [], missing: missingCorpus(path) }
}

function scored(
  set: string,
  total: number,
  misses: readonly string[],
  missed = misses.length,
): ConformanceRow {
  return { area, set, score: total - missed, total, misses }
}

function nistRows(): readonly ConformanceRow[] {
  const root = corpus(folder)
  if (root === undefined) return [missing('NIST documents valid', folder)]
  const documents = ['800-53r5', 'examples'].flatMap((part) => documentsIn(join(root, part)))
  return [validRow(documents), referenceRow(documents), ...baselineRows(join(root, '800-53r5'))]
}

function documentsIn(path: string): readonly NamedDocument[] {
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, document: JSON.parse(readFileSync(join(path, name), 'utf8')) as OscalDocument }))
}

function validRow(documents: readonly NamedDocument[]): ConformanceRow {
  const misses = documents.flatMap(({ name, document }) =>
    oscalVersions.flatMap((version) => {
      const [fault] = schemaFaults(document, version)
      return fault === undefined ? [] : [`${name}, ${version}: ${fault.pointer} ${fault.sentence}`]
    }),
  )
  return scored('NIST documents valid under 1.1.3 and 1.2.2', documents.length * oscalVersions.length, misses)
}

/** A miss here is a fault in NIST's own example: docs/compliance-frameworks.md explains each. */
function referenceRow(documents: readonly NamedDocument[]): ConformanceRow {
  const found = documents.map((one) => ({ one, faults: referenceFaults({ documents: [one] }) }))
  const misses = found.flatMap(({ faults }) =>
    faults.map(({ document, pointer, sentence }) => `${document}${pointer}: ${sentence}`),
  )
  const broken = found.filter(({ faults }) => faults.length > 0).length
  return scored('NIST documents without a referential fault', documents.length, misses, broken)
}

function baselineRows(path: string): readonly ConformanceRow[] {
  const read = (name: string): OscalDocument =>
    JSON.parse(readFileSync(join(path, name), 'utf8')) as OscalDocument
  const catalog = read('catalog-v1.0.0.json').catalog as Catalog
  return ['LOW', 'MODERATE', 'HIGH'].map((name) => {
    const profile = read(`${name}-baseline_profile.json`).profile as Profile
    const published = read(`${name}-baseline-resolved-profile_catalog.json`).catalog as Catalog
    const wanted = new Set(controlsUnder(published).map(({ id }) => id))
    const options = {
      sourceOf: () => ({ kind: 'catalog', catalog }) as const,
      resolvedAt: '2026-01-01T00:00:00Z',
    }
    const resolved = resolveProfile(profile, options)
    const got = new Set(
      resolved.kind === 'resolved' ? controlsUnder(resolved.catalog).map(({ id }) => id) : [],
    )
    const misses = [...wanted.symmetricDifference(got)].map((id) => `${id}: in one of the two only`)
    return scored(`profile resolves to its baseline: ${name}`, wanted.size, misses)
  })
}

function csfRow(): ConformanceRow {
  const set = 'CSF 2.0 read from XML, valid'
  const file = corpus(`${folder}/csf-2.0/NIST_CSF_v2.0_catalog.xml`)
  if (file === undefined) return missing(set, `${folder}/csf-2.0`)
  const catalog = catalogFromXml(readFileSync(file, 'utf8'))
  const controls = controlsUnder(catalog).length
  const faults = oscalVersions.flatMap((version) => schemaFaults({ catalog }, version))
  const misses = faults.map(({ pointer, sentence }) => `${pointer}: ${sentence}`)
  return scored(set, 219, controls === 219 ? misses : [...misses, `${controls} controls`])
}

type Mapping = {
  readonly capability_id: string | null
  readonly mapping_type: string | null
  readonly attack_object_id: string
}

function mappingRow(): ConformanceRow {
  const set = 'techniques reach exactly the mapped controls'
  const path = 'compliance/attack-mappings/nist_800_53-rev5_attack-16.1-enterprise.json'
  const file = corpus(path)
  if (file === undefined) return missing(set, path)
  const { mapping_objects } = JSON.parse(readFileSync(file, 'utf8')) as {
    mapping_objects: readonly Mapping[]
  }
  const byTechnique = Map.groupBy(mapping_objects, ({ attack_object_id }) => attack_object_id)
  const misses = [...byTechnique].flatMap(([technique, mappings]) => {
    const mitigating = mappings.filter(({ mapping_type }) => mapping_type === 'mitigates')
    const wanted = new Set(mitigating.flatMap((mapping) => mapping.capability_id ?? []).map(asOscal))
    const got = new Set(controlsForTechnique(shippedTechniqueControls(), technique))
    const wrong = [...wanted.symmetricDifference(got)]
    return wrong.length === 0 ? [] : [`${technique}: ${wrong.join(', ')}`]
  })
  return scored(set, byTechnique.size, misses)
}

/** `AC-06` is `ac-6`; the mapping has no enhancements. */
function asOscal(id: string): string {
  return id.toLowerCase().replace(/-0+(?=\d)/, '-')
}

const tenantCount = 1000

function tenantRow(): ConformanceRow {
  const misses = fc
    .sample(tenantSamples, { numRuns: tenantCount, seed: 20_261_124 })
    .flatMap((sample, index) => {
      const documents = emitDocuments(sample.system, sample.statuses, sample.window)
      const invalid = documents.flatMap(({ name, document }) =>
        oscalVersions.flatMap((version) =>
          schemaFaults(document, version).map(({ pointer }) => `${name}, ${version}, ${pointer}`),
        ),
      )
      const dangling = referenceFaults({ documents, isComplete: true }).map(({ sentence }) => sentence)
      const [first] = [...invalid, ...dangling]
      return first === undefined ? [] : [`tenant ${index} (${sample.system.framework.id}): ${first}`]
    })
  return scored(
    'random tenants: every document valid under both versions, no referential fault',
    tenantCount,
    misses,
  )
}

function seededRow(): ConformanceRow {
  const { system, statuses, window, attachments } = faultBase()
  const sound = JSON.stringify(emitDocuments(system, statuses, window))
  const misses = seededFaults.flatMap(({ name, kind, seed }) => {
    const documents = JSON.parse(sound) as NamedDocument[]
    seed(documents)
    const found = referenceFaults({ documents, attachments, isComplete: true })
    return found.some((fault) => fault.kind === kind) ? [] : [name]
  })
  return scored('seeded referential faults caught', seededFaults.length, misses)
}

function clockRow(): ConformanceRow {
  const { cases, daysOff } = goldenDeadlines()
  const misses = cases.flatMap((one) => {
    const differences = goldenDifferences(one, daysOff)
    return differences.length === 0 ? [] : [`${one.regime} ${one.stage}: ${differences.join('; ')}`]
  })
  return scored('notification deadlines as worked out by hand', cases.length, misses)
}
