import { useQuery } from '@tanstack/react-query'
import { tenantsQuery } from '../api/queries.ts'
import { LogText } from '../text/log-text.tsx'
import { tenantColour } from '../theme/tenant-palette.ts'
import css from './tenant-chip.module.css'

/** Whose it is, loud: the tenant's colour and name, on everything that belongs to one. */
export function TenantChip({
  tenantId,
  wide = false,
}: {
  readonly tenantId: string
  readonly wide?: boolean
}) {
  const { data } = useQuery(tenantsQuery)
  const tenant = data?.find((each) => each.id === tenantId)
  const colour = tenantColour(tenant?.colour ?? 11)
  const name = tenant?.name ?? tenantId
  return (
    <span
      className={css.chip}
      data-wide={wide || undefined}
      style={{ background: colour.fill, color: colour.ink }}
      title={`Tenant ${name} (${tenantId})`}
    >
      <span className={css.name}>
        <LogText text={name} max={60} />
      </span>
    </span>
  )
}
