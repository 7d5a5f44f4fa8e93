import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExplanation } from '@countersign/explanation/citation'
import { renderMarkdown } from '@countersign/explanation/render-markdown'
import { renderText } from '@countersign/explanation/render-text'
import { normalise } from '@countersign/ocsf/normalise'
import { sourceFixtures } from '@countersign/ocsf/source-fixtures'
import { chainEventOf } from '../chain/chain-event-of.ts'
import { ChainIndex } from '../chain/chain-lookups.ts'
import { UseTally } from '../revoke/uses.ts'
import { explainEvent } from './explain-event.ts'
import { kubernetesDecider } from './kubernetes-decider.ts'

const read = sourceFixtures.flatMap(({ format, fields }, at) => {
  const result = normalise(format, { fields, raw: JSON.stringify(fields) }, { receivedAtMs: 0 })
  return result.kind === 'event'
    ? [{ format, fields, normalised: result.normalised, ref: { eventId: `event-${at}` } }]
    : []
})
const index = new ChainIndex()
const uses = new UseTally()
for (const { normalised, ref } of read) {
  index.add(chainEventOf(normalised, ref))
  uses.add(normalised)
}

for (const event of read) {
  test(`an event of ${event.format} has a chain, a decision or what it would need, and a rendering`, async () => {
    const { explanation, known } = await explainEvent({
      tenantId: 'acme',
      region: 'eu',
      event,
      lookups: index,
      uses,
      deciders: [kubernetesDecider()],
      sources: [event.format],
    })
    assert.deepEqual(checkExplanation(explanation, known), [])
    const { chain = [], decision } = explanation.authority ?? {}
    assert.equal(chain.at(-1)?.role, 'tool')
    assert.ok(chain.length > 1, 'who stands behind it is said, even when it is unknown')
    assert.ok(decision?.result !== 'undetermined' || decision.missing.length > 0)
    assert.ok(explanation.claims.length <= 5)
    assert.notEqual(renderText(explanation), '')
    assert.notEqual(renderMarkdown(explanation), '')
  })
}
