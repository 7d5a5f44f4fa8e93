import { TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { NoTenantYet } from '../settings/no-tenant-yet.tsx'
import { NotForYou } from '../settings/not-for-you.tsx'
import { TenantChoice } from '../settings/tenant-choice.tsx'
import { useTenantShown } from '../settings/use-tenant-shown.ts'
import { useTitle } from '../settings/use-title.ts'
import { useNow } from '../text/use-now.ts'
import css from './evidence.module.css'
import { packAddress } from './evidence-queries.ts'
import { dayEnd, dayStart, type PackSearch } from './evidence-search.ts'
import { ProofHead } from './proof-head.tsx'

const packDays = 30
const dayMilliseconds = 24 * 3_600_000

/** One file to hand to a regulator: what was logged in a time, with proofs, keys, and what is missing. */
export function PackPage() {
  const search = useSearch({ from: '/signed-in/evidence/packs' })
  const refusal = useRefusal('evidence.read')
  const tenantId = useTenantShown(search.tenant)
  const navigate = useNavigate()
  useTitle('Evidence packs')
  if (refusal !== undefined) return <NotForYou refusal={refusal} />
  if (tenantId === undefined) return <NoTenantYet>A pack is made of one tenant’s evidence.</NoTenantYet>
  return (
    <div className={listCss.page}>
      <div className={listCss.main}>
        <ProofHead tenantId={tenantId}>
          <TenantChoice
            chosen={tenantId}
            onChoose={(tenant) => void navigate({ to: '/evidence/packs', search: { ...search, tenant } })}
          />
        </ProofHead>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
        <section className={css.scroll} tabIndex={0} aria-label="An evidence pack">
          <PackForm tenantId={tenantId} search={search} />
        </section>
      </div>
    </div>
  )
}

function PackForm({ tenantId, search }: { readonly tenantId: string; readonly search: PackSearch }) {
  const navigate = useNavigate()
  const nowMs = useNow()
  const from = search.from ?? dayText(nowMs - packDays * dayMilliseconds)
  const to = search.to ?? dayText(nowMs)
  const go = (next: Partial<PackSearch>) =>
    void navigate({ to: '/evidence/packs', search: { ...search, ...next }, replace: true })
  return (
    <div className={css.form}>
      <p>
        One zip with every record and explanation that was logged in the time, their proofs, checkpoints and
        keys, and a page that lists by name what is missing.
      </p>
      <TextInput
        type="date"
        label="From this day (UTC)"
        value={from}
        onChange={(event) => go({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label="To this day (UTC), included"
        value={to}
        onChange={(event) => go({ to: event.currentTarget.value || undefined })}
      />
      <TextInput
        label="Controls"
        description="Ids with commas between, such as au-2,ir-5; empty: everything."
        maxLength={4000}
        value={search.controls ?? ''}
        onChange={(event) => go({ controls: event.currentTarget.value || undefined })}
      />
      <Download tenantId={tenantId} from={from} to={to} controls={search.controls ?? ''} />
      <section className={css.card} aria-label="How to check a pack">
        <h2>How to check it, without us</h2>
        <p>Unzip it and run its own verifier, with Node 20 or later: no network, nothing to install.</p>
        <pre className={css.code}>node verify.mjs</pre>
        <p>Or with the command line, and with keys that you received another way:</p>
        <pre className={css.code}>countersign verify pack.zip --policy policy</pre>
        <p>Both name every defect, and end with an exit code other than 0 when there is one.</p>
      </section>
    </div>
  )
}

function Download(props: {
  readonly tenantId: string
  readonly from: string
  readonly to: string
  readonly controls: string
}) {
  const [from, to] = [dayStart(props.from), dayEnd(props.to)]
  const controls = props.controls
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
  if (from === undefined || to === undefined || from >= to)
    return <p role="alert">The first day has to be before the last, or the same.</p>
  return (
    <p>
      <a href={packAddress(props.tenantId, { from, to, controls })} download data-action="evidence.pack">
        Download the pack
      </a>{' '}
      <span className="quiet">That it was made is in the audit trail, and in the log.</span>
    </p>
  )
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
