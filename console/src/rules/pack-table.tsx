import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { rulePacksQuery } from '../api/queries.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { Empty } from '../shell/empty.tsx'
import { Failure } from '../shell/failure.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'

/** What is installed, from where, and in which version. */
export function PackTable() {
  const { data: packs, error, refetch } = useQuery(rulePacksQuery)
  if (error !== null && packs === undefined) return <Failure error={error} onRetry={() => void refetch()} />
  if (packs === undefined) return <p className={listCss.reading}>Reading the packs…</p>
  if (packs.length === 0) {
    return (
      <Empty title="No pack is installed">
        Install one on the server:{' '}
        <code className="mono">countersign rules install &lt;directory, archive or git URL&gt;</code>
      </Empty>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Rule packs">
      <table className={tableCss.stacked}>
        <thead>
          <tr>
            <th scope="col">Pack</th>
            <th scope="col">Rules</th>
            <th scope="col">Refused</th>
            <th scope="col" data-column="author">
              Licence
            </th>
            <th scope="col" data-column="origin">
              From
            </th>
            <th scope="col" data-column="state">
              Installed
            </th>
          </tr>
        </thead>
        <tbody>
          {packs.map((pack) => (
            <tr key={pack.pack}>
              <td>
                <Link to="/rules" search={{ pack: pack.pack }}>
                  <LogText text={pack.pack} max={80} />
                </Link>
              </td>
              <td className="number" data-name="Rules">
                {countWords(pack.rules)}
              </td>
              <td className="number" data-name="Refused">
                {pack.refused === 0 ? (
                  '0'
                ) : (
                  <Link to="/rules" search={{ pack: pack.pack, show: 'refused' }}>
                    {countWords(pack.refused)}
                  </Link>
                )}
              </td>
              <td data-column="author" data-name="Licence">
                <LogText text={pack.license ?? 'none stated'} max={80} />
              </td>
              <td data-column="origin" data-name="From" title={pack.origin.slice(0, 300)}>
                <LogText text={pack.origin} max={200} mono />{' '}
                <span className="mono quiet">{pack.contentHash.slice(0, 12)}</span>
              </td>
              <td data-column="state" data-name="Installed">
                <Instant at={pack.installedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
