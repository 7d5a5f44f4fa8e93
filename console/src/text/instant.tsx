import { Tooltip } from '@mantine/core'
import { ageWords, localDateTime, localTime, utcText } from './time-words.ts'
import { useNow } from './use-now.ts'

type Look = 'age' | 'time' | 'date-time'

/** A moment in the viewer's zone; UTC, to the millisecond, on hover and for assistive technology. */
export function Instant({ at, look = 'date-time' }: { readonly at: string; readonly look?: Look }) {
  return (
    <Tooltip label={`${utcText(at)} UTC`}>
      <time dateTime={at} className="number">
        {look === 'age' ? <Age at={at} /> : look === 'time' ? localTime(at) : localDateTime(at)}
      </time>
    </Tooltip>
  )
}

function Age({ at }: { readonly at: string }) {
  return ageWords(Date.parse(at), useNow())
}
