import { parseArgs } from 'node:util'
import { openRuleBook, starterPackPath } from '@countersign/cli/rule-book'
import { defaultSimulation } from '@countersign/range/simulation'
import { type InvestigatedTenant, investigateRange } from './investigate-range.ts'

const hours = 12
/** Stories of one tenant overlap: the next begins while the one before may still go on. */
const storyEverySeconds = 4800

/** `npm run bench -- stories [--seeds N] [--from N] [--rate N] [--verbose]`: seeds N from the given one on. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '10' },
      from: { type: 'string', default: '1' },
      rate: { type: 'string', default: '1' },
      verbose: { type: 'boolean', default: false },
    },
  })
  const book = await openRuleBook([starterPackPath])
  const days: InvestigatedTenant[] = []
  for (let at = 0; at < Number(values.seeds); at += 1) {
    const options = {
      ...defaultSimulation,
      seed: Number(values.from) + at,
      startMs: Date.UTC(2026, 2, 4, 8),
      durationSeconds: hours * 3600,
      eventsPerSecond: Number(values.rate),
      storyEverySeconds,
      longStories: true,
    }
    days.push(...(await investigateRange(book, options)))
  }
  printScores(days, Number(values.seeds))
  if (values.verbose) printTitles(days)
  return 0
}

function printScores(days: readonly InvestigatedTenant[], seeds: number): void {
  const stories = days.flatMap((day) => day.stories)
  const found = stories.filter(({ incidents }) => incidents > 0)
  console.log(`${seeds} seeds, ${hours} hours each, ${stories.length} stories\n`)
  for (const [story, scores] of Map.groupBy(stories, (one) => one.story))
    console.log(`  ${story.padEnd(24)}${mean(scores).toFixed(2)} incidents, missed ${missed(scores)}`)
  console.log(`\nincidents per story found   ${mean(found).toFixed(2)}`)
  console.log(`stories missed              ${missed(stories)}`)
  console.log(`incidents of several        ${sum(days, (day) => day.lumped)}`)
  const incidents = sum(days, (day) => day.incidents)
  const noise = sum(days, (day) => day.noise)
  console.log(
    `incidents of honest work    ${noise} of ${incidents} (${((100 * noise) / incidents).toFixed(1)} %)`,
  )
}

function printTitles(days: readonly InvestigatedTenant[]): void {
  for (const { tenantId, found } of days)
    for (const incident of found) console.log(`${tenantId}  ${incident.severity}  ${incident.title}`)
}

const mean = (scores: readonly { readonly incidents: number }[]) =>
  sum(scores, ({ incidents }) => incidents) / Math.max(1, scores.length)
const missed = (scores: readonly { readonly incidents: number }[]) =>
  scores.filter(({ incidents }) => incidents === 0).length

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((total, one) => total + value(one), 0)
}
