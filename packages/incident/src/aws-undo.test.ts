import assert from 'node:assert/strict'
import { test } from 'node:test'
import { undoActions } from './aws-undo.ts'
import { factsAt } from './finding-fixture.ts'

test('a port that was opened is closed again, by the group that was opened', () => {
  const [undo, ...others] = undoActions([
    factsAt(0, { action: 'AuthorizeSecurityGroupIngress', resource: 'sg-0a1b2c3d' }),
    factsAt(1, { action: 'AuthorizeSecurityGroupIngress', resource: 'sg-0a1b2c3d' }),
  ])
  assert.equal(others.length, 0)
  assert.equal(undo?.title, 'Close what was opened in the security group sg-0a1b2c3d')
  assert.match(undo?.command ?? '', /Values=sg-0a1b2c3d /)
})

test('what has no object is undone for the account', () => {
  const [undo] = undoActions([factsAt(0, { action: 'EnableSerialConsoleAccess' })])
  assert.equal(undo?.command, 'aws ec2 disable-serial-console-access')
})

test('the name is the last part of an ARN', () => {
  const resource = 'arn:aws:iam::111122223333:user/eve'
  const [undo] = undoActions([factsAt(0, { action: 'CreateLoginProfile', resource })])
  assert.equal(undo?.command, 'aws iam delete-login-profile --user-name eve')
})

test('what was refused needs no undoing, and a hostile name gets no proposal', () => {
  const refused = factsAt(0, { action: 'StopLogging', resource: 'main', outcome: 'failure' })
  const hostile = factsAt(1, { action: 'StopLogging', resource: 'x; rm -r ~' })
  const unnamed = factsAt(2, { action: 'PutBucketPolicy' })
  assert.deepEqual(undoActions([refused, hostile, unnamed]), [])
})
