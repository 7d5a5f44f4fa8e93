import type { CheckedIdentityPage, CheckOutcome, CheckSummaryRow } from '@countersign/api/check'
import type { Claim } from '@countersign/explanation/explanation'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ActionButton } from '../../actions/action-button.tsx'
import { useActions } from '../../actions/use-actions.ts'
import listCss from '../../rows/list-page.module.css'
import { MoreRows } from '../../rows/more-rows.tsx'
import tableCss from '../../rows/table.module.css'
import { Failure } from '../../shell/failure.tsx'
import { Identity } from '../../shell/identity.tsx'
import { TenantChip } from '../../shell/tenant-chip.tsx'
import { usePanelFocus } from '../../shell/use-panel-focus.ts'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import { countWords } from '../../text/time-words.ts'
import { CheckClaims } from './check-claims.tsx'
import { checkStandingQuery } from './check-queries.ts'
import type { CheckSearch } from './check-search.ts'
import css from './checks.module.css'

type Props = { readonly tenantId: string; readonly check: CheckSummaryRow; readonly search: CheckSearch }

/** One check: what it looks for, how it is mended, what it is decided from, and the identities that stand so. */
export function CheckPanel({ tenantId, check, search }: Props) {
  const navigate = useNavigate()
  const focus = usePanelFocus(check.checkId)
  useActions({
    'identity.close': {
      run: () =>
        void navigate({
          to: '/identities/checks',
          search: { ...search, open: undefined, outcome: undefined },
        }),
    },
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Check">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={tenantId} />
        <span className={tableCss.tag}>{check.owasp.join(', ')}</span>
        <span className={listCss.grow} />
        <ActionButton action="identity.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      <h2>{check.title}</h2>
      <p>{check.description}</p>
      <section>
        <h3>How it is mended</h3>
        <ul className={css.fix}>
          {check.fix.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      </section>
      <section>
        <h3>What decides it</h3>
        <p className="quiet">{check.decidedFrom.join(', ')}</p>
        {check.undecidable === null ? null : <p className="quiet">Not decided: {check.undecidable}</p>}
      </section>
      <Standing tenantId={tenantId} check={check} search={search} />
    </aside>
  )
}

const tabs: readonly (readonly [CheckOutcome, string])[] = [
  ['failed', 'Fail'],
  ['unknown', 'Unknown'],
  ['passed', 'Pass'],
]
const none: Readonly<Record<CheckOutcome, string>> = {
  failed: 'No identity fails it.',
  unknown: 'Every identity could be judged.',
  passed: 'No identity passes it.',
}

function Standing({ tenantId, check, search }: Props) {
  const outcome = search.outcome ?? 'failed'
  const query = useInfiniteQuery(checkStandingQuery(tenantId, check.checkId, outcome))
  const items = query.data?.pages.flatMap((page) => page.items)
  return (
    <section>
      <h3>Identities</h3>
      <nav className={listCss.tabs} aria-label="How they stand">
        {tabs.map(([name, word]) => (
          <Link
            key={name}
            to="/identities/checks"
            search={{ ...search, outcome: name === 'failed' ? undefined : name }}
            data-here={name === outcome || undefined}
            aria-current={name === outcome ? 'page' : undefined}
            preload={false}
            resetScroll={false}
          >
            {word} <span className="number">{countWords(check[name])}</span>
          </Link>
        ))}
      </nav>
      {items === undefined ? (
        query.error === null ? (
          <p className="quiet">Reading…</p>
        ) : (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : items.length === 0 ? (
        <p className="quiet">{none[outcome]}</p>
      ) : (
        <ul className={css.list} aria-label="Identities of the check">
          {items.map((item) => (
            <Standed key={item.identityKey} item={item} />
          ))}
        </ul>
      )}
      <MoreRows query={query} word="More identities" />
    </section>
  )
}

function Standed({ item }: { readonly item: CheckedIdentityPage['items'][number] }) {
  const { tenantId, identityKey, outcome, statement, claims, since } = item
  return (
    <li data-outcome={outcome}>
      <Link to="/identities/$tenantId/$key" params={{ tenantId, key: identityKey }} preload={false}>
        <Identity identityKey={identityKey} />
      </Link>
      <span>
        <LogText text={statement} max={400} />
        {since === null ? null : (
          <span className="quiet">
            {' '}
            since <Instant at={since} look="age" />
          </span>
        )}
      </span>
      <CheckClaims claims={claims as readonly Claim[]} />
    </li>
  )
}
