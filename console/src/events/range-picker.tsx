import { Button, Popover, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { dateTimeText } from '../text/time-words.ts'
import { defaultLast, type EventSearch, rangeOf } from './event-search.ts'
import css from './events.module.css'

const lasts = ['15m', '1h', '24h', '7d', '30d'] as const

/** The range: one of the usual ones that end now, or from here to there. */
export function RangePicker({ search }: { readonly search: EventSearch }) {
  const isAbsolute = search.from !== undefined
  const here = isAbsolute ? undefined : (search.last ?? defaultLast)
  return (
    <div className={css.ranges}>
      <nav className={css.lasts} aria-label="Time range">
        {lasts.map((last) => (
          <Link
            key={last}
            to="/events"
            search={{
              ...search,
              last: last === defaultLast ? undefined : last,
              from: undefined,
              to: undefined,
            }}
            data-here={last === here || undefined}
            aria-current={last === here ? 'true' : undefined}
            aria-label={`Last ${last}`}
            preload={false}
          >
            {last}
          </Link>
        ))}
      </nav>
      <Popover position="bottom-start" trapFocus withinPortal shadow="md">
        <Popover.Target>
          <Button variant="default" data-here={isAbsolute || undefined}>
            {isAbsolute
              ? `${dateTimeText(search.from ?? '')} to ${search.to === undefined ? 'now' : dateTimeText(search.to)}`
              : 'From, to…'}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <FromTo key={`${search.from}${search.to}${search.last}`} search={search} />
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}

function FromTo({ search }: { readonly search: EventSearch }) {
  const navigate = useNavigate()
  const range = rangeOf(search, Date.now())
  const [from, setFrom] = useState(inputText(range.from))
  const [to, setTo] = useState(inputText(range.to))
  const isWrong = !(inputMs(from) < inputMs(to))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isWrong) return
    const next = { from: new Date(inputMs(from)).toISOString(), to: new Date(inputMs(to)).toISOString() }
    void navigate({ to: '/events', search: { ...search, ...next, last: undefined } })
  }
  return (
    <form onSubmit={submit} className={css.fromTo}>
      <TextInput
        type="datetime-local"
        step={1}
        label="From (UTC)"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        step={1}
        label="To (UTC)"
        value={to}
        error={isWrong ? 'Has to be after the beginning' : undefined}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <p className="quiet">UTC, as in the records and everywhere in the console.</p>
      <Button type="submit" disabled={isWrong}>
        Show this range
      </Button>
    </form>
  )
}

/** RFC 3339 to the form that the input has: without a zone. */
function inputText(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19)
}

/** What stands in the input, read as UTC. */
function inputMs(text: string): number {
  return Date.parse(`${text}Z`)
}
