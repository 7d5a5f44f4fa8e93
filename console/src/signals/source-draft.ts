import type { SignalSource, SignalSourcePut } from '@countersign/api/signal'

/** A signal source as a form holds it: text, until it is sent. */
export type SourceDraft = {
  readonly name: string
  readonly issuer: string
  readonly jwksUri: string
  /** How ids of its own become identity keys: not at all, as they are, or behind a prefix. */
  readonly subjects: 'unknown' | 'as-they-are' | 'prefix'
  readonly prefix: string
  readonly pollUrl: string
  readonly pollHeader: string
  readonly isEnabled: boolean
}

export function draftOf(source: SignalSource | undefined): SourceDraft {
  const prefix = source?.subjectPrefix ?? null
  return {
    name: source?.name ?? '',
    issuer: source?.issuer ?? '',
    jwksUri: source?.keys.kind === 'address' ? source.keys.jwksUri : '',
    subjects: prefix === null ? 'unknown' : prefix === '' ? 'as-they-are' : 'prefix',
    prefix: prefix ?? '',
    pollUrl: source?.pollUrl ?? '',
    pollHeader: '',
    isEnabled: source?.isEnabled ?? true,
  }
}

/** What is sent; what the form does not show (keys inline, audience, event types) stays as it was. */
export function putOf(draft: SourceDraft, before: SignalSource | undefined): SignalSourcePut {
  const poll = pollOf(draft, before)
  return {
    name: draft.name.trim(),
    issuer: draft.issuer.trim(),
    keys:
      draft.jwksUri.trim() === '' && before !== undefined
        ? before.keys
        : { kind: 'address', jwksUri: draft.jwksUri.trim() },
    subjectPrefix: { unknown: null, 'as-they-are': '', prefix: draft.prefix.trim() }[draft.subjects],
    isEnabled: draft.isEnabled,
    ...(before === undefined ? {} : { audience: before.audience, eventsAllowed: before.eventsAllowed }),
    ...(poll === undefined ? {} : { poll }),
  }
}

/** Left out, what is set up stays: its header is in no answer, so it cannot be sent again. */
function pollOf(draft: SourceDraft, before: SignalSource | undefined): SignalSourcePut['poll'] {
  const [url, authorizationHeader] = [draft.pollUrl.trim(), draft.pollHeader.trim()]
  if (url === '') return before === undefined || before.pollUrl === null ? undefined : null
  if (url === before?.pollUrl && authorizationHeader === '') return undefined
  return { url, ...(authorizationHeader === '' ? {} : { authorizationHeader }) }
}
