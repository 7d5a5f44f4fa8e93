import { type ChainEvent, marksOf } from './chain-event.ts'
import type { Walk } from './chain-lookups.ts'
import type { Behind } from './chain-of.ts'
import { hopOf, joined, named, type Origin, origin, type Trail } from './hop.ts'
import { lastBefore } from './issuer.ts'

/** A thing that a session may run in, and what makes us think so. */
export type Launch = {
  readonly key: string
  readonly certainty: 'proven' | 'inferred'
  readonly because: string
}

const instanceId = /^i-[0-9a-zA-Z]{8,20}$/
const functionName = /^[A-Za-z0-9_-]{1,64}$/

/**
 * EC2 names the sessions of its instance profiles after the instance, Lambda after the function. Anybody may choose
 * such a name: it proves something only when AWS says that it delivered or obtained the credentials itself.
 */
export function launchesOf(event: ChainEvent): readonly Launch[] {
  const { session, identityKey = '' } = event
  const name = session.name
  if (name === undefined) return []
  if (instanceId.test(name)) {
    const delivered = session.deliveredTo === 'instance'
    return [
      {
        key: `aws:instance/${name}`,
        certainty: delivered ? 'proven' : 'inferred',
        because: delivered
          ? 'AWS delivered the credentials to an instance'
          : 'the session is named after the instance',
      },
    ]
  }
  const account = /^aws:([^:]*):assumed-role\//.exec(identityKey)?.[1]
  if (account === undefined || !functionName.test(name)) return []
  return [
    {
      key: `function ${name}`,
      certainty: 'inferred',
      because: 'the session is named after the function, which was given this role',
    },
  ]
}

/** Who started what the session runs in; recursion goes on with whoever that was. */
export function* launchOrigin(
  event: ChainEvent,
  launches: readonly Launch[],
  trail: Trail,
  behind: Behind,
): Walk<Origin> {
  for (const launch of launches) {
    const launcher = yield* launcherOf(event, launch)
    if (launcher === undefined) continue
    const before = yield* behind(launcher, trail)
    return joined(before, origin([launchHop(event, launcher, launch)]))
  }
  const [first] = launches
  if (first?.key.startsWith('aws:instance/') !== true) return origin([])
  return origin([], `Who started ${named(first.key.slice('aws:'.length))} is not in the logs we hold.`)
}

/** An instance is found by its id; a function by the role that its maker handed to it, and its name. */
function* launcherOf(event: ChainEvent, { key }: Launch): Walk<ChainEvent | undefined> {
  if (!key.startsWith('function ')) return lastBefore(yield { kind: 'launches', key }, event)
  const name = key.slice('function '.length)
  const passed = yield { kind: 'passes', key: event.identityKey ?? '' }
  const own = passed.filter((call) => marksOf(call, 'launches').some((mark) => mark.key.endsWith(`/${name}`)))
  return lastBefore(own, event)
}

function launchHop(event: ChainEvent, launcher: ChainEvent, { key, certainty, because }: Launch) {
  const what = key.startsWith('function ') ? `the ${named(key)}` : named(key.slice('aws:'.length))
  const role = marksOf(launcher, 'passes')[0]?.key
  const passing = role === undefined ? '' : ` and handed it ${named(role)}`
  const doubt = certainty === 'proven' ? '' : `; inferred: ${because}`
  return hopOf(
    'creator',
    launcher.identityKey ?? 'unknown',
    `started ${what} with ${named(launcher.action)}${passing}${doubt}`,
    launcher,
    {
      certainty,
      also: [event],
    },
  )
}
