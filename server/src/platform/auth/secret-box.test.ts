import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { temporaryFolder } from '../test-server.ts'
import { keptKey, secretBox } from './secret-box.ts'

const box = secretBox(randomBytes(32))

test('what is sealed opens to the same text, and every sealing looks different', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (purpose, text) => {
      const sealed = box.seal(purpose, text)
      assert.equal(box.open(purpose, sealed), text)
      assert.notDeepEqual(box.seal(purpose, text), sealed)
    }),
  )
})

test('another purpose, another key or a changed byte opens nothing', () => {
  const sealed = box.seal('totp/ada', 'secret')
  const changed = Buffer.from(sealed)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  assert.throws(() => box.open('totp/eve', sealed), { code: 'INTERNAL' })
  assert.throws(() => secretBox(randomBytes(32)).open('totp/ada', sealed), { code: 'INTERNAL' })
  assert.throws(() => box.open('totp/ada', changed), { code: 'INTERNAL' })
})

test('the key of a data directory is made once, for its owner alone', () => {
  const folder = temporaryFolder('secret-box')
  const path = join(folder.path, 'secret.key')
  assert.deepEqual(keptKey(path), keptKey(path))
  assert.equal(statSync(path).mode & 0o777, 0o600)
  writeFileSync(path, 'short')
  assert.throws(() => keptKey(path), { code: 'DATA_DIR_UNUSABLE' })
  folder.remove()
})
