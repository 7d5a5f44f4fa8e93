import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import css from '../settings/settings.module.css'
import { SettingsHead } from '../settings/settings-head.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { inWordsOf, useReader } from '../settings/use-reader.ts'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { RetentionDialog } from './retention-dialog.tsx'
import { retentionQuery } from './retention-queries.ts'
import { RetentionTable } from './retention-table.tsx'

/** How long a tenant's data is kept, the oldest there is, and when it goes. */
export function RetentionPage() {
  const { tenant } = useSearch({ from: '/signed-in/administration/settings/retention' })
  const refusal = useRefusal('tenant.read')
  const tenantId = useTenantShown(tenant)
  useTitle('Retention')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>Data is kept for a time of each tenant.</NoTenantYet>
  return <RetentionOf key={tenantId} tenantId={tenantId} />
}

function RetentionOf({ tenantId }: { readonly tenantId: string }) {
  const { data: retention, error, refetch } = useQuery(retentionQuery(tenantId))
  const { asked, ask, close } = useAsked(['change'])
  const refusal = useRefusal('tenant.write')
  const reader = useReader()
  const navigate = useNavigate()
  useActions(
    refusal === undefined && retention !== undefined
      ? { 'tenant.retention-save': { run: () => ask('change') } }
      : {},
  )
  return (
    <>
      <SettingsHead title="Retention">
        <TenantChoice
          chosen={tenantId}
          onChoose={(tenant) => void navigate({ to: '/settings/retention', search: { tenant } })}
        />
        <ActionButton action="tenant.retention-save" variant="filled" />
      </SettingsHead>
      <p className={css.lead}>
        {inWordsOf(
          reader,
          'What is past its time is deleted for good, by a pass that runs again and again. An open incident is never deleted; the audit trail says itself how long it is kept.',
          'What is past its time is deleted for good. A case that is not settled stays, and so does the record of who did what.',
        )}
      </p>
      <RetentionTable retention={retention} error={error} onRetry={() => void refetch()} />
      {asked !== undefined && refusal === undefined && retention !== undefined ? (
        <RetentionDialog tenantId={tenantId} before={retention} onClose={close} />
      ) : null}
    </>
  )
}
