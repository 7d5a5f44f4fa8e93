import type { Explanation } from '@countersign/explanation/explanation'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { ExplanationView } from '../explanation/explanation-view.tsx'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { decisionQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'

/** One decision with its explanation, stored when it was made. */
export function DecisionPanel(props: {
  readonly tenantId: string
  readonly decisionId: string
  readonly search: MandateSearch
}) {
  const { tenantId, decisionId, search } = props
  const { data, error, refetch } = useQuery(decisionQuery(tenantId, decisionId))
  const navigate = useNavigate()
  const focus = usePanelFocus(decisionId)
  useActions({
    'mandate.close': {
      run: () => void navigate({ to: '/identities/mandates', search: { ...search, open: undefined } }),
    },
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Decision">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={tenantId} />
        <span className={listCss.grow} />
        <ActionButton action="mandate.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <p className="quiet">Reading the decision…</p>
      ) : (
        <>
          <p className="quiet">
            <Instant at={data.decision.at} /> <span className="mono">{decisionId}</span>
          </p>
          {/* The server made and stored it; the API carries it as it is. */}
          <ExplanationView explanation={data.explanation as Explanation} />
        </>
      )}
    </aside>
  )
}
