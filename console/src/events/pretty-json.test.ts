import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { prettyJson } from './pretty-json.ts'

test('JSON is laid out over lines and its literals stay as they were sent', () => {
  assert.equal(
    prettyJson('{"a":1.10,"a":[1e400,{}],"b":"x\\u0041, :"}'),
    '{\n  "a": 1.10,\n  "a": [\n    1e400,\n    {}\n  ],\n  "b": "x\\u0041, :"\n}',
  )
})

test('what is not JSON is left alone', () => {
  assert.equal(prettyJson('Nov 24 host sshd[1]: {}'), undefined)
  assert.equal(prettyJson('{"a":'), undefined)
})

test('layout never changes the value', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      const text = JSON.stringify(value)
      assert.equal(JSON.stringify(JSON.parse(prettyJson(text) ?? '')), JSON.stringify(JSON.parse(text)))
    }),
  )
})
