import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { rightsOf } from '../platform/auth/rights.ts'
import type { SavedViews } from './saved-views.ts'
import { newTenant, openTestIncidents, personNamed, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let views: SavedViews
const [shop, bank] = [newTenant(), newTenant()]

before(async () => {
  at = await openTestIncidents()
  views = at.incidents.views
})

after(async () => at?.close())

const critical = { page: 'queue', name: 'Critical', search: '?severity=critical' } as const
const names = async (person: Parameters<SavedViews['list']>[0]) =>
  (await views.list(person)).items.map(({ name }) => name)

test('a view is seen by its owner alone until it is shared with the people of the operator', async () => {
  const ada = personNamed('Ada', shop, bank)
  const bo = personNamed('Bo', shop)
  const { viewId } = await views.add(ada, critical)
  assert.deepEqual([await names(ada), await names(bo)], [['Critical'], []])
  await views.change(ada, viewId, { ...critical, shared: true })
  const [seen] = (await views.list(bo)).items
  assert.deepEqual([seen?.name, seen?.owner, seen?.isMine], ['Critical', 'Ada', false])
  await assert.rejects(views.change(bo, viewId, critical), { code: 'NOT_FOUND' })
  await assert.rejects(views.remove(bo, viewId), { code: 'NOT_FOUND' })
  await views.remove(ada, viewId)
  assert.deepEqual(await names(bo), [])
})

test('a shared view that names a tenant is hidden from who may not know of it, however it is written', async () => {
  const carl = personNamed('Carl', shop, bank)
  const dora = personNamed('Dora', shop)
  for (const tenant of [bank, `${shop},${bank}`, JSON.stringify([shop, bank])]) {
    const search = `?tenant=${encodeURIComponent(tenant)}`
    const { viewId } = await views.add(carl, { page: 'queue', name: 'The bank', search, shared: true })
    assert.deepEqual(await names(dora), [], search)
    await views.remove(carl, viewId)
  }
})

test('people of a tenant keep views and neither share them nor see those of the operator', async () => {
  const owner = {
    ...personNamed('Olga', shop),
    role: 'tenant-owner' as const,
    rights: rightsOf('tenant-owner', 'some-tenants'),
  }
  await views.add(personNamed('Emil', shop), { ...critical, name: 'Ours', shared: true })
  await views.add(owner, { ...critical, name: 'Mine' })
  assert.deepEqual(await names(owner), ['Mine'])
  await assert.rejects(views.add(owner, { ...critical, shared: true }), { code: 'FORBIDDEN' })
})

test('a person has a hundred views at most', async () => {
  const fred = personNamed('Fred', shop)
  for (let count = 0; count < 100; count++) await views.add(fred, critical)
  await assert.rejects(views.add(fred, critical), { code: 'CONFLICT' })
})
