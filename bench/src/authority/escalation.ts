import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escalationPaths } from '@countersign/authority/escalation/escalation-path'
import type { ConformanceRow, ConformanceRun } from '../conformance-row.ts'
import { corpus, missingCorpus } from '../corpora.ts'
import { readScenarios } from './escalation-answer.ts'
import { cleanAccounts } from './escalation-clean-accounts.ts'
import { type ScenarioScore, scoreScenario } from './escalation-scenario.ts'
import { type PublicPath, worldFor } from './escalation-worlds.ts'

const area = 'escalation'
const labs = 'identity/pathfinding-labs'
const catalogue = 'identity/pathfinding-paths'

/** Escalation paths: labelled Terraform scenarios, the public catalogue, and accounts that are as they should be. */
export const conformanceEscalation: ConformanceRun = async () => [
  ...(await labelled()),
  ...publicPaths(),
  cleanRow(),
]

async function labelled(): Promise<readonly ConformanceRow[]> {
  const folder = corpus(labs)
  if (folder === undefined) return [notScored('labelled Terraform scenarios', labs)]
  const scores: ScenarioScore[] = []
  for (const scenario of readScenarios(folder)) scores.push(await scoreScenario(scenario))
  const row = (
    set: string,
    holds: (one: ScenarioScore) => boolean,
    why: (one: ScenarioScore) => readonly string[],
    of = scores,
  ): ConformanceRow => {
    const misses = of.filter((one) => !holds(one)).map((one) => `${one.scenario}: ${why(one).join('; ')}`)
    return { area, set, score: of.length - misses.length, total: of.length, misses }
  }
  const withId = scores.filter(({ hasId }) => hasId !== undefined)
  return [
    row(
      'scenarios: principals and hops equal',
      ({ isEqual }) => isEqual,
      ({ reasons }) => reasons,
    ),
    row(
      'scenarios: resources between equal, too',
      ({ isEqualBetween }) => isEqualBetween,
      ({ between }) => between,
    ),
    row(
      'scenarios: target reached',
      ({ isReached }) => isReached,
      () => ['no path from where the drawing starts'],
    ),
    row(
      'scenarios: id of the path',
      ({ hasId }) => hasId === true,
      ({ ids }) => [`found as ${ids.join(', ') || 'nothing'}`],
      withId,
    ),
    adminRow('admins found (sensitivity)', scores, true),
    adminRow('others left alone (specificity)', scores, false),
  ]
}

function adminRow(set: string, scores: readonly ScenarioScore[], wanted: boolean): ConformanceRow {
  const all = scores.flatMap(({ scenario, admins }) => admins.map((one) => ({ scenario, ...one })))
  const own = all.filter((one) => one.wanted === wanted)
  const wrong = own.filter(({ found }) => found !== wanted)
  const misses = wrong.map(
    ({ scenario }) => `${scenario}: ${wanted ? 'an admin was not seen' : 'taken for an admin'}`,
  )
  return { area, set, score: own.length - wrong.length, total: own.length, misses }
}

function publicPaths(): readonly ConformanceRow[] {
  const folder = corpus(catalogue)
  if (folder === undefined) return [notScored('public paths', catalogue)]
  const body: unknown = JSON.parse(readFileSync(join(folder, 'paths.json'), 'utf8'))
  const listed = (Array.isArray(body) ? body : (body as { paths: unknown }).paths) as readonly PublicPath[]
  return [recognised(listed), oneLess(listed)]
}

function idsIn(world: Parameters<typeof escalationPaths>[0]): ReadonlySet<string> {
  const { paths } = escalationPaths(world)
  return new Set(
    paths
      .filter(({ certainty }) => certainty === 'proven')
      .flatMap(({ hops }) => hops.map(({ rule }) => rule)),
  )
}

/** A world that holds what a path needs, and nothing else: the path has to be found there under its id. */
function recognised(listed: readonly PublicPath[]): ConformanceRow {
  const misses = listed.flatMap((path) => {
    const world = worldFor(path)
    if (world === undefined) return [`${path.id}: no world is drawn for it`]
    return idsIn(world).has(path.id) ? [] : [`${path.id}: not found in its own world`]
  })
  return {
    area,
    set: 'public paths recognised',
    score: listed.length - misses.length,
    total: listed.length,
    misses,
  }
}

/**
 * The same worlds with one permission taken away: the path must be gone, and whatever is still found has to be a path
 * whose own permissions are all still there.
 */
function oneLess(listed: readonly PublicPath[]): ConformanceRow {
  const needs = new Map(
    listed.map((path) => [path.id, path.permissions.required.map(({ permission }) => permission)]),
  )
  const misses: string[] = []
  let total = 0
  for (const path of listed)
    for (const permission of needs.get(path.id) ?? []) {
      const world = worldFor(path, permission)
      if (world === undefined) continue
      total++
      const held = (needs.get(path.id) ?? []).filter((one) => one !== permission)
      const wrong = [...idsIn(world)].filter(
        (id) => !(needs.get(id) ?? ['unlisted']).every((one) => held.includes(one)),
      )
      if (wrong.length > 0) misses.push(`${path.id} without ${permission}: ${wrong.join(', ')} found`)
    }
  return { area, set: 'nothing found with one permission less', score: total - misses.length, total, misses }
}

function cleanRow(): ConformanceRow {
  const misses = cleanAccounts.flatMap(({ name, snapshot }) => {
    const proven = escalationPaths(snapshot).paths.filter(({ certainty }) => certainty === 'proven')
    return proven.length === 0
      ? []
      : [
          `${name}: ${proven.map(({ principal, hops }) => `${principal} ${hops.map(({ rule }) => rule).join('+')}`).join('; ')}`,
        ]
  })
  const total = cleanAccounts.length
  return { area, set: 'clean accounts without a path', score: total - misses.length, total, misses }
}

function notScored(set: string, path: string): ConformanceRow {
  return { area, set, score: 0, total: 0, misses: [], missing: missingCorpus(path) }
}
