import { listed } from '@countersign/authority/explain/words'
import type { ProposedAction } from '@countersign/explanation/explanation'
import { undoActions } from './aws-undo.ts'
import type { EventFacts } from './finding.ts'

/** What takes back what an AWS identity did, and what to look at because it outlives the identity. */
export function afterAwsActions(events: readonly EventFacts[]): readonly ProposedAction[] {
  return [...undoActions(events), ...reviewOf(events)]
}

/** What a stolen identity leaves behind outlives the identity. */
function reviewOf(events: readonly EventFacts[]): readonly ProposedAction[] {
  const changes = events.filter(
    (event) =>
      event.outcome === 'success' &&
      /^(?:Create|Attach|Put|Update|Add|Import|Register|Authorize|Modify)/.test(event.action),
  )
  const actions = [...new Set(changes.map((event) => event.action))]
  if (actions.length === 0) return []
  return [
    {
      title: `Check what ${listed(actions.slice(0, 4))} left behind, and undo what nobody ordered`,
      effect:
        'New keys, users, trust and permissions keep working after the identity that made them is blocked.',
      breaks: 'Nothing while checking.',
      reversal: 'Not needed for a check; note each object before removing it.',
    },
  ]
}
