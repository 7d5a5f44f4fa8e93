import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, allow, deny } from '../aws/aws-fixture.ts'
import { isAdmin } from './admin.ts'
import { iamArn, inline, starter, worldWith } from './escalation-fixture.ts'
import { worldOf } from './world.ts'

function isAdminWith(statements: readonly object[], accountId = account): boolean {
  const arn = iamArn('user/start').replace(account, accountId)
  const principal = { ...starter(), ...inline(...statements), arn, accountId }
  const authority = worldOf(worldWith({ principals: [principal] })).authorities.get(arn)
  assert.ok(authority !== undefined)
  return isAdmin(authority)
}

test('who may do everything is an admin, also in an account that is known by a placeholder only', () => {
  assert.ok(isAdminWith([allow('*')]))
  assert.ok(isAdminWith([allow('*')], '<account-of-aws>'))
})

test('who is kept from taking roles, or may do everything in IAM only, is none', () => {
  assert.ok(!isAdminWith([allow('*'), deny('sts:AssumeRole')]))
  assert.ok(!isAdminWith([allow('iam:*')]))
})
