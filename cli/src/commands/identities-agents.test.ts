import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AgentStep, agentStepOf } from '@countersign/authority/agents/agent-step'
import { judgeAgents } from '@countersign/authority/agents/judge-agents'
import { normalise } from '@countersign/ocsf/normalise'
import type { JsonObject } from '@countersign/ocsf/record'
import { defaultSimulation, simulate } from '@countersign/range/simulation'

/** A day of the range without a story: every story would begin after it ends. */
function ordinarySteps(seed: number): readonly AgentStep[] {
  const startMs = Date.parse('2026-03-04T00:00:00Z')
  const durationSeconds = 86_400
  const records = simulate({
    ...defaultSimulation,
    seed,
    startMs,
    durationSeconds,
    eventsPerSecond: 0.5,
    firstStorySeconds: durationSeconds * 2,
  })
  return [...records].flatMap(({ source, line, tenantId }, at) => {
    if (source !== 'agents') return []
    const fields = JSON.parse(line) as JsonObject
    const result = normalise('otel-genai-span', { fields, raw: line }, { receivedAtMs: startMs })
    const step = result.kind === 'event' ? agentStepOf(result.normalised, `${tenantId}/${at}`) : undefined
    return step === undefined ? [] : [step]
  })
}

test('agents of ordinary days are not accused', () => {
  for (const seed of [1, 2, 3]) {
    const steps = ordinarySteps(seed)
    assert.ok(steps.length > 100, `${steps.length} steps`)
    assert.deepEqual(judgeAgents(steps, []).found, [])
  }
})
