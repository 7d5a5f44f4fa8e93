import { identityName } from '@countersign/authority/explain/identity-words'
import { counted, sentence } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import type { DoingFacts } from './facts.ts'
import { listedOf, momentOf, quoted, shown } from './words.ts'

const deedsShown = 8

/** What it did besides what was reported. */
export function doingClaims(doings: readonly DoingFacts[]): readonly Claim[] {
  return doings.flatMap((doing) => [...besides(doing), ...refusals(doing)])
}

function besides({ identityKey, fromMs, toMs, events, kinds, deeds, cites }: DoingFacts): readonly Claim[] {
  const name = sentence(identityName(identityKey))
  const span = `between ${momentOf(fromMs)} and ${momentOf(toMs)}`
  if (events === 0)
    return shown('for', 'inferred', `${name} did nothing else that our logs show ${span}.`, cites)
  const listedDeeds = listedOf(
    deeds.slice(0, deedsShown).map(({ action, count }) => `${quoted(action)} (${count})`),
    kinds,
  )
  const text = `${name} also did ${counted(kinds, 'other kind')} of action in ${counted(events, 'event')} ${span}: ${listedDeeds}.`
  return shown('for', 'proven', text, [...deeds.slice(0, deedsShown).flatMap((deed) => deed.cites), ...cites])
}

function refusals({ identityKey, deeds }: DoingFacts): readonly Claim[] {
  const refused = deeds.filter(({ failures }) => failures > 0)
  if (refused.length === 0) return []
  const total = refused.reduce((sum, { failures }) => sum + failures, 0)
  const what = listedOf(
    refused.slice(0, deedsShown).map(({ action, failures }) => `${quoted(action)} (${failures})`),
    refused.length,
  )
  const text = `Of these, ${counted(total, 'attempt')} of ${identityName(identityKey)} failed: ${what}.`
  return shown(
    'for',
    'proven',
    text,
    refused.flatMap(({ cites }) => cites),
  )
}
