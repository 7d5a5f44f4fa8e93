import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalFor } from './rights.ts'

test('who may do it is told nothing, who may not is told whom to ask', () => {
  assert.equal(refusalFor('analyst', 'incident.write'), undefined)
  assert.match(refusalFor('auditor', 'incident.write') ?? '', /auditor.*ask operator-admin or/)
  assert.match(refusalFor('a role of a newer server', 'tenant.write') ?? '', /newer/)
})
