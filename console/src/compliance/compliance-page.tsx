import type { ComplianceOverview } from '@countersign/api/compliance'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { ProofHead } from '../evidence/proof-head.tsx'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { ChooseFrameworks } from './choose-frameworks.tsx'
import css from './compliance.module.css'
import { overviewQuery } from './compliance-queries.ts'
import { FrameworkTable } from './framework-table.tsx'

/** Whether a tenant's controls are live, by framework, and what of them lapses next. */
export function CompliancePage() {
  const { tenant } = useSearch({ from: '/signed-in/compliance' })
  const refusal = useRefusal('evidence.read')
  const tenantId = useTenantShown(tenant)
  useTitle('Compliance')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>Controls are those of one tenant.</NoTenantYet>
  return <ComplianceOf key={tenantId} tenantId={tenantId} />
}

function ComplianceOf({ tenantId }: { readonly tenantId: string }) {
  const { data: overview, error, refetch } = useQuery(overviewQuery(tenantId))
  const { asked, ask, close } = useAsked(['choose'])
  const refusal = useRefusal('evidence.write')
  const navigate = useNavigate()
  useActions(
    refusal === undefined && overview !== undefined
      ? { 'framework.choose': { run: () => ask('choose') } }
      : {},
  )
  return (
    <div className={listCss.page}>
      <div className={listCss.main}>
        <ProofHead tenantId={tenantId}>
          <TenantChoice
            chosen={tenantId}
            onChoose={(chosen) => void navigate({ to: '/compliance', search: { tenant: chosen } })}
          />
          <ActionButton action="framework.choose" variant="filled">
            Choose frameworks
          </ActionButton>
        </ProofHead>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section className={tableCss.scroll} tabIndex={0} aria-label="Compliance">
          <div className={css.columns}>
            <FrameworkTable
              tenantId={tenantId}
              frameworks={overview?.frameworks}
              error={error}
              onRetry={() => void refetch()}
              empty={<NoFramework />}
            />
            {overview === undefined || overview.frameworks.every(({ chosen }) => chosen === null) ? null : (
              <LapsingNext tenantId={tenantId} next={overview.lapsingNext} />
            )}
          </div>
        </section>
      </div>
      {asked === undefined || overview === undefined || refusal !== undefined ? null : (
        <ChooseFrameworks tenantId={tenantId} frameworks={overview.frameworks} onClose={close} />
      )}
    </div>
  )
}

function NoFramework() {
  return (
    <EmptyWords of="frameworks.none" action={<ActionButton action="framework.choose" variant="filled" />} />
  )
}

function LapsingNext(props: { readonly tenantId: string; readonly next: ComplianceOverview['lapsingNext'] }) {
  return (
    <section className={css.next} aria-labelledby="lapsing-next">
      <h2 id="lapsing-next">What lapses next</h2>
      {props.next.length === 0 ? (
        <p>Nothing is live or documented, so nothing can lapse.</p>
      ) : (
        <>
          <p>If nothing new comes. Evidence comes by itself, a document does not.</p>
          <ol>
            {props.next.map(({ frameworkId, controlId, label, title, untilAt }) => (
              <li key={`${frameworkId} ${controlId}`}>
                <Link
                  to="/compliance/$frameworkId"
                  params={{ frameworkId }}
                  search={{ tenant: props.tenantId, open: controlId }}
                  preload={false}
                >
                  {label} <LogText text={title} max={120} />
                </Link>
                <span className="quiet">
                  <Instant at={untilAt} />
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
