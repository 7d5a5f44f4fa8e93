import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { exactTerm } from '../events/query-grammar.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { useTitle } from '../settings/use-title.ts'
import { Identity } from '../shell/identity.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { AliasCard } from './alias-card.tsx'
import { ChainCard } from './chain-card.tsx'
import { ChecksCard } from './checks/checks-card.tsx'
import { CredentialCard } from './credential-card.tsx'
import css from './identity-page.module.css'
import { recordQuery } from './identity-page-queries.ts'
import { LifeCard } from './life-card.tsx'
import { PathCard } from './path-card.tsx'
import { ReachCard } from './reach-card.tsx'
import { RecordCard } from './record-card.tsx'
import { RevokeCard } from './revoke-card.tsx'
import { RiskCard } from './risk-card.tsx'
import { SetsCard } from './sets-card.tsx'

const searchedLast = '30d'

/** One identity whole: who answers for it, what it may do and does, where that leads, and how to stop it. */
export function IdentityPage() {
  const { tenantId, key } = useParams({ from: '/signed-in/identities/$tenantId/$key' })
  const navigate = useNavigate()
  useTitle(key.slice(0, 80))
  useActions({
    'identity.events': {
      run: () =>
        void navigate({
          to: '/events',
          search: { tenant: [tenantId], q: exactTerm('identity', key), last: searchedLast },
        }),
    },
    'identity.close': {
      run: () => void navigate({ to: '/identities/inventory', search: { tenant: tenantId } }),
    },
  })
  const of = { tenantId, identityKey: key }
  return (
    <div className={css.page}>
      <Head {...of} />
      <div className={css.cards}>
        <div className={css.pair}>
          <div className={css.stack}>
            <RecordCard {...of} />
            <RiskCard {...of} />
          </div>
          <ChecksCard {...of} />
        </div>
        <SetsCard {...of} />
        <ChainCard {...of} />
        <div className={css.pair}>
          <PathCard {...of} />
          <ReachCard {...of} />
        </div>
        <div className={css.pair}>
          <CredentialCard {...of} />
          <AliasCard {...of} />
        </div>
        <LifeCard {...of} />
        <RevokeCard {...of} />
      </div>
    </div>
  )
}

function Head({ tenantId, identityKey }: { readonly tenantId: string; readonly identityKey: string }) {
  const { data } = useQuery(recordQuery(tenantId, identityKey))
  const identity = data?.body.identity
  return (
    <header className={listCss.head}>
      <TenantChip tenantId={tenantId} />
      <h1>
        <Identity identityKey={identityKey} />
      </h1>
      {identity === undefined ? null : (
        <>
          <span className={tableCss.tag}>{identity.kind}</span>
          <span className={tableCss.tag} data-tone={identity.stage === 'mandated' ? 'good' : undefined}>
            {identity.stage}
          </span>
          {identity.enabled === false ? (
            <span className={tableCss.tag} data-tone="bad">
              switched off
            </span>
          ) : null}
        </>
      )}
      <span className={listCss.grow} />
      <Link
        to="/identities/mandates"
        search={{ tenant: tenantId, identity: identityKey }}
        className={css.link}
        preload={false}
      >
        Its mandates
      </Link>
      <Link
        to="/identities"
        search={{ open: `${tenantId}/${identityKey}`, tenant: [tenantId] }}
        className={css.link}
        preload={false}
      >
        What it did lately
      </Link>
      <ActionButton action="identity.events" size="compact-xs">
        Its events
      </ActionButton>
      <ActionButton action="identity.close" size="compact-xs">
        All identities
      </ActionButton>
    </header>
  )
}
