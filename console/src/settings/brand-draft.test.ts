import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Settings } from '@countersign/api/settings'
import { draftOf, putOf } from './brand-draft.ts'

const settings: Settings = {
  name: 'Lighthouse',
  accent: { light: '#8a4b00', dark: '#ffb454' },
  support: { email: 'soc@town.test', phone: null, url: null },
  plainerWords: true,
  version: 3,
  logo: { light: null, dark: null },
  publicUrl: null,
  updatedAt: null,
}

test('opening the brand and saving it changes nothing', () => {
  const { name, accent, support, plainerWords } = settings
  assert.deepEqual(putOf(draftOf(settings)), { name, accent, support, plainerWords })
  assert.equal(putOf(draftOf({ ...settings, accent: null }))?.accent, null)
})

test('a colour is taken in capitals, and nothing is saved while it is none', () => {
  const draft = draftOf(settings)
  assert.equal(putOf({ ...draft, light: '#8A4B00' })?.accent?.light, '#8a4b00')
  assert.equal(putOf({ ...draft, light: 'brown' }), undefined)
  assert.equal(putOf({ ...draft, light: 'brown', hasAccent: false })?.accent, null)
})
