import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { ClosingTable } from './closing-table.tsx'
import { FamilyTable } from './family-table.tsx'
import { ReviewList } from './review-list.tsx'
import type { TriageSearch } from './triage-search.ts'

/** What is closed by itself, by which right, and how often that was wrong. */
export function TriagePage() {
  const search = useSearch({ from: '/signed-in/triage' })
  const refusal = useRefusal('incident.read')
  const tenantId = useTenantShown(search.tenant)
  useTitle('Noise')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>What is noise is learned of one tenant.</NoTenantYet>
  return (
    <>
      <Head tenantId={tenantId} search={search} />
      <View key={tenantId} tenantId={tenantId} show={search.show} />
    </>
  )
}

function View({ tenantId, show }: { readonly tenantId: string; readonly show: TriageSearch['show'] }) {
  switch (show) {
    case undefined:
      return <FamilyTable tenantId={tenantId} />
    case 'closings':
      return <ClosingTable tenantId={tenantId} />
    case 'review':
      return <ReviewList tenantId={tenantId} />
  }
}

const views = [
  { show: undefined, name: 'By family' },
  { show: 'closings', name: 'What was closed' },
  { show: 'review', name: 'Blind review' },
] as const

function Head({ tenantId, search }: { readonly tenantId: string; readonly search: TriageSearch }) {
  const navigate = useNavigate()
  return (
    <header className={listCss.head}>
      <h1>Noise</h1>
      <nav className={listCss.tabs} aria-label="Pages about noise">
        {views.map(({ show, name }) => (
          <Link
            key={name}
            to="/triage"
            search={{ tenant: search.tenant, show }}
            data-here={search.show === show || undefined}
            aria-current={search.show === show ? 'page' : undefined}
            preload={false}
          >
            {name}
          </Link>
        ))}
      </nav>
      <span className={listCss.grow} />
      <TenantChoice
        chosen={tenantId}
        onChoose={(tenant) => void navigate({ to: '/triage', search: { ...search, tenant } })}
      />
    </header>
  )
}
