import type { IdentityKey } from '@countersign/ocsf/event'
import { type AgentJudgement, type AgentMisuse, claim, misuse } from './agent-misuse.ts'
import type { AgentStep } from './agent-step.ts'

/** So many other runs of an agent have to name who asked before a run that names nobody says anything. */
export const askedRunsMin = 20
/** Of an agent's other runs, the share that has to name who asked. */
const askedShareMin = 0.95

/** Steps that belong together: one conversation, or one trace where no conversation is named. */
type Run = {
  readonly agent: IdentityKey
  readonly steps: readonly AgentStep[]
  readonly asked: boolean
  readonly whole: boolean
}

/**
 * Tool calls before which nobody asked: no person, no calling agent and no timer is named in the same conversation or
 * trace, by the time of the call. It can only be told of agents whose other runs do name who asked, and of runs whose
 * beginning is in the records: everything else is not judged. Whether the request that is there asked for this very call
 * cannot be told from spans.
 * @param steps in order (`inOrder`)
 */
export function unaskedCalls(steps: readonly AgentStep[]): AgentJudgement {
  const runs = runsOf(steps)
  const byAgent = Map.groupBy(runs, ({ agent }) => agent)
  const found: AgentMisuse[] = []
  const notJudged: string[] = []
  for (const agent of [...byAgent.keys()].sort()) {
    const own = byAgent.get(agent) ?? []
    const unasked = own.filter(
      ({ asked, steps: inRun }) => !asked && inRun.some(({ tool }) => tool !== undefined),
    )
    if (unasked.length === 0) continue
    const asked = own.filter((run) => run.asked)
    const broken = unasked.filter(({ whole }) => !whole).length
    if (asked.length < askedRunsMin || asked.length / own.length < askedShareMin)
      notJudged.push(
        `${agent}: ${unasked.length} of ${own.length} runs name nobody who asked; too few others do to tell.`,
      )
    else {
      found.push(...unasked.filter(({ whole }) => whole).map((run) => unaskedRun(run, asked)))
      if (broken > 0) notJudged.push(`${agent}: the beginning of ${broken} runs is not in the records.`)
    }
  }
  return { found, notJudged }
}

function unaskedRun({ agent, steps }: Run, asked: readonly Run[]): AgentMisuse {
  const calls = steps.filter(({ tool }) => tool !== undefined)
  const [first] = calls as [AgentStep, ...AgentStep[]]
  const tools = [...new Set(calls.map(({ tool }) => tool))].join(', ')
  return misuse('unasked-tool-call', first, `${agent} used ${tools} in a run in which nobody asked it to.`, [
    claim(
      'for',
      'proven',
      'No person, calling agent or timer is named before the call in its conversation or trace.',
      steps,
    ),
    claim(
      'for',
      'inferred',
      `${asked.length} other runs of this agent name who asked.`,
      asked.flatMap((run) => run.steps.slice(0, 1)),
    ),
    claim('missing', 'unknown', 'Spans do not hold what was said: a request by another way would not show.', [
      first,
    ]),
  ])
}

function runsOf(steps: readonly AgentStep[]): readonly Run[] {
  const traces = Map.groupBy(steps, ({ trace }) => trace ?? '')
  const conversations = Map.groupBy(steps, ({ conversation }) => conversation ?? '')
  const keyed = Map.groupBy(steps, ({ agent, conversation, trace, eventId }) =>
    JSON.stringify([agent, conversation ?? trace ?? eventId]),
  )
  return [...keyed.values()].map((own) => {
    const [head] = own as [AgentStep, ...AgentStep[]]
    const around = [
      ...distinct(own.map(({ trace }) => trace)).flatMap((trace) => traces.get(trace) ?? []),
      ...distinct(own.map(({ conversation }) => conversation)).flatMap((one) => conversations.get(one) ?? []),
    ]
    const firstCall = own.find(({ tool }) => tool !== undefined) ?? head
    const asked = [...own, ...around].some(
      (step) => step.timeMs <= firstCall.timeMs && isAsking(step, head.agent),
    )
    return { agent: head.agent, steps: own, asked, whole: own.every((step) => hasBeginning(step, traces)) }
  })
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== undefined)
}

/** Another agent in the trace before it is a request, too: instrumentation does not always name who called whom. */
function isAsking(step: AgentStep, agent: IdentityKey): boolean {
  return (
    step.onBehalfOf !== undefined || step.calledBy !== undefined || step.scheduled || step.agent !== agent
  )
}

/** The span that the step hangs under is there, and so is the one above it, up to the first. */
function hasBeginning(step: AgentStep, traces: ReadonlyMap<string, readonly AgentStep[]>): boolean {
  if (step.trace === undefined) return false
  const spans = new Map((traces.get(step.trace) ?? []).map((one) => [one.span, one]))
  const passed = new Set<string>()
  let parent = step.parentSpan
  while (parent !== undefined) {
    const above = spans.get(parent)
    if (above === undefined || passed.has(parent)) return false
    passed.add(parent)
    parent = above.parentSpan
  }
  return true
}
