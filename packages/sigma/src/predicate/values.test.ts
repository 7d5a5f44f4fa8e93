import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/ocsf/record'
import { fires } from '../rule-fixture.ts'

const holds = (item: string, event: JsonObject): boolean =>
  fires(`selection:\n  ${item}\ncondition: selection`, event)

test('null is a field that is absent or null; an empty text is neither', () => {
  assert.ok(holds('a: null', {}))
  assert.ok(holds('a:', { a: null }))
  assert.ok(!holds('a: null', { a: '' }))
  assert.ok(holds("a: ''", { a: '' }))
  assert.ok(!holds("a: ''", {}))
  assert.ok(
    holds('a: [null, x]', {}) && holds('a: [null, x]', { a: 'X' }) && !holds('a: [null, x]', { a: 'y' }),
  )
})

test('numbers and booleans compare with their texts, in rules and in records', () => {
  assert.ok(holds('a: 4688', { a: '4688' }) && holds("a: '4688'", { a: 4688 }))
  assert.ok(holds('a: true', { a: 'True' }) && holds("a: 'true'", { a: true }))
  assert.ok(!holds('a: 1', { a: true }))
})

test('a list of values is any of them, a list in the record any of its entries, nested or not', () => {
  assert.ok(holds('a: [x, y]', { a: 'Y' }))
  assert.ok(holds('a: y', { a: ['x', ['Y']] }))
  assert.ok(!holds('a: y', { a: [] }))
  assert.ok(holds('a.b: 2', { a: [{ b: 1 }, { b: 2 }] }))
})

test('wildcards: star is any text, question mark one character, a backslash makes them plain', () => {
  assert.ok(
    holds("a: 'x*z'", { a: 'xz' }) && holds("a: 'x*z'", { a: 'xyyz' }) && !holds("a: 'x*z'", { a: 'xzy' }),
  )
  assert.ok(holds("a: 'x?z'", { a: 'xyz' }) && !holds("a: 'x?z'", { a: 'xz' }))
  assert.ok(holds("a: 'x\\*z'", { a: 'x*z' }) && !holds("a: 'x\\*z'", { a: 'xyz' }))
  assert.ok(holds("a: 'x\\?'", { a: 'x?' }) && !holds("a: 'x\\?'", { a: 'xy' }))
})

test('backslashes: one stands for itself, two before a wildcard are one and a wildcard', () => {
  assert.ok(holds("a: 'C:\\Windows\\x'", { a: 'c:\\windows\\X' }))
  assert.ok(holds("a: 'C:\\\\*'", { a: 'C:\\anything' }) && !holds("a: 'C:\\\\*'", { a: 'C:*' }))
  assert.ok(holds("a|endswith: '\\cmd.exe'", { a: 'C:\\cmd.exe' }))
})

test('case is no difference beyond ASCII either', () => {
  assert.ok(holds("a: 'ÄPFEL ΣΑΣ'", { a: 'äpfel σας' }))
  assert.ok(holds("a|contains: 'ПРИВЕТ'", { a: 'он сказал привет' }))
})

test('keywords search every value at any depth, and no names', () => {
  const detection = 'keywords:\n  - mimikatz\n  - "4242"\ncondition: keywords'
  assert.ok(fires(detection, { a: { b: ['x', { c: 'run MimiKatz now' }] } }))
  assert.ok(fires(detection, { port: 4242 }))
  assert.ok(!fires(detection, { mimikatz: 'x' }))
})

test('keywords with all must each be in some value', () => {
  const detection = "keywords:\n  '|all':\n    - alpha\n    - beta\ncondition: keywords"
  assert.ok(fires(detection, { a: 'alpha', b: 'BETA' }))
  assert.ok(!fires(detection, { a: 'alpha' }))
})

test('names such as constructor and __proto__ are data', () => {
  assert.ok(!holds('constructor|contains: Object', {}))
  assert.ok(holds('constructor: x', JSON.parse('{"constructor":"x"}')))
  assert.ok(!holds('__proto__.x|exists: true', {}))
})
