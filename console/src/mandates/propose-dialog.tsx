import { Button, Group, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useRefusal } from '../api/rights.ts'
import { peopleQuery } from '../people/people-queries.ts'
import css from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { proposeFromUse, readMandatesAgain } from './mandate-queries.ts'

const dayMs = 24 * 3_600_000
const daysDefault = 30
const daysMax = 365
const ttlDefaultDays = 90

/** Makes a mandate out of what an identity was seen to do; somebody else then answers for it. */
export function ProposeDialog(props: {
  readonly tenantId: string
  readonly identityKey: string | undefined
  readonly onClose: () => void
}) {
  const { tenantId } = props
  const client = useQueryClient()
  const navigate = useNavigate()
  const [identityKey, setIdentityKey] = useState(props.identityKey ?? '')
  const [purpose, setPurpose] = useState('')
  const [days, setDays] = useState(daysDefault)
  const [expiresOn, setExpiresOn] = useState(() => dayText(Date.now() + ttlDefaultDays * dayMs))
  const [sponsorId, setSponsorId] = useState('')
  const propose = useMutation({
    mutationFn: () =>
      proposeFromUse(tenantId, {
        identityKey: identityKey.trim(),
        purpose: purpose.trim(),
        days,
        expiresAt: `${expiresOn}T23:59:59Z`,
        ...(sponsorId === '' ? {} : { sponsorId }),
      }),
    onSuccess: async (mandate) => {
      await readMandatesAgain(client, tenantId)
      say('Mandate proposed from what was seen')
      void navigate({
        to: '/identities/mandates',
        search: { tenant: tenantId, show: 'proposed', open: mandate.mandateId },
        // The dialog's own entry of the history becomes the mandate: going back leads to the list.
        replace: true,
      })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    propose.mutate()
  }
  return (
    <Modal opened onClose={props.onClose} title="Propose a mandate from use" size="lg">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Identity"
          description="Its key, as the list of identities shows it."
          required
          maxLength={500}
          data-autofocus={props.identityKey === undefined || undefined}
          value={identityKey}
          onChange={(event) => setIdentityKey(event.currentTarget.value)}
        />
        <Textarea
          label="Purpose"
          description="What it is there for, in words that its sponsor can answer for."
          required
          rows={2}
          maxLength={2000}
          data-autofocus={props.identityKey !== undefined || undefined}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <div className={css.pair}>
          <TextInput
            label="Days looked back"
            description="Failed attempts are left out."
            type="number"
            required
            min={1}
            max={daysMax}
            step={1}
            value={Number.isNaN(days) ? '' : days}
            onChange={(event) => setDays(event.currentTarget.valueAsNumber)}
          />
          <TextInput
            label="Expires on (UTC)"
            description="At the end of that day."
            type="date"
            required
            value={expiresOn}
            onChange={(event) => setExpiresOn(event.currentTarget.value)}
          />
        </div>
        <Sponsor tenantId={tenantId} chosen={sponsorId} onChoose={setSponsorId} />
        <Refusal error={propose.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={propose.isPending} disabled={Number.isNaN(days)}>
            Propose
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** Offered to whoever may read the people of the tenant; anybody with the right may approve otherwise. */
function Sponsor(props: {
  readonly tenantId: string
  readonly chosen: string
  readonly onChoose: (personId: string) => void
}) {
  const refusal = useRefusal('tenant-people.read')
  const { data: people = [] } = useQuery({ ...peopleQuery(props.tenantId), enabled: refusal === undefined })
  const able = people.filter(
    ({ role, disabledAt }) => disabledAt === null && (role === 'tenant-owner' || role === 'approver'),
  )
  if (able.length === 0) return null
  return (
    <NativeSelect
      label="Sponsor"
      description="Only this person can approve it then."
      value={props.chosen}
      data={[
        { value: '', label: 'Whoever approves it' },
        ...able.map(({ id, name }) => ({ value: id, label: name.slice(0, 80) })),
      ]}
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    />
  )
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
