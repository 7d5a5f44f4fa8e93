import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEvidenceKinds } from './read-evidence-kind.ts'

const kind = (more = '') => `
- kind: k
  title: K
  recorded: Hourly.
  liveWhen: It holds.
  cadenceSeconds: 3600
  scope: tenant
  method: TEST
${more}
  supports:
    - framework: f
      controls: [a, b]
      because: It shows it.
`

test('a kind without an expiry of its own counts for one and a half cadences', () => {
  const [read] = readEvidenceKinds(kind(), 'k.yaml')
  assert.equal(read?.expiresAfterSeconds, 5400)
  assert.deepEqual(read?.supports[0]?.weight, 'shows')
})

test('an expiry of more than twice the cadence is refused', () => {
  assert.equal(readEvidenceKinds(kind('  expiresAfterSeconds: 7200'), 'k.yaml')[0]?.expiresAfterSeconds, 7200)
  assert.throws(
    () => readEvidenceKinds(kind('  expiresAfterSeconds: 7201'), 'k.yaml'),
    /more than twice the cadence/,
  )
})

test('a scope or method that there is not is refused', () => {
  assert.throws(
    () => readEvidenceKinds(kind().replace('tenant', 'world'), 'k.yaml'),
    /known are tenant, each-subject/,
  )
})
