import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { readConfig } from '../config.ts'
import { temporaryFolder } from '../test-server.ts'
import { keptKey, sealingKeys, secretBox } from './secret-box.ts'

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

test('several servers with one key open each other’s secrets, and a key that was replaced still opens its own', () => {
  const folder = temporaryFolder('sealing-keys')
  const path = (name: string) => join(folder.path, name)
  const [old, next] = [randomBytes(32), randomBytes(32)]
  const before = secretBox(...sealingKeys([], path('one.key')))
  const sealedBefore = before.seal('totp/ada', 'of the data directory')
  const one = secretBox(...sealingKeys([old], path('one.key')))
  const two = secretBox(...sealingKeys([old], path('two.key')))
  assert.equal(one.open('totp/ada', sealedBefore), 'of the data directory')
  assert.equal(two.open('totp/ada', one.seal('totp/ada', 'shared')), 'shared')
  const rotated = secretBox(...sealingKeys([next, old], path('two.key')))
  assert.equal(rotated.open('totp/ada', two.seal('totp/ada', 'old')), 'old')
  assert.throws(() => two.open('totp/ada', rotated.seal('totp/ada', 'new')), { code: 'INTERNAL' })
  folder.remove()
})

test('keys come from the setting or from a file, and a key that is none stops the start', () => {
  const folder = temporaryFolder('sealing-config')
  const [a, b] = [randomBytes(32), randomBytes(32)]
  const file = join(folder.path, 'keys')
  writeFileSync(file, `${a.toString('base64')}\n${b.toString('base64url')}\n`)
  assert.deepEqual(readConfig({}, { 'sealing-key-file': file }).sealingKeys, [a, b])
  const both = `${a.toString('base64')},${b.toString('base64')}`
  assert.deepEqual(readConfig({ COUNTERSIGN_SEALING_KEY: both }).sealingKeys, [a, b])
  const wrong = [{ 'sealing-key': 'short' }, { 'sealing-key-file': `${file}.none` }]
  for (const flags of [...wrong, { 'sealing-key': both, 'sealing-key-file': file }])
    assert.throws(
      () => readConfig({}, flags),
      (error: Error) => error.message.includes('sealing-key') && !error.message.includes('short'),
    )
  folder.remove()
})
