import type { EvidenceDetail } from '@countersign/api/evidence'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { prettyJson } from '../events/pretty-json.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { countWords, plural } from '../text/time-words.ts'
import { type EntryName, entryText, kindWords } from './entry-name.ts'
import css from './evidence.module.css'
import { entryQuery, proofAddress } from './evidence-queries.ts'
import { VerifyCard } from './verify-card.tsx'

/** One entry: when and where it was logged, its document while that is kept, and its proof, checked here. */
export function EntryPanel(props: {
  readonly tenantId: string
  readonly name: EntryName
  readonly onClose: () => void
}) {
  const { tenantId, name } = props
  const { data: detail, error, refetch } = useQuery(entryQuery(tenantId, name))
  const focus = usePanelFocus(entryText(name))
  useActions({ 'proof.close': { run: props.onClose } })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Entry">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={tenantId} />
        <span className={listCss.grow} />
        {detail?.status === 'logged' ? (
          <a href={proofAddress(tenantId, name)} download={`${name.kind}.tlog-proof`}>
            Download the proof
          </a>
        ) : null}
        <ActionButton action="proof.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : detail === undefined ? (
        <p className="quiet">Reading the entry…</p>
      ) : (
        <Detail tenantId={tenantId} detail={detail} />
      )}
    </aside>
  )
}

function Detail({ tenantId, detail }: { readonly tenantId: string; readonly detail: EvidenceDetail }) {
  return (
    <>
      <div>
        <h2>{kindWords[detail.kind][0]}</h2>
        <p className="mono quiet">
          <LogText text={detail.ref} />
        </p>
      </div>
      <Facts detail={detail} />
      <VerifyCard tenantId={tenantId} detail={detail} />
      <Document detail={detail} />
      <details className={css.fold}>
        <summary>The envelope, byte for byte as the log holds it</summary>
        <pre className={css.code}>
          <LogText text={detail.envelope} />
        </pre>
      </details>
    </>
  )
}

function Facts({ detail }: { readonly detail: EvidenceDetail }) {
  const { at, status, epoch, index, loggedAt } = detail
  return (
    <dl className={css.facts}>
      <dt>Happened</dt>
      <dd>
        <Instant at={at} />
      </dd>
      <dt>In the log</dt>
      <dd>
        {status === 'waiting' || index === null ? (
          'not yet: it is stored, and goes into the log within seconds'
        ) : (
          <>
            entry {countWords(index)} of log {epoch}
            {loggedAt === null ? null : (
              <>
                , since <Instant at={loggedAt} />
              </>
            )}
          </>
        )}
      </dd>
    </dl>
  )
}

function Document({ detail: { document, envelope } }: { readonly detail: EvidenceDetail }) {
  return (
    <section aria-label="Document">
      <h3>Document</h3>
      {document === null ? (
        <p className={css.erased}>
          It was erased, and nobody can read it any more. The log keeps a salted hash of it,{' '}
          {bytesOf(envelope)}; that it was logged is still proven.
        </p>
      ) : (
        <pre className={css.code}>
          <LogText text={prettyJson(document) ?? document} lines />
        </pre>
      )}
    </section>
  )
}

function bytesOf(envelope: string): string {
  const [, bytes] = /"bytes":(\d{1,15})/.exec(envelope) ?? []
  return bytes === undefined ? 'of unknown length' : plural(Number(bytes), 'byte')
}
