import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomSource } from '../random.ts'
import { benignShareOf, scoreGrid } from './conformal.ts'
import {
  type ContextTally,
  clusterContexts,
  contextDistance,
  contextVector,
  tallyContext,
} from './context-clusters.ts'
import { type Circumstances, decide, standardPolicy } from './decide.ts'
import { addEvidence, type Evidence } from './episodes.ts'
import { isotonic, probabilityAt } from './isotonic.ts'
import { contextFinder } from './known-context.ts'
import { bet, newMartingale } from './martingale.ts'
import { upperBound } from './upper-bound.ts'

const ordinary: Circumstances = {
  known: true,
  probability: 0.001,
  benignShare: 0.6,
  attackUpper: 0.004,
  distance: 0.1,
  alarms: [],
  burst: false,
  flood: false,
  drift: false,
  visible: true,
}
const verdictOf = (change: Partial<Circumstances>) => decide(standardPolicy, { ...ordinary, ...change })

test('what is ordinary is closed, and each thing that is not keeps it open with its reason', () => {
  assert.deepEqual(verdictOf({}), { verdict: 'close' })
  const reasons: readonly (readonly [Partial<Circumstances>, string])[] = [
    [{ known: false }, 'unseen-type'],
    [{ attackUpper: 0.02 }, 'little-evidence'],
    [{ benignShare: 0.001 }, 'low-confidence'],
    [{ benignShare: 0.01, distance: 0.9 }, 'far-from-any-cluster'],
    [{ burst: true }, 'burst'],
    [{ drift: true }, 'drift'],
    [{ visible: false }, 'no-visibility'],
  ]
  for (const [change, reason] of reasons)
    assert.deepEqual(verdictOf(change), { verdict: 'abstain', reason }, reason)
})

test('in an open incident what cannot be closed joins it, and what is ordinary is still closed', () => {
  const alarms = [{ eventId: 'e1', agoMs: 30_000 }]
  assert.deepEqual(verdictOf({ alarms }), { verdict: 'close' })
  assert.equal(verdictOf({ alarms, benignShare: 0.01 }).verdict, 'group')
  assert.equal(verdictOf({ alarms, attackUpper: 0.5 }).verdict, 'group')
  assert.equal(verdictOf({ alarms, distance: 0.9 }).verdict, 'group')
})

test('in the midst of an attack with something never seen nothing is ordinary, before and after', () => {
  const novelty = { eventId: 'e2', agoMs: -2000 }
  assert.equal(verdictOf({ novelty }).verdict, 'close')
  for (const agoMs of [30_000, -30_000])
    assert.equal(verdictOf({ novelty, alarms: [{ eventId: 'e1', agoMs }] }).verdict, 'group')
})

test('a probability, a label and a flood escalate; a label vouches only within its cluster', () => {
  assert.deepEqual(verdictOf({ probability: 0.9 }), { verdict: 'escalate', because: 'probability' })
  assert.deepEqual(verdictOf({ clusterLabel: 'attack' }), { verdict: 'escalate', because: 'label' })
  assert.deepEqual(verdictOf({ flood: true, burst: true }), { verdict: 'escalate', because: 'burst' })
  assert.equal(verdictOf({ attackUpper: 1, clusterLabel: 'benign' }).verdict, 'close')
  assert.equal(verdictOf({ attackUpper: 1, clusterLabel: 'benign', distance: 0.8 }).verdict, 'abstain')
})

test('making anything more suspicious never closes what was open', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, share, share, share, (benignShare, less, attackUpper, more) => {
      const open = verdictOf({ benignShare, attackUpper }).verdict !== 'close'
      const worse = verdictOf({ benignShare: benignShare * less, attackUpper: attackUpper + more })
      if (open) assert.notEqual(worse.verdict, 'close')
    }),
  )
})

test('the upper bound is the rule of three where nothing was seen, and covers as often as it says', () => {
  assert.ok(Math.abs(upperBound(0, 299, 0.95) - 0.01) < 0.0001)
  assert.equal(upperBound(0, 0, 0.95), 1)
  const random = randomSource(4)
  let covered = 0
  for (let turn = 0; turn < 2000; turn += 1) {
    const hits = Array.from({ length: 200 }, () => random.next() < 0.02).filter(Boolean).length
    if (upperBound(hits, 200, 0.9) >= 0.02) covered += 1
  }
  assert.ok(covered / 2000 >= 0.88, `${covered} of 2000`)
})

