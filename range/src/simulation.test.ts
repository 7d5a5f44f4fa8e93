import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSimulation, groundTruth, simulate, simulatedTenants } from './simulation.ts'

const options = {
  ...defaultSimulation,
  startMs: Date.UTC(2026, 2, 4, 9, 0, 0),
  durationSeconds: 1800,
  eventsPerSecond: 10,
}

test('the same seed tells the same day, another seed another', () => {
  const lines = (seed: number): string =>
    [...simulate({ ...options, seed })].map((record) => record.line).join('\n')
  assert.equal(lines(7), lines(7))
  assert.notEqual(lines(7), lines(8))
})

test('lines come in time order, from every source of every tenant', () => {
  const records = [...simulate(options)]
  assert.ok(records.every((record, at) => at === 0 || record.atMs >= (records[at - 1]?.atMs ?? 0)))
  const seen = new Set(records.map((record) => `${record.tenantId}/${record.source}`))
  const declared = simulatedTenants.flatMap((tenant) =>
    tenant.sources.map((source) => `${tenant.id}/${source.name}`),
  )
  assert.deepEqual([...seen].sort(), declared.sort())
})

test('the rate is about what was asked for', () => {
  const perSecond = [...simulate(options)].length / options.durationSeconds
  assert.ok(perSecond > 8 && perSecond < 12.5, `${perSecond} events per second`)
})

test('each story leaves exactly the lines its ground truth counts', () => {
  const truths = groundTruth(options)
  assert.deepEqual(
    truths.map((truth) => truth.story),
    ['stolen-ci-role', 'agent-beyond-task', 'password-spray'],
  )
  const records = [...simulate(options)]
  for (const truth of truths) {
    const lines = records.filter((record) => record.story?.id === truth.story)
    assert.equal(lines.length, truth.records)
    assert.ok(
      lines.every(
        (line) => line.tenantId === truth.tenantId && line.atMs >= truth.startMs && line.atMs <= truth.endMs,
      ),
    )
  }
})

test('no line tells that it belongs to a story', () => {
  for (const record of simulate(options))
    assert.ok(!/stolen-ci-role|agent-beyond-task|password-spray|"story"/.test(record.line))
})
