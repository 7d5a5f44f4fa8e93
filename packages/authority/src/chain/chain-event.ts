import type { DelegationHop, IdentityKey } from '@countersign/ocsf/event'
import type { TokenActors } from './token-actors.ts'

/** Where an event can be read again: its id, and the file and line when it came from a file. */
export type ChainEventRef = {
  readonly eventId: string
  readonly locator?: { readonly file: string; readonly line: number }
}

/**
 * What a record can be found by when a chain is followed. `key` is:
 * - `issues`: the session, token or access key that the call handed out
 * - `issues-unkeyed`: `<identity>#<session name>` of a session whose key the record does not show
 * - `issued-with`: the credential that such a call was made with, to find what came of it
 * - `creates`: the identity that the call made; `trusts`: the identity that it let others use, or gave rights
 * - `launches`: the thing that it started and that runs with credentials of its own
 * - `passes`: the role that it handed to a service
 * - `signs-in`: the identity that signed in
 * - `run`: the repository whose workflow run it speaks of
 * - `span`: `<trace>/<span>`; `conversation`: a conversation; `request`: the request id that a span saw answered
 * - `runs-as`: the identity whose credentials an agent ran with
 */
export type ChainMarkKind =
  | 'issues'
  | 'issues-unkeyed'
  | 'issued-with'
  | 'creates'
  | 'trusts'
  | 'launches'
  | 'passes'
  | 'signs-in'
  | 'run'
  | 'span'
  | 'conversation'
  | 'request'
  | 'runs-as'

export type ChainQuery = { readonly kind: ChainMarkKind; readonly key: string }

/** `about` is the other half: whose session was issued, what was launched with the role, who trusts. */
export type ChainMark = ChainQuery & { readonly about?: string }

/** What a record says of the session its caller acted in. */
export type CallerSession = {
  /** Role session name, as the caller of AssumeRole chose it. */
  readonly name?: string
  /** When its credentials were issued, milliseconds since the epoch. */
  readonly startedMs?: number
  readonly mfa?: boolean
  /** The provider says that the credentials were delivered to a machine of its own. */
  readonly deliveredTo?: 'instance'
  /** The provider says that they come from its web console. */
  readonly fromConsole?: boolean
  /** The provider's own service acts, and nobody else can act as it. */
  readonly service?: string
  /** A role on a path that only the provider can create on. */
  readonly providerOwned?: boolean
}

/** Where the caller is not the end of it: spans, pods and jobs that stand behind a call. */
export type CallerContext = {
  /** `launches` keys of what the caller runs in (a pod, an instance, a function), as the record states. */
  readonly runsIn?: readonly string[]
  /** `span` key of the parent, and of the record itself. */
  readonly span?: string
  readonly parentSpan?: string
  readonly conversation?: string
  /** Id of the request, which a client's span may have noted. */
  readonly request?: string
  /** Set off by a timer or schedule, as the record states. */
  readonly scheduled?: boolean
  /** Owners that the made object names: they asked for it to be made. */
  readonly owners?: readonly string[]
  /** End of what the record describes, milliseconds since the epoch: a span's, a run's. */
  readonly endedMs?: number
  /** Whom the token of the request stands for, and who acts with it. */
  readonly token?: TokenActors
  /** Branch or tag (`refs/heads/main`) of a workflow run. */
  readonly gitRef?: string
}

/** What following a chain needs of an event. Times in milliseconds since the epoch. */
export type ChainEvent = {
  readonly ref: ChainEventRef
  readonly timeMs: number
  readonly format: string
  readonly action: string
  readonly outcome: 'success' | 'failure' | 'unknown'
  readonly identityKey: IdentityKey | undefined
  /** Who stands behind the caller as the record itself states, nearest first. */
  readonly stated: readonly DelegationHop[]
  readonly sessionKey: string | undefined
  readonly resource: string | undefined
  readonly session: CallerSession
  readonly context: CallerContext
  readonly marks: readonly ChainMark[]
}

/** What a reader of one format finds beside the keys that every event has. */
export type ChainReading = {
  readonly session?: CallerSession
  readonly context?: CallerContext
  readonly marks: readonly ChainMark[]
}

export function marksOf(event: ChainEvent, kind: ChainMarkKind): readonly ChainMark[] {
  return event.marks.filter((mark) => mark.kind === kind)
}
