import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openLog } from '../platform/log.ts'
import type { Incidents } from './service.ts'
import { openStreamHub } from './stream.ts'
import { newTenant, openTestIncidents, seen, type TestIncidents } from './test-incidents.ts'

let at: TestIncidents
let incidents: Incidents

before(async () => {
  at = await openTestIncidents()
  incidents = at.incidents
})

after(async () => at?.close())

test('a stream tells of changes of its tenants only, and one that resumes misses nothing', async () => {
  const tenantId = newTenant()
  const foreign = newTenant()
  const hub = await openStreamHub(at.opened.state, incidents, openLog('silent'))
  try {
    const told = inbox()
    await hub.join({ tenantIds: [tenantId], write: told.write }, undefined)
    await incidents.recordFindings(foreign, [seen(foreign, 0)])
    const [change] = await incidents.recordFindings(tenantId, [seen(tenantId, 0)])
    const first = await told.next()
    assert.match(
      first,
      /^id: \d+\nevent: incident\ndata: \{"tenantId":"tenant-\d+","incidentId":"[0-9a-f]{32}","kind":"created"\}\n\n$/,
    )
    assert.ok(first.includes(change?.incidentId ?? 'none') && !first.includes(foreign))
    const missed = await incidents.recordFindings(tenantId, [seen(tenantId, 1, 'bert')])
    const resumed = inbox()
    await hub.join({ tenantIds: [tenantId], write: resumed.write }, change?.seq)
    assert.ok(
      resumed
        .all()
        .join('')
        .includes(missed[0]?.incidentId ?? 'none'),
    )
    assert.ok(!resumed.all().join('').includes(foreign))
  } finally {
    await hub.close()
  }
})

function inbox() {
  const messages: string[] = []
  let wake = () => {}
  return {
    write: (text: string) => {
      messages.push(text)
      wake()
    },
    all: () => messages,
    next: async () => {
      if (messages.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return messages.shift() ?? ''
    },
  }
}
