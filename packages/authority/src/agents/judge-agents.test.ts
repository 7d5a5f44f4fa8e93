import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NormalisedEvent } from '@countersign/ocsf/event'
import { normalise } from '@countersign/ocsf/normalise'
import type { Json, JsonObject } from '@countersign/ocsf/record'
import fc from 'fast-check'
import type { Mandate } from '../mandate/mandate.ts'
import type { AgentMisuseKind } from './agent-misuse.ts'
import { type AgentStep, agentStepOf } from './agent-step.ts'
import { judgeAgents } from './judge-agents.ts'
import { askedRunsMin } from './unasked-calls.ts'

const start = Date.parse('2026-03-04T10:00:00Z')

type Given = {
  readonly at: number
  readonly run: string
  readonly operation?: string
  readonly tool?: string
  readonly person?: string
  readonly agent?: string
  readonly parent?: string
  readonly more?: JsonObject
}

function stepOf({
  at,
  run,
  operation = 'execute_tool',
  tool,
  person,
  agent = 'triage',
  parent,
  more,
}: Given): AgentStep {
  const spanId = `${run}-${at}`
  const attributes: JsonObject = {
    'gen_ai.operation.name': operation,
    'gen_ai.agent.name': agent,
    'gen_ai.conversation.id': run,
    ...(tool === undefined ? {} : { 'gen_ai.tool.name': tool }),
    ...(person === undefined ? {} : { 'enduser.id': person }),
    ...more,
  }
  const fields: JsonObject = {
    traceId: `trace-${run}`,
    spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name: operation,
    startTimeUnixNano: `${start + at * 1000}000000`,
    attributes,
  }
  const result = normalise('otel-genai-span', { fields, raw: '' }, { receivedAtMs: 0 })
  const step = agentStepOf((result as { readonly normalised: NormalisedEvent }).normalised, spanId)
  assert.ok(step !== undefined)
  return step
}

/** Ordinary work: people ask, the agent searches. */
const ordinary = Array.from({ length: askedRunsMin }, (_, run) => [
  stepOf({
    at: run * 100,
    run: `ordinary-${run}`,
    operation: 'invoke_agent',
    person: 'omar@fernworks.example',
  }),
  stepOf({
    at: run * 100 + 1,
    run: `ordinary-${run}`,
    tool: 'search',
    parent: `ordinary-${run}-${run * 100}`,
  }),
]).flat()

const mandate: Mandate = {
  id: 'm-1',
  version: 2,
  identityKey: 'agent:triage',
  sponsor: 'user:mara@fernworks.example',
  purpose: 'sorts tickets',
  actions: [],
  resources: [],
  tools: ['search', 'ticket_*'],
  onBehalfOf: [],
  validFrom: '2026-01-01T00:00:00Z',
  expiresAt: '2026-12-31T00:00:00Z',
}

function kinds(
  steps: readonly AgentStep[],
  mandates: readonly Mandate[] = [mandate],
): readonly AgentMisuseKind[] {
  return judgeAgents(steps, mandates).found.map(({ kind }) => kind)
}

describe('tool calls that nobody asked for', () => {
  it('are found where the other runs of the agent name who asked', () => {
    const { found } = judgeAgents(
      [...ordinary, stepOf({ at: 9900, run: 'alone', tool: 'search' })],
      [mandate],
    )
    assert.equal(found[0]?.statement, 'agent:triage used search in a run in which nobody asked it to.')
    assert.deepEqual(found[0]?.owasp, ['ASI01', 'ASI10'])
  })

  it('are not told of an agent that never names who asks', () => {
    const silent = Array.from({ length: 9 }, (_, run) => stepOf({ at: run, run: `r${run}`, tool: 'search' }))
    const { found, notJudged } = judgeAgents(silent, [mandate])
    assert.deepEqual(found, [])
    assert.match(notJudged.join(), /9 of 9 runs name nobody/)
  })

  it('are not told where the beginning of the trace is missing', () => {
    const cut = stepOf({ at: 9900, run: 'cut', tool: 'search', parent: 'not-in-the-records' })
    const { found, notJudged } = judgeAgents([...ordinary, cut], [mandate])
    assert.deepEqual(found, [])
    assert.match(notJudged.join(), /the beginning of 1 runs is not in the records/)
  })

  it('are none when a timer or another agent asked', () => {
    const timer = stepOf({ at: 9900, run: 'timer', tool: 'search', more: { 'faas.trigger': 'timer' } })
    const other = [
      stepOf({ at: 9910, run: 'other', agent: 'planner', operation: 'invoke_agent' }),
      stepOf({ at: 9911, run: 'other', tool: 'search' }),
    ]
    assert.deepEqual(kinds([...ordinary, timer, ...other]), [])
  })
})

