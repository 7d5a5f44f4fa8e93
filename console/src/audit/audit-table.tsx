import type { AuditEntry } from '@countersign/api/audit'
import { Link } from '@tanstack/react-router'
import tableCss from '../rows/table.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import type { AuditSearch } from './audit-search.ts'

const tones = { done: undefined, refused: 'warn', failed: 'bad' } as const

export function AuditTable(props: { readonly entries: readonly AuditEntry[]; readonly search: AuditSearch }) {
  return (
    <table className={tableCss.lines} aria-label="Audit trail, newest first">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Action</th>
          <th scope="col">Who</th>
          <th scope="col" data-column="tenant">
            Tenant
          </th>
          <th scope="col" data-column="outcome">
            Outcome
          </th>
          <th scope="col" data-column="from">
            From
          </th>
        </tr>
      </thead>
      <tbody>
        {props.entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} search={props.search} />
        ))}
      </tbody>
    </table>
  )
}

function EntryRow({ entry, search }: { readonly entry: AuditEntry; readonly search: AuditSearch }) {
  const { actor, outcome } = entry
  return (
    <tr>
      <td>
        <Instant at={entry.at} />
      </td>
      <td>
        <span className="mono">{entry.action}</span>
        <Changed entry={entry} />
      </td>
      <td>
        {actor.kind === 'unknown' ? (
          'nobody signed in'
        ) : (
          <Link to="/audit" search={{ ...search, actor: actor.id }} preload={false}>
            <LogText text={actor.name} max={80} />
          </Link>
        )}
        <span className={tableCss.under}>{actor.kind === 'person' ? actor.role : actor.kind}</span>
      </td>
      <td data-column="tenant">
        {entry.tenantId === null ? (
          <span className="quiet">none</span>
        ) : (
          <TenantChip tenantId={entry.tenantId} />
        )}
      </td>
      <td data-column="outcome">
        <span className={tableCss.tag} data-tone={tones[outcome]}>
          {outcome}
        </span>
      </td>
      <td data-column="from" className="mono quiet" title={entry.userAgent?.slice(0, 300)}>
        {entry.address ?? 'this server'}
      </td>
    </tr>
  )
}

/** To what it was done, and what it was before and after, as it stands in the trail. */
function Changed({ entry }: { readonly entry: AuditEntry }) {
  const { target, before, after } = entry
  const parts = [
    ...(Object.keys(target).length > 0 ? [{ name: 'to', value: target as unknown }] : []),
    ...(before === null ? [] : [{ name: 'before', value: before }]),
    ...(after === null ? [] : [{ name: 'after', value: after }]),
  ]
  if (parts.length === 0) return null
  return (
    <details>
      <summary className="quiet">what changed</summary>
      {parts.map(({ name, value }) => (
        <p key={name}>
          <span className="quiet">{name}</span> <LogText text={JSON.stringify(value)} mono />
        </p>
      ))}
    </details>
  )
}
