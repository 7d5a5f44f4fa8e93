import { Readable } from 'node:stream'
import { Investigation } from '@countersign/cli/investigation'
import type { RuleBook } from '@countersign/cli/rule-book'
import type { Incident } from '@countersign/incident/incident'
import {
  groundTruth,
  type SimulationOptions,
  simulate,
  simulatedTenants,
} from '@countersign/range/simulation'
import { type DayScore, recordKey, scoreDay } from './score-stories.ts'

/** A line of an attack. */
export type StoryRecord = { readonly story: string; readonly step: string }

export type InvestigatedTenant = DayScore & {
  readonly tenantId: string
  readonly found: readonly Incident[]
}

/** One simulated day of every tenant through readers, rules, correlations and grouping, each tenant by itself. */
export async function investigateRange(
  book: RuleBook,
  options: SimulationOptions,
): Promise<readonly InvestigatedTenant[]> {
  const { files, storyOf } = filesOf(options)
  const told = groundTruth(options)
  const answers: InvestigatedTenant[] = []
  for (const { id } of simulatedTenants) {
    const nowMs = options.startMs + options.durationSeconds * 1000
    const investigation = new Investigation(book, { tenantId: id, region: 'eu', declared: 'auto', nowMs })
    for (const [name, lines] of files) {
      if (!name.startsWith(`${id}/`)) continue
      await investigation.read(name, Readable.from([Buffer.from(`${lines.join('\n')}\n`)]), () => {})
    }
    const { incidents } = investigation.finish()
    const stories = told.filter(({ tenantId }) => tenantId === id).map(({ story }) => story)
    answers.push({ tenantId: id, found: incidents, ...scoreDay(stories, incidents, storyOf) })
  }
  return answers
}

function filesOf(options: SimulationOptions): {
  readonly files: ReadonlyMap<string, readonly string[]>
  readonly storyOf: ReadonlyMap<string, StoryRecord>
} {
  const files = new Map<string, string[]>()
  const storyOf = new Map<string, StoryRecord>()
  for (const { tenantId, source, line, story } of simulate(options)) {
    const name = `${tenantId}/${source}.log`
    const lines = files.get(name) ?? []
    files.set(name, lines)
    lines.push(line)
    if (story !== undefined) storyOf.set(recordKey(name, lines.length), { story: story.id, step: story.step })
  }
  return { files, storyOf }
}
