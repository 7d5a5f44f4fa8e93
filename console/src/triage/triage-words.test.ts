import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { triageSearch } from './triage-search.ts'
import { modeWords, outcomeWords, shareWords } from './triage-words.ts'

describe('the words of triage', () => {
  test('a share stands with what was counted and its interval', () => {
    const share = { count: 1, of: 40, share: 0.025, low: 0.004, high: 0.129 }
    assert.equal(shareWords(share), '1 of 40: 2.5 % (0.4 % to 12.9 %)')
  })

  test('where nothing was counted there is no share', () => {
    assert.equal(shareWords({ count: 0, of: 0, share: null, low: 0, high: 1 }), 'not measured yet')
  })

  test('a family in shadow that lacks nothing has earned the right', () => {
    assert.equal(modeWords({ mode: 'shadow', whyNotYet: null }), 'earned')
    assert.equal(modeWords({ mode: 'shadow', whyNotYet: 'Too few.' }), 'shadow')
    assert.equal(modeWords({ mode: 'withdrawn', whyNotYet: null }), 'withdrawn, earned again')
    assert.equal(modeWords({ mode: 'granted', whyNotYet: null }), 'granted')
  })

  test('who closed it is told after the review, and a miss is called one', () => {
    const miss = { incidentId: 'i', label: 'attack', closedBy: 'platform', isMiss: true } as const
    assert.match(outcomeWords(miss), /the platform had closed it. That is a miss/)
    assert.equal(
      outcomeWords({ ...miss, label: 'benign', closedBy: 'person', isMiss: false }),
      'Noted: harmless; a person had closed it.',
    )
  })

  test('the address keeps what is shown, and nothing that the page does not know', () => {
    assert.deepEqual(triageSearch({ tenant: 'a', show: 'review' }), { tenant: 'a', show: 'review' })
    assert.deepEqual(triageSearch({ show: 'nothing' }), {})
  })
})
