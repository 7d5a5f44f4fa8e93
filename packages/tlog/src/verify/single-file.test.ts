import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { test } from 'node:test'
import { formatPolicy } from '../policy.ts'
import { openTestLog, testDisk, testEntries, testEntry, testSigner } from '../test-log.ts'
import { bundleModules } from './single-file.ts'
import type { Verifier } from './verifier.ts'

test('the verifier fits into one file without imports, which verifies by itself', async () => {
  const text = bundleModules(new URL('./verifier.ts', import.meta.url).href, {
    resolve: (specifier, from) => (specifier.startsWith('.') ? new URL(specifier, from).href : undefined),
    read: (module) => stripTypeScriptTypes(readFileSync(new URL(module), 'utf8')),
  })
  assert.doesNotMatch(text, /^\s*import\b|node:|Buffer|process\./m)
  const { createVerifier } = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    readonly createVerifier: (policy: string) => Promise<Verifier>
  }
  const log = await openTestLog(testDisk())
  await log.append(testEntries(0, 20))
  await log.publish()
  const verifier = await createVerifier(formatPolicy([testSigner.verifierKey], [], 0))
  const proof = await log.proofFor(11)
  assert.ok((await verifier.verifyProof({ proof, entry: testEntry(11) })).ok)
  assert.equal((await verifier.verifyProof({ proof, entry: testEntry(12) })).ok, false)
})

test('a form of import that it does not understand is refused', () => {
  const modules: Readonly<Record<string, string>> = { a: "import * as b from './b.ts'\n", b: '' }
  const source = { resolve: () => 'b', read: (module: string) => modules[module] ?? '' }
  assert.throws(() => bundleModules('a', source), /cannot be bundled/)
})
