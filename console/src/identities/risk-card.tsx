import type { IdentityRisk, ReceivedSignal, RiskLevel } from '@countersign/api/signal'
import { NativeSelect } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { Card } from '../explanation/card.tsx'
import { ReasonDialog } from '../mandates/reason-dialog.tsx'
import { useAsked } from '../routes/asked.ts'
import tableCss from '../rows/table.module.css'
import { say } from '../shell/notices.tsx'
import { receivedQuery, riskQuery, setRisk } from '../signals/signal-queries.ts'
import { eventNames } from '../signals/signal-words.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './identity-page.module.css'
import { type OfIdentity, ReadPart } from './read-part.tsx'

const levels: readonly RiskLevel[] = ['LOW', 'MEDIUM', 'HIGH']
const tones = { LOW: 'good', MEDIUM: 'warn', HIGH: 'bad' } as const

/** How risky it is said to be, by whom, and what transmitters told of it. Not told is unknown, not low. */
export function RiskCard({ tenantId, identityKey }: OfIdentity) {
  const risk = useQuery(riskQuery(tenantId, identityKey))
  const { asked, ask, close } = useAsked(['risk'])
  const blocked = useRefusal('signal.send')
  useActions({ 'identity.risk': { run: () => ask('risk'), blocked } })
  return (
    <Card title="Risk and signals">
      <ReadPart query={risk} none="nobody told a risk of it">
        {(told) => <Risk risk={told} />}
      </ReadPart>
      <div className={css.tools}>
        <ActionButton action="identity.risk" size="compact-xs">
          Set its risk
        </ActionButton>
      </div>
      <Received tenantId={tenantId} identityKey={identityKey} />
      {asked === undefined || blocked !== undefined ? null : (
        <RiskDialog tenantId={tenantId} identityKey={identityKey} onClose={close} />
      )}
    </Card>
  )
}

function Risk({ risk }: { readonly risk: IdentityRisk }) {
  if (risk.level === null) return <p className="quiet">Unknown: nobody told a risk of it.</p>
  return (
    <p>
      <span className={tableCss.tag} data-tone={tones[risk.level]}>
        {risk.level.toLowerCase()}
      </span>{' '}
      {risk.reason === null ? null : <LogText text={risk.reason} max={400} />}
      <span className={tableCss.under}>
        told by <LogText text={risk.toldBy ?? 'nobody who is known'} max={120} />{' '}
        {risk.changedAt === null ? null : <Instant at={risk.changedAt} look="age" />}
        {risk.previousLevel === null ? null : `, before it was ${risk.previousLevel.toLowerCase()}`}
      </span>
    </p>
  )
}

function Received({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(receivedQuery(tenantId, identityKey))
  return (
    <ReadPart query={query} none="no signal was received of it">
      {(signals) =>
        signals.length === 0 ? (
          <p className="quiet">No signal was received of it.</p>
        ) : (
          <table className={css.table} aria-label="Signals received">
            <thead>
              <tr>
                <th scope="col">What was told</th>
                <th scope="col">When</th>
              </tr>
            </thead>
            <tbody>
              {signals.map((signal) => (
                <Signal key={`${signal.sourceId} ${signal.jti}`} signal={signal} />
              ))}
            </tbody>
          </table>
        )
      }
    </ReadPart>
  )
}

function Signal({ signal }: { readonly signal: ReceivedSignal }) {
  return (
    <tr>
      <td>
        <LogText text={eventNames(signal.events).join(', ')} max={200} />
        <span className={`${tableCss.under} mono`}>
          <LogText text={signal.jti} max={120} />
        </span>
      </td>
      <td>
        <Instant at={signal.at} />
      </td>
    </tr>
  )
}

function RiskDialog({ tenantId, identityKey, onClose }: OfIdentity & { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [level, setLevel] = useState<RiskLevel>('MEDIUM')
  const run = async (reason: string) => {
    await setRisk(tenantId, identityKey, { level, reason })
    await client.invalidateQueries({ queryKey: ['identity-risk', tenantId] })
    say('Risk set, and told to receivers')
  }
  return (
    <ReasonDialog title="Set its risk" confirm="Set the risk" run={run} onClose={onClose}>
      <NativeSelect
        label="Risk"
        description="Decisions on mandates with a highest risk heed it from the next one on; receivers of signals are told."
        value={level}
        data={levels.map((each) => ({ value: each, label: each.toLowerCase() }))}
        onChange={(event) => setLevel(event.currentTarget.value as RiskLevel)}
      />
    </ReasonDialog>
  )
}
