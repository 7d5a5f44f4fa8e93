/**
 * `node tools/pack-oscal.ts <folder>`: writes what packages/oscal ships of NIST's and the Center for Threat-Informed Defense's
 * data. The folder holds `oscal/800-53r5`, `oscal/csf-2.0`, `oscal/schemas` (usnistgov/oscal-content and usnistgov/OSCAL) and
 * `attack-mappings` (mappings-explorer). Which releases these are is written into the files.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import {
  type Catalog,
  type Control,
  controlsUnder,
  type Group,
  isWithdrawn,
  labelOf,
  type Parameter,
  type Part,
} from '../packages/oscal/src/document/catalog.ts'
import { catalogFromXml } from '../packages/oscal/src/read/catalog-xml.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('name the folder that holds oscal/ and attack-mappings/')
const target = new URL('../packages/oscal/', import.meta.url).pathname

packNist80053()
packCsf()
packTechniques()
for (const version of ['1.1.3', '1.2.2']) packSchema(version)

function source(path: string): string {
  return readFileSync(join(folder!, path), 'utf8')
}

function json<Value>(path: string): Value {
  return JSON.parse(source(path)) as Value
}

/** One control, technique or definition a line: compact, and a change still shows where it is. */
function write(path: string, value: unknown): void {
  const file = join(target, path)
  mkdirSync(join(file, '..'), { recursive: true })
  const text = JSON.stringify(value).replaceAll(/(?<=[}\]"]),(?=\{"id"|"T\d{4}|"oscal-)/g, ',\n')
  writeFileSync(file, `${text}\n`)
}

/** The full catalog of 5.0.1, with the newer text of 5.1.1 for what the HIGH baseline holds. */
function packNist80053(): void {
  const full = json<{ catalog: Catalog }>('oscal/800-53r5/catalog-v1.0.0.json').catalog
  const high = json<{ catalog: Catalog }>(
    'oscal/800-53r5/HIGH-baseline-resolved-profile_catalog.json',
  ).catalog
  const newer = new Map(controlsUnder(high).map((control) => [control.id, control]))
  const remarks = `Reduced by tools/pack-oscal.ts from release ${full.metadata.version} (all controls) and ${high.metadata.version} (text of the controls of the HIGH baseline): ids, titles, parameters and statements; no guidance, objectives, methods or references.`
  const groups = (full.groups ?? []).map((group) => reducedGroup(group, newer))
  const metadata = {
    title: full.metadata.title,
    'last-modified': high.metadata['last-modified'],
    version: `${full.metadata.version} with ${high.metadata.version}`,
    'oscal-version': high.metadata['oscal-version'],
    remarks,
  }
  write('frameworks/nist/800-53-r5.json', { catalog: { uuid: full.uuid, metadata, groups } })
  const baselines = ['LOW', 'MODERATE', 'HIGH'].map((name) => {
    const { profile } = json<{ profile: { imports: readonly Selection[]; metadata: Catalog['metadata'] } }>(
      `oscal/800-53r5/${name}-baseline_profile.json`,
    )
    const controlIds = profile.imports.flatMap((one) =>
      one['include-controls'].flatMap((ids) => ids['with-ids']),
    )
    return { id: name.toLowerCase(), title: profile.metadata.title, controlIds }
  })
  write('frameworks/nist/800-53-r5-baselines.json', baselines)
}

type Selection = { readonly 'include-controls': readonly { readonly 'with-ids': readonly string[] }[] }

function reducedGroup(group: Group, newer: ReadonlyMap<string, Control>): Group {
  const controls = (group.controls ?? []).map((control) => reducedControl(control, newer))
  return { id: group.id!, title: group.title, controls }
}

function reducedControl(control: Control, newer: ReadonlyMap<string, Control>): Control {
  const text = newer.get(control.id) ?? control
  const withdrawn = isWithdrawn(control)
  const status = withdrawn ? [{ name: 'status', value: 'withdrawn' }] : []
  const params = (text.params ?? []).map(reducedParameter)
  const parts = (text.parts ?? []).filter(({ name }) => name === 'statement').map(reducedPart)
  const controls = (control.controls ?? []).map((child) => reducedControl(child, newer))
  return {
    id: control.id,
    title: text.title,
    props: [{ name: 'label', value: labelOf(text) }, ...status],
    ...(params.length > 0 ? { params } : {}),
    ...(parts.length > 0 ? { parts } : {}),
    ...(controls.length > 0 ? { controls } : {}),
  }
}

function reducedParameter({ id, label, select }: Parameter): Parameter {
  return { id, ...(label === undefined ? {} : { label }), ...(select === undefined ? {} : { select }) }
}

function reducedPart({ id, name, prose, props, parts }: Part): Part {
  const labels = (props ?? []).filter((prop) => prop.name === 'label' && prop.class === undefined)
  const kept = (parts ?? []).filter((part) => part.name === 'item').map(reducedPart)
  return {
    ...(id === undefined ? {} : { id }),
    name,
    ...(labels.length > 0 ? { props: labels.map(({ value }) => ({ name: 'label', value })) } : {}),
    ...(prose === undefined ? {} : { prose }),
    ...(kept.length > 0 ? { parts: kept } : {}),
  }
}

/** CSF 2.0 marks nothing withdrawn: such categories have an empty statement, and such subcategories no example. */
function packCsf(): void {
  const csf = catalogFromXml(source('oscal/csf-2.0/NIST_CSF_v2.0_catalog.xml'))
  const { title, version } = csf.metadata
  const metadata = {
    title,
    'last-modified': csf.metadata['last-modified'],
    version,
    'oscal-version': csf.metadata['oscal-version'].replace(/^v/, ''),
    remarks:
      'Converted from XML and reduced by tools/pack-oscal.ts: ids, titles and statements, no examples. The status "withdrawn" is derived.',
  }
  const groups = (csf.groups ?? []).map((group) => ({
    id: group.id,
    title: group.title,
    controls: (group.controls ?? []).map(csfControl),
  }))
  write('frameworks/nist/csf-2.0.json', { catalog: { uuid: csf.uuid, metadata, groups } })
}

function csfControl(control: Control): Control {
  const isCategory = control.class === 'category'
  const statement = (control.parts ?? []).filter(({ name }) => name === 'statement').map(reducedPart)
  const hasText = statement.some(({ prose }) => prose !== undefined)
  const hasExample = (control.parts ?? []).some(({ name }) => name === 'example')
  const status = (isCategory ? hasText : hasExample) ? [] : [{ name: 'status', value: 'withdrawn' }]
  const controls = (control.controls ?? []).map(csfControl)
  return {
    id: control.id,
    ...(control.class === undefined ? {} : { class: control.class }),
    title: control.title,
    props: [{ name: 'label', value: labelOf(control) }, ...status],
    ...(hasText ? { parts: statement } : {}),
    ...(controls.length > 0 ? { controls } : {}),
  }
}

type Mapping = {
  readonly capability_id: string | null
  readonly mapping_type: string | null
  readonly attack_object_id: string
}

function packTechniques(): void {
  const file = json<{
    metadata: { attack_version: string; last_update: string }
    mapping_objects: readonly Mapping[]
  }>('attack-mappings/nist_800_53-rev5_attack-16.1-enterprise.json')
  const techniques: Record<string, string[]> = {}
  for (const { capability_id, mapping_type, attack_object_id } of file.mapping_objects) {
    // "non_mappable" says that nothing mitigates it: it must never read as coverage.
    if (mapping_type !== 'mitigates' || capability_id === null) continue
    techniques[attack_object_id] ??= []
    const controls = techniques[attack_object_id]!
    const id = oscalId(capability_id)
    if (!controls.includes(id)) controls.push(id)
  }
  const sorted = Object.entries(techniques)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([technique, controls]) => [technique, controls.sort()])
  write('frameworks/attack/techniques-800-53-r5.json', {
    source: `Center for Threat-Informed Defense, NIST 800-53 rev5 mappings, ${file.metadata.last_update} (Apache-2.0)`,
    attackVersion: file.metadata.attack_version,
    techniques: Object.fromEntries(sorted),
  })
}

/** `AC-02(03)` is `ac-2.3` in OSCAL. */
function oscalId(id: string): string {
  return id
    .toLowerCase()
    .replaceAll(/([-(])0+(?=\d)/g, '$1')
    .replaceAll('(', '.')
    .replaceAll(')', '')
}

/** NIST's schema without its titles, descriptions and comments, which validate nothing. */
function packSchema(version: string): void {
  write(
    `schemas/oscal-${version}.json`,
    withoutNotes(json<unknown>(`oscal/schemas/oscal_complete_schema-${version}.json`)),
  )
}

function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes)
  if (typeof value !== 'object' || value === null) return value
  const isNote = (key: string, child: unknown): boolean =>
    (key === 'title' || key === 'description' || key === '$comment') && typeof child === 'string'
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, child]) => !isNote(key, child))
      .map(([key, child]) => [key, withoutNotes(child)]),
  )
}
