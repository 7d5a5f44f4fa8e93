import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalFor } from './rights.ts'

test('who has the right is told nothing, who has not is told which one it takes', () => {
  const session = { person: { id: '1', name: 'Ada', role: 'auditor' }, rights: ['incident.read' as const] }
  assert.equal(refusalFor(session, 'incident.read'), undefined)
  assert.match(
    refusalFor(session, 'incident.write') ?? '',
    /auditor, does not have the right incident\.write/,
  )
})
