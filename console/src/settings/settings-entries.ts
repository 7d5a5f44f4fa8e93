import type { Right } from '@countersign/api/person'

export type SettingsEntry = {
  readonly to:
    | '/account'
    | '/people'
    | '/keys'
    | '/audit'
    | '/settings/brand'
    | '/settings/sign-on'
    | '/settings/groups'
    | '/settings/notifications'
    | '/settings/retention'
    | '/settings/contact'
  readonly name: string
  readonly part: 'Yourself' | 'Who may come in' | 'Each tenant' | 'The service'
  /** What it is for, to somebody of the operator, and to a tenant's own people. */
  readonly what: string
  readonly plainly: string
  /** One of these is enough; none named: everybody. */
  readonly rights: readonly Right[]
}

export const settingsEntries: readonly SettingsEntry[] = [
  {
    to: '/account',
    name: 'Your account',
    part: 'Yourself',
    what: 'Name, password, authenticator app, passkeys, and where you are signed in.',
    plainly: 'Your name, how you sign in, and where you are signed in.',
    rights: [],
  },
  {
    to: '/people',
    name: 'People',
    part: 'Who may come in',
    what: 'Who signs in, as what, and which tenants they see.',
    plainly: 'Colleagues who may sign in, and what they may do.',
    rights: ['operator-people.read', 'tenant-people.read'],
  },
  {
    to: '/settings/sign-on',
    name: 'Single sign-on',
    part: 'Who may come in',
    what: 'Providers that people sign in with: yours, and those of tenants.',
    plainly: '',
    rights: ['sign-in-provider.read'],
  },
  {
    to: '/keys',
    name: 'API keys',
    part: 'Who may come in',
    what: 'Keys that programs use inside one tenant, with their rights and their end.',
    plainly: 'Keys for programs of your company that read from here.',
    rights: ['api-key.read'],
  },
  {
    to: '/settings/notifications',
    name: 'Notifications',
    part: 'Each tenant',
    what: 'Channels that tell of a tenant’s incidents by mail and webhook, and how each is doing.',
    plainly: 'Who is told when something happens in your company, and how.',
    rights: ['notification.read'],
  },
  {
    to: '/settings/retention',
    name: 'Retention',
    part: 'Each tenant',
    what: 'How long a tenant’s events, findings and incidents are kept, and what goes next.',
    plainly: 'How long your company’s data is kept here.',
    rights: ['tenant.read'],
  },
  {
    to: '/settings/contact',
    name: 'Contact and words',
    part: 'Each tenant',
    what: 'Whom a tenant’s people turn to, and whether they read everyday words.',
    plainly: 'Whom you can turn to.',
    rights: ['tenant.read'],
  },
  {
    to: '/settings/groups',
    name: 'Tenant groups',
    part: 'The service',
    what: 'Tenants that belong together, so that people can be given all of them at once.',
    plainly: '',
    rights: ['tenant-group.read'],
  },
  {
    to: '/settings/brand',
    name: 'Brand',
    part: 'The service',
    what: 'Name, colours, logo and contact that everybody sees, from the sign-in page on.',
    plainly: '',
    rights: ['settings.read'],
  },
  {
    to: '/audit',
    name: 'Audit trail',
    part: 'The service',
    what: 'Who did what, to which tenant, from where.',
    plainly: 'Who did what with your company’s data.',
    rights: ['audit.read'],
  },
]

export function entriesFor(rights: readonly Right[]): readonly SettingsEntry[] {
  return settingsEntries.filter(
    (entry) => entry.rights.length === 0 || entry.rights.some((right) => rights.includes(right)),
  )
}
