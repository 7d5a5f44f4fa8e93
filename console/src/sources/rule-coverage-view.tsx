import type { Coverage } from '@countersign/api/coverage'
import type { Source } from '@countersign/api/source'
import { useQuery } from '@tanstack/react-query'
import { coverageQuery } from '../api/queries.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { inWordsOf, useReader } from '../settings/use-reader.ts'
import { Failure } from '../shell/failure.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import css from './rule-coverage.module.css'
import { lagWords, logSourceWords, plainTactic, tacticName } from './tactic-words.ts'

/** What the rules of one tenant could see in what arrived over the last day: by tactic, what is missing, and how late. */
export function RuleCoverageView(props: { readonly tenantId: string; readonly sources: readonly Source[] }) {
  const { tenantId } = props
  const { data: coverage, error, refetch } = useQuery(coverageQuery(tenantId))
  if (error !== null && coverage === undefined)
    return <Failure error={error} onRetry={() => void refetch()} />
  if (coverage === undefined) return <p className={listCss.reading}>Reading what the rules could see…</p>
  return (
    <div className={css.view}>
      <Tactics tenantId={tenantId} coverage={coverage} />
      <Unseen unseen={coverage.unseen} />
      <Lag lag={coverage.lag} sources={props.sources.filter((source) => source.tenantId === tenantId)} />
    </div>
  )
}

function Tactics({ tenantId, coverage }: { readonly tenantId: string; readonly coverage: Coverage }) {
  const reader = useReader()
  const most = Math.max(1, ...coverage.tactics.map(({ rules }) => rules))
  return (
    <section aria-labelledby="tactics">
      <h2 id="tactics">
        {inWordsOf(reader, 'Tactics the rules could see', 'Attacks that could be noticed')}{' '}
        <TenantChip tenantId={tenantId} />
      </h2>
      <p className="quiet">
        {countWords(coverage.possible)} of {plural(coverage.rules, 'rule')} look at something that arrived in
        the last day.
      </p>
      <table className={`${tableCss.lines} ${css.tactics}`}>
        <thead>
          <tr>
            <th scope="col">{inWordsOf(reader, 'ATT&CK tactic', 'What an attacker would do')}</th>
            <th scope="col">
              <span className="visually-hidden">As a bar</span>
            </th>
            <th scope="col" data-end>
              Possible
            </th>
            <th scope="col" data-end>
              Rules
            </th>
          </tr>
        </thead>
        <tbody>
          {coverage.tactics.map(({ tactic, rules, possible }) => (
            <tr key={tactic} data-blind={possible === 0 || undefined}>
              <th scope="row">{inWordsOf(reader, tacticName(tactic), plainTactic(tactic))}</th>
              <td aria-hidden="true">
                <span className={css.bar} style={{ width: `${(rules / most) * 100}%` }}>
                  <span style={{ width: `${rules === 0 ? 0 : (possible / rules) * 100}%` }} />
                </span>
              </td>
              <td data-end className="number">
                {countWords(possible)}
              </td>
              <td data-end className="number">
                {countWords(rules)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Unseen({ unseen }: Pick<Coverage, 'unseen'>) {
  return (
    <section aria-labelledby="unseen">
      <h2 id="unseen">Not sent, though rules look for it</h2>
      {unseen.length === 0 ? (
        <p className="quiet">Every log source that a rule names has arrived in the last day.</p>
      ) : (
        <table className={tableCss.lines}>
          <thead>
            <tr>
              <th scope="col">Log source</th>
              <th scope="col" data-end>
                Rules that see nothing
              </th>
            </tr>
          </thead>
          <tbody>
            {unseen.map(({ logSource, rules }) => (
              <tr key={logSourceWords(logSource)}>
                <td>
                  <LogText text={logSourceWords(logSource)} max={120} mono />
                </td>
                <td data-end className="number">
                  {countWords(rules)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Lag({ lag, sources }: Pick<Coverage, 'lag'> & { readonly sources: readonly Source[] }) {
  const names = new Map(sources.map(({ id, name }) => [id, name]))
  return (
    <section aria-labelledby="lag">
      <h2 id="lag">How late events arrive</h2>
      {lag.length === 0 ? (
        <p className="quiet">Nothing arrived in the last day.</p>
      ) : (
        <table className={tableCss.lines}>
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col" data-end>
                Half of them within
              </th>
              <th scope="col" data-end>
                19 of 20 within
              </th>
            </tr>
          </thead>
          <tbody>
            {lag.map(({ sourceId, medianSeconds, p95Seconds }) => (
              <tr key={sourceId}>
                <td>
                  <LogText text={names.get(sourceId) ?? sourceId} max={80} />
                </td>
                <td data-end className="number">
                  {lagWords(medianSeconds)}
                </td>
                <td data-end className="number">
                  {lagWords(p95Seconds)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
