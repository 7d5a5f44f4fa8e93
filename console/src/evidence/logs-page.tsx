import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { plural } from '../text/time-words.ts'
import css from './evidence.module.css'
import { logsQuery } from './evidence-queries.ts'
import { LogTable } from './log-table.tsx'
import { ProofHead } from './proof-head.tsx'
import { Witnesses } from './witnesses.tsx'

/** A tenant's logs with the keys to expect, and who outside of the service watches them. */
export function LogsPage() {
  const { tenant } = useSearch({ from: '/signed-in/evidence/logs' })
  const refusal = useRefusal('evidence.read')
  const tenantId = useTenantShown(tenant)
  const navigate = useNavigate()
  useTitle('Logs and witnesses')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>Each tenant has an evidence log of its own.</NoTenantYet>
  return (
    <div className={listCss.page}>
      <div className={listCss.main}>
        <ProofHead tenantId={tenantId}>
          <TenantChoice
            chosen={tenantId}
            onChoose={(chosen) => void navigate({ to: '/evidence/logs', search: { tenant: chosen } })}
          />
        </ProofHead>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section key={tenantId} className={tableCss.scroll} tabIndex={0} aria-label="Logs and witnesses">
          <Witnesses tenantId={tenantId} />
          <Logs tenantId={tenantId} />
        </section>
      </div>
    </div>
  )
}

function Logs({ tenantId }: { readonly tenantId: string }) {
  const { data } = useQuery(logsQuery(tenantId))
  return (
    <section className={css.part} aria-labelledby="logs">
      <div className={css.partHead}>
        <h2 id="logs">Logs</h2>
        {data === undefined || data.waiting === 0 ? null : (
          <span className={tableCss.tag} data-tone="warn">
            {plural(data.waiting, 'entry waits', 'entries wait')} to be logged
          </span>
        )}
      </div>
      <p className={css.lead}>
        Whoever has these keys can check a proof without us. A restored backup begins a new log; the old one
        stays.
      </p>
      <LogTable tenantId={tenantId} />
    </section>
  )
}
