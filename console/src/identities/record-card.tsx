import type { IdentityRecord } from '@countersign/api/inventory'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { Card } from '../explanation/card.tsx'
import { useAsked } from '../routes/asked.ts'
import tableCss from '../rows/table.module.css'
import { Identity } from '../shell/identity.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { EditRecord } from './edit-record.tsx'
import css from './identity-page.module.css'
import { recordQuery } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

/** Who answers for it, what for, and how anybody knows. */
export function RecordCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(recordQuery(tenantId, identityKey))
  const { asked, ask, close } = useAsked(['change'])
  const blocked = useRefusal('identity.write')
  useActions(query.data === undefined ? {} : { 'identity.change': { run: () => ask('change'), blocked } })
  return (
    <Card title="Who answers for it">
      <ReadPart query={query} none="the inventory does not hold it yet">
        {({ body, etag }) => (
          <>
            <Facts record={body} />
            <div className={css.tools}>
              <ActionButton action="identity.change" size="compact-xs">
                Set owner, sponsor and purpose
              </ActionButton>
            </div>
            {asked !== undefined && blocked === undefined ? (
              <EditRecord
                tenantId={tenantId}
                identityKey={identityKey}
                record={body}
                etag={etag}
                onClose={close}
              />
            ) : null}
          </>
        )}
      </ReadPart>
    </Card>
  )
}

function Facts({ record }: { readonly record: IdentityRecord }) {
  const { identity, purpose, createdBy, sources, stageSetBy } = record
  return (
    <dl className={css.facts}>
      <dt>Owner</dt>
      <dd>
        <Accountable record={record} answersAs="owner" none="no owner known" />
      </dd>
      <dt>Sponsor</dt>
      <dd>
        <Accountable record={record} answersAs="sponsor" none="no sponsor known" />
      </dd>
      <dt>Purpose</dt>
      <dd>{purpose === null ? <span className="quiet">nobody said</span> : <LogText text={purpose} />}</dd>
      <dt>Created</dt>
      <dd>
        {identity.createdAt === null ? (
          <span className="quiet">when is not known</span>
        ) : (
          <Instant at={identity.createdAt} />
        )}
        {createdBy === null ? (
          <span className="quiet">by whom is not known</span>
        ) : (
          <span>
            by <Identity identityKey={createdBy} />
          </span>
        )}
      </dd>
      <dt>Last used</dt>
      <dd>
        {identity.lastUsedAt === null ? (
          <span className="quiet">never seen in use</span>
        ) : (
          <Instant at={identity.lastUsedAt} />
        )}
      </dd>
      <dt>Stage</dt>
      <dd>
        {identity.stage}
        {stageSetBy === null ? null : (
          <span className="quiet">
            set by <LogText text={stageSetBy} max={120} />
          </span>
        )}
      </dd>
      <dt>Known from</dt>
      <dd>
        {sources.map(({ source, locator }) => (
          <span key={`${source} ${locator}`} className="mono">
            <LogText text={locator === undefined ? source : `${source} ${locator}`} max={160} />
          </span>
        ))}
      </dd>
    </dl>
  )
}

function Accountable(props: {
  readonly record: IdentityRecord
  readonly answersAs: 'owner' | 'sponsor'
  readonly none: string
}) {
  const named = props.record.accountable.filter(({ role }) => role === props.answersAs)
  if (named.length === 0) return <span className={css.none}>{props.none}</span>
  return named.map(({ key, confidence, evidence }) => (
    <span key={`${key} ${evidence}`}>
      <Identity identityKey={key} /> <span className={tableCss.tag}>{confidence}</span>{' '}
      <span className="quiet">
        <LogText text={evidence} max={300} />
      </span>
    </span>
  ))
}
