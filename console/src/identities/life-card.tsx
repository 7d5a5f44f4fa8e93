import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useRefusal } from '../api/rights.ts'
import { Card } from '../explanation/card.tsx'
import { mandatesQuery } from '../mandates/mandate-queries.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { useNow } from '../text/use-now.ts'
import css from './identity-page.module.css'
import { lifeQuery, recordQuery } from './identity-page-queries.ts'
import { type LifeMark, lifeMarks } from './life-marks.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

/** What is known of its life: made, owned, mandated, given credentials, used, changed by people; newest first. */
export function LifeCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(lifeQuery(tenantId, identityKey))
  const { data: record } = useQuery(recordQuery(tenantId, identityKey))
  const refusal = useRefusal('mandate.read')
  const { data: mandates } = useInfiniteQuery({
    ...mandatesQuery(tenantId, { identity: identityKey }),
    enabled: refusal === undefined,
  })
  return (
    <Card title="Its life">
      <ReadPart query={query} none="the inventory does not hold it yet">
        {(life) => (
          <Marks marks={lifeMarks(record?.body, life, mandates?.pages.flatMap(({ items }) => items) ?? [])} />
        )}
      </ReadPart>
    </Card>
  )
}

function Marks({ marks }: { readonly marks: readonly LifeMark[] }) {
  const nowMs = useNow()
  if (marks.length === 0) return <p className="quiet">Nothing of it is dated.</p>
  return (
    <ol className={css.life}>
      {marks.map(({ at, what, who, kind }) => (
        <li
          key={`${at} ${kind} ${what} ${who}`}
          data-kind={kind}
          data-ahead={Date.parse(at) > nowMs || undefined}
        >
          <span className="quiet">
            <Instant at={at} />
          </span>
          <span>
            <LogText text={what} max={300} />
            {who === '' ? null : (
              <span className="quiet">
                {' '}
                by <LogText text={who} max={160} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
