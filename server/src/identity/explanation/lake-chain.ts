import { chainEventOf } from '@countersign/authority/chain/chain-event-of'
import { type ChainLookups, eventsPerMarkMax, markText } from '@countersign/authority/chain/chain-lookups'
import { type LakeEventReader, readLakeEvents } from './lake-events.ts'

/**
 * Follows a chain in the lake: events by the marks that were noted when they came in, through an index of their own.
 * Where more carry a mark than are looked at, those nearest in time to the explained event are.
 */
export function lakeChain(reader: LakeEventReader, explainedMs: number): ChainLookups {
  return {
    find: async (query) => {
      const found = await readLakeEvents(reader, {
        where: 'has(chain_marks, {mark:String})',
        order: 'abs(toUnixTimestamp64Milli(time) - {explained_ms:Int64}), event_id',
        max: eventsPerMarkMax,
        params: { mark: markText(query), explained_ms: explainedMs },
      })
      return found.map(({ normalised, ref }) => chainEventOf(normalised, ref))
    },
  }
}
