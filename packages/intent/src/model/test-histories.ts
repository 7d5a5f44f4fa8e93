import { randomSource } from '../random.ts'
import type { TrainingEvent } from '../sequence/training-data.ts'

/**
 * A made-up tenant for tests: hosts that repeat a routine with chance in it, and now and then a burst that is an attack.
 * The order of a routine carries over more events than one, so that there is something to learn.
 */
export function madeUpTenant(name: string, seed: number, count = 600): readonly TrainingEvent[] {
  const random = randomSource(seed)
  const routine = ['login', 'read', 'write', 'logout', 'backup']
  const events: TrainingEvent[] = []
  const done = [0, 0, 0, 0]
  let timeMs = 1_700_000_000_000
  for (let index = 0; events.length < count; index += 1) {
    const host = random.below(4)
    const entity = `${name}-host-${host}`
    done[host] = (done[host] as number) + 1 + (random.below(8) === 0 ? 1 : 0)
    timeMs += 1000 * (1 + random.below(240))
    const type = routine[(done[host] as number) % routine.length] as string
    events.push({ id: `${name}:${events.length}`, entity, type, timeMs, label: 'benign' })
    if (index % 97 !== 60) continue
    for (const stolen of ['scan', 'scan', 'read', 'copy']) {
      timeMs += 200
      events.push({ id: `${name}:${events.length}`, entity, type: stolen, timeMs, label: 'attack' })
    }
  }
  return events
}
