import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalisers } from './catalogue.ts'
import type { OcsfEvent } from './event.ts'
import { baseEventFault } from './generic/base-event.ts'
import { normalise } from './normalise.ts'
import type { Json, JsonObject } from './record.ts'
import { sourceFixtures } from './source-fixtures.ts'
import { type SourceFormat, sourceFormats } from './source-format.ts'

const context = { receivedAtMs: 1_772_615_800_000 }

const recordOf = (fields: JsonObject) => ({ fields, raw: JSON.stringify(fields) })

function faultOf(event: OcsfEvent): string | undefined {
  if (!Number.isFinite(event.time)) return 'time is not a number'
  if (
    typeof event.class_name !== 'string' &&
    event.class_uid !== undefined &&
    event.metadata.version === '1.9.0-dev'
  )
    return 'no class_name'
  return baseEventFault(event as unknown as JsonObject)
}

test('each fixture is claimed by its own normaliser and by no other', () => {
  for (const { format, fields } of sourceFixtures) {
    const claims = normalisers.filter((normaliser) => normaliser.recognise(recordOf(fields)) !== undefined)
    assert.deepEqual(
      claims.map((normaliser) => normaliser.format),
      [format],
    )
  }
})

test('each fixture becomes a valid base event with its identity, action and class', () => {
  for (const { format, fields, identityKey, action, classUid } of sourceFixtures) {
    const result = normalise(format, recordOf(fields), context)
    assert.ok(result.kind === 'event', format)
    assert.equal(faultOf(result.normalised.event), undefined, format)
    assert.equal(result.normalised.identityKey, identityKey)
    assert.equal(result.normalised.action, action)
    assert.equal(result.normalised.event.class_uid, classUid)
    assert.equal(result.normalised.event.type_uid, classUid * 100 + result.normalised.event.activity_id)
  }
})

test('a record is never changed by reading it', () => {
  for (const { format, fields } of sourceFixtures) {
    const before = JSON.stringify(fields)
    normalise(format, { fields: deepFreeze(structuredClone(fields)), raw: before }, context)
    assert.equal(JSON.stringify(fields), before)
  }
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) deepFreeze(item)
    Object.freeze(value)
  }
  return value
}

const hostile: readonly Json[] = [
  null,
  true,
  -1,
  1e308,
  '',
  'x'.repeat(300),
  [],
  [null, [], {}],
  {},
  JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":null}') as Json,
]

/** Every variant of a value in which one part, at any depth, is replaced. */
function* withOnePartReplaced(value: Json, part: Json): Generator<Json> {
  yield part
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const other of withOnePartReplaced(item, part)) yield value.with(at, other)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value as JsonObject))
    for (const other of withOnePartReplaced(item, part)) yield { ...(value as JsonObject), [name]: other }
}

test('a fixture with any one part replaced by a hostile value still gives a valid event, or is rejected', () => {
  for (const { format, fields } of sourceFixtures)
    for (const part of hostile)
      for (const variant of withOnePartReplaced(fields, part)) {
        if (typeof variant !== 'object' || variant === null || Array.isArray(variant)) continue
        const record = recordOf(variant as JsonObject)
        for (const normaliser of normalisers) normaliser.recognise(record)
        const result = normalise(format, record, context)
        if (result.kind === 'event')
          assert.equal(faultOf(result.normalised.event), undefined, `${format}: ${record.raw.slice(0, 300)}`)
        else assert.equal(format, 'ocsf', `${format} rejects ${record.raw.slice(0, 200)}`)
      }
  assert.equal(({} as Record<string, unknown>).a, undefined, 'the object prototype is untouched')
})

const read = new Set<SourceFormat>([
  ...normalisers.map(({ format }) => format),
  'generic-json',
  'generic-text',
])
const names = [...new Set(sourceFixtures.flatMap(({ fields }) => Object.keys(fields)))]
const anyRecord = fc.dictionary(
  fc.oneof(fc.constantFrom(...names), fc.string()),
  fc.jsonValue({ maxDepth: 4 }),
)

test('no JSON object makes a normaliser throw, and what is not rejected is a valid base event', () => {
  const formats = sourceFormats.filter((format) => read.has(format))
  fc.assert(
    fc.property(anyRecord, fc.constantFrom(...formats), (fields, format) => {
      const record = recordOf(fields as JsonObject)
      for (const normaliser of normalisers) normaliser.recognise(record)
      const result = normalise(format, record, context)
      if (result.kind === 'rejected') return result.detail !== ''
      return faultOf(result.normalised.event) === undefined
    }),
    { numRuns: 1500 },
  )
})

test('the same record gives the same event, and an event is not much larger than its record', () => {
  const factorMax = 8
  const fixedMaxChars = 4096
  for (const { format, fields } of sourceFixtures) {
    const record = recordOf(fields)
    const first = normalise(format, record, context)
    assert.deepEqual(normalise(format, recordOf(structuredClone(fields)), context), first)
    const large = JSON.stringify(first).length
    assert.ok(large <= record.raw.length * factorMax + fixedMaxChars, `${format}: ${large} characters`)
  }
})

/** Texts grow a record most; each is met in several attributes at best. */
test('a text of a hundred thousand characters does not make an event of millions', () => {
  const long = 'x '.repeat(50_000)
  for (const { format, fields } of sourceFixtures)
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'string') continue
      const result = normalise(format, recordOf({ ...fields, [name]: long }), context)
      assert.ok(JSON.stringify(result).length < 1_000_000, `${format}: ${name}`)
    }
})
