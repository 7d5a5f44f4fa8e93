import type {
  NotificationChannel,
  NotificationDelivery,
  NotifiedEvent,
  ShownTarget,
} from '@countersign/api/notification'
import { inWordsOf, type Reader } from '../settings/use-reader.ts'

export const notifiedEvents = [
  'opened',
  'severity-raised',
  'assigned',
  'resolved',
  'merged',
  'report-due',
  'report-overdue',
] as const

const eventNames: Readonly<Record<NotifiedEvent, { readonly exact: string; readonly plain: string }>> = {
  opened: { exact: 'an incident opens', plain: 'something new is found' },
  'severity-raised': { exact: 'its severity rises', plain: 'it turns out to be worse' },
  assigned: { exact: 'it is assigned', plain: 'somebody takes care of it' },
  resolved: { exact: 'it is resolved', plain: 'it is settled' },
  merged: { exact: 'it goes up in another', plain: 'it turns out to be part of another' },
  'report-due': { exact: 'a report of it is soon due', plain: 'the authority has to be told soon' },
  'report-overdue': { exact: 'a report of it is overdue', plain: 'the authority should have been told' },
}

export function eventWords(event: NotifiedEvent, reader: Reader): string {
  const { exact, plain } = eventNames[event]
  return inWordsOf(reader, exact, plain)
}

export const kindWords: Readonly<Record<ShownTarget['kind'], string>> = {
  email: 'E-mail',
  webhook: 'Signed webhook',
  slack: 'Slack or what speaks its format',
}

export function targetWords(target: ShownTarget): string {
  return target.kind === 'email' ? target.recipients.join(', ') : target.origin
}

export type ChannelState = { readonly word: string; readonly tone: 'good' | 'bad' | undefined }

export function channelState({
  isEnabled,
  state,
}: Pick<NotificationChannel, 'isEnabled' | 'state'>): ChannelState {
  if (!isEnabled) return { word: 'off', tone: undefined }
  if (state.failingSince !== null) return { word: 'failing', tone: 'bad' }
  if (state.lastSuccessAt === null) return { word: 'nothing sent yet', tone: undefined }
  return { word: 'works', tone: 'good' }
}

/** `quiet 22:00 to 07:00, Europe/Berlin`; `at once` when nothing holds a message. */
export function timingWords({
  quietHours,
  digest,
  criticalPierces,
}: Pick<NotificationChannel, 'quietHours' | 'digest' | 'criticalPierces'>): readonly string[] {
  if (quietHours === null && digest === null) return ['at once']
  return [
    ...(digest === null ? [] : [digestWords(digest)]),
    ...(quietHours === null
      ? []
      : [`quiet ${quietHours.from} to ${quietHours.to}, ${zoneWords(quietHours.timeZone)}`]),
    ...(criticalPierces ? ['critical at once'] : []),
  ]
}

function digestWords(digest: NonNullable<NotificationChannel['digest']>): string {
  return digest.every === 'hour'
    ? `gathered, every hour at :${String(digest.minute).padStart(2, '0')}`
    : `gathered, every day at ${digest.at}, ${zoneWords(digest.timeZone)}`
}

function zoneWords(timeZone: string): string {
  return timeZone.replaceAll('_', ' ')
}

export const deliveryWords: Readonly<
  Record<NotificationDelivery['status'], { readonly word: string; readonly tone?: 'good' | 'warn' | 'bad' }>
> = {
  waiting: { word: 'waits' },
  delivered: { word: 'delivered', tone: 'good' },
  refused: { word: 'refused', tone: 'bad' },
  'given-up': { word: 'given up', tone: 'bad' },
}
