import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingsEntries } from '../settings/settings-entries.ts'
import { places } from '../shell/page-names.ts'
import { words } from './words.ts'

/** Words of the field: nobody needs them to run a company. */
const jargon =
  /\b(tenants?|telemetry|mandates?|operators?|OCSF|ATT&CK|pars(e|ed|ing)|ingest|escalation|snapshots?|inventory|identit(y|ies)|findings?|tactics?|packs?|polic(y|ies)|retention|webhooks?|APIs?|brand|queue|triage|snooze|credentials?|provider|step-up|stream|SSF|CAEP|shipper|resource|sponsor)\b/i

test('texts by audience: what a tenant’s own people read is free of the field’s words', () => {
  const plain = [
    ...Object.entries(words).map(([id, [, text]]) => `${id}: ${text}`),
    ...places.map(({ to, plain: text }) => `${to}: ${text}`),
    ...settingsEntries.map(({ to, plainly }) => `${to}: ${plainly}`),
  ]
  const text = (line: string) => line.slice(line.indexOf(': ') + 2)
  assert.deepEqual(
    plain.filter((line) => jargon.test(text(line))),
    [],
  )
})

test('every text has words for both, and no reason stands without its title', () => {
  for (const [id, [exact, plain]] of Object.entries(words)) {
    assert.ok(exact.length > 0 && plain.length > 0, id)
    if (id.endsWith('.why')) assert.ok(id.slice(0, -4) in words, `${id} has no title`)
  }
})
