import type { EvidenceDetail } from '@countersign/api/evidence'
import { Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { Refusal } from '../sources/refusal.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords } from '../text/time-words.ts'
import css from './evidence.module.css'
import { logsQuery, readProof, witnessesQuery } from './evidence-queries.ts'
import type { EntryReport } from './verify-entry.ts'

type Props = { readonly tenantId: string; readonly detail: EvidenceDetail }

/** Fetches proof and keys, and checks them in this browser with the verifier that packs carry, too. */
export function VerifyCard({ tenantId, detail }: Props) {
  const [ownPolicy, setOwnPolicy] = useState('')
  const client = useQueryClient()
  const verify = useMutation({
    mutationFn: async (): Promise<EntryReport> => {
      const [proof, { logs }, witnesses, { policyOf, verifyEntry }] = await Promise.all([
        readProof(tenantId, detail),
        client.fetchQuery(logsQuery(tenantId)),
        client.fetchQuery(witnessesQuery(tenantId)),
        import('./verify-entry.ts'),
      ])
      const log = logs.find(({ epoch }) => epoch === detail.epoch)
      if (log === undefined) throw new Error('The server does not name the log that this entry is in.')
      const policy = ownPolicy.trim() === '' ? policyOf(log, witnesses) : `${ownPolicy.trim()}\n`
      return verifyEntry({ tenantId, detail, proof, policy })
    },
  })
  const blocked = detail.status === 'waiting' ? 'It is not in the log yet.' : undefined
  useActions({ 'evidence.verify': { run: () => verify.mutate(), blocked } })
  return (
    <section className={css.card} aria-label="Proof">
      <div className={css.verdict} data-verdict={verify.data?.verdict}>
        <ActionButton action="evidence.verify" size="compact-sm" variant="filled" loading={verify.isPending}>
          Verify in this browser
        </ActionButton>
        <span role="status">{verify.data === undefined ? null : <Verdict report={verify.data} />}</span>
      </div>
      <Refusal error={verify.error} />
      {verify.data === undefined ? null : <Report report={verify.data} isOwn={ownPolicy.trim() !== ''} />}
      <details className={css.fold}>
        <summary>With keys that you received another way</summary>
        <Textarea
          label="Policy"
          description="A C2SP tlog policy, such as policy in an evidence pack: the logs and witnesses that you trust."
          rows={4}
          value={ownPolicy}
          onChange={(event) => setOwnPolicy(event.currentTarget.value)}
        />
      </details>
    </section>
  )
}

const verdictWords = {
  verified: 'Verified',
  incomplete: 'Nothing is wrong, but not everything can be checked here',
  failed: 'Does not hold',
} as const

function Verdict({ report: { verdict, place } }: { readonly report: EntryReport }) {
  return (
    <>
      <strong>{verdictWords[verdict]}</strong>
      {place === undefined ? null : (
        <span className="quiet">
          {' '}
          entry {countWords(place.index)} of {countWords(place.size)} in{' '}
          <LogText text={place.origin} max={120} />
        </span>
      )}
    </>
  )
}

const outcomeWords = { passed: 'passed', failed: 'failed', 'not-checked': 'not checked' } as const

function Report({ report, isOwn }: { readonly report: EntryReport; readonly isOwn: boolean }) {
  return (
    <>
      <ul className={css.checks} aria-label="What was checked">
        {report.checks.map(({ what, outcome, reason }) => (
          <li key={what}>
            <span data-outcome={outcome}>{outcomeWords[outcome]}</span>
            <span>
              <LogText text={what} max={240} />
              {reason === undefined ? null : (
                <span className={css.reason}>
                  <LogText text={reason} max={400} />
                </span>
              )}
            </span>
          </li>
        ))}
        {isOwn ? null : (
          <li>
            <span data-outcome="not-checked">not checked</span>
            <span>
              that these keys are the log’s own
              <span className={css.reason}>
                they came from the same server as this page; compare them with keys that you received another
                way
              </span>
            </span>
          </li>
        )}
      </ul>
      {report.cosignedBy.length === 0 ? (
        <p>No witness of those that are known has cosigned the checkpoint of this proof.</p>
      ) : (
        <p>
          Cosigned by{' '}
          {report.cosignedBy.map(({ name, at }) => (
            <span key={name}>
              <LogText text={name} max={80} /> <Instant at={at} />{' '}
            </span>
          ))}
        </p>
      )}
    </>
  )
}
