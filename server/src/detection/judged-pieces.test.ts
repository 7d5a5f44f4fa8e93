import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { hourMs, judgedPieces } from './judged-pieces.ts'

const minute = 60_000
const now = Date.UTC(2026, 2, 4, 12)

function planOf(correlation: string) {
  const base = (name: string) =>
    `title: ${name}\nid: ${name}\nlogsource: {product: x}\ndetection: {s: {f: v}, condition: s}\n---\n`
  const yaml = `${base('a')}${base('b')}title: top\nid: top\ncorrelation: ${correlation}`
  const [planned] = planCorrelations(parseSigmaDocuments(yaml, { pack: 'p', path: 'x.yml' })).planned
  assert.ok(planned)
  return planned.plan
}

const count = planOf('{type: event_count, rules: [a], timespan: 10m, condition: {gte: 3}}')
const absence = planOf('{type: temporal, rules: [a, b], timespan: 10m, condition: a and not b}')
const times = { judgedToMs: now - 5 * minute, horizonMs: now }
const newsAt = (ruleId: string, at: number) => ({ ruleId, hourMs: at })

test('without news there is nothing to judge', () => {
  assert.deepEqual(judgedPieces(count, [], times), [])
  assert.deepEqual(judgedPieces(count, [newsAt('other', now)], times), [])
})

test('an hour with news is judged, and after it as far as its rows reach', () => {
  assert.deepEqual(judgedPieces(count, [newsAt('a', now)], times), [
    { fromMs: now, toMs: now + hourMs + 10 * minute },
  ])
})

test('late news is judged where it belongs, without what lies between', () => {
  const lateMs = now - 90 * 24 * hourMs
  assert.deepEqual(judgedPieces(count, [newsAt('a', now), newsAt('a', lateMs)], times), [
    { fromMs: lateMs, toMs: lateMs + hourMs + 10 * minute },
    { fromMs: now, toMs: now + hourMs + 10 * minute },
  ])
})

test('hours in a row are one stretch, cut into days', () => {
  const hours = Array.from({ length: 30 }, (_, i) => newsAt('a', now + i * hourMs))
  const pieces = judgedPieces(count, hours, times)
  assert.deepEqual(pieces, [
    { fromMs: now, toMs: now + 24 * hourMs - 1 },
    { fromMs: now + 24 * hourMs, toMs: now + 30 * hourMs + 10 * minute },
  ])
})

test('an absence is judged when its time has come, although nothing is new', () => {
  assert.deepEqual(judgedPieces(absence, [], times), [{ fromMs: now - 15 * minute, toMs: now }])
  assert.deepEqual(judgedPieces(absence, [], { ...times, horizonMs: times.judgedToMs }), [])
})
