import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fieldNamed, fields } from './field.ts'
import { nearFields } from './near-field.ts'
import { parseFilter } from './parse-filter.ts'

test('every field is in docs/search.md, and its example is a filter', () => {
  const docs = readFileSync(new URL('../../../docs/search.md', import.meta.url), 'utf8')
  for (const { name, example } of fields) {
    assert.ok(docs.includes(`\`${name}\``), `${name} is not in the docs`)
    assert.ok(parseFilter(example), example)
  }
})

test('names of fields are taken in any case, and no other name is', () => {
  assert.equal(fieldNamed('Identity')?.name, 'identity')
  for (const name of ['', 'constructor', '__proto__', 'tenant_id'])
    assert.equal(fieldNamed(name), undefined, name)
})

test('a name that other products use, or one with a slip, leads to the field', () => {
  assert.deepEqual(nearFields('src_ip'), ['source_ip'])
  assert.deepEqual(nearFields('acton'), ['action'])
  assert.deepEqual(nearFields('completely'), [])
})
