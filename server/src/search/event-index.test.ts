import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFilter } from '@countersign/filter/parse-filter'
import { lakeMigrations } from '../platform/lake/migrate.ts'
import { conditionOf } from './event-sql.ts'

const sql = lakeMigrations()
  .map((migration) => migration.sql)
  .join('\n')

for (const filter of ['identity:deploy', 'source_ip:10.0.0.1', 'destination_ip:2001:db8::1', 'event:3f2a']) {
  test(`${filter} is compared in the form that an index of the lake is over`, () => {
    const indexed = [...sql.matchAll(/INDEX \w+ (.+) TYPE bloom_filter/g)].map(([, form]) => form as string)
    const condition = conditionOf({ fromMs: 0, toMs: 1, filter: parseFilter(filter) })
    const found = indexed.filter((form) => condition.sql.includes(`${form} = `))
    assert.equal(found.length, 1, condition.sql)
  })
}
