import { fields } from '@countersign/filter/field'
import { Button, Popover } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { type EventFilter, exportAddress } from '../api/queries.ts'
import { TenantFilter } from '../shell/tenant-filter.tsx'
import { SavedViews } from '../views/saved-views.tsx'
import { ColumnChooser } from './column-chooser.tsx'
import type { EventSearch } from './event-search.ts'
import css from './events.module.css'
import { queryExamples } from './query-grammar.ts'
import { QueryText } from './query-text.tsx'
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
      <QueryText key={search.q ?? ''} {...props} />
      <div className={css.narrow}>
        <RangePicker search={search} />
        <TenantFilter
          chosen={search.tenant ?? []}
          linkOf={(tenant) => ({ ...search, tenant: tenant.length === 0 ? undefined : tenant })}
        />
        <SavedViews page="events" />
        <QueryHelp search={search} />
        <ColumnChooser search={search} />
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
