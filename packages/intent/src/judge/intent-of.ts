import type { Verdict } from './decide.ts'
import { type Intent, type IntentName, intents } from './intents.ts'
import type { Family, JudgeBook } from './judge-book.ts'

/** Fewest pauses from which the rhythm of a family is judged, and the share within two neighbouring classes of time. */
const pausesMin = 10
const regularFrom = 0.6

/**
 * What an event is taken to be for. A person's word on the cluster comes first, then the steps of the attacks in it;
 * what is closed is automation where its episodes come at a machine's rhythm. Undefined where nothing says.
 */
export function intentOf(
  book: JudgeBook,
  family: Family | undefined,
  clusterId: string | undefined,
  verdict: Verdict,
): Intent | undefined {
  if (family === undefined) return undefined
  const label = clusterId === undefined ? undefined : book.labels[clusterId]
  if (label?.intent !== undefined) return intent(label.intent, [], `${label.by}, ${label.at}`)
  if (verdict === 'close') return closedIntent(family)
  return verdict === 'abstain' ? undefined : attackIntent(book, family, clusterId)
}

function closedIntent(family: Family): Intent {
  if (!isRegular(family)) return intent('benign-activity', [], `${family.benignEpisodes} benign episodes`)
  return intent('benign-automation', [], `the rhythm of ${family.benignEpisodes} benign episodes`)
}

/** Whether most pauses lie within two neighbouring classes: people do not keep time like that for days. */
function isRegular({ pauses }: Family): boolean {
  const total = pauses.reduce((sum, count) => sum + count, 0)
  const best = pauses.reduce((most, count, index) => Math.max(most, count + (pauses[index + 1] ?? 0)), 0)
  return total >= pausesMin && best / total >= regularFrom
}

function attackIntent(book: JudgeBook, family: Family, clusterId: string | undefined): Intent | undefined {
  const own = family.clusters.filter(({ id }) => id === clusterId)
  for (const { step, eventId } of [...own, ...family.clusters].flatMap(({ precedents }) => precedents)) {
    const known = step === undefined ? undefined : book.intents[step]
    if (known !== undefined) return intent(known.name, known.techniques, `the labelled event ${eventId}`)
  }
  return undefined
}

function intent(name: IntentName, techniques: readonly string[], onTheWordOf: string): Intent {
  const known: { readonly title: string; readonly tactic?: string } = intents[name]
  return { name, ...(known.tactic === undefined ? {} : { tactic: known.tactic }), techniques, onTheWordOf }
}
