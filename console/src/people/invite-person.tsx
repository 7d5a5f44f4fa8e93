import type { Invitation, OperatorRole, Scope, TenantRole } from '@countersign/api/person'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { InvitationOnce } from './invitation-once.tsx'
import { invitePerson } from './people-requests.ts'
import { RoleField, ScopeFields } from './place-fields.tsx'

/** Makes a person, then shows the link to hand over: the only time there is. */
export function InvitePerson({ home, onClose }: { readonly home: string; readonly onClose: () => void }) {
  const [invitation, setInvitation] = useState<Invitation>()
  return (
    <Modal
      opened
      onClose={onClose}
      title="Invite a person"
      // The link is shown once: a click beside the dialog must not lose it.
      closeOnClickOutside={invitation === undefined}
      closeOnEscape={invitation === undefined}
    >
      {invitation === undefined ? (
        <InviteForm home={home} onClose={onClose} onInvited={setInvitation} />
      ) : (
        <InvitationOnce invitation={invitation} onClose={onClose} />
      )}
    </Modal>
  )
}

function InviteForm(props: {
  readonly home: string
  readonly onClose: () => void
  readonly onInvited: (invitation: Invitation) => void
}) {
  const { home } = props
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<OperatorRole | TenantRole>(home === '' ? 'analyst' : 'viewer')
  const [scope, setScope] = useState<Scope>({ kind: 'all' })
  const invite = useMutation({
    mutationFn: () => invitePerson(home, { name: name.trim(), email: email.trim(), role, scope }),
    onSuccess: (invitation) => {
      props.onInvited(invitation)
      void client.invalidateQueries({ queryKey: ['people'] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      {home === '' ? null : (
        <p>
          <TenantChip tenantId={home} /> This person sees this tenant and nothing else.
        </p>
      )}
      <TextInput
        label="Name"
        data-autofocus
        required
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="E-mail"
        type="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <RoleField home={home} role={role} onRole={setRole} />
      {home === '' ? <ScopeFields scope={scope} onScope={setScope} /> : null}
      <Refusal error={invite.error} />
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={invite.isPending}>
          Invite
        </Button>
      </Group>
    </form>
  )
}
