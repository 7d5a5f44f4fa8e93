import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { refusalOf } from './guard.ts'
import { scopedStatement, scopeMarkers } from './scope.ts'

const { events, findings, unparsed } = scopeMarkers

const allowed = [
  `SELECT count() AS n FROM ${events}`,
  `SELECT * FROM ${events} AS e LEFT JOIN ${findings} AS f ON has(f.event_ids, e.event_id) WHERE e.time > {from:DateTime64(3)}`,
  `WITH recent AS (SELECT * FROM ${events} LIMIT 10) SELECT * FROM recent WHERE host IN (SELECT host FROM ${unparsed})`,
  `SELECT 'SELECT * FROM countersign.events; --' AS text, "quoted alias" FROM (SELECT 1 AS "quoted alias")`,
  `SELECT id FROM ${events} ARRAY JOIN chain AS link, event_ids AS id WHERE a IN {list:Array(String)}`,
  `SELECT format, count() FROM ${events} GROUP BY format ORDER BY format DESC`,
  `SELECT 1 /* FROM system.tables */ -- FROM countersign.events\n`,
  `SELECT a.n, b.n FROM (SELECT 1 AS n) AS a, (SELECT 2 AS n) AS b`,
]

const refused = [
  'SELECT * FROM events',
  'SELECT * FROM countersign.events',
  'SELECT * FROM `countersign`.`events`',
  'SELECT * FROM "events"',
  `SELECT * FROM ${events}, countersign.events`,
  `SELECT * FROM ${events} AS e, events`,
  `SELECT * FROM ${events} JOIN findings ON 1`,
  `SELECT * FROM ${events} WHERE host IN events`,
  `SELECT * FROM ${events} WHERE host IN countersign.findings`,
  'SELECT * FROM system.tables',
  'SELECT system.one.dummy FROM (SELECT 1)',
  'SELECT * FROM INFORMATION_SCHEMA.TABLES',
  "SELECT * FROM file('/etc/passwd')",
  "SELECT file('/etc/passwd')",
  "SELECT FILE ('/etc/passwd')",
  "SELECT * FROM merge('countersign', '.*')",
  "SELECT * FROM url('http://example.test')",
  "SELECT dictGetString('d', 'v', 1)",
  "SELECT * FROM remote('h', countersign.events)",
  `SELECT 1; DROP TABLE countersign.events`,
  `SELECT 1 INTO OUTFILE '/tmp/x'`,
  `SELECT 1 SETTINGS max_execution_time = 0`,
  `SELECT 1 FORMAT Native`,
  'INSERT INTO countersign.events SELECT 1',
  'DROP TABLE countersign.events',
  `SELECT 'unfinished FROM countersign.events`,
  'SELECT 1 /* unfinished',
  `SELECT {countersign_scope:Array(String)}`,
  'WITH events AS 5 SELECT * FROM events',
  '',
]

for (const statement of allowed) {
  test(`the guard lets pass: ${statement.slice(0, 80)}`, () => assert.equal(refusalOf(statement), undefined))
}

for (const statement of refused) {
  test(`the guard refuses: ${statement.slice(0, 80)}`, () =>
    assert.equal(typeof refusalOf(statement), 'string'))
}

test('the guard answers for any text, and never lets a raw table pass behind it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const commentOrString = /['"`\\#/]|--/.test(text)
      const refusal = refusalOf(`SELECT 1 ${text}\n FROM countersign.events`)
      if (!commentOrString) assert.equal(typeof refusal, 'string')
    }),
    { numRuns: 500 },
  )
})

test('scoped tables are sub-selects bound to the tenants, and findings are read without superseded rows', () => {
  assert.equal(
    scopedStatement(`SELECT 1 FROM ${events}, ${findings}`, 'db'),
    'SELECT 1 FROM (SELECT * FROM db.events WHERE tenant_id IN {countersign_scope:Array(String)}), ' +
      '(SELECT * FROM db.findings FINAL WHERE tenant_id IN {countersign_scope:Array(String)})',
  )
})
