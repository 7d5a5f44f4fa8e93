import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typeOf } from './schema-type.ts'

test('each kind of schema is the type that it means', () => {
  assert.equal(typeOf({ type: 'string' }), 'string')
  assert.equal(typeOf({ type: ['integer', 'null'] }), 'number | null')
  assert.equal(typeOf({ enum: ['a', 'b'] }), '"a" | "b"')
  assert.equal(typeOf({ const: 'it’s' }), '"it’s"')
  assert.equal(typeOf({ type: 'array', items: { type: 'boolean' } }), 'readonly (boolean)[]')
  assert.equal(
    typeOf({
      type: 'object',
      properties: { a: { type: 'string' }, 'b-c': { type: 'null' } },
      required: ['a'],
    }),
    '{ readonly "a": string; readonly "b-c"?: null }',
  )
  assert.equal(
    typeOf({ type: 'object', patternProperties: { '^.*$': { type: 'integer' } } }),
    'Readonly<Record<string, number>>',
  )
  assert.equal(typeOf({ anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'string' }] }), 'string | null')
  assert.equal(typeOf({}), 'unknown')
  assert.equal(typeOf(undefined), 'unknown')
})

test('a name or word with a quote in it cannot leave its literal', () => {
  assert.equal(typeOf({ enum: ['"; evil()'] }), '("\\"; evil()")')
  assert.match(typeOf({ properties: { '"x': { type: 'string' } } }), /readonly "\\"x"\?: string/)
})
