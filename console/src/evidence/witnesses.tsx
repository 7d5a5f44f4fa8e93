import type { EvidenceWitness } from '@countersign/api/evidence'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { EmptyWords } from '../shell/empty-words.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './evidence.module.css'
import { logsQuery, witnessesQuery } from './evidence-queries.ts'
import { RemoveWitness, WitnessDialog } from './witness-dialogs.tsx'
import { WitnessTable } from './witness-table.tsx'

/** Who cosigns a tenant's log. One that says the history was rewritten is told first, and loud. */
export function Witnesses({ tenantId }: { readonly tenantId: string }) {
  const { data: witnesses } = useQuery(witnessesQuery(tenantId))
  const { asked, close } = useWitnessDialogs()
  const named = witnesses?.find(({ name }) => name === asked?.id)
  return (
    <section className={css.part} aria-labelledby="witnesses">
      <Conflicts witnesses={witnesses ?? []} />
      <div className={css.partHead}>
        <h2 id="witnesses">Witnesses</h2>
        <ActionButton action="witness.save" variant="filled" />
      </div>
      <p className={css.lead}>
        A witness is run by somebody who does not have to trust us. It keeps the newest tree it saw, and
        cosigns a checkpoint only when that holds everything the older one held.
      </p>
      <WitnessTable tenantId={tenantId} empty={<NoWitness />} />
      <HowToRun tenantId={tenantId} />
      {asked?.kind === 'add' ? (
        <WitnessDialog tenantId={tenantId} onClose={close} />
      ) : asked?.kind === 'remove' && named !== undefined ? (
        <RemoveWitness key={named.name} tenantId={tenantId} witness={named} onClose={close} />
      ) : null}
    </section>
  )
}

function useWitnessDialogs() {
  const { asked, ask, close } = useAsked(['add', 'remove'])
  const refusal = useRefusal('evidence.write')
  useActions(
    refusal === undefined
      ? {
          'witness.save': { run: () => ask('add') },
          'witness.remove': { run: (subject) => isWitness(subject) && ask('remove', subject.name) },
        }
      : {},
  )
  return { asked: refusal === undefined ? asked : undefined, close }
}

function isWitness(subject: unknown): subject is EvidenceWitness {
  return typeof subject === 'object' && subject !== null && 'verifierKey' in subject
}

function Conflicts({ witnesses }: { readonly witnesses: readonly EvidenceWitness[] }) {
  return witnesses
    .filter(({ conflictAt }) => conflictAt !== null)
    .map(({ name, conflictAt, lastError }) => (
      <div key={name} className={css.conflict} role="alert">
        <strong>
          Witness <LogText text={name} max={80} /> says that the log is not what it was
        </strong>
        <p>
          Since <Instant at={conflictAt ?? ''} />. It saw a tree that ours does not hold unchanged: the
          history was rewritten, or an older copy of the log was put back. It keeps both in its folder
          conflicts.
        </p>
        {lastError === null ? null : (
          <p className="mono">
            <LogText text={lastError} max={400} />
          </p>
        )}
      </div>
    ))
}

function NoWitness() {
  return <EmptyWords of="witnesses.none" action={<ActionButton action="witness.save" variant="filled" />} />
}

/** A key may be typed by hand into a shell, so it stands between quotes that nothing in it can end. */
function HowToRun({ tenantId }: { readonly tenantId: string }) {
  const { data } = useQuery(logsQuery(tenantId))
  const keys = data?.logs.findLast(({ endedAt }) => endedAt === null)?.verifierKeys ?? []
  const logs = keys.map((key) => ` \\\n  --log '${key.replaceAll("'", "'\\''")}'`).join('')
  return (
    <details className={`${css.fold} ${css.inset}`}>
      <summary>How to run a witness</summary>
      <p className="quiet">
        On a machine of the customer’s own, with Countersign’s command line and no account here. It prints its
        own key at the start; enter that and its address above.
      </p>
      <pre className={css.code}>
        <LogText text={`countersign witness --state ./witness --host 0.0.0.0 --port 7380${logs}`} lines />
      </pre>
    </details>
  )
}
