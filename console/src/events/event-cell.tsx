import type { EventRow } from '@countersign/api/event'
import { Link } from '@tanstack/react-router'
import { Identity } from '../shell/identity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import type { EventColumn } from './event-columns.ts'
import { type EventSearch, eventAddress } from './event-search.ts'
import css from './events.module.css'

const cellMaxChars = 160
/** OCSF `severity_id`. */
const severityNames = ['unknown', 'informational', 'low', 'medium', 'high', 'critical', 'fatal']

type Props = { readonly row: EventRow; readonly search: EventSearch; readonly isCurrent: boolean }

/** What one column says about an event. */
export function EventCell({ column, ...props }: Props & { readonly column: EventColumn }) {
  const { row } = props
  switch (column) {
    case 'time':
      return <Instant at={row.time} />
    case 'received':
      return <Instant at={row.receivedAt} />
    case 'tenant':
      return <TenantChip tenantId={row.tenantId} />
    case 'action':
      return <Action {...props} />
    case 'outcome':
      return <Outcome statusId={row.statusId} />
    case 'identity':
      return row.identityKey === '' ? (
        <span className="quiet">not named</span>
      ) : (
        <Identity identityKey={row.identityKey} />
      )
    default:
      return <LogText text={textOf(column, row)} max={cellMaxChars} mono />
  }
}

function textOf(column: EventColumn, row: EventRow): string {
  switch (column) {
    case 'resource':
      return row.resource
    case 'where':
      return [row.sourceIp, row.host].filter((each) => each !== '').join(' ')
    case 'format':
      return row.format
    case 'host':
      return row.host
    case 'ip':
      return row.sourceIp
    case 'destination':
      return row.destinationIp
    case 'class':
      return row.className
    case 'severity':
      return severityNames[row.severityId] ?? 'other'
    case 'source':
      return row.sourceId
    default:
      return ''
  }
}

function Action({ row, search, isCurrent }: Props) {
  return (
    <>
      <Link
        to="/events"
        search={{ ...search, event: eventAddress(row) }}
        resetScroll={false}
        preload={false}
        className={css.open}
        tabIndex={isCurrent ? 0 : -1}
        data-row-focus
      >
        <LogText text={row.action || row.activityName || row.className} max={cellMaxChars} mono />
      </Link>{' '}
      <span className={css.class}>{row.className}</span>
    </>
  )
}

/** OCSF `status_id`: 1 success, 2 failure; everything else is not known to be either. */
function Outcome({ statusId }: { readonly statusId: number }) {
  if (statusId === 1)
    return (
      <span className={css.success}>
        <span aria-hidden="true">✓</span> ok
      </span>
    )
  if (statusId === 2)
    return (
      <span className={css.failure}>
        <span aria-hidden="true">✕</span> failed
      </span>
    )
  return <span className="quiet">unknown</span>
}
