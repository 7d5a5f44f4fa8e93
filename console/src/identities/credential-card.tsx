import type { IdentityCredential } from '@countersign/api/inventory'
import { useQuery } from '@tanstack/react-query'
import { Card } from '../explanation/card.tsx'
import tableCss from '../rows/table.module.css'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './identity-page.module.css'
import { recordQuery } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

/** Keys, secrets and tokens that prove it, with their age and end. */
export function CredentialCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(recordQuery(tenantId, identityKey))
  return (
    <Card title="Credentials">
      <ReadPart query={query} none="the inventory does not hold it yet">
        {({ body }) =>
          body.credentials.length === 0 ? (
            <p className="quiet">No source names a credential of it.</p>
          ) : (
            <table className={css.table} aria-label="Credentials">
              <thead>
                <tr>
                  <th scope="col">Credential</th>
                  <th scope="col">Age</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Ends</th>
                </tr>
              </thead>
              <tbody>
                {body.credentials.map((credential) => (
                  <Row key={`${credential.kind} ${credential.id}`} credential={credential} />
                ))}
              </tbody>
            </table>
          )
        }
      </ReadPart>
    </Card>
  )
}

function Row({ credential }: { readonly credential: IdentityCredential }) {
  const { kind, id, createdAt, lastUsedAt, expiresAt, active } = credential
  return (
    <tr>
      <td>
        <LogText text={id} max={120} mono />{' '}
        {active === false ? <span className={tableCss.tag}>switched off</span> : null}
        <span className={tableCss.under}>{kind}</span>
      </td>
      <td>
        <Moment at={createdAt} none="unknown" />
      </td>
      <td>
        <Moment at={lastUsedAt} none="not recorded" />
      </td>
      <td>
        {expiresAt === undefined ? <span className="quiet">no end known</span> : <Instant at={expiresAt} />}
      </td>
    </tr>
  )
}

function Moment({ at, none }: { readonly at: string | undefined; readonly none: string }) {
  return at === undefined ? <span className="quiet">{none}</span> : <Instant at={at} look="age" />
}
