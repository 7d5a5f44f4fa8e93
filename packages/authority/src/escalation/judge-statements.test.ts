import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeyFact } from './condition.ts'
import { judgeStatements } from './judge-statements.ts'
import { placedStatements } from './placed-statement.ts'

const home = 'arn:aws:s3:::homes/ada/notes'

function judged(Effect: 'Allow' | 'Deny', Resource: string, known: Readonly<Record<string, KeyFact>>) {
  const document = { Statement: { Effect, Action: 'S3:Get*', Resource } }
  const facts = (key: string): KeyFact => known[key] ?? { kind: 'unknown' }
  const request = { action: 's3:GetObject', target: { arn: home, accountId: '111122223333' } }
  const effect = Effect === 'Allow' ? 'allow' : 'deny'
  const { sure, perhaps } = judgeStatements(placedStatements(document, 'own', 'ada'), effect, request, facts)
  return { sure: sure.length, unsure: perhaps.flatMap(({ unsure }) => unsure) }
}

const ofCaller = `arn:aws:s3:::homes/\${aws:username}/*`
const named = (...values: readonly string[]): Readonly<Record<string, KeyFact>> => ({
  'aws:username': { kind: 'values', values },
})

test('a policy variable takes the value of its key', () => {
  assert.deepEqual(judged('Allow', ofCaller, named('ada')), { sure: 1, unsure: [] })
  assert.deepEqual(judged('Allow', ofCaller, named('bob')), { sure: 0, unsure: [] })
})

test('a variable whose key the request does not carry matches nothing', () => {
  assert.deepEqual(judged('Allow', ofCaller, named()), { sure: 0, unsure: [] })
})

test('a variable that nobody knows makes it a perhaps, for allow and deny alike', () => {
  assert.deepEqual(judged('Allow', ofCaller, {}), { sure: 0, unsure: ['aws:username'] })
  assert.deepEqual(judged('Deny', ofCaller, {}), { sure: 0, unsure: ['aws:username'] })
  assert.deepEqual(judged('Deny', `arn:aws:s3:::other/\${aws:username}`, {}), { sure: 0, unsure: [] })
})
