import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mediaTypeOf } from './media-type.ts'

test('a file is what its browser says, when that is a media type', () => {
  assert.equal(mediaTypeOf('application/pdf'), 'application/pdf')
  assert.equal(mediaTypeOf('Text/Plain; charset=utf-8'), 'text/plain')
  for (const told of ['', 'pdf', 'text/', 'text/<b>'])
    assert.equal(mediaTypeOf(told), 'application/octet-stream')
})
