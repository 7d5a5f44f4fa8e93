import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isCountersignError } from '../../platform/errors.ts'
import { readLogo } from './logo.ts'
import { animatedWebp, lossyWebp, pngOf, riffOf, webpOf } from './test-pictures.ts'

const limits = { logoMaxBytes: 100_000, logoSideMaxPixels: 2048 }
const read = (file: Buffer) => readLogo(file, limits)

function assertRefused(file: Buffer, why: RegExp): void {
  assert.throws(
    () => read(file),
    (error) => isCountersignError(error, 'LOGO_REFUSED') && why.test(error.detail),
  )
}

describe('a PNG', () => {
  test('is taken with its size, byte for byte when it holds the picture alone', () => {
    const file = pngOf({ width: 24, height: 8 })
    assert.deepEqual(read(file), { mediaType: 'image/png', width: 24, height: 8, bytes: file })
  })

  test('loses what is not picture: remarks, places, what stands behind its end', () => {
    const plain = pngOf({ width: 2, height: 2 })
    const remarks = { tEXt: 'Author\0Pat', eXIf: 'GPS 52.5 13.4', iTXt: 'x' }
    const chatty = Buffer.concat([
      pngOf({ width: 2, height: 2, remarks }),
      Buffer.from('<script>alert(1)</script>'),
    ])
    assert.deepEqual(read(chatty).bytes, plain)
  })

  test('that moves, is damaged, cut short or without a picture is refused', () => {
    assertRefused(pngOf({ width: 2, height: 2, remarks: { acTL: '\0\0\0\x02\0\0\0\0' } }), /moves/)
    const damaged = pngOf({ width: 2, height: 2 })
    damaged[20] = 9
    assertRefused(damaged, /damaged/)
    assertRefused(pngOf({ width: 2, height: 2 }).subarray(0, -4), /cut short/)
    assertRefused(pngOf({ width: 2, height: 2, pixels: false }), /no picture/)
  })
})

describe('a WebP', () => {
  test('is taken with its size, whichever of its two ways it is packed', () => {
    const lossless = webpOf({ width: 300, height: 70 })
    assert.deepEqual(read(lossless), { mediaType: 'image/webp', width: 300, height: 70, bytes: lossless })
    const { width, height } = read(lossyWebp(12, 34))
    assert.deepEqual([width, height], [12, 34])
  })

  test('loses its remarks, and says so in its head', () => {
    const chatty = webpOf({
      width: 4,
      height: 4,
      flags: 0b0001_1100,
      remarks: { EXIF: 'GPS', 'XMP ': '<x/>' },
    })
    assert.deepEqual(read(chatty).bytes, webpOf({ width: 4, height: 4, flags: 0b0001_0000 }))
  })

  test('that moves, is damaged or without a picture is refused', () => {
    assertRefused(animatedWebp(), /moves/)
    assertRefused(webpOf({ width: 4, height: 4 }).subarray(0, -2), /cut short/)
    assertRefused(riffOf([['VP8L', Buffer.from('not it')]]), /no picture/)
    const lying = webpOf({ width: 4, height: 4 })
    lying.writeUInt32LE(500, 16)
    assertRefused(lying, /damaged/)
  })
})

describe('anything else', () => {
  test('is refused: SVG, HTML, GIF, nothing, whatever it is called', () => {
    assertRefused(
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      /SVG can hold scripts/,
    )
    assertRefused(Buffer.from('<!doctype html><script>1</script>'), /neither PNG nor WebP/)
    assertRefused(Buffer.from('GIF89a\x01\0\x01\0'), /neither/)
    assertRefused(Buffer.alloc(0), /neither/)
  })

  test('that is too large, in bytes or in pixels, is refused', () => {
    assertRefused(Buffer.alloc(limits.logoMaxBytes + 1), /bytes/)
    assertRefused(pngOf({ width: 4000, height: 4 }), /4000 by 4 pixels/)
    assertRefused(pngOf({ width: 0, height: 4 }), /0 by 4/)
  })

  test('is refused with a reason and never with a crash, however a picture was broken', () => {
    const whole = [pngOf({ width: 9, height: 9 }), webpOf({ width: 9, height: 9 }), lossyWebp(9, 9)]
    const broken = fc
      .tuple(fc.constantFrom(...whole), fc.nat(60), fc.uint8Array({ maxLength: 8 }))
      .map(([file, at, bytes]) =>
        Buffer.concat([file.subarray(0, at), bytes, file.subarray(at + bytes.length)]),
      )
    fc.assert(
      fc.property(broken, (file) => {
        try {
          assert.deepEqual(read(read(file).bytes).bytes, read(file).bytes)
        } catch (error) {
          assert.ok(isCountersignError(error, 'LOGO_REFUSED'), String(error))
        }
      }),
    )
  })
})
