import type { Invitation, Scope } from '@countersign/api/person'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'
import { InvitationOnce } from './invitation-once.tsx'
import type { ShownPerson } from './people-queries.ts'
import { changePerson, endSessions, inviteAgain, type PersonChange } from './people-requests.ts'
import { RoleField, ScopeFields } from './place-fields.tsx'

export function PersonDialogs({
  kind,
  ...props
}: DialogProps & { readonly kind: 'change' | 'invite-again' | 'end-sessions' }) {
  const { home, person, onClose } = props
  if (kind === 'change') return <ChangePerson {...props} />
  if (kind === 'invite-again') return <InviteAgain {...props} />
  return (
    <AskDialog
      title="Sign out everywhere"
      confirm="Sign out"
      onClose={onClose}
      run={async () => {
        await endSessions(home, person.id)
        say(`${person.name} is signed out everywhere`)
      }}
    >
      <p>
        Every session of <LogText text={person.name} max={120} /> ends now. They can sign in again.
      </p>
    </AskDialog>
  )
}

type DialogProps = {
  readonly home: string
  readonly person: ShownPerson
  readonly onClose: () => void
}

function ChangePerson({ home, person, onClose }: DialogProps) {
  const client = useQueryClient()
  const [name, setName] = useState(person.name)
  const [role, setRole] = useState(person.role)
  const [scope, setScope] = useState<Scope>('scope' in person ? person.scope : { kind: 'all' })
  const [disabled, setDisabled] = useState(person.disabledAt !== null)
  const change = useMutation({
    mutationFn: () => {
      const change: PersonChange = {
        ...(name.trim() === person.name ? {} : { name: name.trim() }),
        ...(home === '' && 'scope' in person && !isSame(scope, person.scope) ? { scope } : {}),
        ...(disabled === (person.disabledAt !== null) ? {} : { disabled }),
        ...(role === person.role ? {} : { role }),
      }
      return changePerson(home, person.id, change)
    },
    onSuccess: async () => {
      await Promise.all([['people'], ['session']].map((queryKey) => client.invalidateQueries({ queryKey })))
      say(`${name.trim()} changed`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Modal opened onClose={onClose} title="Change a person">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Name"
          data-autofocus
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleField home={home} role={role} onRole={setRole} />
        {home === '' ? <ScopeFields scope={scope} onScope={setScope} /> : null}
        <label className={css.check}>
          <input
            type="checkbox"
            checked={disabled}
            onChange={(event) => setDisabled(event.currentTarget.checked)}
          />
          May not sign in
        </label>
        <p className="quiet">Another role, other tenants or no sign-in end every session of the person.</p>
        <Refusal error={change.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** What did not change is not sent: it would sign the person out. */
function isSame(one: Scope, other: Scope): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function InviteAgain({ home, person, onClose }: DialogProps) {
  const [invitation, setInvitation] = useState<Invitation>()
  const client = useQueryClient()
  if (invitation !== undefined)
    return (
      <Modal
        opened
        onClose={onClose}
        title={`Invitation of ${person.name.slice(0, 60)}`}
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <InvitationOnce invitation={invitation} onClose={onClose} />
      </Modal>
    )
  return (
    <AskDialog
      title="Invite again"
      confirm="Invite again"
      onClose={onClose}
      // The answer is another dialog.
      onDone={() => void client.invalidateQueries({ queryKey: ['people'] })}
      run={async () => {
        setInvitation(await inviteAgain(home, person.id))
      }}
    >
      <p>
        For who lost their way in: the password, authenticator app and passkeys of{' '}
        <LogText text={person.name} max={120} /> are removed, every session ends, and a new link sets it up
        afresh.
      </p>
    </AskDialog>
  )
}
