import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../record.ts'
import { resolveSchema } from './resolve-schema.ts'
import { validateEvent } from './validate-event.ts'

/** A schema of our own in the layout of the published one: one category, two classes, an extension, a profile. */
const files: Readonly<Record<string, JsonObject>> = {
  'version.json': { version: '9.9.9' },
  'categories.json': { attributes: { kitchen: { uid: 7, caption: 'Kitchen' } } },
  'dictionary.json': {
    attributes: {
      class_uid: { type: 'integer_t', sibling: 'class_name' },
      class_name: { type: 'string_t' },
      category_uid: { type: 'integer_t' },
      activity_id: { type: 'integer_t', sibling: 'activity_name', enum: { 0: { caption: 'Unknown' } } },
      activity_name: { type: 'string_t' },
      type_uid: { type: 'long_t' },
      type_name: { type: 'string_t' },
      time: { type: 'timestamp_t' },
      metadata: { type: 'metadata' },
      version: { type: 'string_t' },
      profiles: { type: 'string_t', is_array: true },
      cook: { type: 'person' },
      guests: { type: 'person', is_array: true },
      name: { type: 'string_t' },
      uid: { type: 'string_t' },
      heat: { type: 'port_t' },
      oven_id: { type: 'integer_t' },
      remarks: { type: 'object' },
      code: { type: 'code_t' },
      observables: { type: 'observable', is_array: true },
      type_id: { type: 'integer_t' },
    },
    types: {
      attributes: {
        string_t: { caption: 'String' },
        integer_t: { caption: 'Integer' },
        long_t: { caption: 'Long' },
        timestamp_t: { type: 'long_t', caption: 'Timestamp' },
        datetime_t: { type: 'string_t', caption: 'Datetime' },
        port_t: { type: 'integer_t', range: [0, 300], caption: 'Heat', observable: 11 },
        code_t: { type: 'string_t', regex: '^[a-z]+$', max_len: 5, caption: 'Code' },
      },
    },
  },
  'objects/object.json': { name: 'object', attributes: {} },
  'objects/metadata.json': {
    name: 'metadata',
    extends: 'object',
    attributes: { version: { requirement: 'required' }, profiles: {} },
  },
  'objects/person.json': {
    name: 'person',
    extends: 'object',
    attributes: { name: {}, uid: {}, remarks: {} },
    constraints: { at_least_one: ['name', 'uid'] },
  },
  'objects/observable.json': {
    name: 'observable',
    extends: 'object',
    attributes: { type_id: { requirement: 'required', enum: { 0: { caption: 'Unknown' } } } },
  },
  'profiles/oven.json': {
    name: 'oven',
    meta: 'profile',
    attributes: { oven_id: { requirement: 'required' } },
  },
  'events/base_event.json': {
    name: 'base_event',
    category: 'other',
    caption: 'Base Event',
    attributes: {
      $include: ['profiles/oven.json'],
      class_uid: { requirement: 'required' },
      class_name: {},
      category_uid: { requirement: 'required' },
      activity_id: { requirement: 'required', enum: { 99: { caption: 'Other' } } },
      activity_name: {},
      type_uid: { requirement: 'required' },
      type_name: {},
      time: { requirement: 'required' },
      metadata: { requirement: 'required' },
      observables: {},
    },
  },
  'events/cooking.json': {
    name: 'cooking',
    extends: 'base_event',
    category: 'kitchen',
    uid: 2,
    caption: 'Cooking',
    attributes: {
      activity_id: { enum: { 1: { caption: 'Boil' } } },
      cook: { requirement: 'required' },
      guests: {},
      heat: {},
      code: {},
    },
  },
  'extensions/fish/extension.json': { name: 'fish', uid: 3 },
  'extensions/fish/dictionary.json': { attributes: { bones: { type: 'integer_t' } } },
  'extensions/fish/objects/person.json': { extends: 'person', attributes: { bones: {} } },
  'extensions/fish/events/filleting.json': {
    name: 'filleting',
    extends: 'cooking',
    uid: 4,
    caption: 'Filleting',
    attributes: { bones: { requirement: 'required' } },
  },
}

const resolved = (changes: Readonly<Record<string, JsonObject>> = {}) =>
  resolveSchema(new Map(Object.entries({ ...files, ...changes })))
const schema = resolved()

const boil: JsonObject = {
  class_uid: 7002,
  class_name: 'Cooking',
  category_uid: 7,
  activity_id: 1,
  activity_name: 'Boil',
  type_uid: 700_201,
  type_name: 'Cooking: Boil',
  time: 1,
  metadata: { version: '9.9.9' },
  cook: { name: 'Mara' },
}

const faults = (event: JsonObject) =>
  validateEvent(schema, event).map(({ level, kind, path }) => `${level} ${kind} ${path}`)

