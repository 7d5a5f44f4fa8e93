import type { DetectionFinding } from '@countersign/incident/finding'
import type { StoryRecord } from './investigate-range.ts'

export type StoryScore = {
  readonly story: string
  /** Incidents that hold at least one record of the story. */
  readonly incidents: number
}

export type DayScore = {
  readonly stories: readonly StoryScore[]
  readonly incidents: number
  /** Incidents that hold no record of any story. */
  readonly noise: number
  /** Incidents that hold records of several stories. */
  readonly lumped: number
}

type Found = { readonly findings: readonly Pick<DetectionFinding, 'events'>[] }

/** What was found beside what happened. `storyOf` is keyed by `recordKey`. */
export function scoreDay(
  told: readonly string[],
  incidents: readonly Found[],
  storyOf: ReadonlyMap<string, StoryRecord>,
): DayScore {
  const perIncident = incidents.map((incident) => storiesIn(incident, storyOf))
  return {
    stories: told.map((story) => ({
      story,
      incidents: perIncident.filter((stories) => stories.has(story)).length,
    })),
    incidents: incidents.length,
    noise: perIncident.filter((stories) => stories.size === 0).length,
    lumped: perIncident.filter((stories) => stories.size > 1).length,
  }
}

export const recordKey = (file: string, line: number) => `${file}:${line}`

function storiesIn({ findings }: Found, storyOf: ReadonlyMap<string, StoryRecord>): ReadonlySet<string> {
  const locators = findings.flatMap(({ events }) => events.flatMap(({ ref }) => ref.locator ?? []))
  return new Set(locators.flatMap(({ file, line }) => storyOf.get(recordKey(file, line))?.story ?? []))
}
