import { inWordsOf, useReader } from '../settings/use-reader.ts'
import { type Place, places } from './page-names.ts'

/** What a page of daily work is called by whoever reads it: as in the bar, so that the heading says the same. */
export function usePlaceName(to: Place['to']): string {
  const reader = useReader()
  const place = places.find((each) => each.to === to)
  return place === undefined ? '' : inWordsOf(reader, place.name, place.plain)
}
