import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { formatSignedNote, withSignatures } from '@countersign/tlog/note/signed-note'
import { formatPolicy } from '@countersign/tlog/policy'
import {
  openTestLog,
  testDisk,
  testEntries,
  testEntry,
  testMlDsaSigner,
  testNowMs,
  testSigner,
  testWitness,
} from '@countersign/tlog/test-log'
import { bundleModules } from '@countersign/tlog/verify/single-file'
import type { Report, Verifier } from '@countersign/tlog/verify/verifier'
import { launchChromium, missingChromium } from './chromium.ts'

const verifierPath = createRequire(import.meta.url).resolve('@countersign/tlog/verify/verifier')

/** A page with nothing on it, and the verifier as one module beside it. */
async function servePage(): Promise<Server> {
  const module = bundleModules(pathToFileURL(verifierPath).href, {
    resolve: (specifier, from) => (specifier.startsWith('.') ? new URL(specifier, from).href : undefined),
    read: (url) => stripTypeScriptTypes(readFileSync(new URL(url), 'utf8')),
  })
  const server = createServer(({ url }, answer) => {
    const isModule = url === '/verifier.mjs'
    answer.setHeader('content-type', isModule ? 'text/javascript' : 'text/html')
    answer.end(isModule ? module : '<!doctype html><title>verify</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function witnessedProof(index: number): Promise<string> {
  const log = await openTestLog(testDisk(), {
    signers: [testSigner, testMlDsaSigner],
    witnesses: [testWitness.verifierKey],
  })
  await log.append(testEntries(0, 700))
  const { note } = await log.publish()
  await log.addCosignatures(
    formatSignedNote(withSignatures(note, [testWitness.sign(note.text, testNowMs / 1000)])),
  )
  return log.proofFor(index)
}

test('the verifier verifies in a browser page, and refuses another entry there', {
  skip: missingChromium() ?? false,
}, async () => {
  const server = await servePage()
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const policy = formatPolicy(
      [testSigner.verifierKey, testMlDsaSigner.verifierKey],
      [{ name: 'customer', key: testWitness.verifierKey }],
      1,
    )
    const question = { policy, proof: await witnessedProof(300), entry: [...testEntry(300)] }
    const reports = await page.evaluate(async ({ policy, proof, entry }): Promise<readonly Report[]> => {
      const module = '/verifier.mjs'
      const { createVerifier } = (await import(module)) as {
        createVerifier: (policy: string) => Promise<Verifier>
      }
      const verifier = await createVerifier(policy)
      const right = await verifier.verifyProof({ proof, entry: Uint8Array.from(entry) })
      return [right, await verifier.verifyProof({ proof, entry: Uint8Array.from(entry.slice(1)) })]
    }, question)
    assert.deepEqual(
      reports.map(({ verdict }) => verdict),
      ['verified', 'failed'],
    )
    const outcomes = new Map(reports[0]?.checks.map(({ what, outcome }) => [what, outcome]))
    assert.equal(outcomes.get(`signature of ${testSigner.verifierKey.name} (ed25519)`), 'passed')
    // A browser may or may not have ML-DSA-44 yet; it is told which.
    assert.match(
      String(outcomes.get(`signature of ${testSigner.verifierKey.name} (ml-dsa-44-cosignature)`)),
      /^(passed|not-checked)$/,
    )
  } finally {
    await browser.close()
    server.close()
  }
})
