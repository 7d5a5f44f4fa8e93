import { useNavigate, useSearch } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { AreaHead } from '../identities/area-head.tsx'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { DecisionList } from './decision-list.tsx'
import { DecisionPanel } from './decision-panel.tsx'
import { MandateList } from './mandate-list.tsx'
import { MandatePanel } from './mandate-panel.tsx'
import type { MandateSearch } from './mandate-search.ts'
import { MandateViews } from './mandate-views.tsx'
import { ProposeDialog } from './propose-dialog.tsx'
import { StepUpList } from './step-up-list.tsx'

/** What accountable people said identities may do, what waits for their yes, and what was decided on it. */
export function MandatesPage() {
  const search = useSearch({ from: '/signed-in/identities/mandates' })
  const refusal = useRefusal('mandate.read')
  const tenantId = useTenantShown(search.tenant)
  useTitle('Mandates')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined)
    return <NoTenantYet>A mandate says what an identity of one tenant may do.</NoTenantYet>
  return <MandatesOf key={tenantId} tenantId={tenantId} search={search} />
}

function MandatesOf({ tenantId, search }: { readonly tenantId: string; readonly search: MandateSearch }) {
  const { asked, ask, close } = useAsked(['propose'])
  const refusal = useRefusal('mandate.write')
  const navigate = useNavigate()
  useActions({ 'mandate.propose': { run: () => ask('propose'), blocked: refusal } })
  const isOpen = search.open !== undefined && search.show !== 'step-ups'
  return (
    <div className={listCss.page} data-panel={isOpen || undefined}>
      <div className={listCss.main}>
        <div>
          <AreaHead title="Mandates">
            <TenantChoice
              chosen={tenantId}
              onChoose={(tenant) => void navigate({ to: '/identities/mandates', search: { tenant } })}
            />
            <ActionButton action="mandate.propose" variant="filled">
              Propose from use
            </ActionButton>
          </AreaHead>
          <MandateViews tenantId={tenantId} search={search} />
        </div>
        <Shown tenantId={tenantId} search={search} />
      </div>
      <Panel tenantId={tenantId} search={search} />
      {asked !== undefined && refusal === undefined ? (
        <ProposeDialog tenantId={tenantId} identityKey={search.identity} onClose={close} />
      ) : null}
    </div>
  )
}

type Props = { readonly tenantId: string; readonly search: MandateSearch }

function Shown(props: Props) {
  if (props.search.show === 'step-ups') return <StepUpList tenantId={props.tenantId} />
  if (props.search.show === 'decisions') return <DecisionList {...props} />
  return <MandateList {...props} />
}

function Panel({ tenantId, search }: Props) {
  const { open, show } = search
  if (open === undefined || show === 'step-ups') return null
  if (show === 'decisions')
    return <DecisionPanel key={open} tenantId={tenantId} decisionId={open} search={search} />
  return <MandatePanel key={open} tenantId={tenantId} mandateId={open} search={search} />
}
