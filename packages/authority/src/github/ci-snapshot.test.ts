import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ciSnapshotOf } from './ci-snapshot.ts'

const workflow = (text: string, name = 'fernworks/app/.github/workflows/build.yml') => ({ name, text })
const list = (name: string, value: unknown) => ({ name, text: JSON.stringify(value) })
const build = (job: string, head = 'on: push') =>
  `${head}\njobs:\n  build:\n    runs-on: ubuntu-latest\n${job}`

describe('a pipeline read from its files', () => {
  it('has the triggers, in each of their three forms', () => {
    const triggersOf = (head: string) =>
      ciSnapshotOf([workflow(build('', head))]).snapshot.workflows[0]?.triggers
    assert.deepEqual(triggersOf('on: push'), ['push'])
    assert.deepEqual(triggersOf('on: [push, pull_request]'), ['push', 'pull_request'])
    assert.deepEqual(triggersOf('on:\n  pull_request_target:\n    types: [opened]'), ['pull_request_target'])
  })

  it('takes a job’s own permissions before those of the workflow', () => {
    const head = 'on: push\npermissions: { id-token: write }'
    const tokens = (job: string) =>
      ciSnapshotOf([workflow(build(job, head))]).snapshot.workflows[0]?.hasIdToken
    assert.equal(tokens(''), true)
    assert.equal(tokens('    permissions: { contents: read }'), false)
    assert.equal(tokens('    permissions: write-all'), true)
  })

  it('names the subject of its token: environment, pull request, else the default branch', () => {
    const repositories = list('repos.json', [
      { full_name: 'Fernworks/app', private: true, default_branch: 'trunk' },
    ])
    const subject = (job: string, head?: string) =>
      ciSnapshotOf([workflow(build(job, head)), repositories]).snapshot.workflows[0]?.subjectSuffix
    assert.equal(subject(''), 'ref:refs/heads/trunk')
    assert.equal(subject('    environment: { name: prod }'), 'environment:prod')
    assert.equal(subject('', 'on: pull_request'), 'pull_request')
  })

  it('sees runners of one’s own and code of a pull request', () => {
    const text = `on: pull_request
jobs:
  build:
    runs-on: { group: big, labels: [self-hosted, linux] }
    steps:
      - run: gh pr checkout \${{ github.event.number }}
`
    const [one] = ciSnapshotOf([workflow(text)]).snapshot.workflows
    assert.deepEqual([one?.isSelfHosted, one?.checksOutPullRequest], [true, true])
  })

  it('counts as writers those who may change workflows, and only where the list says it', () => {
    const app = { id: 1, app_id: 2, app_slug: 'bot', account: { login: 'fernworks' } }
    const key = { id: 3, key: 'ssh-ed25519 AAAA', title: 'ci', read_only: false }
    const files = [
      workflow(build('')),
      list('apps.json', [
        { ...app, repository_selection: 'all', permissions: { contents: 'write', workflows: 'write' } },
        { ...app, app_slug: 'reader', repository_selection: 'all', permissions: { contents: 'write' } },
        {
          ...app,
          app_slug: 'chosen',
          repository_selection: 'selected',
          permissions: { contents: 'write', workflows: 'write' },
        },
      ]),
      list('keys.json', [
        { ...key, url: 'https://api.github.com/repos/fernworks/app/keys/3' },
        { ...key, read_only: true, title: 'reads', url: 'https://api.github.com/repos/fernworks/app/keys/4' },
      ]),
    ]
    assert.deepEqual(
      ciSnapshotOf(files).snapshot.writers.map(({ who }) => who),
      ['app bot', 'deploy key ci'],
    )
  })
})
