import type {
  Digest,
  NewTarget,
  NotificationChannel,
  NotifiedEvent,
  QuietHours,
  Subscription,
} from '@countersign/api/notification'

/** What the dialog holds while somebody fills it in. A part that is switched off keeps what was typed. */
export type ChannelDraft = {
  readonly kind: NewTarget['kind']
  readonly name: string
  readonly isEnabled: boolean
  readonly events: readonly NotifiedEvent[]
  readonly minimumSeverity: Subscription['minimumSeverity']
  /** Addresses, parted by commas, blanks or lines. */
  readonly recipients: string
  /** Empty while the address that is there stays. */
  readonly url: string
  readonly hasQuietHours: boolean
  readonly quietHours: QuietHours
  readonly digest: 'none' | 'hour' | 'day'
  readonly digestMinute: number
  readonly digestAt: string
  readonly digestZone: string
  readonly criticalPierces: boolean
}

export function emptyDraft(timeZone: string): ChannelDraft {
  return {
    kind: 'email',
    name: '',
    isEnabled: true,
    events: ['opened', 'severity-raised'],
    minimumSeverity: 'high',
    recipients: '',
    url: '',
    hasQuietHours: false,
    quietHours: { from: '22:00', to: '07:00', timeZone },
    digest: 'none',
    digestMinute: 0,
    digestAt: '08:00',
    digestZone: timeZone,
    criticalPierces: true,
  }
}

export function draftOf(channel: NotificationChannel, timeZone: string): ChannelDraft {
  const { target, quietHours, digest } = channel
  const empty = emptyDraft(timeZone)
  return {
    ...empty,
    kind: target.kind,
    name: channel.name,
    isEnabled: channel.isEnabled,
    events: channel.events,
    minimumSeverity: channel.minimumSeverity,
    recipients: target.kind === 'email' ? target.recipients.join('\n') : '',
    hasQuietHours: quietHours !== null,
    quietHours: quietHours ?? empty.quietHours,
    criticalPierces: channel.criticalPierces,
    ...(digest === null ? {} : digestDraft(digest)),
  }
}

function digestDraft(digest: Digest): Partial<ChannelDraft> {
  const { every, timeZone: digestZone } = digest
  return digest.every === 'hour'
    ? { digest: every, digestMinute: digest.minute, digestZone }
    : { digest: every, digestAt: digest.at, digestZone }
}

export function subscriptionOf(draft: ChannelDraft): Subscription {
  return {
    name: draft.name.trim(),
    isEnabled: draft.isEnabled,
    events: [...draft.events],
    minimumSeverity: draft.minimumSeverity,
    quietHours: draft.hasQuietHours ? draft.quietHours : null,
    digest: digestOf(draft),
    criticalPierces: draft.criticalPierces,
  }
}

function digestOf({ digest, digestMinute, digestAt, digestZone }: ChannelDraft): Digest | null {
  if (digest === 'none') return null
  if (digest === 'hour') return { every: 'hour', minute: digestMinute, timeZone: digestZone }
  return { every: 'day', at: digestAt, timeZone: digestZone }
}

/** Where it goes; undefined where the address that is there stays. `secret` is for a webhook only. */
export function targetOf(draft: ChannelDraft, secret: string): NewTarget | undefined {
  if (draft.kind === 'email') return { kind: 'email', recipients: [...recipientsOf(draft.recipients)] }
  const url = draft.url.trim()
  if (url === '') return undefined
  return draft.kind === 'webhook' ? { kind: 'webhook', url, secret } : { kind: 'slack', url }
}

export function recipientsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((each) => each !== ''))]
}
