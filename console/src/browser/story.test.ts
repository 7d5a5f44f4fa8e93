import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Proposal } from '@countersign/api/proposal'
import { signedIn } from '@countersign/server/platform/test-server'
import type { DemoPlatform } from './demo-platform.ts'
import { actionable, describeDemo, openStolenRole } from './demo-suite.ts'
import { assertAccessible, assertNoSidewaysScroll, wear } from './visitor.ts'

describeDemo('the story of an incident, and what programs propose, in a real browser', (suite) => {
  test('a key asks every question, and each claim opens the event it cites', async () => {
    const page = await openStolenRole(suite())
    const story = page.getByRole('region', { name: 'Story' })
    await story.waitFor(actionable)
    await page.keyboard.press('q')
    for (const question of [
      'Who is it?',
      'Is this the first time?',
      'What could it reach?',
      'Were we able to see it?',
    ])
      await story.getByRole('heading', { name: question }).waitFor({ timeout: 30_000 })
    for (const scheme of ['dark', 'light'] as const) {
      await wear(page, scheme)
      await assertAccessible(page, `the story, ${scheme}`)
    }
    await assertNoSidewaysScroll(page, 'the story')
    await story.getByText('In order of time').click()
    await story.locator('button[data-kind="event"]').first().click()
    await page.waitForURL(/event=/)
    await page.close()
  })

  test('a proposal is approved by a person, and only then done', async () => {
    const page = await openStolenRole(suite())
    const incidentId = /incidents\/fernworks\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? ''
    const proposed = await propose(suite().demo.running.url, await keyOf(suite().demo), incidentId)
    await page.reload()
    const proposals = page.getByRole('region', { name: 'Proposals' })
    await proposals.getByText('<b>Ask</b> the owner of ci-deploy').waitFor(actionable)
    await assertAccessible(page, 'a proposal')
    await proposals.getByRole('button', { name: 'Approve: Write a note' }).focus()
    await page.keyboard.press('Enter')
    await proposals.getByText(/approved/).waitFor(actionable)
    const notes = page.getByRole('region', { name: 'Notes' })
    await notes.getByText('<b>Ask</b> the owner of ci-deploy').waitFor(actionable)
    assert.equal(proposed.status, 'open')
    await page.close()
  })
})

async function keyOf({ running }: DemoPlatform): Promise<string> {
  const operator = await signedIn(running.url, await running.createSignInLink())
  const wanted = { name: 'An agent', rights: ['incident.propose'], expiresInDays: 1 }
  const { body } = await operator.send('POST', '/api/tenants/fernworks/api-keys', wanted)
  return (body as unknown as { readonly key: string }).key
}

/** As a client of revision 2025-11-25 sends it. */
async function propose(url: string, key: string, incidentId: string): Promise<Proposal> {
  const text = '<b>Ask</b> the owner of ci-deploy'
  const input = { tenantId: 'fernworks', incidentId, why: 'Nobody answers for it.', text }
  const answer = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'propose_note', arguments: input },
    }),
  })
  const told = /\{.*\}/s.exec(await answer.text())?.[0] ?? '{}'
  return (JSON.parse(told) as { result: { structuredContent: { data: Proposal } } }).result.structuredContent
    .data
}
