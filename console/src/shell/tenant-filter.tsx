import { Button, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { tenantsQuery } from '../api/queries.ts'
import css from './tenant-chip.module.css'
import { TenantChip } from './tenant-chip.tsx'

const chipsShown = 2

/** Chooses tenants by their chips; none chosen means all. */
export function TenantFilter(props: {
  readonly chosen: readonly string[]
  readonly linkOf: (tenant: readonly string[]) => Record<string, unknown>
}) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const navigate = useNavigate()
  const { chosen } = props
  const choose = (tenant: readonly string[]) =>
    void navigate({ to: '.', search: props.linkOf(tenant) as never })
  // Who sees one tenant has nothing to choose, and its name stands in no row.
  if (tenants.length < 2 && chosen.length === 0) return null
  return (
    <Popover position="bottom-end" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default">
          <Chosen chosen={chosen} all={tenants.length} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.choices} aria-label="Tenants">
        <label>
          <input type="checkbox" checked={chosen.length === 0} onChange={() => choose([])} />
          All tenants
        </label>
        {tenants.map(({ id }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={() =>
                choose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
              }
            />
            <TenantChip tenantId={id} />
          </label>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}

function Chosen({ chosen, all }: { readonly chosen: readonly string[]; readonly all: number }) {
  if (chosen.length === 0) return all === 0 ? 'All tenants' : `All ${all} tenants`
  return (
    <span className={css.chosen}>
      <span className="visually-hidden">Tenants: </span>
      {chosen.slice(0, chipsShown).map((id) => (
        <TenantChip key={id} tenantId={id} />
      ))}
      {chosen.length > chipsShown ? `+${chosen.length - chipsShown}` : ''}
    </span>
  )
}
