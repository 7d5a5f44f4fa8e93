import type { IdentityReach } from '@countersign/api/authority'
import { useQuery } from '@tanstack/react-query'
import { Card } from '../explanation/card.tsx'
import tableCss from '../rows/table.module.css'
import { LogText } from '../text/log-text.tsx'
import css from './identity-page.module.css'
import { reachQuery } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart, Unknown } from './read-part.tsx'

const actionsNamed = 3

/** What it, or whoever it can become, can get at; most sensitive first. */
export function ReachCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(reachQuery(tenantId, identityKey))
  return (
    <Card title="What it can reach">
      <ReadPart query={query} none="no policy in force names it">
        {(reach) => <Reach reach={reach} />}
      </ReadPart>
    </Card>
  )
}

function Reach({ reach }: { readonly reach: IdentityReach }) {
  if (!reach.known) return <Unknown>{reach.reason}</Unknown>
  if (reach.reachable.length === 0)
    return <p className="quiet">Nothing that the policy in force names as a resource.</p>
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label="Reachable resources">
        <table className={css.table} aria-label="Reach">
          <thead>
            <tr>
              <th scope="col">Resource</th>
              <th scope="col">Sensitivity</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            {reach.reachable.map((row) => (
              <Row key={row.resource} row={row} />
            ))}
          </tbody>
        </table>
      </section>
      {reach.cut === undefined ? null : <p className="quiet">{reach.cut}</p>}
    </>
  )
}

type Reachable = Extract<IdentityReach, { known: true }>['reachable'][number]

function Row({ row }: { readonly row: Reachable }) {
  const more = row.actions.length - actionsNamed
  return (
    <tr>
      <td>
        <LogText text={row.resource} max={200} mono />
        <span className={tableCss.under}>
          <LogText text={row.actions.slice(0, actionsNamed).join(', ')} max={160} />
          {more > 0 ? ` and ${more} more` : null}
        </span>
      </td>
      <td>
        <span
          className={tableCss.tag}
          data-tone={row.sensitivity === 'critical' ? 'bad' : row.sensitivity === 'high' ? 'warn' : undefined}
        >
          {row.sensitivity}
        </span>
        <span className={tableCss.under}>
          <LogText text={row.because} max={160} />
        </span>
      </td>
      <td>
        {row.path.length === 0 ? 'itself' : <LogText text={row.path.join(' → ')} max={160} mono />}
        {row.certainty === 'conditional' ? <span className={tableCss.under}>under conditions</span> : null}
      </td>
    </tr>
  )
}
