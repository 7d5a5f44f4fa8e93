import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  judgeCredentials,
  judgeDecisions,
  judgeExcess,
  judgeFactors,
  judgeInventory,
  judgeMandates,
  judgeSignIn,
  judgeTrail,
} from './access-probes.ts'
import { judgePacks as judgeAuditorPacks } from './auditor-probe.ts'
import {
  judgeChanges,
  judgeCorrelation,
  judgeDeliveries,
  judgeDetection,
  judgePacks,
} from './detection-probes.ts'
import { judgeEgress } from './egress-probe.ts'
import {
  judgeAssessment,
  judgeClosing,
  judgeExplained,
  judgeHandling,
  judgeClocks as judgeNotificationClocks,
  judgeReassessed,
  judgeResponse,
  judgeReviews,
  judgeTuning,
} from './incident-probes.ts'
import {
  judgeAssets,
  judgeClocks,
  judgeContent,
  judgeHeartbeats,
  judgeLogging,
  judgeReceipts,
  judgeRoom,
  judgeSearch,
} from './intake-probes.ts'
import { type ClassRow, judgeClass, logClasses } from './log-class-probes.ts'
import { judgeAssessment as judgeControls, judgePlan } from './oversight-probes.ts'
import { judgeBackup, judgeHealth, judgeLog, judgeRetention, judgeWitnesses } from './store-probes.ts'
import type { Judged } from './tenant-probe.ts'

const dayMs = 86_400_000
const nowMs = Date.UTC(2026, 5, 30)
const window = { fromMs: nowMs - dayMs, nowMs }
const inMs = nowMs - 1
const longAgoMs = nowMs - 100 * dayMs

const incidents = {
  open: 2,
  opened: 1,
  resolved: 1,
  resolvedWithoutVerdict: 0,
  unexplained: 0,
  highUntouched: 0,
  highUnassigned: 0,
  merged: 0,
  changes: 3,
  sweptToMs: inMs,
}
const response = {
  proposed: 1,
  decided: 1,
  proposalsLate: 0,
  stepUpsLate: 0,
  revocations: 0,
  signalsDelivered: 2,
  signalsLost: 0,
  signalsLate: 0,
}
const detection = {
  rulesOn: 12,
  rulesOff: 1,
  correlations: 2,
  version: 'v1',
  events: 9,
  findings: 1,
  correlatedToMs: inMs,
}
const pack = { name: 'p', contentHash: 'h', installedMs: inMs }
const rules = {
  passwordMinCharacters: 12,
  failuresFree: 5,
  lockMaxSeconds: 900,
  sessionSeconds: 43_200,
  idleSeconds: 7200,
}
const keys = { apiKeys: 1, apiKeysOld: 0, apiKeysNeverUsed: 1, sourceKeys: 2, sourceKeysOld: 0 }
const excess = { passedAtMs: inMs, identities: 4, waiting: 0, failing: 1, untold: 0 }
const source = { sourceId: 's', name: 'Edge', format: 'auto', receiptedToMs: inMs }
const search = { receipts: 2, receiptedEvents: 5, foundEvents: 5, receiptsWithout: 0 }
const logging = { stops: 1, stopsInFindings: 1, changes: 0, sources: 1 }
const noisy = { ruleId: 'r', verdicts: 10, falsePositives: 6, isSwitchedOff: false }
const log = { entries: 9, checkedFiles: 1, damaged: [], proofs: 5 }
const line = {
  host: 'hooks.example.com:443',
  purpose: 'webhook',
  subProcessorId: 'hooks',
  answered: 1,
  unfinished: 0,
  refused: 0,
} as const
const backup = { kind: 'found', createdMs: inMs, files: 3, bytes: 9, broken: [] } as const
const kept = { name: 'events', days: 30, oldestMs: inMs }

