import type { Source } from '@countersign/api/source'
import { Link } from '@tanstack/react-router'
import type { ActionId } from '../actions/catalogue.ts'
import { useContextMenu } from '../actions/context-menu.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import tableCss from '../rows/table.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import { useNow } from '../text/use-now.ts'
import { Formats } from './formats.tsx'
import type { SourceSearch } from './source-search.ts'
import { sourceState, sourceStateWords } from './source-state.ts'
import css from './sources.module.css'
import { Sparkline } from './sparkline.tsx'

const menuActions: readonly ActionId[] = ['source.unparsed', 'source.events', 'source.revoke']

export function SourceTable(props: { readonly sources: readonly Source[]; readonly search: SourceSearch }) {
  return (
    <table className={css.table} aria-label="Sources">
      <thead>
        <tr>
          <th scope="col">Tenant</th>
          <th scope="col">Source</th>
          <th scope="col">State</th>
          <th scope="col" data-column="seen">
            Last seen
          </th>
          <th scope="col" data-column="rate">
            Last hour
          </th>
          <th scope="col" data-end data-column="day">
            Last day
          </th>
          <th scope="col" data-column="formats">
            Recognised as
          </th>
          <th scope="col" data-end>
            Not parsed
          </th>
          <th scope="col" data-column="actions">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.sources.map((source) => (
          <SourceTableRow key={source.id} source={source} search={props.search} />
        ))}
      </tbody>
    </table>
  )
}

function SourceTableRow({ source, search }: { readonly source: Source; readonly search: SourceSearch }) {
  const state = sourceState(source, useNow())
  const openMenu = useContextMenu()
  const isOpen = search.open === `${source.tenantId}/${source.id}`
  return (
    <tr
      data-ended={state === 'revoked' || undefined}
      data-open={isOpen || undefined}
      onContextMenu={(event) => openMenu(event, menuActions, source)}
    >
      <td>
        <TenantChip tenantId={source.tenantId} />
      </td>
      <td>
        <strong>
          <LogText text={source.name} max={80} />
        </strong>
        <span className={tableCss.under}>
          <span className="mono">{source.keyPrefix}…</span> {source.format === 'auto' ? '' : source.format}
        </span>
      </td>
      <td>
        <span className={css.state} data-state={state}>
          <span className={css.dot} aria-hidden="true" />
          {sourceStateWords[state]}
        </span>
      </td>
      <td data-column="seen">
        {source.lastSeenAt === null ? (
          <span className="quiet">–</span>
        ) : (
          <Instant at={source.lastSeenAt} look="age" />
        )}
      </td>
      <td data-column="rate">
        <span className={css.rate}>
          <Sparkline perMinute={source.perMinute} />
          <span className="number">{countWords(source.eventsLastHour)}</span>
        </span>
      </td>
      <td className="number" data-end data-column="day">
        {countWords(source.eventsLastDay)}
      </td>
      <td data-column="formats">
        <Formats source={source} />
      </td>
      <td data-end>
        <Unparsed source={source} search={search} />
      </td>
      <td data-end data-column="actions">
        <Revoke source={source} />
      </td>
    </tr>
  )
}

/** Lines that could not be parsed are kept; the number leads to them. */
function Unparsed({ source, search }: { readonly source: Source; readonly search: SourceSearch }) {
  const count = source.unparsedLastDay
  return (
    <Link
      to="/sources"
      search={{ ...search, open: `${source.tenantId}/${source.id}` }}
      className={css.unparsed}
      data-some={count > 0 || undefined}
      aria-label={`${count.toLocaleString('en')} lines of ${source.name.slice(0, 80)} were not parsed in the last day: show them`}
      preload={false}
    >
      {count > 0 ? '⚠ ' : ''}
      {countWords(count)}
    </Link>
  )
}

function Revoke({ source }: { readonly source: Source }) {
  const registry = useRegistry()
  if (source.revokedAt !== null) return null
  return (
    <button
      type="button"
      className={tableCss.rowButton}
      data-ends
      aria-label={`Revoke the key of ${source.name.slice(0, 80)}`}
      onClick={() => registry.run('source.revoke', source)}
    >
      Revoke
    </button>
  )
}
