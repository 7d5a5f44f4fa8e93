import { counted, durationWords } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import type { SightFacts } from './facts.ts'
import { missing, momentOf, quoted, shown } from './words.ts'

const silenceMinMs = 3_600_000
/** A silence counts when it is this many times as long as the longest of the days before. */
const silenceFactor = 2

/** Whether the sources that told of it were alive: what they did not deliver nobody saw. */
export function sightClaims({ sources, unreadLines, fromMs, toMs }: SightFacts): readonly Claim[] {
  const span = `between ${momentOf(fromMs)} and ${momentOf(toMs)}`
  return [
    ...sources.flatMap((source) => sourceClaims(source, span, fromMs)),
    ...(unreadLines > 0
      ? [missing(`${counted(unreadLines, 'line')} that came ${span} could not be read: nobody judged them.`)]
      : []),
  ]
}

function sourceClaims(
  source: SightFacts['sources'][number],
  span: string,
  windowFromMs: number,
): readonly Claim[] {
  const { name, hours, hoursWithEvents, longestSilence, usualSilenceMs, cites } = source
  const silenceMs = longestSilence.toMs - longestSilence.fromMs
  const text = `The source ${quoted(name)} delivered records of ${hoursWithEvents} of ${counted(hours, 'hour')} ${span}.`
  const alive = shown('for', 'proven', text, cites)
  if (silenceMs < silenceMinMs) return alive
  if (usualSilenceMs !== undefined && silenceMs < usualSilenceMs * silenceFactor) return alive
  // Nothing earlier is held of it: it had not begun, which is no silence.
  if (usualSilenceMs === undefined && longestSilence.fromMs === windowFromMs)
    return [
      ...alive,
      missing(`Its records begin only on ${momentOf(longestSilence.toMs)}; what came before is not known.`),
    ]
  const usual =
    usualSilenceMs === undefined
      ? 'there is nothing from the days before to compare with'
      : `in the days before its longest silence was ${durationWords(usualSilenceMs)}`
  return [
    ...alive,
    missing(
      `It was silent for ${durationWords(silenceMs)} from ${momentOf(longestSilence.fromMs)}, and ${usual}: what happened then is not known.`,
    ),
  ]
}
