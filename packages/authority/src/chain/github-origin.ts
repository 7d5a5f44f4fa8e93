import type { AuthorityHop } from '@countersign/explanation/explanation'
import type { ChainEvent } from './chain-event.ts'
import type { Walk } from './chain-lookups.ts'
import {
  autonomousHop,
  clockSkewMs,
  earlierHop,
  hopOf,
  named,
  type Origin,
  origin,
  unknownHop,
} from './hop.ts'
import { lastBefore } from './issuer.ts'
import { statedHops } from './stated-origin.ts'

/** Jobs on GitHub's own runners end after this long. Source: GitHub Docs, "Actions limits". */
const jobMaxMs = 6 * 3_600_000

/**
 * A workflow job that showed GitHub's token elsewhere. GitHub signs repository and branch; the run is found by them
 * and by time, and only where every run that fits was set off by the same account.
 */
export function* githubJobOrigin(event: ChainEvent): Walk<Origin> {
  const job = event.identityKey ?? ''
  const [, repository = '', rest = ''] = /^github:([^/]+\/[^/]+)\/(.*)$/.exec(job) ?? []
  const self = hopOf(
    'identity',
    job,
    'showed a token that GitHub signed for its job (OIDC federation)',
    event,
  )
  const runs = yield { kind: 'run', key: repository }
  const fitting = runs.filter((run) => mayBeRun(run, event, rest))
  const actors = new Set(fitting.map((run) => run.identityKey))
  const last = fitting.at(-1)
  if (last === undefined || last.identityKey === undefined || actors.size !== 1)
    return origin([unknownHop('human', runUnknown(fitting.length, repository), event), self])
  const because = 'inferred: repository, branch and time fit this run'
  const hops: readonly AuthorityHop[] =
    last.context.scheduled === true
      ? [autonomousHop(`a schedule set off the run in ${named(repository)}; ${because}`, last, 'inferred')]
      : [
          hopOf(
            personRole(last.identityKey),
            last.identityKey,
            `set off the run in ${named(repository)}; ${because}`,
            last,
            { certainty: 'inferred', also: [event] },
          ),
        ]
  return origin([...hops, self])
}

function mayBeRun(run: ChainEvent, use: ChainEvent, subject: string): boolean {
  const age = use.timeMs - run.timeMs
  if (age < -clockSkewMs || age > jobMaxMs) return false
  const gitRef = /^ref:(refs\/.+)$/.exec(subject)?.[1]
  return gitRef === undefined || run.context.gitRef === undefined || run.context.gitRef === gitRef
}

function runUnknown(count: number, repository: string): string {
  return count === 0
    ? `origin unknown: no workflow run of ${named(repository)} at this time is in the logs we hold`
    : `origin unknown: ${count} workflow runs of ${named(repository)}, set off by different accounts, fit this time`
}

/** GitHub gives the suffix to applications alone. Source: GitHub Docs, "Apps acting as bot accounts". */
function personRole(identityKey: string): AuthorityHop['role'] {
  return identityKey.endsWith('[bot]') ? 'agent' : 'human'
}

/** The account, application or workflow that an entry of GitHub's audit log names. */
export function* githubOrigin(event: ChainEvent): Walk<Origin> {
  const { identityKey } = event
  const stated = statedHops(event)
  if (identityKey === undefined)
    return origin([unknownHop('human', 'not recorded: the entry names no actor', event), ...stated])
  if (personRole(identityKey) === 'human' && !/^github:[^/]+\/[^/]+\/./.test(identityKey))
    return origin([...stated, hopOf('human', identityKey, 'acted with their account', event)])
  const installed = lastBefore(yield { kind: 'creates', key: identityKey }, event)
  const made = earlierHop(
    'creator',
    installed,
    () => 'installed the application; inferred: its name gives the name it acts under',
    { certainty: 'inferred' },
  )
  return origin([
    ...programOwner(event, stated),
    ...made,
    hopOf('agent', identityKey, 'acted as a program', event),
  ])
}

function programOwner(event: ChainEvent, stated: readonly AuthorityHop[]): readonly AuthorityHop[] {
  if (stated.length > 0) return stated
  return event.context.scheduled === true
    ? [autonomousHop('a schedule set it off, as the entry states', event, 'proven')]
    : [unknownHop('human', 'not recorded: the entry does not say who set the program off', event)]
}