test('classes inherit, get the uid of their category and extension, and nothing dangles', () => {
  assert.deepEqual(schema.faults, [])
  assert.deepEqual([...schema.classes.keys()].sort(), [0, 307_004, 7002].sort())
  const filleting = schema.classes.get(307_004)
  assert.equal(filleting?.attributes.get('bones')?.requirement, 'required')
  assert.equal(filleting?.attributes.get('cook')?.requirement, 'required')
  assert.deepEqual(
    [...(filleting?.attributes.get('activity_id')?.values?.keys() ?? [])],
    ['0', '1', '99'],
    'enumerations of the dictionary, the base class and the class itself are one',
  )
})

test('an extension adds to an object of the core under its own name', () => {
  assert.ok(schema.objects.get('person')?.attributes.has('bones'))
})

test('every time has a twin that belongs to the profile datetime', () => {
  const twin = schema.classes.get(0)?.attributes.get('time_dt')
  assert.deepEqual([twin?.type, twin?.profile, twin?.requirement], ['datetime_t', 'datetime', 'optional'])
})

test('observable types are gathered from where they are stated', () => {
  assert.equal(schema.objects.get('observable')?.attributes.get('type_id')?.values?.get('11'), 'Heat')
})

test('references to nothing are listed, and resolution goes on', () => {
  const broken = resolved({
    'events/odd.json': {
      name: 'odd',
      extends: 'nothing',
      category: 'kitchen',
      uid: 9,
      attributes: { $include: ['profiles/gone.json'], strange: {} },
      profiles: ['absent'],
    },
    'objects/loop.json': { name: 'loop', extends: 'loop', attributes: { remarks: { type: 'unheard_of' } } },
  })
  assert.deepEqual(broken.faults, [
    'objects/loop.json: extends itself',
    'events/odd.json: extends nothing, which does not exist',
    'events/odd.json: includes profiles/gone.json, which does not exist',
    'events/odd.json: no profile absent',
    'odd.strange: not in the dictionary',
    'loop.remarks: no type or object unheard_of',
  ])
  assert.ok(broken.classes.has(7002))
})

test('a valid event has no faults', () => {
  assert.deepEqual(faults(boil), [])
})

test('each way of departing from the schema is named with its place', () => {
  const { cook: _cook, ...withoutCook } = boil
  const cases: readonly (readonly [JsonObject, string])[] = [
    [{ ...boil, class_uid: 1 }, 'error unknown class class_uid'],
    [withoutCook, 'error required attribute missing cook'],
    [{ ...boil, spoon: 1 }, 'error unknown attribute spoon'],
    [{ ...boil, cook: { name: 'Mara', hat: 1 } }, 'error unknown attribute cook.hat'],
    [{ ...boil, cook: {} }, 'error constraint cook'],
    [{ ...boil, cook: 'Mara' }, 'error type cook'],
    [{ ...boil, guests: { name: 'Omar' } }, 'error type guests'],
    [{ ...boil, guests: [{ name: 'Omar' }, { name: 3 }] }, 'error type guests[1].name'],
    [{ ...boil, heat: 'hot' }, 'error type heat'],
    [{ ...boil, heat: 301 }, 'error type heat'],
    [{ ...boil, code: 'ABC' }, 'warning form code'],
    [{ ...boil, code: 'abcdef' }, 'warning form code'],
    [{ ...boil, type_uid: 7002 }, 'error type_uid type_uid'],
    [{ ...boil, activity_name: 'Fry' }, 'warning caption activity_id'],
    [{ ...boil, oven_id: 4 }, 'error profile not applied oven_id'],
    [
      { ...boil, metadata: { version: '9.9.9', profiles: ['oven'] } },
      'error required attribute missing oven_id',
    ],
    [
      { ...boil, metadata: { version: '9.9.9', profiles: ['grill'] } },
      'error unknown profile metadata.profiles',
    ],
    [{ ...boil, metadata: { version: '9.9.8' } }, 'warning version metadata.version'],
  ]
  for (const [event, fault] of cases) assert.deepEqual(faults(event), [fault])
  assert.deepEqual(faults({ ...boil, activity_id: 5, type_uid: 700_205 }), [
    'warning caption type_name',
    'error value activity_id',
  ])
})

test('other (99) is captioned by the source, and free objects hold anything', () => {
  const stirred = {
    ...boil,
    activity_id: 99,
    activity_name: 'Stir',
    type_uid: 700_299,
    type_name: 'Cooking: Other',
  }
  assert.deepEqual(faults({ ...stirred, cook: { uid: '1', remarks: { any: [1, { thing: null }] } } }), [])
})

test('no JSON makes the validator throw, and what it lists is bounded', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (extra) => {
      const found = validateEvent(schema, { ...boil, ...extra, class_uid: 7002 } as JsonObject)
      return (
        found.length <= 200 && found.every(({ path, detail }) => typeof path === 'string' && detail !== '')
      )
    }),
  )
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`x${at}`, at]))
  assert.equal(validateEvent(schema, { ...boil, ...wide }).length, 200)
})
