import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFilter } from '@countersign/filter/parse-filter'
import fc from 'fast-check'
import { completed, quotedValue, typedAt } from './completion.ts'

const at = (text: string) => typedAt(text, text.length)

test('the name of a field is completed at the beginning, after a blank and in brackets', () => {
  assert.deepEqual(at('act'), { kind: 'field', start: 0, text: 'act' })
  assert.deepEqual(at('status:failure ide'), { kind: 'field', start: 15, text: 'ide' })
  assert.deepEqual(at('(ho'), { kind: 'field', start: 1, text: 'ho' })
})

test('a value is completed after its field, quoted or not, and within a list', () => {
  assert.deepEqual(at('action:Create'), { kind: 'value', field: 'action', start: 7, text: 'Create' })
  assert.deepEqual(at('action:"Create'), { kind: 'value', field: 'action', start: 7, text: 'Create' })
  assert.deepEqual(at('action:(A or Cr'), { kind: 'value', field: 'action', start: 13, text: 'Cr' })
})

test('nothing is offered for the words of the grammar, after a finished term and in quoted text', () => {
  for (const text of ['', 'a:b and', 'a:b ', '"access deni', 'not']) assert.equal(at(text), undefined, text)
})

test('what is chosen takes the place of what was typed, and what follows stays', () => {
  const text = 'act status:failure'
  const typed = typedAt(text, 3)
  assert.ok(typed !== undefined)
  assert.deepEqual(completed(text, 3, typed, 'action'), { text: 'action: status:failure', cursor: 7 })
  const value = at('host:we')
  assert.ok(value !== undefined)
  assert.equal(completed('host:we', 7, value, 'web one').text, 'host:"web one" ')
})

test('whatever a value holds, the query with it is understood', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (value) => {
      parseFilter(`host:${quotedValue(value)}`)
    }),
  )
})
