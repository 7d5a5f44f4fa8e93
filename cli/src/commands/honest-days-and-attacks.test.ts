import assert from 'node:assert/strict'
import { createReadStream, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { before, test } from 'node:test'
import { type Investigated, Investigation } from '../investigation.ts'
import { openRuleBook, type RuleBook, starterPackPath } from '../rule-book.ts'

let book: RuleBook

before(async () => {
  book = await openRuleBook([starterPackPath])
})

/** What becomes of one file of native records, by itself. */
async function investigated(path: string): Promise<Investigated> {
  const options = { tenantId: 'local', region: 'local', declared: 'auto', nowMs: 0 } as const
  const investigation = new Investigation(book, options)
  await investigation.read(basename(path), createReadStream(path), () => {})
  return investigation.finish()
}

function logsOf(folder: string): readonly string[] {
  const path = join(starterPackPath, folder, 'tests')
  return readdirSync(path)
    .sort()
    .map((name) => join(path, name))
}

for (const path of logsOf('honest'))
  test(`honest work is no incident: ${basename(path, '.ndjson')}`, async () => {
    const { incidents, tally } = await investigated(path)
    assert.equal(tally.rejectedCount, 0)
    assert.deepEqual(
      incidents.map(({ title }) => title),
      [],
    )
  })

for (const path of logsOf('attacks'))
  test(`a known attack is one incident: ${basename(path, '.ndjson')}`, async () => {
    const { incidents, tally } = await investigated(path)
    assert.equal(tally.rejectedCount, 0)
    assert.equal(incidents.length, 1)
  })
