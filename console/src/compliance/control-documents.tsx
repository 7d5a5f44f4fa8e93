import type { AttachedDocument } from '@countersign/api/compliance'
import { useQueryClient } from '@tanstack/react-query'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import type { Column, RowAction } from '../rows/column.ts'
import { DataTable } from '../rows/data-table.tsx'
import tableCss from '../rows/table.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './compliance.module.css'
import { documentAddress, readComplianceAgain, withdrawDocument } from './compliance-queries.ts'

type Row = AttachedDocument & { readonly tenantId: string }

const columns: readonly Column<Row>[] = [
  {
    id: 'title',
    name: 'Document',
    cell: ({ tenantId, documentId, title, fileName, sha256 }) => (
      <>
        <a href={documentAddress(tenantId, documentId)} download>
          <LogText text={title} max={160} />
        </a>
        <span className={tableCss.under} title={`sha256 ${sha256}`}>
          <LogText text={fileName} max={120} />
        </span>
      </>
    ),
  },
  {
    id: 'dates',
    name: 'In force',
    cell: ({ effectiveAt, expiresAt, withdrawnAt }) => (
      <>
        <Instant at={effectiveAt} /> to <Instant at={expiresAt} />
        {withdrawnAt === null ? null : (
          <span className={tableCss.under}>
            withdrawn <Instant at={withdrawnAt} />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'received',
    name: 'Received',
    cell: ({ receivedAt, attachedBy }) => (
      <>
        <Instant at={receivedAt} />
        <span className={tableCss.under}>
          from <LogText text={attachedBy} max={80} />
        </span>
      </>
    ),
  },
]

const actions: readonly RowAction<Row>[] = [
  {
    id: 'control.withdraw',
    word: 'Withdraw',
    ends: true,
    isFor: ({ withdrawnAt }) => withdrawnAt === null,
  },
]

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
      <DataTable<Row>
        name="Documents"
        reading=""
        rows={documents.map((document) => ({ ...document, tenantId }))}
        error={null}
        onRetry={() => undefined}
        empty={<p className="quiet">None is attached.</p>}
        columns={columns}
        actions={actions}
        keyOf={({ documentId }) => documentId}
        nameOf={({ title }) => title}
        isEnded={({ withdrawnAt }) => withdrawnAt !== null}
      />
      {named === undefined || refusal !== undefined ? null : (
        <Withdraw key={named.documentId} tenantId={tenantId} document={named} onClose={close} />
      )}
    </section>
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
