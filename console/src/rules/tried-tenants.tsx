import { useQuery } from '@tanstack/react-query'
import { tenantsQuery } from '../api/queries.ts'
import { TenantChip } from '../shell/tenant-chip.tsx'
import css from './rules.module.css'

/** The API tries a rule on so many at a time. */
const tenantsMax = 20

/** Whose past events a rule is tried on. */
export function TriedTenants(props: {
  readonly chosen: readonly string[]
  readonly onChoose: (chosen: readonly string[]) => void
}) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const { chosen, onChoose } = props
  if (tenants.length < 2) return null
  return (
    <fieldset className={css.tenants}>
      <legend>Tried on the past events of (at most {tenantsMax})</legend>
      {tenants.map(({ id }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            disabled={!chosen.includes(id) && chosen.length >= tenantsMax}
            onChange={() =>
              onChoose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
            }
          />
          <TenantChip tenantId={id} />
        </label>
      ))}
    </fieldset>
  )
}