/** What holds, what says otherwise, and what would be a lie if it held. */
const table: readonly (readonly [string, holds: Judged, ...fails: Judged[]])[] = [
  [
    'incident-assessment',
    judgeAssessment(incidents),
    judgeAssessment({ ...incidents, highUntouched: 1 }),
    judgeAssessment({ ...incidents, unexplained: 1 }),
  ],
  ['incident-handling', judgeHandling(incidents), judgeHandling({ ...incidents, highUnassigned: 1 })],
  ['incident-explained', judgeExplained(incidents), judgeExplained({ ...incidents, unexplained: 1 })],
  [
    'incident-reassessed',
    judgeReassessed(incidents, window),
    judgeReassessed({ ...incidents, sweptToMs: undefined }, window),
    judgeReassessed({ ...incidents, sweptToMs: longAgoMs }, window),
  ],
  ['incident-closing', judgeClosing(incidents), judgeClosing({ ...incidents, resolvedWithoutVerdict: 1 })],
  [
    'post-incident-review',
    judgeReviews({ reviewed: 1, overdue: [] }),
    judgeReviews({ reviewed: 1, overdue: ['i'] }),
  ],
  [
    'detection-tuning',
    judgeTuning({ rules: [{ ...noisy, falsePositives: 5 }], reviewedAtMs: undefined }, window),
    judgeTuning({ rules: [noisy], reviewedAtMs: undefined }, window),
    judgeTuning({ rules: [noisy], reviewedAtMs: longAgoMs }, window),
  ],
  ['detection-tuning, decided', judgeTuning({ rules: [noisy], reviewedAtMs: inMs }, window)],
  [
    'detection-tuning, switched off',
    judgeTuning({ rules: [{ ...noisy, isSwitchedOff: true }], reviewedAtMs: undefined }, window),
  ],
  [
    'clock-check',
    judgeNotificationClocks({ running: 1, overdue: [], submitted: 0 }),
    judgeNotificationClocks({ running: 1, overdue: ['i nis2 initial'], submitted: 0 }),
  ],
  [
    'response-action',
    judgeResponse(response),
    judgeResponse({ ...response, proposalsLate: 1 }),
    judgeResponse({ ...response, signalsLost: 1 }),
  ],
  ['detection-run', judgeDetection(detection), judgeDetection({ ...detection, rulesOn: 0 })],
  [
    'correlation-run',
    judgeCorrelation(detection, window),
    judgeCorrelation({ ...detection, correlations: 0 }, window),
    judgeCorrelation({ ...detection, correlatedToMs: undefined }, window),
    judgeCorrelation({ ...detection, correlatedToMs: nowMs - 2 * 3_600_000 }, window),
  ],
  [
    'detection-content',
    judgePacks({ packs: [pack], changes: [] }, window),
    judgePacks({ packs: [], changes: [] }, window),
    judgePacks({ packs: [{ ...pack, installedMs: longAgoMs }], changes: [] }, window),
  ],
  [
    'rule-change',
    judgeChanges({ packs: [], changes: [{ atMs: inMs, by: 'Ada' }] }, window),
    judgeChanges({ packs: [], changes: [{ atMs: inMs, by: '' }] }, window),
  ],
  [
    'alert-delivery',
    judgeDeliveries({ channelsOn: 1, delivered: 0, failed: 0, late: 0 }),
    judgeDeliveries({ channelsOn: 0, delivered: 0, failed: 0, late: 0 }),
    judgeDeliveries({ channelsOn: 1, delivered: 0, failed: 0, late: 1 }),
  ],
  ['audit-trail', judgeTrail({ acts: 0, waiting: 0 }), judgeTrail({ acts: 3, waiting: 1 })],
  [
    'sign-in-policy',
    judgeSignIn(rules),
    judgeSignIn({ ...rules, passwordMinCharacters: 8 }),
    judgeSignIn({ ...rules, sessionSeconds: 90_000 }),
  ],
  [
    'mfa-state',
    judgeFactors({ people: 2, changing: 1, changingWithout: 0 }),
    judgeFactors({ people: 2, changing: 1, changingWithout: 1 }),
  ],
  ['credential-age', judgeCredentials(keys), judgeCredentials({ ...keys, sourceKeysOld: 1 })],
  [
    'identity-inventory',
    judgeInventory({ identities: 1, ownerless: 1, foldedToMs: inMs }, window),
    judgeInventory({ identities: 0, ownerless: 0, foldedToMs: undefined }, window),
  ],
  [
    'mandate-review',
    judgeMandates({ inForce: 0, pastReview: 0, pastEnd: 0, withoutSponsor: 0 }),
    judgeMandates({ inForce: 1, pastReview: 1, pastEnd: 0, withoutSponsor: 0 }),
  ],
  [
    'decision-recorded',
    judgeDecisions({ decisions: 0, denied: 0, withoutReason: 0 }),
    judgeDecisions({ decisions: 2, denied: 1, withoutReason: 1 }),
  ],
  [
    'excess-authority',
    judgeExcess(excess, window),
    judgeExcess({ ...excess, passedAtMs: undefined }, window),
    judgeExcess({ ...excess, untold: 1 }, window),
  ],
  [
    'auditor-review',
    judgeAuditorPacks([{ at: '2026-06-29T00:00:00.000Z', actor: { name: 'A', role: 'auditor' } }]),
    judgeAuditorPacks([{ at: '2026-06-29T00:00:00.000Z', actor: { name: 'O', role: 'operator-admin' } }]),
  ],
  [
    'intake-receipt',
    judgeReceipts(source, window),
    judgeReceipts({ ...source, receiptedToMs: undefined }, window),
    judgeReceipts({ ...source, receiptedToMs: longAgoMs }, window),
  ],
  ['logged-assets', judgeAssets([source], window), judgeAssets([], window)],
  [
    'record-content',
    judgeContent({ events: 100, withAction: 100, withPlace: 95, withIdentity: 95 }),
    judgeContent({ events: 100, withAction: 100, withPlace: 95, withIdentity: 94 }),
    judgeContent({ events: 0, withAction: 0, withPlace: 0, withIdentity: 0 }),
  ],
  [
    'clock-agreement',
    judgeClocks([{ sourceId: 's', events: 1, ahead: 0, medianDelaySeconds: 2 }]),
    judgeClocks([{ sourceId: 's', events: 1, ahead: 1, medianDelaySeconds: 2 }]),
    judgeClocks([]),
  ],
  [
    'intake-capacity',
    judgeRoom({ freeBytes: 2 ** 31, totalBytes: 2 ** 32 }),
    judgeRoom({ freeBytes: 2 ** 29, totalBytes: 2 ** 32 }),
    judgeRoom({ freeBytes: 2 ** 31, totalBytes: 2 ** 40 }),
  ],
  [
    'silence-watch',
    judgeHeartbeats({ newestMs: inMs, gaps: 0, sources: [source] }, window),
    judgeHeartbeats({ newestMs: undefined, gaps: 0, sources: [] }, window),
  ],
  [
    'search-check',
    judgeSearch(search),
    judgeSearch({ ...search, receiptsWithout: 1 }),
    judgeSearch({ ...search, receipts: 0 }),
  ],
  [
    'log-class-logging',
    judgeLogging(logging),
    judgeLogging({ ...logging, stopsInFindings: 0 }),
    judgeLogging({ ...logging, sources: 0 }),
  ],
  [
    'control-assessment',
    judgeControls({ frameworks: ['nis2'], controls: 0, changed: 0, lapsed: [] }),
    judgeControls({ frameworks: [], controls: 0, changed: 0, lapsed: [] }),
  ],
  [
    'poam-current',
    judgePlan(
      { frameworks: ['nis2'], controls: 1, changed: 0, lapsed: [{ controlId: 'c', sinceMs: inMs }] },
      window,
    ),
    judgePlan(
      { frameworks: ['nis2'], controls: 1, changed: 0, lapsed: [{ controlId: 'c', sinceMs: longAgoMs }] },
      window,
    ),
  ],
  [
    'log-integrity',
    judgeLog(log),
    judgeLog({ ...log, damaged: ['entries 0 to 255'] }),
    judgeLog({ ...log, proofs: 0 }),
  ],
  [
    'checkpoint-witnessed',
    judgeWitnesses({ witnesses: 1, cosignedAtMs: inMs, conflicts: 0 }, window),
    judgeWitnesses({ witnesses: 1, cosignedAtMs: longAgoMs, conflicts: 0 }, window),
    judgeWitnesses({ witnesses: 1, cosignedAtMs: inMs, conflicts: 1 }, window),
  ],
  [
    'retention-run',
    judgeRetention({ classes: [kept], everySeconds: 60 }, window),
    judgeRetention({ classes: [{ ...kept, oldestMs: longAgoMs }], everySeconds: 60 }, window),
  ],
  [
    'backup-verified',
    judgeBackup(backup, window),
    judgeBackup({ kind: 'none' }, window),
    judgeBackup({ ...backup, createdMs: longAgoMs }, window),
    judgeBackup({ ...backup, broken: ['state/x'] }, window),
  ],
  [
    'platform-health',
    judgeHealth({ isLakeUp: true, isStateUp: true, isLogOpen: true, gaps: 0 }),
    judgeHealth({ isLakeUp: false, isStateUp: true, isLogOpen: true, gaps: 0 }),
    judgeHealth({ isLakeUp: true, isStateUp: true, isLogOpen: true, gaps: 1 }),
  ],
  [
    'egress-register',
    judgeEgress([line, { ...line, subProcessorId: null, answered: 0, refused: 2 }]),
    judgeEgress([{ ...line, subProcessorId: null }]),
    judgeEgress([{ ...line, subProcessorId: null, answered: 0, unfinished: 1 }]),
  ],
]

