import { identityName } from '@countersign/authority/explain/identity-words'
import { counted, sentence } from '@countersign/authority/explain/words'
import type { TimelineMoment } from '@countersign/explanation/explanation'
import { changeWords } from './change-claims.ts'
import type { Facts, Subject, SubjectEvent } from './facts.ts'
import { citesPerClaimMax, quoted } from './words.ts'

export const momentsMax = 100

/** What happened, oldest first: what changed before, and what was reported, the same thing in a row told once. */
export function timelineOf(subject: Subject, facts: Facts): readonly TimelineMoment[] {
  const changes = facts.changes.known ? facts.changes.value : undefined
  const before = [...(changes?.credentials ?? []), ...(changes?.changes ?? [])].map((change) => ({
    atMs: change.timeMs,
    moment: {
      at: new Date(change.timeMs).toISOString(),
      phase: phaseOf(subject, change.timeMs),
      text: `${sentence(changeWords(change))}.`,
      cites: change.cites,
    },
  }))
  const during = runsOf(subject.events).map((run) => ({
    atMs: run[0]?.timeMs ?? 0,
    moment: momentOfRun(subject, run),
  }))
  const all = [...before, ...during].toSorted((a, b) => a.atMs - b.atMs).map(({ moment }) => moment)
  const distinct = new Map(all.map((moment) => [moment.cites.map(({ id }) => id).join(), moment]))
  return [...distinct.values()].slice(0, momentsMax)
}

function phaseOf({ firstMs, lastMs }: Subject, ms: number): TimelineMoment['phase'] {
  return ms < firstMs ? 'before' : ms > lastMs ? 'after' : 'during'
}

/** Consecutive events of one identity, action and outcome. */
function runsOf(events: readonly SubjectEvent[]): readonly (readonly SubjectEvent[])[] {
  const runs: SubjectEvent[][] = []
  for (const event of events) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    const isSame =
      last?.identityKey === event.identityKey &&
      last?.action === event.action &&
      last?.outcome === event.outcome
    if (run !== undefined && isSame) run.push(event)
    else runs.push([event])
  }
  return runs
}

function momentOfRun(subject: Subject, run: readonly SubjectEvent[]): TimelineMoment {
  const [first] = run as readonly [SubjectEvent]
  const { timeMs, identityKey, action, outcome, host, sourceIp, resource } = first
  const who =
    identityKey === undefined
      ? sourceIp === undefined
        ? 'somebody'
        : `somebody at ${quoted(sourceIp)}`
      : identityName(identityKey)
  const did = outcome === 'failure' ? 'failed to do' : 'did'
  const resources = new Set(run.flatMap((event) => event.resource ?? []))
  const on =
    resource === undefined
      ? ''
      : resources.size > 1
        ? ` on ${counted(resources.size, 'resource')}`
        : ` on ${quoted(resource)}`
  const times = run.length === 1 ? '' : `, ${run.length} times`
  const where = host === undefined ? '' : ` (host ${quoted(host)})`
  return {
    at: new Date(timeMs).toISOString(),
    phase: phaseOf(subject, timeMs),
    text: `${sentence(`${who} ${did} ${quoted(action)}${on}`)}${where}${times}.`,
    cites: run.slice(0, citesPerClaimMax).map(({ eventId }) => ({ kind: 'event', id: eventId })),
  }
}