test('isotonic probabilities rise with the score and are never certain', () => {
  const sample = fc.record({ score: fc.integer({ min: -9, max: 9 }), attack: fc.boolean() })
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), (samples) => {
      const steps = isotonic(samples)
      const stated = samples.map(({ score }) => probabilityAt(steps, score))
      const order = samples
        .map((_, index) => index)
        .sort((a, b) => (samples[a]?.score ?? 0) - (samples[b]?.score ?? 0))
      for (let at = 1; at < order.length; at += 1)
        assert.ok(
          (stated[order[at] as number] as number) >= (stated[order[at - 1] as number] as number) - 1e-9,
        )
      for (const value of stated) assert.ok(value > 0 && value < 1)
    }),
  )
})

test('the benign share is valid: among benign events it is below p no more often than p', () => {
  const random = randomSource(8)
  const draw = () => random.next() + random.next() * 3
  let below = 0
  const rounds = 300
  for (let round = 0; round < rounds; round += 1) {
    const grid = scoreGrid(Array.from({ length: 1500 }, draw))
    for (let turn = 0; turn < 20; turn += 1) if (benignShareOf(grid, draw()) <= 0.1) below += 1
  }
  assert.ok(below / (rounds * 20) <= 0.11, `${below / (rounds * 20)}`)
  assert.equal(benignShareOf([], 1), 0)
})

test('the martingale seldom cries while nothing changes, and soon when events look more like attacks', () => {
  const random = randomSource(5)
  let cries = 0
  for (let family = 0; family < 300; family += 1) {
    const calm = newMartingale()
    let highest = 0
    for (let turn = 0; turn < 200; turn += 1) highest = Math.max(highest, bet(calm, random.next()))
    if (highest >= standardPolicy.driftWealth) cries += 1
  }
  assert.ok(cries <= 1, `${cries}`)
  const changed = newMartingale()
  let turns = 0
  while (bet(changed, random.next() * 0.05) < standardPolicy.driftWealth) turns += 1
  assert.ok(turns < 12, `${turns}`)
})

test('episodes count a burst once, and as an attack when any of it was', () => {
  const byType = new Map<string, Evidence>()
  const at = (seconds: number, label: 'attack' | 'benign') => ({
    id: `${seconds}`,
    entity: 'web',
    type: 'x',
    timeMs: seconds * 1000,
    label,
  })
  addEvidence(byType, [at(0, 'benign'), at(10, 'benign'), at(900, 'benign'), at(901, 'attack')], 300_000)
  const { benignEpisodes, attackEpisodes, benignEvents, attackEvents, peak } = byType.get('x') as Evidence
  assert.deepEqual([benignEpisodes, attackEpisodes, benignEvents, attackEvents, peak], [1, 1, 3, 1, 2])
})

test('clusters hold only contexts within the radius of their exemplar, whatever the order of the samples', () => {
  const context = fc.array(
    fc.record({
      type: fc.integer({ min: 1, max: 6 }),
      weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
    }),
    {
      minLength: 1,
      maxLength: 10,
    },
  )
  fc.assert(
    fc.property(fc.array(context, { minLength: 1, maxLength: 30 }), (contexts) => {
      const vectors = contexts.map((parts) => {
        const sum = parts.reduce((total, { weight }) => total + weight, 0)
        return contextVector(
          parts.map(({ type }) => type),
          parts.map(({ weight }) => weight / sum),
          parts.length,
        )
      })
      const clustersOf = (list: typeof vectors) => {
        const tally: ContextTally = new Map()
        for (const [index, vector] of list.entries())
          tallyContext(tally, { vector, eventId: `e${index}`, label: 'attack' })
        return clusterContexts('x', tally, 0.5)
      }
      const clusters = clustersOf(vectors)
      for (const vector of vectors)
        assert.ok(clusters.some(({ exemplar }) => contextDistance(exemplar, vector) <= 0.5))
      assert.deepEqual(
        clustersOf(vectors.toReversed()).map(({ exemplar }) => exemplar),
        clusters.map(({ exemplar }) => exemplar),
      )
      assert.equal(
        clusters.reduce((sum, { attack }) => sum + attack, 0),
        vectors.length,
      )
    }),
    { numRuns: 40 },
  )
})

test('the quick finder measures what the plain distance does', () => {
  const finder = contextFinder(8)
  const exemplar = { types: [1, 4], weights: [0.25, 0.75] }
  const cluster = { id: 'x #1', exemplar, benign: 9, attack: 0, precedents: [] }
  const found = finder.find([cluster], [4, 2, 4], [0.5, 0.3, 0.2], 3)
  assert.equal(found.index, 0)
  assert.ok(
    Math.abs(found.distance - contextDistance(exemplar, { types: [2, 4], weights: [0.3, 0.7] })) < 1e-12,
  )
  assert.deepEqual(finder.find([], [4], [1], 1), { index: -1, distance: 2 })
})
