import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineOfError } from './line-of-error.ts'

test('a line is taken from the message when the text has it', () => {
  assert.equal(lineOfError('bad indentation at line 2, column 3', 'a\nb\nc'), 2)
  assert.equal(lineOfError('bad indentation at line 9', 'a\nb\nc'), undefined)
  assert.equal(lineOfError('detection: condition is missing', 'a'), undefined)
})
