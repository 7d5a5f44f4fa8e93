import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deedPhrase, deedsOf } from './deed.ts'
import type { EventFacts } from './finding.ts'
import { factsAt } from './finding-fixture.ts'

/** What one deed reads like. */
function phrase(action: string, resource?: string, outcome: EventFacts['outcome'] = 'success'): string {
  const [deed] = deedsOf([factsAt(0, { action, resource, outcome })])
  return deed === undefined ? '' : deedPhrase(deed)
}

test('operations of every source read as a person would say them', () => {
  assert.equal(phrase('execute_tool run_shell', 'run_shell'), 'called the tool “run_shell”')
  assert.equal(phrase('chat', 'gpt-5-mini'), 'asked the model “gpt-5-mini”')
  assert.equal(phrase('secrets list', 'agents/secrets'), 'listed secrets in “agents”')
  assert.equal(phrase('secrets get', 'agents/crm'), 'read the secret “agents/crm”')
  assert.equal(phrase('pods/exec create', 'agents/db-0'), 'ran a command inside the pod “agents/db-0”')
  assert.equal(
    phrase('protected_branch.policy_override', 'acme/shop'),
    'overrode the branch protection of “acme/shop”',
  )
  assert.equal(
    phrase('protected_branch.destroy', 'acme/shop'),
    'removed the branch protection from “acme/shop”',
  )
  assert.equal(
    phrase('UpdateAssumeRolePolicy', 'deploy', 'failure'),
    'tried to change the trust policy of “deploy”',
  )
})

test('directories, clusters and clouds say whom and what', () => {
  assert.equal(phrase('secrets list', 'secrets'), 'listed all secrets')
  assert.equal(phrase('clusterrolebindings create', 'x'), 'created the clusterrolebinding “x”')
  assert.equal(
    phrase('serviceaccounts/token create', 'shop/web'),
    'issued a service account token for “shop/web”',
  )
  assert.equal(phrase('Add member to role', 'eve@a.example'), 'granted a directory role to “eve@a.example”')
  assert.equal(
    phrase('Delete conditional access policy', 'MFA'),
    'deleted the conditional access policy “MFA”',
  )
  assert.equal(
    phrase('Update application – Certificates and secrets management ', 'Backup'),
    'changed credentials of “Backup”',
  )
  assert.equal(phrase('user.mfa.factor.reset_all', 'tom'), 'reset second factors of “tom”')
  assert.equal(phrase('AddUserToGroup', 'bob'), 'added a group membership to “bob”')
  assert.equal(phrase('GetFederationToken', 'help'), 'obtained a federated session for “help”')
  assert.equal(phrase('EnableSerialConsoleAccess'), 'opened the serial console of the account')
})

test('Windows events name what they are about', () => {
  assert.equal(
    phrase('13', 'HKLM\\System\\CurrentControlSet\\Services\\VSS\\Start'),
    'set the registry value “…\\VSS\\Start”',
  )
  assert.equal(phrase('4103', 'wmiprvse.exe'), 'ran PowerShell in the process “wmiprvse.exe”')
  assert.equal(phrase('Sysmon 28', 'C:\\Logs\\SRU.log', 'failure'), 'tried to shred the file “SRU.log”')
  assert.equal(phrase('4634'), 'signed out')
})

test('what no table knows is quoted, not guessed', () => {
  assert.equal(phrase('Frobnicate'), 'performed “Frobnicate”')
  assert.equal(phrase('99999'), 'performed “99999”')
})
