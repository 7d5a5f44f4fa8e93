import type { ControlDetail } from '@countersign/api/compliance'
import { useQuery } from '@tanstack/react-query'
import { ActionButton } from '../actions/action-button.tsx'
import { useActions } from '../actions/use-actions.ts'
import { useRefusal } from '../api/rights.ts'
import { useAsked } from '../routes/asked.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { usePanelFocus } from '../shell/use-panel-focus.ts'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'
import { AttachDialog } from './attach-dialog.tsx'
import css from './compliance.module.css'
import { type ControlName, controlQuery } from './compliance-queries.ts'
import { ControlDocuments } from './control-documents.tsx'
import { ControlEvidenceList } from './control-evidence.tsx'
import { StateTag } from './coverage-bar.tsx'
import { EndExemption, ExemptDialog } from './exempt-dialog.tsx'

const asks = ['attach', 'exempt', 'apply'] as const

/** One control: why it is in its state, the evidence behind it, and what people said of it. */
export function ControlPanel(props: { readonly name: ControlName; readonly onClose: () => void }) {
  const { name, onClose } = props
  const { data: control, error, refetch } = useQuery(controlQuery(name))
  const focus = usePanelFocus(name.controlId)
  const { asked, ask, close } = useAsked(asks)
  const refusal = useRefusal('evidence.write')
  const isExempt = control?.exemption != null
  useActions({
    'proof.close': { run: onClose },
    ...(refusal !== undefined || control === undefined
      ? {}
      : {
          'control.attach': { run: () => ask('attach') },
          ...(isExempt
            ? { 'control.end-exemption': { run: () => ask('apply') } }
            : { 'control.exempt': { run: () => ask('exempt') } }),
        }),
  })
  return (
    <aside {...focus} className={listCss.panel} aria-label="Control">
      <header className={listCss.panelHead}>
        <TenantChip tenantId={name.tenantId} />
        <span className={listCss.grow} />
        <ActionButton action="proof.close" size="compact-xs">
          Close
        </ActionButton>
      </header>
      {error !== null ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : control === undefined ? (
        <p className="quiet">Reading the control…</p>
      ) : (
        <Detail name={name} control={control} />
      )}
      {refusal !== undefined || asked === undefined ? null : asked.kind === 'attach' ? (
        <AttachDialog name={name} onClose={close} />
      ) : asked.kind === 'exempt' ? (
        <ExemptDialog name={name} onClose={close} />
      ) : isExempt ? (
        <EndExemption name={name} onClose={close} />
      ) : null}
    </aside>
  )
}

function Detail({ name, control }: { readonly name: ControlName; readonly control: ControlDetail }) {
  const { label, title, reference, state, untilAt, reasons } = control
  return (
    <>
      <div>
        <h2>
          {label} <LogText text={title} max={300} />
        </h2>
        {reference === label ? null : (
          <p className="quiet">
            <LogText text={reference} max={300} />
          </p>
        )}
      </div>
      <p>
        <StateTag state={state} />{' '}
        {untilAt === null ? null : (
          <>
            until <Instant at={untilAt} />, if nothing new comes
          </>
        )}
      </p>
      <ul className={css.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>
            <LogText text={reason} max={600} />
          </li>
        ))}
      </ul>
      <div className={css.acts}>
        <ActionButton action="control.attach" size="compact-xs">
          Attach a document
        </ActionButton>
        <ActionButton action="control.exempt" size="compact-xs">
          Does not apply
        </ActionButton>
        <ActionButton action="control.end-exemption" size="compact-xs">
          It applies again
        </ActionButton>
      </div>
      <Exemption exemption={control.exemption} />
      <ControlEvidenceList tenantId={name.tenantId} control={control} />
      <ControlDocuments tenantId={name.tenantId} documents={control.documents} />
    </>
  )
}

function Exemption({ exemption }: Pick<ControlDetail, 'exemption'>) {
  if (exemption === null) return null
  const { reason, decidedBy, decidedAt, reviewAt } = exemption
  return (
    <section className={css.kind} aria-label="Why it does not apply">
      <h4>Does not apply</h4>
      <p>
        <LogText text={reason} />
      </p>
      <p className="quiet">
        said by <LogText text={decidedBy} max={80} /> <Instant at={decidedAt} />
        {reviewAt === null ? null : (
          <>
            , to be looked at again <Instant at={reviewAt} />
          </>
        )}
      </p>
    </section>
  )
}
