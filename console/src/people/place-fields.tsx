import type { OperatorRole, Scope, TenantRole } from '@countersign/api/person'
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { tenantsQuery } from '../api/queries.ts'
import css from '../settings/administration.module.css'
import { Checks } from '../settings/checks.tsx'
import { operatorRoles, roleChoices, tenantRoles } from '../settings/role-words.ts'
import { groupsQuery } from './people-queries.ts'

export function RoleField(props: {
  /** Empty: the operator's. */
  readonly home: string
  readonly role: string
  readonly onRole: (role: OperatorRole | TenantRole) => void
}) {
  return (
    <NativeSelect
      label="Role"
      size="xs"
      value={props.role}
      data={roleChoices(props.home === '' ? operatorRoles : tenantRoles)}
      onChange={(event) => props.onRole(event.currentTarget.value as OperatorRole | TenantRole)}
    />
  )
}

/** All tenants, or those named and those of the groups named. */
export function ScopeFields(props: { readonly scope: Scope; readonly onScope: (scope: Scope) => void }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const { data: groups = [] } = useQuery(groupsQuery)
  const { scope, onScope } = props
  return (
    <>
      <label className={css.check}>
        <input
          type="checkbox"
          checked={scope.kind === 'all'}
          onChange={(event) =>
            onScope(
              event.currentTarget.checked ? { kind: 'all' } : { kind: 'some', tenantIds: [], groupIds: [] },
            )
          }
        />
        Sees all tenants, also those that come later
      </label>
      {scope.kind === 'all' ? null : (
        <div className={css.pair}>
          <Checks
            legend="Groups"
            choices={groups.map(({ id, name }) => ({ id, label: name }))}
            chosen={scope.groupIds}
            onChosen={(groupIds) => onScope({ ...scope, groupIds: [...groupIds] })}
          />
          <Checks
            legend="Tenants"
            choices={tenants.map(({ id, name }) => ({ id, label: name }))}
            chosen={scope.tenantIds}
            onChosen={(tenantIds) => onScope({ ...scope, tenantIds: [...tenantIds] })}
          />
        </div>
      )}
    </>
  )
}
