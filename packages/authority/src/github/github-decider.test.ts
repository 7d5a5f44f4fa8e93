import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { JsonObject } from '@countersign/ocsf/record'
import { importConfiguration } from '../import/import-configuration.ts'
import { gitHubInstallations, gitHubTokens } from '../import/import-fixtures.ts'
import { gitHubDecider } from './github-decider.ts'

const takenAt = '2026-03-01T00:00:00Z'
const { items } = await importConfiguration([gitHubInstallations, gitHubTokens], { takenAt })

async function decided(part: JsonObject) {
  const fields: JsonObject = { org: 'Fernworks', repo: 'Fernworks/app', '@timestamp': 1772615727000, ...part }
  const result = normalise('github-audit', { fields, raw: '' }, { receivedAtMs: 0 })
  const { normalised } = result as { readonly normalised: NormalisedEvent }
  return gitHubDecider(items, takenAt).decide({ normalised, fields })
}

describe('an entry of the GitHub audit log', () => {
  it('is decided by the scopes that it names itself', async () => {
    const { result, deciding } = await decided({
      action: 'repo.destroy',
      actor: 'jonas-ops',
      token_scopes: 'repo, delete_repo',
    })
    assert.equal(result, 'allowed')
    assert.equal(deciding[0]?.text, 'delete_repo')
  })

  it('is decided by the permissions of the app that acted', async () => {
    const push = await decided({ action: 'git.push', actor: 'dependency-watch[bot]' })
    assert.deepEqual(
      [push.result, push.deciding[0]?.text, push.observed],
      ['allowed', 'contents:write', 'allowed'],
    )
    const removal = await decided({ action: 'org.remove_member', actor: 'dependency-watch[bot]' })
    assert.equal(removal.result, 'denied')
    assert.match(removal.disagreement ?? '', /not all it has/)
  })

  it('is decided by the token that it names', async () => {
    const { result, deciding } = await decided({ action: 'git.push', actor: 'jonas-ops', token_id: 90 })
    assert.equal(result, 'allowed')
    assert.equal(deciding[0]?.policyId, 'github:fernworks/jonas-ops/token/90')
  })

  it('stays undetermined for a person in the browser, and says why', async () => {
    const { result, missing } = await decided({ action: 'org.add_member', actor: 'mara-dev' })
    assert.equal(result, 'undetermined')
    assert.match(missing.join(), /the role of the person decides/)
  })
})
