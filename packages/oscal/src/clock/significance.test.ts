import assert from 'node:assert/strict'
import { test } from 'node:test'
import { significanceOfManagedService } from './significance.ts'

const small = { fullyUnavailableMinutes: 0, limitedMinutes: 0, limitedUnionUsers: 0, unionUsers: 1000 }
const quiet = { ...small, dataCompromised: false, suspectedMalicious: false, compromisedUnionUsers: 0 }

test('more than thirty minutes of complete outage are significant, thirty are not', () => {
  assert.equal(significanceOfManagedService({ ...quiet, fullyUnavailableMinutes: 30 }).significant, 'no')
  const outage = significanceOfManagedService({ ...quiet, fullyUnavailableMinutes: 31 })
  assert.equal(outage.significant, 'yes')
  assert.match(outage.points[0]!.article, /Art\. 10\(a\)/)
})

test('limited availability counts beyond an hour and for more than 5 % of the users', () => {
  const limited = (minutes: number, users: number) =>
    significanceOfManagedService({ ...quiet, limitedMinutes: minutes, limitedUnionUsers: users }).significant
  assert.equal(limited(61, 51), 'yes')
  assert.equal(limited(60, 51), 'no')
  assert.equal(limited(61, 50), 'no')
})

test('a million users count whatever share they are, and however many there are', () => {
  const huge = { ...quiet, unionUsers: 100_000_000, limitedMinutes: 90 }
  assert.equal(significanceOfManagedService({ ...huge, limitedUnionUsers: 1_000_001 }).significant, 'yes')
  assert.equal(significanceOfManagedService({ ...huge, limitedUnionUsers: 1_000_000 }).significant, 'no')
})

test('data compromised by what may be malice counts for any number of users', () => {
  const compromised = { ...quiet, dataCompromised: true, suspectedMalicious: true }
  assert.equal(significanceOfManagedService(compromised).significant, 'yes')
  const accident = { ...quiet, dataCompromised: true, compromisedUnionUsers: 51 }
  assert.equal(significanceOfManagedService(accident).significant, 'yes')
  assert.equal(significanceOfManagedService({ ...accident, compromisedUnionUsers: 50 }).significant, 'no')
})

test('what is not known leaves the answer unknown, unless another point decides', () => {
  assert.equal(significanceOfManagedService({}).significant, 'unknown')
  assert.equal(significanceOfManagedService({ fullyUnavailableMinutes: 45 }).significant, 'yes')
  const { suspectedMalicious: _, ...untold } = { ...quiet, dataCompromised: true }
  assert.equal(significanceOfManagedService(untold).significant, 'unknown')
})