describe('a judgement', () => {
  for (const [name, holds, ...fails] of table)
    test(`of ${name} holds for what its kind asks for, and for nothing less`, () => {
      assert.equal(holds.satisfied, true, holds.statement)
      for (const one of fails) assert.equal(one.satisfied, false, one.statement)
      for (const { statement } of [holds, ...fails]) assert.match(statement, /^[A-Z0-9][^\n]*\.$/)
    })

  test('of a source that never sent says so, and names it', () => {
    assert.equal(
      judgeReceipts({ ...source, receiptedToMs: undefined }, window).statement,
      'Nothing of Edge has a receipt.',
    )
  })
})

describe('classes of records', () => {
  const row: ClassRow = {
    classUid: 6003,
    activityId: 2,
    format: 'otel-log',
    service: '',
    events: 3,
    sources: ['a'],
  }
  const judged = (kindId: string, rows: readonly ClassRow[]) => {
    const logClass = logClasses.find((one) => one.kindId === kindId)
    assert.ok(logClass !== undefined)
    return judgeClass(logClass, rows)
  }

  test('are shown by events of the class alone', () => {
    assert.equal(judged('log-class-network', [row]).satisfied, false)
    assert.equal(
      judged('log-class-network', [{ ...row, classUid: 4001 }]).statement,
      '3 records of network activity from 1 source.',
    )
  })

  test('that are rare are shown by a source that would have recorded them', () => {
    assert.equal(judged('log-class-accounts', [row]).satisfied, false)
    assert.equal(judged('log-class-accounts', [{ ...row, format: 'aws-cloudtrail' }]).satisfied, true)
  })

  test('of nothing at all are not shown', () => {
    for (const { kindId } of logClasses) assert.equal(judged(kindId, []).satisfied, false)
  })
})
