import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { visibleTenants } from './visible-tenants.ts'

const [shop, bank, farm] = ['shop', 'bank', 'farm'] as TenantId[] as [TenantId, TenantId, TenantId]
const all = [shop, bank, farm]
const groups = [
  { groupId: 'north', tenantIds: [shop, bank] },
  { groupId: 'south', tenantIds: [farm] },
]

test('somebody of the operator sees all, some, or those of their groups, each once', () => {
  const seen = (tenantIds: string[] | null, groupIds: string[]) =>
    visibleTenants({ tenantIds, groupIds }, all, groups)
  assert.deepEqual(seen(null, []), all)
  assert.deepEqual(seen([], []), [])
  assert.deepEqual(seen(['bank'], []), [bank])
  assert.deepEqual(seen(['bank'], ['north']), [shop, bank])
  assert.deepEqual(seen([], ['south', 'gone']), [farm])
})

test('a tenant that is not in this region is not seen, whoever names it', () => {
  assert.deepEqual(visibleTenants({ tenantIds: ['elsewhere'], groupIds: ['north'] }, [bank], groups), [bank])
})
