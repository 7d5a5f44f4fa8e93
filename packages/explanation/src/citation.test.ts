import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkExplanation } from './citation.ts'
import { sampleExplanation } from './explanation-fixture.ts'

const known = new Set(['event:e1', 'rule:r1'])

test('an explanation whose citations all exist holds', () => {
  assert.deepEqual(checkExplanation(sampleExplanation(), known), [])
})

test('a claim without a citation is a fault, unless it says what is missing', () => {
  const claim = { text: 'It was them.', kind: 'against', certainty: 'inferred', cites: [] } as const
  const faults = checkExplanation(sampleExplanation({ claims: [claim] }), known)
  assert.deepEqual(faults, [{ kind: 'uncited', where: 'claims/0', text: 'It was them.' }])
  assert.deepEqual(
    checkExplanation(sampleExplanation({ claims: [{ ...claim, kind: 'missing' }] }), known),
    [],
  )
})

test('a citation of something that does not exist is a fault, wherever it stands', () => {
  const cite = { kind: 'event', id: 'made-up' } as const
  const explanation = sampleExplanation({
    claims: [{ text: 'x', kind: 'for', certainty: 'proven', cites: [cite] }],
    authority: {
      chain: [{ role: 'human', actor: 'k', via: 'r', certainty: 'inferred', cites: [cite] }],
      missing: [],
    },
    intent: { verdict: 'abstain', drivers: [cite], reason: 'too little history' },
  })
  const where = checkExplanation(explanation, known).map((fault) => fault.where)
  assert.deepEqual(where, ['claims/0', 'authority/chain/0', 'intent/drivers'])
})

test('a hop may go uncited only when it is called unknown', () => {
  const hop = { role: 'human', actor: 'unknown', via: 'issued it', cites: [] } as const
  const withHop = (certainty: 'inferred' | 'unknown') =>
    checkExplanation(sampleExplanation({ authority: { chain: [{ ...hop, certainty }], missing: [] } }), known)
  assert.equal(withHop('inferred')[0]?.kind, 'uncited')
  assert.deepEqual(withHop('unknown'), [])
})

test('an explanation that nothing decided cannot be replayed, which is a fault', () => {
  assert.deepEqual(checkExplanation(sampleExplanation({ decidedBy: [] }), known)[0]?.kind, 'undecided')
})

test('a moment of the timeline cites something that exists', () => {
  const moment = { at: '2025-03-03T09:12:03.000Z', phase: 'during', text: 'x' } as const
  const withCites = (...ids: string[]) =>
    checkExplanation(
      sampleExplanation({ timeline: [{ ...moment, cites: ids.map((id) => ({ kind: 'event', id })) }] }),
      known,
    ).map(({ kind }) => kind)
  assert.deepEqual(withCites('e1'), [])
  assert.deepEqual(withCites(), ['uncited'])
  assert.deepEqual(withCites('made-up'), ['unknown-evidence'])
})