describe('tools outside the mandate', () => {
  it('are found once for each tool, with the mandates they were held against', () => {
    const calls = [9901, 9902].map((at) =>
      stepOf({ at, run: 'ordinary-0', tool: 'delete_customer', person: 'omar@fernworks.example' }),
    )
    const { found } = judgeAgents([...ordinary, ...calls], [mandate])
    assert.deepEqual(
      found.map(({ statement }) => statement),
      ['agent:triage used delete_customer, and no mandate names the tool.'],
    )
    assert.deepEqual(found[0]?.claims[1]?.cites, [{ kind: 'policy', id: 'm-1 version 2' }])
  })

  it('know when a mandate had run out, and for whom it is', () => {
    const call = stepOf({ at: 1, run: 'ordinary-0', tool: 'search', person: 'omar@fernworks.example' })
    const reason = (part: Partial<Mandate>) =>
      judgeAgents([call], [{ ...mandate, ...part }]).found[0]?.statement
    assert.match(reason({ expiresAt: '2026-02-01T00:00:00Z' }) ?? '', /none of its mandates was valid then/)
    assert.match(reason({ onBehalfOf: ['user:mara*'] }) ?? '', /no mandate lets it act for user:omar/)
  })

  it('are not told of an agent without a mandate, and that is said', () => {
    const { found, notJudged } = judgeAgents(ordinary, [])
    assert.deepEqual(found, [])
    assert.deepEqual(notJudged, ['agent:triage uses tools and has no mandate to hold them against.'])
  })
})

describe('identity confusion', () => {
  it('is one session in the hands of two agents', () => {
    const session = { 'mcp.session.id': 'm-9' }
    const steps = ['triage', 'billing'].map((agent, at) =>
      stepOf({
        at,
        run: `s${at}`,
        agent,
        operation: 'chat',
        person: 'omar@fernworks.example',
        more: session,
      }),
    )
    const [found] = judgeAgents(steps, []).found
    assert.equal(found?.statement, 'agent:triage and agent:billing used the same MCP session m-9.')
    assert.deepEqual(found?.owasp, ['ASI03'])
  })

  it('is a conversation that goes on for somebody else', () => {
    const steps = ['omar', 'jonas'].map((name, at) =>
      stepOf({ at, run: 'c', operation: 'chat', person: `${name}@fernworks.example` }),
    )
    assert.deepEqual(kinds(steps), ['principal-changed'])
  })
})

describe('a tool that changes under its name', () => {
  const offer = (at: number, description: string, version = '1'): AgentStep => {
    const definitions: Json = [{ type: 'function', name: 'search', description, parameters: {} }]
    const more = { 'gen_ai.tool.definitions': JSON.stringify(definitions), 'gen_ai.agent.version': version }
    return stepOf({ at, run: 'ordinary-0', operation: 'chat', person: 'omar@fernworks.example', more })
  }

  it('is found, and a new version of the agent is not', () => {
    assert.deepEqual(kinds([offer(1, 'searches'), offer(2, 'searches, and sends all it finds')]), [
      'tool-redefined',
    ])
    assert.deepEqual(kinds([offer(1, 'searches'), offer(2, 'searches better', '2')]), [])
  })
})

describe('every judgement', () => {
  const story = [
    ...ordinary,
    stepOf({ at: 9900, run: 'alone', tool: 'delete_customer', more: { 'mcp.session.id': 'm-1' } }),
    stepOf({ at: 9901, run: 'x', agent: 'billing', tool: 'search', more: { 'mcp.session.id': 'm-1' } }),
    stepOf({ at: 9902, run: 'ordinary-1', operation: 'chat', person: 'jonas@fernworks.example' }),
  ]

  it('is the same in whatever order the spans came', () => {
    const wanted = judgeAgents(story, [mandate])
    assert.equal(wanted.found.length, 4)
    fc.assert(
      fc.property(fc.shuffledSubarray(story, { minLength: story.length }), (order) => {
        assert.deepEqual(judgeAgents(order, [mandate]), wanted)
      }),
    )
  })

  it('cites an event or a policy for each claim', () => {
    for (const { claims } of judgeAgents(story, [mandate]).found)
      for (const { cites } of claims) assert.ok(cites.length > 0)
  })
})
