import type { Resolution } from '@countersign/api/incident'
import type { VerdictLabel } from '@countersign/api/triage'
import type { TrainingEvent } from '@countersign/intent/sequence/training-data'
import type { IncidentOutcome } from '../incident/service.ts'
import type { HistoryFinding } from './history.ts'

/** `duplicate` and `undetermined` say nothing of what it was. */
const labelOfResolution: Readonly<Record<Resolution, VerdictLabel | undefined>> = {
  'true-positive': 'attack',
  'benign-true-positive': 'benign',
  'false-positive': 'benign',
  'authorised-test': 'benign',
  duplicate: undefined,
  undetermined: undefined,
}

/** What a resolved incident was, on a person's word. */
export function labelOf({ status, resolution }: IncidentOutcome): VerdictLabel | undefined {
  return status === 'resolved' && resolution !== null ? labelOfResolution[resolution] : undefined
}

export type SaidOfFinding = { readonly label: VerdictLabel; readonly intent: string | null }

/**
 * The history with what people said of it. What the platform closed by itself is no label: it would learn from its own
 * word. A review of such a closing is one, and an analyst's word on a finding goes before everything.
 */
export function labelled(
  history: readonly HistoryFinding[],
  outcomes: readonly IncidentOutcome[],
  said: ReadonlyMap<string, SaidOfFinding>,
  closedByPlatform: ReadonlySet<string>,
): readonly TrainingEvent[] {
  const labels = new Map<string, VerdictLabel>()
  for (const outcome of outcomes) {
    const label = closedByPlatform.has(outcome.incidentId) ? undefined : labelOf(outcome)
    if (label !== undefined) for (const id of outcome.findingIds) labels.set(id, label)
  }
  return history.map(({ id, entity, type, timeMs }) => {
    const own = said.get(id)
    const label = own?.label ?? labels.get(id)
    return {
      id,
      entity,
      type,
      timeMs,
      ...(label === undefined ? {} : { label }),
      ...(own?.intent == null ? {} : { step: own.intent }),
    }
  })
}
