import type { TenantGroup } from '@countersign/api/tenant-group'
import { useContextMenu } from '../actions/context-menu.tsx'
import { useRegistry } from '../actions/use-actions.ts'
import tableCss from '../rows/table.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './groups.module.css'

const chipsShown = 6

export function GroupTable({ groups }: { readonly groups: readonly TenantGroup[] }) {
  return (
    <table className={tableCss.stacked} aria-label="Tenant groups">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col" data-column="tenants">
            Tenants
          </th>
          <th scope="col" data-column="made">
            Made
          </th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <GroupRow key={group.id} group={group} />
        ))}
      </tbody>
    </table>
  )
}

function GroupRow({ group }: { readonly group: TenantGroup }) {
  const openMenu = useContextMenu()
  const more = group.tenantIds.length - chipsShown
  return (
    <tr onContextMenu={(event) => openMenu(event, ['tenant-group.save', 'tenant-group.remove'], group)}>
      <td>
        <strong>
          <LogText text={group.name} max={120} />
        </strong>
        <span className={`${tableCss.under} number`}>{plural(group.tenantIds.length, 'tenant')}</span>
      </td>
      <td data-column="tenants" data-name="Tenants">
        <span className={css.chips}>
          {group.tenantIds.slice(0, chipsShown).map((tenantId) => (
            <TenantChip key={tenantId} tenantId={tenantId} />
          ))}
          {more > 0 ? <span className="quiet number">and {more} more</span> : null}
          {group.tenantIds.length === 0 ? <span className="quiet">none yet</span> : null}
        </span>
      </td>
      <td data-column="made" data-name="Made">
        <Instant at={group.createdAt} />
      </td>
      <td>
        <RowActions group={group} />
      </td>
    </tr>
  )
}

function RowActions({ group }: { readonly group: TenantGroup }) {
  const registry = useRegistry()
  if (registry.handlerOf('tenant-group.save') === undefined) return null
  const name = group.name.slice(0, 80)
  return (
    <span className={tableCss.rowActions}>
      <button
        type="button"
        className={tableCss.rowButton}
        aria-label={`Change: ${name}`}
        onClick={() => registry.run('tenant-group.save', group)}
      >
        Change
      </button>
      <button
        type="button"
        className={tableCss.rowButton}
        data-ends
        aria-label={`Remove: ${name}`}
        onClick={() => registry.run('tenant-group.remove', group)}
      >
        Remove
      </button>
    </span>
  )
}
