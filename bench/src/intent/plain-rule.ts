import type { Outcome } from './outcome.ts'
import type { Split } from './tenants.ts'

/** The rule every analyst knows: close a type of alert that was never part of an attack in training; escalate the rest. */
export function plainRule({ train, test }: Split): Outcome {
  const seen = new Map<string, boolean>()
  for (const { type, label } of train.flatMap(({ events }) => events))
    seen.set(type, (seen.get(type) ?? false) || label === 'attack')
  return {
    name: 'rule: close a type never malicious in training',
    verdicts: test.events.map(({ type }) => (seen.get(type) === false ? 'closed' : 'attack')),
  }
}
