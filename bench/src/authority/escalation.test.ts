import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escalationPaths } from '@countersign/authority/escalation/escalation-path'
import { corpus, missingCorpus } from '../corpora.ts'
import { conformanceEscalation } from './escalation.ts'
import { answerGraph, comparableName } from './escalation-answer.ts'
import { cleanAccounts } from './escalation-clean-accounts.ts'

for (const { name, snapshot } of cleanAccounts)
  test(`${name}: no path`, () => {
    const proven = escalationPaths(snapshot).paths.filter(({ certainty }) => certainty === 'proven')
    assert.deepEqual(
      proven.map(({ principal, hops }) => [principal, hops.map(({ rule }) => rule)]),
      [],
    )
  })

test('ARNs compare without account, region and what deployment fills in', () => {
  assert.equal(
    comparableName('arn:aws:s3:::data-{account_id}-{suffix}'),
    comparableName('arn:aws:s3:::data-<var.account_id>-<var.suffix>'),
  )
  assert.equal(
    comparableName('arn:aws:lambda:{region}:{account_id}:function/f'),
    comparableName('arn:aws:lambda:eu-west-1:111122223333:function:f'),
  )
})

test('a drawn graph is read over principals and targets, whatever lies between', () => {
  const node = (id: string, type: string, isTarget = false) => ({
    id,
    type,
    arn: `arn:aws:x::1:${id}`,
    isTarget,
  })
  const { edges, starts } = answerGraph({
    scenario: 's',
    attack_map: {
      nodes: [
        node('a', 'principal'),
        node('f', 'resource'),
        node('b', 'principal'),
        node('t', 'resource', true),
      ],
      edges: [
        { from: 'a', to: 'f' },
        { from: 'f', to: 'b' },
        { from: 'b', to: 't' },
      ],
    },
  })
  assert.deepEqual([...edges], ['x a → x b', 'x b → x t'])
  assert.deepEqual(
    starts.map(({ id }) => id),
    ['a'],
  )
})

const catalogue = 'identity/pathfinding-paths'
const skip = corpus(catalogue) === undefined ? missingCorpus(catalogue) : false

test('every public path is found in its own world, and none with a permission less', { skip }, async () => {
  const rows = (await conformanceEscalation()).filter(({ set }) =>
    /public paths|one permission less/.test(set),
  )
  assert.deepEqual(
    rows.flatMap(({ misses }) => misses),
    [],
  )
  assert.ok(rows.every(({ score, total }) => total > 0 && score === total))
})
