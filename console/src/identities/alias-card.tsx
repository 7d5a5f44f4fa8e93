import type { IdentityRecord } from '@countersign/api/inventory'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useRefusal } from '../api/rights.ts'
import { Card } from '../explanation/card.tsx'
import { ReasonDialog } from '../mandates/reason-dialog.tsx'
import tableCss from '../rows/table.module.css'
import { Identity } from '../shell/identity.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './identity-page.module.css'
import { readRecordAgain, recordQuery, splitIdentity } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

/** The names it goes by, why they are taken for one, and the way to take one out. */
export function AliasCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(recordQuery(tenantId, identityKey))
  const [taken, setTaken] = useState<string>()
  return (
    <Card title="Names it goes by">
      <ReadPart query={query} none="the inventory does not hold it yet">
        {({ body }) => <Names record={body} onSplit={setTaken} />}
      </ReadPart>
      {taken === undefined ? null : (
        <SplitDialog
          tenantId={tenantId}
          identityKey={identityKey}
          taken={taken}
          onClose={() => setTaken(undefined)}
        />
      )}
    </Card>
  )
}

function Names(props: { readonly record: IdentityRecord; readonly onSplit: (key: string) => void }) {
  const { keys, aliases, joinedBy } = props.record
  const refusal = useRefusal('identity.write')
  return (
    <>
      <ul className={css.steps}>
        {keys.map((key) => (
          <li key={key}>
            <Identity identityKey={key} />{' '}
            {keys.length > 1 && refusal === undefined ? (
              <button
                type="button"
                className={tableCss.rowButton}
                aria-label={`Take out ${key.slice(0, 120)}`}
                onClick={() => props.onSplit(key)}
              >
                Take out
              </button>
            ) : null}
            <Reasons joinedBy={joinedBy.filter(({ left, right }) => left === key || right === key)} />
          </li>
        ))}
      </ul>
      {aliases.length === 0 ? null : (
        <p className="quiet">
          Also: <LogText text={aliases.map(({ kind, value }) => `${kind} ${value}`).join(', ')} max={600} />
        </p>
      )}
    </>
  )
}

function Reasons({ joinedBy }: { readonly joinedBy: IdentityRecord['joinedBy'] }) {
  return joinedBy.map(({ left, right, alias }) => (
    <span key={`${left} ${right} ${alias.kind}`} className={tableCss.under}>
      one by {alias.kind} <LogText text={alias.value} max={160} />
    </span>
  ))
}

function SplitDialog(props: OfIdentity & { readonly taken: string; readonly onClose: () => void }) {
  const { tenantId, identityKey, taken } = props
  const client = useQueryClient()
  const run = async (reason: string) => {
    await splitIdentity(tenantId, identityKey, { key: taken, reason })
    await readRecordAgain(client, tenantId)
    say('It is an identity of its own now')
  }
  return (
    <ReasonDialog title="Take out a name" confirm="Take out" run={run} onClose={props.onClose}>
      <p>
        <Identity identityKey={taken} /> becomes an identity of its own. The names that both go by do not join
        them again.
      </p>
    </ReasonDialog>
  )
}
