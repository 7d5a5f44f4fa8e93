import type { JsonObject } from '../record.ts'

/** One Windows event as the tests state it, and what its reading must give. All names and addresses are made up. */
export type WindowsFixture = {
  readonly provider: string
  readonly channel: string
  readonly id: number
  readonly data: JsonObject
  readonly classUid: number
  readonly activityId: number
  readonly identityKey?: string
  readonly resource?: string
  readonly sessionKey?: string
  readonly sourceIp?: string
  /** Security audit events carry an outcome in their keywords. */
  readonly audit?: 'success' | 'failure'
}

/** Who acts in most of them. */
export const mara = 'windows:FERN\\mara'

/** The subject of Security events. */
export const subject = {
  SubjectUserSid: 'S-1-5-21-1-2-3-1001',
  SubjectUserName: 'mara',
  SubjectDomainName: 'FERN',
  SubjectLogonId: '0x529ae3',
} as const
export const bySubject = { identityKey: mara, sessionKey: 'ws-7.fern.example:0x529ae3' } as const
