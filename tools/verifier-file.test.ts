import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { verifierPath, verifierText } from './verifier-file.ts'

test('the verifier that packs bring along is the one of these sources: npm run generate:verifier', () => {
  assert.equal(readFileSync(verifierPath, 'utf8'), verifierText())
})

test('it needs nothing but Node', () => {
  const imports = [...verifierText().matchAll(/^import .* from '([^']+)'/gm)].map(([, from]) => from)
  assert.deepEqual([...new Set(imports)].sort(), [
    'node:crypto',
    'node:fs',
    'node:path',
    'node:process',
    'node:url',
  ])
})
