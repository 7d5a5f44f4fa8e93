import type { NewBackTest } from '@countersign/api/back-test'
import type { OwnRule } from '@countersign/api/rule'
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { api } from '../api/client.ts'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import tableCss from '../rows/table.module.css'
import { say } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { BackTestView } from './back-test-view.tsx'
import { lineOfError } from './line-of-error.ts'
import css from './rules.module.css'
import { TriedTenants } from './tried-tenants.tsx'

const yamlMaxChars = 200_000
const daysOffered = ['1', '7', '14', '30', '90']
const emptyRule = `title: What it finds
id: 00000000-0000-4000-8000-000000000000
status: experimental
description: Why it matters here.
level: medium
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    eventName: StopLogging
  condition: selection
`

/** A version 4 UUID; the browser's own maker of them is missing where the page came without TLS. */
function randomId(): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Edits one Sigma document. It can be tried on what the tenant sent before it goes live. */
export function OwnRuleEditor(props: {
  readonly tenantId: string
  /** Absent for a new one. */
  readonly rule: OwnRule | undefined
  readonly onClose: () => void
}) {
  const { tenantId, rule, onClose } = props
  const [yaml, setYaml] = useState(() => rule?.yaml ?? emptyRule.replace(/id: .*/, `id: ${randomId()}`))
  const [days, setDays] = useState('7')
  const [triedOn, setTriedOn] = useState<readonly string[]>([tenantId])
  const save = useSave(tenantId, onClose)
  const trial = useMutation({
    mutationFn: (body: NewBackTest) => api.call('POST /api/rule-tests', { body, action: 'own-rule.test' }),
  })
  const refusal = useRefusal('rule.write')
  const error = save.error ?? trial.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    trial.reset()
    save.mutate(yaml)
  }
  const tryIt = () => {
    save.reset()
    trial.mutate({ tenantIds: [...triedOn], days: Number(days), yaml })
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className={tableCss.scroll} tabIndex={0} aria-label="Own rule">
      <form onSubmit={submit} className={css.editor}>
        <p className={listCss.panelHead}>
          <TenantChip tenantId={tenantId} />
          <span className="quiet">One Sigma document: a rule, a correlation or a filter.</span>
        </p>
        <YamlText text={yaml} onText={setYaml} error={error} />
        <Refusal error={error} />
        {refusal === undefined ? null : <p className="quiet">{refusal}</p>}
        <TriedTenants chosen={triedOn} onChoose={setTriedOn} />
        <div className={listCss.panelHead}>
          <Button type="submit" loading={save.isPending} disabled={refusal !== undefined}>
            Save, it runs from then on
          </Button>
          <Button
            variant="default"
            loading={trial.isPending}
            disabled={refusal !== undefined || triedOn.length === 0}
            onClick={tryIt}
          >
            Try it on the last
          </Button>
          <NativeSelect
            size="xs"
            aria-label="Days to try it on"
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            data={daysOffered.map((value) => ({ value, label: value === '1' ? '1 day' : `${value} days` }))}
          />
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
        </div>
      </form>
      {trial.data === undefined ? null : <BackTestView testId={trial.data.testId} />}
    </section>
  )
}

function useSave(tenantId: string, onSaved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (yaml: string) =>
      api.call('POST /api/tenants/{tenantId}/own-rules', {
        path: { tenantId },
        body: { yaml },
        action: 'own-rule.save',
      }),
    onSuccess: async ({ title }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['own-rules'] }),
        client.invalidateQueries({ queryKey: ['rules'] }),
      ])
      say(`${title.slice(0, 80)} saved`)
      onSaved()
    },
  })
}

/** The text with its line numbers; the line that the server's answer names is marked and gets the cursor. */
function YamlText(props: {
  readonly text: string
  readonly onText: (text: string) => void
  readonly error: Error | null
}) {
  const { text, error } = props
  const input = useRef<HTMLTextAreaElement>(null)
  const bad = error === null ? undefined : lineOfError(error.message, text)
  const lines = text.split('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, not for each key
  useEffect(() => {
    if (bad === undefined) return
    const start = lines.slice(0, bad - 1).reduce((sum, line) => sum + line.length + 1, 0)
    input.current?.focus()
    input.current?.setSelectionRange(start, start + (lines[bad - 1]?.length ?? 0))
  }, [error])
  return (
    <div className={css.yaml}>
      <pre aria-hidden="true">
        {lines.map((_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={at} data-bad={at + 1 === bad || undefined}>
            {at + 1}
          </span>
        ))}
      </pre>
      <Textarea
        ref={input}
        aria-label="Text of the rule"
        aria-invalid={bad !== undefined || undefined}
        autosize
        minRows={14}
        maxLength={yamlMaxChars}
        spellCheck={false}
        value={text}
        onChange={(event) => props.onText(event.currentTarget.value)}
      />
    </div>
  )
}
