import type { BackTest, BackTestResult, BackTestSample } from '@countersign/api/back-test'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../api/client.ts'
import listCss from '../rows/list-page.module.css'
import { sayFailed } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { backTestQuery, isRunning } from './own-rule-queries.ts'
import css from './rules.module.css'

/** The difference that going live would make, tenant by tenant. */
export function BackTestView({ testId }: { readonly testId: string }) {
  const { data: test, error } = useQuery(backTestQuery(testId))
  if (error !== null) return <Refusal error={error} />
  if (test === undefined) return <p className={listCss.reading}>Starting…</p>
  return (
    <section className={css.trial} aria-label="What going live would change" aria-live="polite">
      <h2>What going live would change</h2>
      <p className="quiet">
        Tried on <Instant at={test.from} /> to <Instant at={test.to} />.
      </p>
      {isRunning(test) ? <Cancel testId={testId} /> : null}
      {test.tenants.map((part) => (
        <Part key={part.tenantId} part={part} />
      ))}
    </section>
  )
}

function Cancel({ testId }: { readonly testId: string }) {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () =>
      api.call('DELETE /api/rule-tests/{testId}', {
        path: { testId },
        action: 'own-rule.test-cancel',
      }),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['rule-test', testId] }),
  })
  return (
    <Button variant="default" size="compact-xs" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      Stop the test
    </Button>
  )
}

function Part({ part }: { readonly part: BackTest['tenants'][number] }) {
  return (
    <div className={css.part}>
      <p className={listCss.panelHead}>
        <TenantChip tenantId={part.tenantId} />
        <span className="number">
          {part.state}, {countWords(part.scanned)} of {plural(part.total, 'event')} read
        </span>
      </p>
      {part.failure === null ? null : (
        <p className={css.off}>
          <LogText text={part.failure} max={400} />
        </p>
      )}
      {part.result === null ? null : <Result result={part.result} tenantId={part.tenantId} />}
    </div>
  )
}

function Result({ result, tenantId }: { readonly result: BackTestResult; readonly tenantId: string }) {
  const rows = [
    { name: 'Findings', ...result.findings },
    { name: 'Incidents these alone would make', ...result.incidentsAlone },
    ...result.perDay.map(({ day, ...counts }) => ({ name: day, ...counts })),
  ]
  return (
    <>
      <table className={css.counts} aria-label="Before and after">
        <thead>
          <tr>
            <th scope="col">In the span</th>
            <th scope="col">Now in force</th>
            <th scope="col">As tried</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{countWords(before)}</td>
              <td className="number">{countWords(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Samples
        title={`${plural(result.newFindings, 'new finding')}`}
        samples={result.firstNew}
        tenantId={tenantId}
      />
      <Samples
        title={`${plural(result.goneFindings, 'finding')} gone`}
        samples={result.firstGone}
        tenantId={tenantId}
      />
      <GoneIncidents gone={result.goneIncidents ?? []} />
      {result.unreadable === 0 ? null : (
        <p className="quiet">{plural(result.unreadable, 'record')} could not be judged alone.</p>
      )}
      {result.uncompared === 0 ? null : (
        <p className="quiet">{plural(result.uncompared, 'further finding')} counted, not compared.</p>
      )}
    </>
  )
}

function GoneIncidents({ gone }: { readonly gone: NonNullable<BackTestResult['goneIncidents']> }) {
  if (gone.length === 0) return null
  return (
    <div>
      <h3>Incidents that would not be made any more</h3>
      <ul className={css.lines}>
        {gone.map(({ title, firstAt, lastAt }) => (
          <li key={`${firstAt}${title}`}>
            <Instant at={firstAt} />
            {firstAt === lastAt ? null : (
              <>
                {' '}
                to <Instant at={lastAt} />
              </>
            )}{' '}
            <LogText text={title} max={200} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Samples(props: {
  readonly title: string
  readonly samples: readonly BackTestSample[]
  readonly tenantId: string
}) {
  return (
    <div>
      <h3>{props.title}</h3>
      <ul className={css.lines}>
        {props.samples.map((sample) => (
          <li key={sample.findingId}>
            <Instant at={sample.time} />{' '}
            <Link
              to="/events"
              search={{
                tenant: [props.tenantId],
                last: '90d',
                event: `${props.tenantId}/${sample.eventIds[0] ?? ''}`,
              }}
              preload={false}
            >
              <LogText text={sample.action || 'event'} max={80} mono />
            </Link>{' '}
            <LogText text={sample.identityKey ?? 'no identity named'} max={100} mono />{' '}
            <LogText text={sample.resource ?? ''} max={80} mono />
          </li>
        ))}
      </ul>
    </div>
  )
}
