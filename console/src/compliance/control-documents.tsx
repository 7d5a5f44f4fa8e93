import type { AttachedDocument } from '@countersign/api/compliance'
import { useQueryClient } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './compliance.module.css'
import { documentAddress, readComplianceAgain, withdrawDocument } from './compliance-queries.ts'

/** What people attached: it counts from the later of its date and its receipt. */
export function ControlDocuments(props: {
  readonly tenantId: string
  readonly documents: readonly AttachedDocument[]
}) {
  const { tenantId, documents } = props
  const { asked, ask, close } = useAsked(['withdraw'])
  const refusal = useRefusal('evidence.write')
  useActions(
    refusal === undefined
      ? {
          'control.withdraw': {
            run: (subject) => isDocument(subject) && ask('withdraw', subject.documentId),
          },
        }
      : {},
  )
  const named = documents.find(({ documentId }) => documentId === asked?.id)
  return (
    <section className={css.stack} aria-labelledby="documents">
      <h3 id="documents">Documents</h3>
      {documents.length === 0 ? <p className="quiet">None is attached.</p> : null}
      {documents.map((document) => (
        <DocumentCard key={document.documentId} tenantId={tenantId} document={document} />
      ))}
      {named === undefined || refusal !== undefined ? null : (
        <Withdraw key={named.documentId} tenantId={tenantId} document={named} onClose={close} />
      )}
    </section>
  )
}

function DocumentCard(props: { readonly tenantId: string; readonly document: AttachedDocument }) {
  const { documentId, title, fileName, effectiveAt, expiresAt, receivedAt, attachedBy, sha256, withdrawnAt } =
    props.document
  return (
    <div className={css.kind}>
      <h4>
        <a href={documentAddress(props.tenantId, documentId)} download>
          <LogText text={title} max={160} />
        </a>
        <span className="quiet">
          <LogText text={fileName} max={120} />
        </span>
      </h4>
      <p>
        In force <Instant at={effectiveAt} /> to <Instant at={expiresAt} />, received{' '}
        <Instant at={receivedAt} /> from <LogText text={attachedBy} max={80} />
      </p>
      <p className="quiet mono">sha256 {sha256}</p>
      {withdrawnAt === null ? (
        <WithdrawButton document={props.document} />
      ) : (
        <p>
          Withdrawn <Instant at={withdrawnAt} />: it counts no more.
        </p>
      )}
    </div>
  )
}

function WithdrawButton({ document }: { readonly document: AttachedDocument }) {
  return (
    <span>
      <ActionButton
        action="control.withdraw"
        subject={document}
        size="compact-xs"
        aria-label={`Withdraw: ${document.title.slice(0, 80)}`}
      >
        Withdraw
      </ActionButton>
    </span>
  )
}

function isDocument(subject: unknown): subject is AttachedDocument {
  return typeof subject === 'object' && subject !== null && 'documentId' in subject
}

function Withdraw(props: {
  readonly tenantId: string
  readonly document: AttachedDocument
  readonly onClose: () => void
}) {
  const { tenantId, document, onClose } = props
  const client = useQueryClient()
  return (
    <AskDialog
      title="Withdraw a document"
      confirm="Withdraw"
      onClose={onClose}
      run={async () => {
        await withdrawDocument(tenantId, document.documentId)
        await readComplianceAgain(client, tenantId)
        say('The document counts no more')
      }}
    >
      <p>
        <LogText text={document.title} max={120} /> counts no more from now on. It stays here, and so does the
        record that it was in force.
      </p>
    </AskDialog>
  )
}
