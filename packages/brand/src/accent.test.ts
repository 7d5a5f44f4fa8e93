import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { inkOn, judgeAccent, type Scheme, schemes, textContrastMin } from './accent.ts'
import { type Colour, contrast } from './contrast.ts'

const schemeNames = Object.keys(schemes) as readonly Scheme[]
const colours = fc.integer({ min: 0, max: 0xffffff }).map(hex)

function hex(value: number): Colour {
  return `#${value.toString(16).padStart(6, '0')}`
}

test('contrast is the ratio of WCAG: 21 between black and white, 1 with itself', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#6ee7c8', '#6ee7c8'), 1)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
})

test('a colour that reads on every surface of the scheme is taken, with an ink that reads on it', () => {
  assert.deepEqual(judgeAccent('light', '#00664f'), { kind: 'readable', ink: '#ffffff' })
  assert.deepEqual(judgeAccent('dark', '#6ee7c8'), { kind: 'readable', ink: '#000000' })
})

test('one that does not is refused with the surface, the ratio and a colour close by', () => {
  const verdict = judgeAccent('light', '#ffcc00')
  assert.ok(verdict.kind === 'unreadable')
  assert.ok(verdict.ratio < 1.5, `${verdict.ratio}`)
  assert.match(verdict.near, /^#[67]\w{5}$/)
  assert.equal(judgeAccent('dark', '#ffcc00').kind, 'readable')
})

test('whatever colour is refused, the one close by is taken', () => {
  fc.assert(
    fc.property(colours, fc.constantFrom(...schemeNames), (accent, scheme) => {
      const verdict = judgeAccent(scheme, accent)
      if (verdict.kind === 'unreadable') assert.equal(judgeAccent(scheme, verdict.near).kind, 'readable')
    }),
  )
})

test('the ink reads on any colour', () => {
  fc.assert(fc.property(colours, (fill) => contrast(inkOn(fill), fill) >= textContrastMin))
})

test('the surfaces are those of the console', () => {
  const tokens = readFileSync(new URL('../../../console/src/theme/tokens.css', import.meta.url), 'utf8')
  for (const scheme of schemeNames) {
    const block = tokens.split(`[data-mantine-color-scheme="${scheme}"]`)[1]?.split('}')[0] ?? ''
    const token = (name: string) => new RegExp(`--${name}: (#\\w+);`).exec(block)?.[1]
    const { surfaces, tint } = schemes[scheme]
    assert.deepEqual(['canvas', 'surface', 'raised', 'hover'].map(token), surfaces, scheme)
    assert.equal(token('accent-soft')?.slice(7), Math.round(tint * 255).toString(16), scheme)
  }
})
