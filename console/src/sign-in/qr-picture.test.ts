import assert from 'node:assert/strict'
import { test } from 'node:test'
import decode from 'qr/decode.js'
import { qrPicture } from './qr-picture.ts'

const address =
  'otpauth://totp/Countersign:ada%40town.test?issuer=Countersign&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

/** The path as pixels, some to a module, as a phone sees it. */
function photographed({ size, path }: ReturnType<typeof qrPicture>, scale = 4) {
  const side = size * scale
  const data = new Uint8Array(side * side * 3).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let row = 0; row < scale; row++) {
      const start = ((Number(y) * scale + row) * side + Number(x) * scale) * 3
      data.fill(0, start, start + scale * 3)
    }
  return { width: side, height: side, data }
}

test('a phone reads from the picture what was put into it', () => {
  assert.equal(decode(photographed(qrPicture(address))), address)
})
