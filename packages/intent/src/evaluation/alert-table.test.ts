import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAlertTable } from './alert-table.ts'

test('alerts are read by the names of columns, whatever stands between', () => {
  const text = 'time,name,ip,host,event_label\r\n10,Log in,1.2.3.4,web,-\r\n\r\n11.5,Scan,,db,probe\r\n'
  assert.deepEqual(readAlertTable('acme', text), [
    { id: 'acme:2', entity: 'web', type: 'Log in', timeMs: 10_000, label: 'benign' },
    { id: 'acme:4', entity: 'db', type: 'Scan', timeMs: 11_500, label: 'attack', step: 'probe' },
  ])
})

test('any name of a type comes through quoting unchanged', () => {
  const name = fc.string({ maxLength: 20 }).filter((text) => !/[\r\n]/.test(text))
  fc.assert(
    fc.property(name, (type) => {
      const text = `name,host,time,event_label\n"${type.replaceAll('"', '""')}",web,1,-`
      assert.equal(readAlertTable('acme', text)[0]?.type, type)
    }),
  )
})

test('a missing column and a time that is none are said with their line', () => {
  assert.throws(
    () => readAlertTable('acme', 'time,name,host\n1,a,b'),
    /line 1: there is no column event_label/,
  )
  const text = 'time,name,host,event_label\n1,a,b,-\nyesterday,a,b,-'
  assert.throws(() => readAlertTable('acme', text), /line 3: "yesterday" is no time/)
})
