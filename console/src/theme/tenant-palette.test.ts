import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tenantColour, tenantPalette } from './tenant-palette.ts'

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

test('a tenant name reads at 4.5:1 or better on each of the twelve colours', () => {
  assert.equal(tenantPalette.length, 12)
  for (const colour of tenantPalette) {
    assert.ok(
      contrast(colour.fill, colour.ink) >= 4.5,
      `${colour.name}: ${contrast(colour.fill, colour.ink)}`,
    )
  }
})

test('an index outside the palette still has a colour', () => {
  assert.equal(tenantColour(12).name, tenantColour(0).name)
  assert.equal(tenantColour(-1).name, tenantColour(11).name)
})
