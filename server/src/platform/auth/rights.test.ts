import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Right } from '@countersign/api/person'
import { allRights, isRightForKeys, rightsOf, roles } from './rights.ts'

const page = readFileSync(new URL('../../../../docs/people.md', import.meta.url), 'utf8')

/** Cells of the table whose head has these roles, by right. */
function documentedTable(): ReadonlyMap<string, readonly string[]> {
  const rows = page
    .split('\n')
    .filter((line) => /^\| `[a-z-]+\.[a-z]+` +\|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
  return new Map(rows.map(([, right = '', ...cells]) => [right.replaceAll('`', ''), cells]))
}

test('docs/people.md shows what each role may do, and nothing else', () => {
  const head = page.split('\n').find((line) => line.startsWith('| Right')) ?? ''
  const columns = head.split('|').map((cell) => cell.trim())
  const table = documentedTable()
  assert.deepEqual([...table.keys()].sort(), [...allRights].sort())
  for (const right of allRights)
    for (const role of roles) {
      const cell = table.get(right)?.[columns.indexOf(role) - 2]
      assert.equal(cell, rightsOf(role, 'all-tenants').has(right) ? 'yes' : '', `${right} of ${role}`)
    }
  for (const right of allRights) {
    const [key, limited] = ['API key', 'all tenants only'].map(
      (name) => table.get(right)?.[columns.indexOf(name) - 2],
    )
    assert.equal(key, isRightForKeys(right) ? 'yes' : '', `${right} of keys`)
    const isRegional = !rightsOf('operator-admin', 'some-tenants').has(right)
    assert.equal(limited, isRegional ? 'yes' : '', `${right} reaches over the region`)
  }
})

test('the API names the same rights as the table', () => {
  const named = Right.anyOf.map((literal) => (literal as { const: string }).const)
  assert.deepEqual([...named].sort(), [...allRights].sort())
})

test('nobody but an administrator of all tenants may change what reaches over the region', () => {
  const regional = allRights.filter((right) => !rightsOf('operator-admin', 'some-tenants').has(right))
  assert.ok(regional.includes('operator-people.write') && regional.includes('tenant.write'))
  for (const right of regional.filter((one) => one.endsWith('.write')))
    for (const role of roles.filter((one) => one !== 'operator-admin'))
      assert.ok(!rightsOf(role, 'all-tenants').has(right), `${right} of ${role}`)
})

test('an auditor changes nothing', () => {
  const changes = [...rightsOf('auditor', 'all-tenants')].filter((right) => !right.endsWith('.read'))
  assert.deepEqual(changes, [])
})
