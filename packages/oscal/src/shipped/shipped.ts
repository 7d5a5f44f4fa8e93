import { readdirSync, readFileSync } from 'node:fs'
import {
  readTechniqueControls,
  type TechniqueControls,
  type TechniqueControlsFile,
} from '../attack/technique-controls.ts'
import { readRegime } from '../clock/read-regime.ts'
import type { Regime } from '../clock/regime.ts'
import type { Catalog } from '../document/catalog.ts'
import type { EvidenceKind } from '../evidence/evidence-kind.ts'
import { readEvidenceKinds } from '../evidence/read-evidence-kind.ts'
import { frameworkFromCatalog } from '../framework/catalog-framework.ts'
import type { Framework, FrameworkBaseline } from '../framework/framework.ts'
import { readFramework } from '../framework/read-framework.ts'
import { csf20Text, nist80053Text } from './nist-texts.ts'

/** The one place of the package that reads files: those that come with it. Each is read once. */
const folder = new URL('../../frameworks/', import.meta.url)

function text(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8')
}

function yamlFiles(path: string): readonly string[] {
  return readdirSync(new URL(path, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `${path}${name}`)
}

function once<Value>(read: () => Value): () => Value {
  let held: { readonly value: Value } | undefined
  return () => {
    held ??= { value: read() }
    return held.value
  }
}

/** NIST SP 800-53 r5, reduced: ids, titles, parameters and statements. */
export const shippedNist80053 = once(() => catalogOf('nist/800-53-r5.json'))
/** NIST CSF 2.0, reduced: ids, titles and statements. */
export const shippedCsf20 = once(() => catalogOf('nist/csf-2.0.json'))

function catalogOf(path: string): Catalog {
  return (JSON.parse(text(path)) as { readonly catalog: Catalog }).catalog
}

/** Every framework that comes with the package, by id. */
export const shippedFrameworks = once((): ReadonlyMap<string, Framework> => {
  const baselines = JSON.parse(text('nist/800-53-r5-baselines.json')) as readonly FrameworkBaseline[]
  const all = [
    frameworkFromCatalog(shippedNist80053(), nist80053Text, baselines),
    frameworkFromCatalog(shippedCsf20(), csf20Text, []),
    ...yamlFiles('./').map((path) => readFramework(text(path), path)),
  ]
  return new Map(all.map((framework) => [framework.id, framework]))
})

/** Every kind of evidence that the platform records. */
export const shippedEvidenceKinds = once((): readonly EvidenceKind[] =>
  yamlFiles('evidence/').flatMap((path) => readEvidenceKinds(text(path), path)),
)

/** Every notification regime, by id. */
export const shippedRegimes = once(
  (): ReadonlyMap<string, Regime> =>
    new Map(
      yamlFiles('clocks/')
        .map((path) => readRegime(text(path), path))
        .map((regime) => [regime.id, regime]),
    ),
)

/** ATT&CK techniques and the 800-53 controls that mitigate them. */
export const shippedTechniqueControls = once(
  (): TechniqueControls =>
    readTechniqueControls(JSON.parse(text('attack/techniques-800-53-r5.json')) as TechniqueControlsFile),
)
