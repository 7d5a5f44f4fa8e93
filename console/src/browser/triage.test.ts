import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  AuditList,
  FeedbackEffect,
  IncidentVerdict,
  TriageFamily,
  VerdictReplay,
} from '@countersign/api/triage'
import type { Page } from 'playwright-core'
import { actionable, describeDemo, openStolenRole } from './demo-suite.ts'
import { assertAccessible, assertNoSidewaysScroll, wear } from './visitor.ts'

const at = '2026-01-01T00:00:00.000Z'
const hash = 'a'.repeat(64)
const hostile = '<img src=x onerror=alert(1)>'
const narrow = { width: 360, height: 800 }
const wide = { width: 1280, height: 800 }

/** Answers as packages/api shapes them, for what no platform says within a test: a model takes days of findings. */
describeDemo('verdicts, and what is closed by them, in a real browser', (suite) => {
  test('without a model it says why there is no verdict', async () => {
    const page = await openStolenRole(suite())
    await page.getByRole('region', { name: 'Verdict' }).getByText('There is none.').waitFor(actionable)
    await page.close()
  })

  test('a verdict shows what it rests on, and its events are marked in the timeline', async () => {
    const page = await openStolenRole(suite())
    await tellVerdict(page)
    const card = page.getByRole('region', { name: 'Verdict' })
    await card.getByText('Looks like an attack', { exact: true }).waitFor(actionable)
    for (const part of ['What it hangs on', 'What would change it', 'What was like it', 'What is missing'])
      await card.getByRole('heading', { name: part }).waitFor(actionable)
    await card.getByText('on the word of').waitFor()
    await card.getByText(hostile).first().waitFor()
    await assertFits(page, 'the verdict')
    await page.locator('[data-drives]').first().waitFor(actionable)
    await card.getByRole('button', { name: /^Open event 1/ }).click()
    await page.waitForURL(/event=/)
    await page.close()
  })

  test('a replay says whether it came to the same bits', async () => {
    const page = await openStolenRole(suite())
    await tellVerdict(page)
    const replay: VerdictReplay = {
      verdictId: 'b'.repeat(32),
      isIdentical: true,
      verdict: 'escalate',
      recordHash: hash,
      replayed: 3,
      otherwise: null,
    }
    await page.route('**/replay', (route) => route.fulfill({ json: replay }))
    const card = page.getByRole('region', { name: 'Verdict' })
    await card.getByRole('button', { name: 'Replay' }).click(actionable)
    await card.getByText('Same bits: 3 findings judged again').waitFor(actionable)
    await page.close()
  })

  test('one key shows what else a word would change, and nothing is sent before the yes', async () => {
    const page = await openStolenRole(suite())
    const applied: string[] = []
    await page.route('**/feedback/preview', (route) => route.fulfill({ json: effect }))
    await page.route('**/feedback', (route) => {
      applied.push(route.request().postData() ?? '')
      return route.fulfill({ json: { effect, isTraining: true } })
    })
    await page.getByRole('region', { name: 'Verdict' }).getByText('There is none.').waitFor(actionable)
    await page.keyboard.press('h')
    const dialog = page.getByRole('dialog', { name: 'Say that it was harmless' })
    await dialog.getByText('1 other verdict would change, of 40 findings judged:').waitFor(actionable)
    await assertAccessible(page, 'the preview')
    assert.deepEqual(applied, [])
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await dialog.waitFor({ state: 'hidden' })
    assert.deepEqual(
      applied.map((body) => JSON.parse(body)),
      [{ label: 'benign' }],
    )
    await page.close()
  })

  test('a family that earned it is granted with a reason, by whoever may', async () => {
    const page = await suite().visitor.open('/queue')
    const granted: string[] = []
    await page.route('**/triage/families', (route) => route.fulfill({ json: { items: [family] } }))
    await page.route('**/families/*/grant', (route) => {
      granted.push(route.request().postData() ?? '')
      return route.fulfill({ json: { ...family, mode: 'granted' } })
    })
    await page.goto(new URL('/triage?tenant=fernworks', page.url()).href)
    const table = page.getByRole('table', { name: 'Families' })
    await table.getByText('earned', { exact: true }).waitFor(actionable)
    await assertFits(page, 'the families')
    await table.getByRole('button', { name: /^Grant/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Let the platform close' })
    await dialog.getByLabel('Reason').fill('It was right for a month.')
    await dialog.getByRole('button', { name: 'Grant' }).click()
    await dialog.waitFor({ state: 'hidden' })
    assert.deepEqual(
      granted.map((body) => JSON.parse(body)),
      [{ reason: 'It was right for a month.' }],
    )
    await page.close()
  })

  test('a blind review tells who closed it only after the word is given', async () => {
    const page = await suite().visitor.open('/queue')
    await page.route('**/triage/audit', (route) => route.fulfill({ json: toReview }))
    await page.route('**/closing-review', (route) =>
      route.fulfill({ json: { incidentId: hash, label: 'attack', closedBy: 'platform', isMiss: true } }),
    )
    await page.goto(new URL('/triage?tenant=fernworks&show=review', page.url()).href)
    const table = page.getByRole('table', { name: 'To review' })
    await table.getByText(hostile).first().waitFor(actionable)
    assert.equal(await page.getByText('had closed it').count(), 0)
    await assertFits(page, 'the blind review')
    await table.getByRole('button', { name: /^Attack/ }).click()
    await page.getByText('That is a miss.').waitFor(actionable)
    await page.close()
  })

  test('a tenant without a verdict says so on every page of noise', async () => {
    const page = await suite().visitor.open('/triage?tenant=fernworks')
    for (const [name, title] of [
      ['By family', 'No family yet'],
      ['What was closed', 'The platform has closed nothing'],
      ['Blind review', 'Nothing waits for review'],
    ] as const) {
      await page.getByRole('link', { name }).click(actionable)
      await page.getByRole('heading', { name: title }).waitFor(actionable)
    }
    await page.close()
  })
})

async function assertFits(page: Page, name: string): Promise<void> {
  for (const scheme of ['dark', 'light'] as const) {
    await wear(page, scheme)
    await assertAccessible(page, `${name}, ${scheme}`)
  }
  await page.setViewportSize(narrow)
  await assertNoSidewaysScroll(page, name)
  await page.setViewportSize(wide)
}

const noShare = { count: 0, of: 0, share: null, low: 0, high: 1 }

const family: TriageFamily = {
  familyId: 'f1',
  title: hostile.repeat(8),
  mode: 'shadow',
  since: null,
  by: null,
  reason: null,
  agreement: {
    closeBenign: 400,
    closeAttack: 0,
    escalateAttack: 3,
    escalateBenign: 1,
    abstained: 9,
    missRate: { count: 0, of: 400, share: 0, low: 0, high: 0.0095 },
  },
  verdicts: { close: 400, group: 0, escalate: 4, abstain: 9 },
  closed: 0,
  auditedMissRate: noShare,
  whyNotYet: null,
}

const toReview: AuditList = {
  items: [
    {
      incidentId: hash.slice(0, 32),
      title: hostile,
      statement: hostile.repeat(20),
      firstAt: at,
      sampledAt: at,
      findings: 2,
    },
  ],
  reviewed: 0,
  missRate: noShare,
}

const effect: FeedbackEffect = {
  clusters: [{ clusterId: 'c1', familyId: 'f1', benign: 2, attack: 0 }],
  findings: 3,
  changes: [
    {
      findingId: 'f2',
      incidentId: null,
      familyId: 'f1',
      familyTitle: hostile,
      at,
      before: 'abstain',
      after: 'close',
    },
  ],
  changesTotal: 1,
  judged: 40,
}

/** The verdict of the incident that the page shows, driven by one of its own events. */
async function tellVerdict(page: Page): Promise<void> {
  const [, incidentId = ''] = /incidents\/fernworks\/([0-9a-f]{32})/.exec(page.url()) ?? []
  const read = `fetch('/api/tenants/fernworks/incidents/${incidentId}').then((answer) => answer.json())`
  const detail = (await page.evaluate(read)) as {
    readonly findings: readonly { readonly events: readonly { readonly eventId: string }[] }[]
  }
  const eventIds = detail.findings.flatMap(({ events }) => events.map(({ eventId }) => eventId)).slice(0, 7)
  const verdict = verdictOf(incidentId, eventIds)
  await page.route('**/verdict', (route) => route.fulfill({ json: { verdict, whyNone: null } }))
  await page.reload()
}

function verdictOf(incidentId: string, eventIds: string[]): IncidentVerdict {
  return {
    tenantId: 'fernworks',
    incidentId,
    verdictId: 'b'.repeat(32),
    verdict: 'escalate',
    reason: 'probability',
    statement: `It looks like an attack. ${hostile}`,
    decidedAt: at,
    probability: 0.93,
    calibration: { name: 'a test', madeAt: at, events: 400, attacks: 12 },
    intent: null,
    drivers: [{ findingId: 'f1', eventIds, ruleTitle: hostile, kind: 'context', weight: 0.6, pull: 1.2 }],
    precedents: [
      {
        clusterId: 'c1',
        distance: 0.2,
        benign: 0,
        attack: 2,
        findings: [{ findingId: 'f9', label: 'attack' }],
        labelledBy: hostile.repeat(40),
        labelledAt: at,
      },
    ],
    counterfactuals: [{ without: ['f1'], verdict: 'close', probability: 0.02, changes: true }],
    alternatives: [{ verdict: 'close', against: 'The probability is too high.' }],
    authority: { kind: 'unknown', statement: 'Nobody acted.', identityKey: null, mandateIds: [], chain: [] },
    visibility: { isVisible: true, sources: [] },
    missing: ['No mandate is known.', 'x'.repeat(300)],
    findings: [],
    findingsOmitted: 0,
    modelHash: hash,
    bookHash: hash,
    dataHash: hash,
    recordHash: hash,
    explanation: null,
    explanationHash: hash,
    autonomy: { mayClose: false, why: 'The right to close was not granted.' },
    closing: null,
    isStale: true,
  }
}
