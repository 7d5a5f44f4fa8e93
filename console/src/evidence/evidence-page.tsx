import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { EntryList } from './entry-list.tsx'
import { readEntryName } from './entry-name.ts'
import { EntryPanel } from './entry-panel.tsx'
import { EvidenceFilters } from './evidence-filters.tsx'
import { ProofHead } from './proof-head.tsx'

/** Everything that was logged of a tenant, and one entry with its proof. */
export function EvidencePage() {
  const search = useSearch({ from: '/signed-in/evidence' })
  const refusal = useRefusal('evidence.read')
  const tenantId = useTenantShown(search.tenant)
  const navigate = useNavigate()
  useTitle('Evidence')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>Each tenant has an evidence log of its own.</NoTenantYet>
  const open = readEntryName(search.open)
  return (
    <div className={listCss.page} data-panel={open !== undefined || undefined}>
      <div className={listCss.main}>
        <ProofHead tenantId={tenantId}>
          <EvidenceFilters search={search} />
          <TenantChoice
            chosen={tenantId}
            onChoose={(tenant) => void navigate({ to: '/evidence', search: { tenant } })}
          />
        </ProofHead>
        <EntryList key={tenantId} tenantId={tenantId} search={search} />
      </div>
      {open === undefined ? null : (
        <EntryPanel
          key={search.open}
          tenantId={tenantId}
          name={open}
          onClose={() => void navigate({ to: '/evidence', search: { ...search, open: undefined } })}
        />
      )}
    </div>
  )
}
