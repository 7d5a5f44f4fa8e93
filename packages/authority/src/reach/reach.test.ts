import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allow, bucketOf, roleOf } from '../aws/aws-fixture.ts'
import { iamArn, inline, starter, trusting, worldWith } from '../escalation/escalation-fixture.ts'
import { escalationGraph } from '../escalation/escalation-graph.ts'
import { type ReachBounds, reachOf } from './reach.ts'

const reader = roleOf('reader', {
  ...inline(allow('s3:GetObject', 'arn:aws:s3:::far/*')),
  ...trusting({ AWS: iamArn('root') }),
})
const resources = [
  bucketOf('near'),
  bucketOf('far', { tags: { 'data-classification': 'Restricted' } }),
  bucketOf('open', { tags: { DataClassification: 'public' } }),
  bucketOf('closed'),
]
const principals = [
  starter(allow('sts:AssumeRole'), allow('s3:GetObject', ['arn:aws:s3:::near/*', 'arn:aws:s3:::open/*'])),
  reader,
]

function reach(bounds?: ReachBounds) {
  return reachOf(escalationGraph(worldWith({ principals, resources })), iamArn('user/start'), bounds)
}

test('what is reached is told most sensitive first, with the way there', () => {
  const told = reach().reachable.map(({ resource, sensitivity, path, actions }) => [
    resource,
    sensitivity,
    path.map(({ rule }) => rule).join(),
    actions.join(),
  ])
  assert.deepEqual(told, [
    ['arn:aws:s3:::far', 'critical', 'sts-001', 's3:GetObject'],
    ['arn:aws:s3:::near', 'medium', '', 's3:GetObject'],
    ['arn:aws:s3:::open', 'low', '', 's3:GetObject'],
  ])
})

test('a bound that was reached is told', () => {
  const { reachable, cut } = reach({ reachableMax: 1, decisionsMax: 1_000 })
  assert.equal(reachable.length, 1)
  assert.equal(cut, '2 less sensitive resources are left out')
  assert.equal(reach({ reachableMax: 10, decisionsMax: 0 }).cut, 'not every resource was asked about')
})
