import { Button, Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { tenantsQuery } from '../api/queries.ts'
import css from './tenant-chip.module.css'
import { TenantChip } from './tenant-chip.tsx'

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
  return (
    <Menu closeOnItemClick={false} position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="default">
          {chosen.length === 0 ? (
            `All ${tenants.length} tenants`
          ) : (
            <span className={css.chosen}>
              <span className="visually-hidden">Tenants: </span>
              {chosen.slice(0, 2).map((id) => (
                <TenantChip key={id} tenantId={id} />
              ))}
              {chosen.length > 2 ? `+${chosen.length - 2}` : ''}
            </span>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={css.choices}>
        <Menu.Item onClick={() => choose([])}>All tenants</Menu.Item>
        {tenants.map(({ id }) => (
          <Menu.Item
            key={id}
            role="menuitemcheckbox"
            aria-checked={chosen.includes(id)}
            rightSection={chosen.includes(id) ? '✓' : ' '}
            onClick={() =>
              choose(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
            }
          >
            <TenantChip tenantId={id} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
