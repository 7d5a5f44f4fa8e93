import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textParts } from './hidden-characters.ts'

test('text without hidden characters is one part', () => {
  assert.deepEqual(textParts('aws:1234:user/ann'), [{ kind: 'text', text: 'aws:1234:user/ann' }])
  assert.deepEqual(textParts(''), [])
})

test('a bidirectional override is spelled out where it stands', () => {
  assert.deepEqual(textParts('report\u202efdp.exe'), [
    { kind: 'text', text: 'report' },
    { kind: 'hidden', label: 'RLO' },
    { kind: 'text', text: 'fdp.exe' },
  ])
})

test('escape sequences, NUL and lone surrogates are spelled out', () => {
  const labels = textParts('a\u001b[31mb\u0000c\ud800d').filter((part) => part.kind === 'hidden')
  assert.deepEqual(labels, [
    { kind: 'hidden', label: 'ESC' },
    { kind: 'hidden', label: 'NUL' },
    { kind: 'hidden', label: 'U+D800' },
  ])
})

test('a long run of hidden characters is one marker with its count', () => {
  assert.deepEqual(textParts('\u200b'.repeat(900)), [{ kind: 'hidden', label: 'ZWSP ZWSP ZWSP ZWSP +896' }])
})

test('an emoji family is not taken for hidden text', () => {
  assert.deepEqual(textParts('👩‍👩‍👧'), [{ kind: 'text', text: '👩‍👩‍👧' }])
})

test('preformatted text keeps its line feeds and tabs', () => {
  assert.deepEqual(textParts('a\n\tb', true), [{ kind: 'text', text: 'a\n\tb' }])
  assert.deepEqual(
    textParts('a\r\nb', true).map((part) => (part.kind === 'hidden' ? `<${part.label}>` : part.text)),
    ['a', '<CR>', '\n', 'b'],
  )
})
