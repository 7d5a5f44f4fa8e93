import type { IncidentRow } from '@countersign/api/incident'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './queue.module.css'

const listedMax = 6

/** What a dialog is about to change. */
export function ChosenList({ incidents }: { readonly incidents: readonly IncidentRow[] }) {
  return (
    <ul className={css.resolving}>
      {incidents.slice(0, listedMax).map((row) => (
        <li key={row.incidentId}>
          <TenantChip tenantId={row.tenantId} /> <LogText text={row.title} max={120} />
        </li>
      ))}
      {incidents.length > listedMax ? (
        <li className="quiet">and {incidents.length - listedMax} more</li>
      ) : null}
    </ul>
  )
}
