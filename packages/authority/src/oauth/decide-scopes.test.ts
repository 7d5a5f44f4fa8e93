import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decideGitHubScopes, decideScopes, type ScopeGrants } from './decide-scopes.ts'
import { openApiNeed } from './openapi-need.ts'

const grants = (held: readonly string[], part: Partial<ScopeGrants> = {}): ScopeGrants => ({
  holder: 'github:fernworks/dependency-watch[bot]',
  kind: 'permissions',
  held,
  actsAs: 'itself',
  takenAt: '2026-03-01T00:00:00Z',
  ...part,
})

describe('GitHub permissions', () => {
  it('let an app push with contents:write, and say which permission did', () => {
    const decision = decideGitHubScopes('git.push', grants(['metadata:read', 'contents:write']))
    assert.equal(decision.result, 'allowed')
    assert.deepEqual(
      decision.deciding.map(({ index, text }) => [index, text]),
      [[1, 'contents:write']],
    )
    assert.deepEqual(decision.missing, [])
  })

  it('refuse what was not given, with what would be needed', () => {
    const decision = decideGitHubScopes('repo.destroy', grants(['contents:write']))
    assert.equal(decision.result, 'denied')
    assert.match(decision.because ?? '', /repo\.destroy needs administration:write/)
  })

  it('let write do what read does, and never the other way round', () => {
    assert.equal(decideGitHubScopes('git.clone', grants(['contents:write'])).result, 'allowed')
    assert.equal(decideGitHubScopes('git.push', grants(['contents:read'])).result, 'denied')
    assert.equal(decideGitHubScopes('git.push', grants(['read-all'])).result, 'denied')
    assert.equal(decideGitHubScopes('git.push', grants(['write-all'])).result, 'allowed')
  })

  it('of a classic token are scopes, and take the person behind it for granted', () => {
    const token = { kind: 'scopes', actsAs: 'person', holder: 'github:fernworks/jonas-ops' } as const
    const decision = decideGitHubScopes('team.create', grants(['admin:org'], token))
    assert.equal(decision.result, 'allowed')
    assert.match(decision.missing.join(), /may do it as a person/)
    assert.equal(decideGitHubScopes('repo.destroy', grants(['repo'], token)).result, 'denied')
    assert.equal(decideGitHubScopes('repo.destroy', grants(['delete_repo'], token)).result, 'allowed')
  })

  it('are undetermined for an action nobody listed, and without the permissions', () => {
    assert.match(decideGitHubScopes('copilot.chat', grants(['write-all'])).missing.join(), /not known here/)
    assert.match(decideGitHubScopes('git.push', undefined).missing.join(), /were not given/)
  })

  it('never allow less when more is held', () => {
    const names = fc.constantFrom(
      'contents:read',
      'contents:write',
      'administration:write',
      'members:write',
      'read-all',
    )
    fc.assert(
      fc.property(
        fc.array(names),
        names,
        fc.constantFrom('git.push', 'git.clone', 'repo.create'),
        (held, more, action) => {
          if (decideGitHubScopes(action, grants(held)).result !== 'allowed') return
          assert.equal(decideGitHubScopes(action, grants([...held, more])).result, 'allowed')
        },
      ),
    )
  })
})

describe('OAuth scopes', () => {
  const api = {
    security: [{ login: ['ledger.read'] }],
    components: { securitySchemes: { login: { type: 'oauth2' }, key: { type: 'apiKey' } } },
    paths: {
      '/entries/{id}': {
        get: {},
        delete: { security: [{ login: ['ledger.write', 'ledger.admin'] }, { key: [] }] },
      },
    },
  }
  const client = (...held: readonly string[]) =>
    grants(held, { kind: 'scopes', holder: 'oauth:x/ledger-web' })

  it('are held against what the OpenAPI document of the API asks for', () => {
    const read = openApiNeed(api, 'GET', '/entries/7?full=1')
    const remove = openApiNeed(api, 'DELETE', '/entries/7')
    assert.ok(read !== undefined && remove !== undefined)
    assert.equal(decideScopes(read, client('ledger.read')).result, 'allowed')
    assert.equal(decideScopes(remove, client('ledger.read', 'ledger.write')).result, 'denied')
    const both = decideScopes(remove, client('ledger.admin', 'ledger.write'))
    assert.deepEqual(
      both.deciding.map(({ text }) => text),
      ['ledger.write', 'ledger.admin'],
    )
  })

  it('are undetermined where the need or the scopes are not known', () => {
    assert.equal(openApiNeed(api, 'GET', '/other'), undefined)
    assert.equal(decideScopes({ operation: 'GET /x', anyOf: [] }, client('a')).result, 'undetermined')
    assert.equal(decideScopes({ operation: 'GET /x', anyOf: [['a']] }, undefined).result, 'undetermined')
  })
})
