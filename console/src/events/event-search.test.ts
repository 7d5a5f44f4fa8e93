import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventAddress, eventSearch, filterOf, openedEvent, rangeOf } from './event-search.ts'

const nowMs = Date.parse('2026-11-24T12:00:00.000Z')

test('without a range the last day is searched, up to now', () => {
  assert.deepEqual(rangeOf({}, nowMs), {
    from: '2026-11-23T12:00:00.000Z',
    to: '2026-11-24T12:00:00.000Z',
  })
  assert.equal(rangeOf({ last: '15m' }, nowMs).from, '2026-11-24T11:45:00.000Z')
})

test('what is not a range, a pane or a time in the address is left out', () => {
  assert.deepEqual(eventSearch({ last: 'always', from: 'yesterday', pane: 'xml', tenant: '' }), {})
  assert.deepEqual(eventSearch({ from: '2026-11-24T10:00:00+01:00', tenant: 'a,b,a' }), {
    from: '2026-11-24T09:00:00.000Z',
    tenant: ['a', 'b'],
  })
})

test('a search becomes the filter that the API is asked', () => {
  assert.deepEqual(filterOf({ q: 'action:x', from: '2026-11-24T09:00:00.000Z' }, nowMs), {
    tenant: [],
    q: 'action:x',
    from: '2026-11-24T09:00:00.000Z',
    to: '2026-11-24T12:00:00.000Z',
  })
})

test('the open event is named by its tenant first, whatever its id holds', () => {
  const event = { tenantId: 'shop', eventId: 'a/b c' }
  assert.deepEqual(openedEvent(eventAddress(event)), event)
  assert.equal(openedEvent('/a'), undefined)
  assert.equal(openedEvent(undefined), undefined)
})
