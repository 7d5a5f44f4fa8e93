import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalisers } from '@countersign/ocsf/catalogue'
import { classNames } from '@countersign/ocsf/class-name'
import type { EventClass } from '@countersign/ocsf/event-class'
import * as coreClasses from '@countersign/ocsf/event-class'
import * as networkClasses from '@countersign/ocsf/network/network-class'
import { normalise } from '@countersign/ocsf/normalise'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import { validateEvent } from '@countersign/ocsf/schema/validate-event'
import { sourceFixtures } from '@countersign/ocsf/source-fixtures'
import * as windowsClasses from '@countersign/ocsf/windows/windows-class'
import { missingCorpus } from './corpora.ts'
import { publishedSchema, schemaArchive } from './ocsf-schema-archive.ts'

const schema = publishedSchema()
const skip = schema === undefined ? missingCorpus(schemaArchive) : false
const context = { receivedAtMs: 1_772_615_800_000 }

function errorsOf(format: (typeof sourceFixtures)[number]['format'], fields: JsonObject): readonly string[] {
  const result = normalise(format, { fields, raw: JSON.stringify(fields) }, context)
  if (schema === undefined || result.kind === 'rejected') return []
  return validateEvent(schema, JSON.parse(JSON.stringify(result.normalised.event)) as JsonObject)
    .filter(({ level }) => level === 'error')
    .map(({ kind, path, detail }) => `${format}: ${kind}: ${path}: ${detail}`)
}

/** Events that already are OCSF keep their own faults. */
const ours = sourceFixtures.filter(({ format }) => format !== 'ocsf')

test('the published schema resolves without a dangling reference', { skip }, () => {
  assert.deepEqual(schema?.faults, [])
})

test('our tables of classes and activities are those of the schema', { skip }, () => {
  const tables = [coreClasses, networkClasses, windowsClasses].flatMap((module) => Object.values(module))
  const classes = tables.filter(
    (item): item is EventClass => typeof item === 'object' && 'activities' in item,
  )
  assert.ok(classes.length > 20)
  for (const { uid, name, categoryUid, categoryName, activities } of classes) {
    const stated = schema?.classes.get(uid)
    assert.deepEqual(
      [name, categoryUid, categoryName],
      [stated?.caption, stated?.categoryUid, stated?.categoryCaption],
    )
    const captions = stated?.attributes.get('activity_id')?.values
    assert.deepEqual(new Map([...activities].sort(byNumber)), numbered(captions ?? new Map()), name)
  }
  for (const [uid, name] of classNames) assert.equal(schema?.classes.get(uid)?.caption, name)
})

const byNumber = ([a]: readonly [number, string], [b]: readonly [number, string]): number => a - b

function numbered(captions: ReadonlyMap<string, string>): ReadonlyMap<number, string> {
  const all = [...captions].map(([id, caption]): [number, string] => [Number(id), caption])
  return new Map(all.sort(byNumber))
}

test('each normaliser has a fixture, and the event of each is valid', { skip }, () => {
  const seen = new Set(sourceFixtures.map(({ format }) => format))
  assert.deepEqual(
    normalisers.map(({ format }) => format).filter((format) => !seen.has(format)),
    [],
  )
  for (const { format, fields } of ours) assert.deepEqual(errorsOf(format, fields), [])
})

/** Every variant of a record with one part, at any depth, taken out. */
function* withoutOnePart(value: JsonObject): Generator<JsonObject> {
  for (const [name, item] of Object.entries(value)) {
    const { [name]: _removed, ...rest } = value
    yield rest
    if (typeof item === 'object' && item !== null && !Array.isArray(item))
      for (const inner of withoutOnePart(item as JsonObject)) yield { ...value, [name]: inner }
  }
}

test('a record that lacks any one of its parts still gives a valid event', { skip }, () => {
  for (const { format, fields } of ours)
    for (const variant of withoutOnePart(fields)) assert.deepEqual(errorsOf(format, variant), [])
})

const hostile: readonly Json[] = [null, true, -1.5, 1e300, '', 'x', [], [null, 7, {}], {}, { a: { b: 1 } }]

/** Every variant of a record in which one part, at any depth, is something else. */
function* withOnePartReplaced(value: Json, part: Json): Generator<Json> {
  yield part
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const inner of withOnePartReplaced(item, part)) yield value.with(at, inner)
  } else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value as JsonObject))
      for (const inner of withOnePartReplaced(item, part)) yield { ...(value as JsonObject), [name]: inner }
}

test('a record in which any one part is of another type still gives a valid event', { skip }, () => {
  const found = new Map<string, string>()
  for (const { format, fields } of ours)
    for (const part of hostile)
      for (const variant of withOnePartReplaced(fields, part)) {
        if (typeof variant !== 'object' || variant === null || Array.isArray(variant)) continue
        for (const error of errorsOf(format, variant as JsonObject)) found.set(error, JSON.stringify(variant))
      }
  assert.deepEqual([...found.keys()], [])
})
