import { Tooltip } from '@mantine/core'
import { useLiveState } from '../api/live.ts'
import { useNow } from '../text/use-now.ts'
import css from './shell.module.css'

const says = {
  live: ['Live', 'Changes on the server appear here by themselves.'],
  connecting: ['Connecting', 'Changes do not arrive at the moment; trying again.'],
  lost: ['Not live', 'The server refused the stream of changes; asking again every few seconds.'],
} as const

export function Connection() {
  const state = useLiveState()
  const [word, detail] = says[state]
  return (
    <Tooltip label={detail}>
      <span className={css.connection} data-state={state} role="status">
        <span className={css.dot} />
        <span className={css.word}>{word}</span>
      </span>
    </Tooltip>
  )
}

/** Now, in the zone of every time that the console shows. */
export function UtcClock() {
  const now = new Date(useNow()).toISOString()
  return (
    <Tooltip label="All times are UTC, as in the records.">
      <time className={css.clock} dateTime={now.slice(0, 16)}>
        {now.slice(11, 16)} UTC
      </time>
    </Tooltip>
  )
}
