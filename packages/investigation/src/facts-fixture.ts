import type { EvidenceRef } from '@countersign/explanation/explanation'
import type { Facts, Subject } from './facts.ts'

/** An incident and what was found about it, for tests: times around 3 March 2025, 09:00 UTC. */

export const startMs = Date.UTC(2025, 2, 3, 9)
const hourMs = 3_600_000
const dayMs = 24 * hourMs
export const anna = 'aws:111122223333:user/anna'
const bob = 'aws:111122223333:user/bob'

const cite = (kind: EvidenceRef['kind'], id: string): EvidenceRef => ({ kind, id })
const window = { fromMs: startMs - dayMs, toMs: startMs + dayMs }

export function sampleSubject(parts: Partial<Subject> = {}): Subject {
  return {
    tenantId: 'shop',
    region: 'eu-central',
    incidentId: 'a'.repeat(32),
    firstMs: startMs,
    lastMs: startMs + 5 * 60_000,
    actors: [anna],
    sessions: ['AKIAEXAMPLE1'],
    addresses: ['203.0.113.7'],
    events: [
      { eventId: 'e1', timeMs: startMs, action: 'DeleteTrail', outcome: 'success', identityKey: anna },
      {
        eventId: 'e2',
        timeMs: startMs + 5 * 60_000,
        action: 'CreateUser',
        outcome: 'failure',
        identityKey: anna,
        resource: 'backup',
      },
    ],
    ...parts,
  }
}

export function sampleFacts(parts: Partial<Facts> = {}): Facts {
  return {
    who: {
      known: true,
      value: [
        {
          identityKey: anna,
          record: { kind: 'person', stage: 'owned', owner: { key: 'user:lena', confidence: 'stated' } },
          mandates: [],
          cites: [cite('identity', anna)],
        },
      ],
    },
    'first-time': {
      known: true,
      value: {
        precedents: [
          {
            identityKey: anna,
            of: 'action',
            value: 'DeleteTrail',
            own: 0,
            others: 0,
            otherIdentities: 0,
            cites: [cite('event', 'e1')],
          },
          {
            identityKey: anna,
            of: 'action',
            value: 'CreateUser',
            own: 3,
            ownLastMs: startMs - 4 * dayMs,
            others: 1,
            otherIdentities: 1,
            cites: [cite('event', 'e0')],
          },
        ],
        logs: [
          {
            format: 'aws-cloudtrail',
            earliestMs: startMs - 43 * dayMs,
            daysWithRecords: 43,
            days: 43,
            cites: [cite('coverage', 'aws-cloudtrail')],
          },
        ],
      },
    },
    doings: {
      known: true,
      value: [
        {
          identityKey: anna,
          ...window,
          events: 12,
          kinds: 2,
          deeds: [
            { action: 'ListBuckets', count: 10, failures: 0, cites: [cite('event', 'e3')] },
            { action: 'GetObject', count: 2, failures: 2, cites: [cite('event', 'e4')] },
          ],
          cites: [cite('coverage', 'window')],
        },
      ],
    },
    company: {
      known: true,
      value: {
        ...window,
        shared: [
          {
            by: 'address',
            value: '203.0.113.7',
            companions: [{ identityKey: bob, events: 4, cites: [cite('event', 'e5')] }],
            total: 1,
          },
        ],
        cites: [cite('coverage', 'window')],
      },
    },
    changes: {
      known: true,
      value: {
        fromMs: startMs - 3 * dayMs,
        toMs: startMs,
        changes: [],
        moreChanges: 0,
        credentials: [
          {
            timeMs: startMs - 2 * hourMs,
            by: bob,
            action: 'CreateAccessKey',
            outcome: 'success',
            resource: 'anna',
            cites: [cite('event', 'e6')],
          },
        ],
        signIns: [],
        configurations: [],
        cites: [cite('coverage', 'window')],
      },
    },
    reach: {
      known: true,
      value: [{ identityKey: anna, answer: { known: false, reason: 'No policy is in force' }, cites: [] }],
    },
    sight: {
      known: true,
      value: {
        ...window,
        sources: [
          {
            name: 'trail',
            hours: 48,
            hoursWithEvents: 40,
            longestSilence: { fromMs: startMs - 9 * hourMs, toMs: startMs - 2 * hourMs },
            usualSilenceMs: 2 * hourMs,
            cites: [cite('coverage', 'src-1')],
          },
        ],
        unreadLines: 0,
      },
    },
    ...parts,
  }
}
