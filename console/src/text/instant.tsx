import { Tooltip } from '@mantine/core'
import { ageWords, clockText, dateTimeText, utcText, viewersTime } from './time-words.ts'
import { useNow } from './use-now.ts'

type Look = 'age' | 'time' | 'date-time'

/** A moment in UTC; on hover to the millisecond, and in the viewer's own zone. */
export function Instant({ at, look = 'date-time' }: { readonly at: string; readonly look?: Look }) {
  return (
    <Tooltip label={`${utcText(at)} UTC, here ${viewersTime(at)}`}>
      <time dateTime={at} className="number">
        {look === 'age' ? <Age at={at} /> : look === 'time' ? clockText(at) : dateTimeText(at)}
      </time>
    </Tooltip>
  )
}

function Age({ at }: { readonly at: string }) {
  return ageWords(Date.parse(at), useNow())
}
