/** Test code: records of our own, read through the real reader. */

import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import { createRecordReader } from '@countersign/ocsf/reader'
import type { ChainEvent } from './chain-event.ts'
import { chainEventOf } from './chain-event-of.ts'
import { ChainIndex } from './chain-lookups.ts'

export const account = '111122223333'
export type Raw = Readonly<Record<string, unknown>>

export function normalisedOf(record: Raw): NormalisedEvent {
  const reading = createRecordReader('auto').read(JSON.stringify(record))
  if (reading.kind !== 'record') throw new Error(`not read: ${JSON.stringify(reading)}`)
  const result = normalise(reading.format, reading.record, { receivedAtMs: 0 })
  if (result.kind !== 'event') throw new Error(`not normalised: ${result.detail}`)
  return result.normalised
}

export function eventOf(record: Raw): ChainEvent {
  const normalised = normalisedOf(record)
  return chainEventOf(normalised, { eventId: normalised.event.metadata.uid ?? 'no-id' })
}

export function indexOf(records: readonly Raw[]): ChainIndex {
  const index = new ChainIndex()
  for (const record of records) index.add(eventOf(record))
  return index
}

/** `minute` counts from 10:00 UTC of one day. */
export function at(minute: number, second = 0): string {
  return new Date(Date.UTC(2026, 2, 4, 10, minute, second)).toISOString().replace('.000Z', 'Z')
}

export function call(id: string, eventSource: string, eventName: string, more: Raw): Raw {
  return {
    eventVersion: '1.11',
    eventTime: at(0),
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31.11',
    eventID: id,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    ...more,
  }
}

export function userIdentity(name: string, key: string): Raw {
  return {
    type: 'IAMUser',
    userName: name,
    arn: `arn:aws:iam::${account}:user/${name}`,
    accountId: account,
    accessKeyId: key,
  }
}

export function roleIdentity(role: string, session: string, key: string, more: Raw = {}): Raw {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEEXAMPLE123:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, userName: role },
      attributes: { creationDate: at(1), mfaAuthenticated: 'false' },
      ...more,
    },
  }
}

export function assumeRole(
  id: string,
  by: Raw,
  role: string,
  session: string,
  key: string | undefined,
  more: Raw = {},
): Raw {
  return call(id, 'sts', 'AssumeRole', {
    eventTime: at(1),
    userIdentity: by,
    requestParameters: { roleArn: `arn:aws:iam::${account}:role/${role}`, roleSessionName: session },
    responseElements: {
      ...(key === undefined ? {} : { credentials: { accessKeyId: key, expiration: 'later' } }),
      assumedRoleUser: { arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}` },
    },
    ...more,
  })
}
