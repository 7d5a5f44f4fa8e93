import type { MandateDetail, MandateRow } from '@countersign/api/mandate'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { Identity } from '../shell/identity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { ActDialog } from './act-dialog.tsx'
import { Evidence } from './evidence.tsx'
import { type MandateAct, mandateQuery } from './mandate-queries.ts'
import type { MandateSearch } from './mandate-search.ts'
import { isAllowing } from './mandate-words.ts'
import css from './mandates.module.css'
import { StageTag } from './stage-tag.tsx'
import { Terms } from './terms.tsx'

const acts = ['approve', 'decline', 'review', 'revoke'] as const satisfies readonly MandateAct[]

/** One mandate: what it says, what it was made from, and everything that happened to it. */
export function MandatePanel(props: {
  readonly tenantId: string
  readonly mandateId: string
  readonly search: MandateSearch
}) {
  const { tenantId, mandateId, search } = props
  const { data, error, refetch } = useQuery(mandateQuery(tenantId, mandateId))
  const navigate = useNavigate()
  const focus = usePanelFocus(mandateId)
  const blocked = useRefusal('mandate.approve')
  const { asked, ask, close } = useAsked(acts)
  useActions({
    'mandate.close': {
      run: () => void navigate({ to: '/identities/mandates', search: { ...search, open: undefined } }),
    },
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Mandate">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={tenantId} />
        <span className={listCss.grow} />
        {data === undefined ? null : <Acts mandate={data.mandate} onAct={ask} />}
        <ActionButton action="mandate.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <p className="quiet">Reading the mandate…</p>
      ) : (
        <Detail detail={data} />
      )}
      {asked === undefined || data === undefined || blocked !== undefined ? null : (
        <ActDialog mandate={data.mandate} act={asked.kind} onClose={close} />
      )}
    </aside>
  )
}

/** What can be done with a mandate follows from its stage; who may do it, from the person's rights. */
function Acts({
  mandate,
  onAct,
}: {
  readonly mandate: MandateRow
  readonly onAct: (act: MandateAct) => void
}) {
  const blocked = useRefusal('mandate.approve')
  const handler = (act: MandateAct) => ({ run: () => onAct(act), blocked })
  const isProposed = mandate.stage === 'proposed'
  useActions({
    ...(isProposed ? { 'mandate.approve': handler('approve'), 'mandate.decline': handler('decline') } : {}),
    ...(isAllowing(mandate)
      ? { 'mandate.review': handler('review'), 'mandate.revoke': handler('revoke') }
      : {}),
  })
  return (
    <>
      <ActionButton action="mandate.approve" size="compact-xs" variant="filled">
        Approve
      </ActionButton>
      <ActionButton action="mandate.decline" size="compact-xs">
        Decline
      </ActionButton>
      <ActionButton action="mandate.review" size="compact-xs">
        Still right
      </ActionButton>
      <ActionButton action="mandate.revoke" size="compact-xs">
        Revoke
      </ActionButton>
    </>
  )
}

function Detail({ detail }: { readonly detail: MandateDetail }) {
  const { mandate, evidence } = detail
  return (
    <>
      <h2>
        <Link
          to="/identities/$tenantId/$key"
          params={{ tenantId: mandate.tenantId, key: mandate.identityKey }}
          preload={false}
        >
          <Identity identityKey={mandate.identityKey} />
        </Link>{' '}
        <StageTag stage={mandate.stage} />
      </h2>
      <p>
        <LogText text={mandate.terms.purpose} />
      </p>
      <Facts mandate={mandate} />
      <Terms terms={mandate.terms} />
      <Evidence evidence={evidence} />
      <Policies detail={detail} />
      <History detail={detail} />
    </>
  )
}

function Facts({ mandate }: { readonly mandate: MandateRow }) {
  return (
    <dl className={css.facts}>
      <dt>Sponsor</dt>
      <dd>
        {mandate.sponsor === null ? 'whoever approves it' : <LogText text={mandate.sponsor} max={120} />}
      </dd>
      <dt>Proposed by</dt>
      <dd>
        <LogText text={mandate.proposedBy} max={120} /> <Instant at={mandate.createdAt} />
      </dd>
      <dt>In force</dt>
      <dd>
        <Instant at={mandate.validFrom} /> to <Instant at={mandate.expiresAt} />
      </dd>
      <dt>Review by</dt>
      <dd>
        <Instant at={mandate.reviewAt} />
      </dd>
      {mandate.replaces === null ? null : (
        <>
          <dt>Replaces</dt>
          <dd className="mono">{mandate.replaces}</dd>
        </>
      )}
    </dl>
  )
}

function Policies({ detail: { policies, policyHash } }: { readonly detail: MandateDetail }) {
  return (
    <details className={css.policies}>
      <summary>As policies, in Cedar</summary>
      <p className="quiet mono">sha256 {policyHash}</p>
      {Object.entries(policies).map(([part, text]) => (
        <section key={part} aria-label={part}>
          <h3>{part}</h3>
          <pre className={css.code}>
            <LogText text={text} lines />
          </pre>
        </section>
      ))}
    </details>
  )
}

function History({ detail: { history } }: { readonly detail: MandateDetail }) {
  return (
    <section>
      <h3>History</h3>
      <ol className={css.history}>
        {history.map(({ version, at, who, change, reason }) => (
          <li key={version}>
            <strong>{change}</strong> by <LogText text={who} max={120} /> <Instant at={at} />
            <br />
            <LogText text={reason} />
          </li>
        ))}
      </ol>
    </section>
  )
}
