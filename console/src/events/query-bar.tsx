import { fields } from '@countersign/filter/field'
import { Button, Popover, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { Keys } from '../actions/keys.tsx'
import { useActions } from '../actions/use-actions.ts'
import { type EventFilter, exportAddress } from '../api/queries.ts'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { SavedViews } from '../views/saved-views.tsx'
import type { EventSearch } from './event-search.ts'
import css from './events.module.css'
import { queryExamples, queryProblem } from './query-grammar.ts'
import { RangePicker } from './range-picker.tsx'

/** What is asked of the lake: text, range, tenants. All of it is in the address. */
export function QueryBar(props: {
  readonly search: EventSearch
  readonly filter: EventFilter
  readonly error: string | undefined
  readonly onAskAgain: () => void
}) {
  const { search } = props
  return (
    <search className={css.query}>
      <QueryText key={search.q ?? ''} search={search} error={props.error} onAskAgain={props.onAskAgain} />
      <div className={css.narrow}>
        <RangePicker search={search} />
        <TenantFilter
          chosen={search.tenant ?? []}
          linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
        />
        <SavedViews page="events" />
        <QueryHelp search={search} />
        <ActionButton action="event.copy-link" variant="subtle">
          Copy link
        </ActionButton>
        <Button
          component="a"
          variant="subtle"
          href={exportAddress(props.filter)}
          download="events.ndjson"
          title="These events with their records, one JSON object a line"
        >
          Export
        </Button>
      </div>
    </search>
  )
}

function QueryText({
  search,
  error,
  onAskAgain,
}: {
  readonly search: EventSearch
  readonly error: string | undefined
  readonly onAskAgain: () => void
}) {
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.q ?? '')
  const [problem, setProblem] = useState<string>()
  useActions({ 'event.search': { run: () => input.current?.select() } })
  useEffect(() => setText(search.q ?? ''), [search.q])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const q = text.trim()
    const found = queryProblem(q)
    setProblem(found)
    if (found !== undefined) return
    if (q === (search.q ?? '')) return onAskAgain()
    void navigate({ to: '/events', search: { ...search, q: q === '' ? undefined : q } })
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        ref={input}
        className={css.text}
        size="sm"
        aria-label="Query"
        placeholder='action:AssumeRole* status:failure "text of the record"'
        value={text}
        error={problem ?? error}
        autoComplete="off"
        spellCheck={false}
        rightSection={<Keys keys="/" />}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <Button type="submit" size="sm" variant="filled">
        Search
      </Button>
    </form>
  )
}

function QueryHelp({ search }: { readonly search: EventSearch }) {
  return (
    <Popover position="bottom-end" width="min(560px, calc(100vw - 24px))" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button variant="subtle">What can a query say?</Button>
      </Popover.Target>
      <Popover.Dropdown className={css.helpBox} aria-label="What a query can say">
        <dl className={css.help}>
          {queryExamples.map(({ query, meaning }) => (
            <div key={query}>
              <dt>
                <Link to="/events" search={{ ...search, q: query }} className="mono">
                  {query}
                </Link>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <table className={css.fields}>
          <caption>Fields</caption>
          <tbody>
            {fields.map(({ name, description, example }) => (
              <tr key={name}>
                <th scope="row" className="mono">
                  {name}
                </th>
                <td>
                  {description} <span className="mono quiet">{example}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  )
}
