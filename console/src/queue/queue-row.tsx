import type { IncidentRow } from '@countersign/api/incident'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { ActionId } from '../actions/catalogue.ts'
import { useContextMenu } from '../actions/context-menu.tsx'
import { domId } from '../rows/row-key.ts'
import { Identity } from '../shell/identity.tsx'
import { Severity } from '../shell/severity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './queue.module.css'
import type { QueueSearch } from './queue-search.ts'
import { resolutionWords } from './resolutions.ts'
import { rowKey } from './use-queue.ts'

const menuActions: readonly ActionId[] = [
  'queue.open',
  'incident.take',
  'incident.assign',
  'incident.start',
  'incident.snooze',
  'incident.wake',
  'incident.resolve',
  'incident.reopen',
]
const statusWords = { new: 'New', 'in-progress': 'In progress', resolved: 'Resolved' } as const
const titleMaxChars = 240
const statementMaxChars = 400

/** Drawn again only when something of this row changed: thousands of moves through a long list stay light. */
export const QueueRow = memo(function QueueRow(props: {
  readonly row: IncidentRow
  readonly index: number
  readonly count: number
  readonly top: number
  readonly height: number
  readonly isCurrent: boolean
  readonly isMarked: boolean
  readonly search: QueueSearch
  readonly onPoint: (index: number) => void
  readonly onMark: (key: string) => void
}) {
  const { row, search, isCurrent } = props
  const openMenu = useContextMenu()
  const id = domId('row', row.incidentId)
  return (
    <li
      aria-posinset={props.index + 1}
      aria-setsize={props.count}
      className={css.row}
      data-row={props.index}
      data-current={isCurrent || undefined}
      data-marked={props.isMarked || undefined}
      data-status={row.status}
      data-level={row.severity}
      data-key={row.incidentId}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
      onMouseDown={() => props.onPoint(props.index)}
      onContextMenu={(event) => openMenu(event, menuActions, row)}
    >
      <div className={css.mark}>
        <input
          type="checkbox"
          checked={props.isMarked}
          onChange={() => props.onMark(rowKey(row))}
          aria-label={`Mark ${row.title.slice(0, 80)}`}
          tabIndex={isCurrent ? 0 : -1}
        />
      </div>
      <div className={css.severity} id={`${id}-severity`}>
        <Severity level={row.severity} />
      </div>
      <div className={css.tenant} id={`${id}-tenant`}>
        <TenantChip tenantId={row.tenantId} />
      </div>
      <What row={row} search={search} id={id} isCurrent={isCurrent} />
      <Who row={row} />
      <div className={css.counts}>
        <span className="number">{plural(row.findingCount, 'finding')}</span>
        <span className="quiet number">{plural(row.ruleCount, 'rule')}</span>
      </div>
      <State row={row} id={id} />
      <div className={css.age}>
        <Instant at={row.lastAt} look="age" />
      </div>
    </li>
  )
})

function State({ row, id }: { readonly row: IncidentRow; readonly id: string }) {
  return (
    <div className={css.state} id={`${id}-state`}>
      <span className={css.status} data-status={row.status}>
        {row.resolution === null ? statusWords[row.status] : resolutionWords(row.resolution)}
      </span>
      <span className="quiet cut">
        {row.snoozedUntil === null ? (
          <LogText text={row.assignee ?? 'nobody'} max={40} />
        ) : (
          <>
            asleep to <Instant at={row.snoozedUntil} />
          </>
        )}
      </span>
    </div>
  )
}

/** Title and statement. The link is the row's one stop of the tab key, described by what stands around it. */
function What(props: {
  readonly row: IncidentRow
  readonly search: QueueSearch
  readonly id: string
  readonly isCurrent: boolean
}) {
  const { row, search, id, isCurrent } = props
  return (
    <div className={css.what}>
      <Link
        to="/incidents/$tenantId/$incidentId"
        params={{ tenantId: row.tenantId, incidentId: row.incidentId }}
        search={search}
        className={css.title}
        preload={false}
        tabIndex={isCurrent ? 0 : -1}
        data-row-focus
        aria-describedby={`${id}-severity ${id}-tenant ${id}-state`}
      >
        <LogText text={row.title} max={titleMaxChars} />
      </Link>
      <div className={css.statement}>
        <LogText text={row.statement} max={statementMaxChars} />
      </div>
    </div>
  )
}

function Who({ row }: { readonly row: IncidentRow }) {
  const [first, ...others] = row.identities
  const [host] = row.hosts
  return (
    <div className={css.who}>
      <span className="cut">
        {first === undefined ? (
          <span className="quiet">no identity named</span>
        ) : (
          <Identity identityKey={first} />
        )}
      </span>
      <span className="quiet cut">
        {others.length > 0 ? `+${plural(others.length, 'identity', 'identities')}` : null}
        {others.length > 0 && host !== undefined ? ' · ' : null}
        {host === undefined ? null : <LogText text={host} max={80} />}
      </span>
    </div>
  )
}
