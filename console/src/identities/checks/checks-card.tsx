import type { IdentityChecks } from '@countersign/api/check'
import type { Claim } from '@countersign/explanation/explanation'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Card } from '../../explanation/card.tsx'
import tableCss from '../../rows/table.module.css'
import { Instant } from '../../text/instant.tsx'
import { LogText } from '../../text/log-text.tsx'
import { plural } from '../../text/time-words.ts'
import { type OfIdentity, ReadPart } from '../read-part.tsx'
import { CheckClaims } from './check-claims.tsx'
import { identityChecksQuery } from './check-queries.ts'
import css from './checks.module.css'

/** How one identity stands against each check: what fails first, with why and how it is mended. */
export function ChecksCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(identityChecksQuery(tenantId, identityKey))
  return (
    <Card title="Checks">
      <ReadPart query={query} none="the inventory does not hold it yet">
        {(checks) => <Checks tenantId={tenantId} checks={checks} />}
      </ReadPart>
    </Card>
  )
}

function Checks({ tenantId, checks }: { readonly tenantId: string; readonly checks: IdentityChecks }) {
  const failing = checks.items.filter(({ outcome }) => outcome === 'failed')
  const rest = checks.items.filter(({ outcome }) => outcome !== 'failed')
  if (checks.items.length === 0) return <p className="quiet">No check is about identities of this kind.</p>
  return (
    <>
      {failing.length === 0 ? <p className="quiet">No check fails.</p> : null}
      <ul className={css.list} aria-label="Checks that fail">
        {failing.map((item) => (
          <Item key={item.checkId} tenantId={tenantId} item={item} />
        ))}
      </ul>
      <details>
        <summary>{plural(rest.length, 'check')} that pass or cannot be decided</summary>
        <ul className={css.list}>
          {rest.map((item) => (
            <Item key={item.checkId} tenantId={tenantId} item={item} />
          ))}
        </ul>
      </details>
      {checks.fixed.map(({ checkId, title, since, resolvedAt }) => (
        <p key={`${checkId} ${since}`} className="quiet">
          Fixed <Instant at={resolvedAt} look="age" />: {title}
        </p>
      ))}
    </>
  )
}

type ItemProps = { readonly tenantId: string; readonly item: IdentityChecks['items'][number] }

function Item({ tenantId, item }: ItemProps) {
  const { checkId, outcome, title, owasp, statement, claims, fix } = item
  return (
    <li data-outcome={outcome}>
      <span>
        <span
          className={tableCss.tag}
          data-tone={outcome === 'failed' ? 'bad' : outcome === 'passed' ? 'good' : undefined}
        >
          {outcome}
        </span>{' '}
        <Link to="/identities/checks" search={{ tenant: tenantId, open: checkId }} preload={false}>
          {title}
        </Link>{' '}
        <span className="quiet">{owasp.join(', ')}</span>
      </span>
      <LogText text={statement} max={400} />
      <CheckClaims claims={claims as readonly Claim[]} />
      {outcome === 'failed' ? (
        <ul className={css.fix}>
          {fix.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}
