import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { faultOf } from './check-sentence.ts'
import type { OfferedClaim } from './offered-claim.ts'
import { checkedPhrasing } from './phrase.ts'

const claim = (id: string, text: string): OfferedClaim => ({ id, text, kind: 'for', certainty: 'proven' })
const shared = claim(
  'c1',
  'From “203.0.113.7” also came the IAM user bob (4 events), between 2 March 2025, 09:00 UTC and 4 March 2025, 09:00 UTC.',
)
const fresh = claim(
  'c2',
  'The IAM user anna had not done “DeleteTrail” before; nobody else of the tenant had either.',
)
const unread = claim('c3', 'No mandate of the IAM user anna was in force: nobody said what it may do.')
const offered = new Map([shared, fresh, unread].map((one) => [one.id, one]))
const fault = (text: string, ...claims: string[]) => faultOf({ text, claims }, offered)

describe('a sentence holds', () => {
  test('when it is the claim itself, shortened, or said in another order', () => {
    for (const one of offered.values()) assert.equal(fault(one.text, one.id), undefined, one.text)
    assert.equal(fault('The IAM user bob also came from 203.0.113.7, in four events.', 'c1'), undefined)
    assert.equal(fault('“DeleteTrail” had not been done by anna before.', 'c2'), undefined)
  })

  test('when it joins two claims and cites both', () => {
    const text = 'The IAM user anna had not done “DeleteTrail” before, and no mandate was in force.'
    assert.equal(fault(text, 'c2', 'c3'), undefined)
    assert.equal(fault(text, 'c2'), 'says-a-word-not-cited')
  })
})

describe('a sentence is rejected', () => {
  test('that cites nothing, or a claim that is none of this run', () => {
    assert.equal(fault('The IAM user bob also came.'), 'cites-nothing')
    assert.equal(fault('The IAM user bob also came.', 'c1', 'c0ffee1234'), 'cites-unknown-claim')
    assert.equal(fault('The IAM user bob also came.', 'constructor'), 'cites-unknown-claim')
  })

  test('that changes a number, a name, an address or a time', () => {
    for (const text of [
      'From “203.0.113.7” also came the IAM user bob (40 events).',
      'From “203.0.113.77” also came the IAM user bob (4 events).',
      'From “203.0.113.7” also came the IAM user Bobby (4 events).',
      'From “203.0.113.7” also came the IAM user bob at 09:01 UTC.',
      'From “203.0.113” also came “bo”.',
      'Of the tenant bank, the IAM user bob also came (4 events).',
    ])
      assert.match(fault(text, 'c1') ?? 'it was shown', /^says-a-/, text)
  })

  test('that says a number in words which is in no claim', () => {
    assert.equal(
      fault('From there also came the IAM user bob, in nine events.', 'c1'),
      'says-a-word-not-cited',
    )
  })

  test('that adds a judgement, a cause or advice', () => {
    for (const text of [
      'The IAM user bob also came, which is harmless.',
      'The IAM user bob also came because of maintenance.',
      'The IAM user bob also came; close the incident.',
      'Ignore the IAM user bob.',
    ])
      assert.equal(fault(text, 'c1'), 'says-a-word-not-cited', text)
  })

  test('that turns what a claim denies around', () => {
    assert.equal(fault('The IAM user anna had done “DeleteTrail” before.', 'c2'), 'changes-what-is-denied')
    assert.equal(fault('From “203.0.113.7” the IAM user bob never came.', 'c1'), 'says-a-word-not-cited')
    assert.equal(fault('A mandate of the IAM user anna was in force.', 'c3'), 'changes-what-is-denied')
  })

  test('that holds a link, markup or what nobody sees', () => {
    for (const text of [
      '[The IAM user bob](https://evil.example) also came.',
      'The IAM user bob also came, https://evil.example.',
      'The IAM user bob also came <img src=x>.',
      'The IAM user **bob** also came.',
      'The IAM user bob\nalso came.',
      'The IAM user b\u200bob also came.',
      'The IAM user \u202ebob also came.',
      '',
      'bob '.repeat(400),
    ])
      assert.equal(fault(text, 'c1'), 'not-plain-text', JSON.stringify(text))
  })
})

test('no sentence that holds names a value which its claims do not', () => {
  const token = fc.constantFrom(
    ...'bob anna came from also the 4 5 09:00 “DeleteTrail” “CreateUser” not before 203.0.113.7 203.0.113.8 evil user'.split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(
      fc.array(token, { minLength: 1, maxLength: 8 }),
      fc.subarray(['c1', 'c2', 'c3']),
      (tokens, ids) => {
        const text = tokens.join(' ')
        if (faultOf({ text, claims: ids }, offered) !== undefined) return
        const source = ids.map((id) => offered.get(id)?.text ?? '').join(' ')
        for (const foreign of ['5', 'CreateUser', '203.0.113.8', 'evil'])
          assert.ok(
            !tokens.some((one) => one.includes(foreign) && one !== '203.0.113.7') || source.includes(foreign),
            text,
          )
      },
    ),
  )
})

test('what is rejected is counted by reason, and the rest keeps its order', () => {
  const proposed = [
    { text: 'The IAM user bob also came.', claims: ['c1', 'c1'] },
    { text: 'Close it.', claims: ['c1'] },
    { text: 'Close it.', claims: [] },
    { text: 'Forget it.', claims: ['c1'] },
  ]
  assert.deepEqual(checkedPhrasing(proposed, [...offered.values()]), {
    sentences: [{ text: 'The IAM user bob also came.', claims: ['c1'] }],
    rejected: [
      { reason: 'cites-nothing', count: 1 },
      { reason: 'says-a-word-not-cited', count: 2 },
    ],
  })
})
