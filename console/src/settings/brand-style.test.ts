import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brandStyle } from './brand-style.ts'

test('an accent becomes the tokens of its scheme, tinted as strongly as ours', () => {
  const shade = (fill: string) => ({ fill, ink: '#000000' })
  const style = brandStyle({ dark: shade('#ffb454'), light: shade('#8a4b00') })
  assert.match(
    style,
    /scheme="dark"\] \{ --accent: #ffb454; .*--accent-soft: #ffb4541f; --on-accent: #000000/,
  )
  assert.match(style, /scheme="light"\] \{ --accent: #8a4b00; .*--accent-soft: #8a4b0014/)
})

test('without an accent of the operator ours stays', () => {
  assert.equal(brandStyle(null), '')
})
