import type { AccessEntity } from '@countersign/api/decision'

/** A tenant's own set-up, as a customer would send it: policies by id, and the directory. */
export type Scenario = {
  readonly policies: Readonly<Record<string, string>>
  readonly directory: readonly AccessEntity[]
}

const subject = (id: string, properties: AccessEntity['properties'] = {}): AccessEntity => ({
  kind: 'subject',
  type: 'user',
  id,
  properties,
})
const resource = (id: string, properties: AccessEntity['properties'] = {}): AccessEntity => ({
  kind: 'resource',
  type: 'record',
  id,
  properties,
})
const action = (id: string, properties: AccessEntity['properties'] = {}): AccessEntity => ({
  kind: 'action',
  id,
  properties,
})

const alice = 'principal == Subject::"user:alice"'
const bob = 'principal == Subject::"user:bob"'
const record1 = 'resource == Resource::"record:record-1"'
const archived = 'resource.properties has status && resource.properties.status == "archived"'

/** The fixture's eight rules: rule 4 is that nothing permits it. Rule 8 forbids, so that it stays one whatever permits. */
export const certification: Scenario = {
  policies: {
    'rule-1': `permit(${alice}, action == Action::"read", ${record1});`,
    'rule-2': `permit(${alice}, action == Action::"write", ${record1});`,
    'rule-3': `permit(${bob}, action == Action::"read", ${record1});`,
    'rule-5': `forbid(${alice}, action == Action::"write", resource) when { ${archived} } unless { principal.properties has role && principal.properties.role == "admin" };`,
    'rule-6': `permit(principal, action == Action::"write", resource) when { principal.properties has role && principal.properties.role == "admin" && ${archived} };`,
    'rule-7': `permit(${alice}, action == Action::"delete", ${record1}) when { context.action has soft && context.action.soft };`,
    'rule-8': `forbid(${alice}, action == Action::"delete", resource) when { context.action has soft && !context.action.soft };`,
  },
  directory: [
    subject('alice'),
    subject('bob', { role: 'admin' }),
    resource('record-1', { status: 'active' }),
    resource('record-2', { status: 'archived' }),
    action('read'),
    action('write'),
    action('delete', { soft: true }),
  ],
}

/** Somebody of the to-do application: what its directory knows of the id that a token holds. */
export type TodoPerson = { readonly id: string; readonly email: string; readonly roles: readonly string[] }

/** The roles of its five people, in the order in which the vectors ask about them. */
export const todoRoles: readonly (readonly string[])[] = [
  ['admin', 'evil_genius'],
  ['editor'],
  ['editor'],
  ['viewer'],
  ['viewer'],
]

const peopleAs = (type: string, people: readonly TodoPerson[]): readonly AccessEntity[] =>
  people.map(({ id, email, roles }) => ({
    kind: 'subject',
    type,
    id,
    properties: { email, roles: [...roles] },
  }))

const hasRole = (role: string) => `principal.known has roles && principal.known.roles.contains("${role}")`
const known = 'principal.known has roles'

export const todo = (people: readonly TodoPerson[]): Scenario => ({
  policies: {
    read: `permit(principal, action in [Action::"can_read_user", Action::"can_read_todos"], resource) when { ${known} };`,
    create: `permit(principal, action == Action::"can_create_todo", resource) when { ${hasRole('admin')} || ${hasRole('editor')} };`,
    genius: `permit(principal, action == Action::"can_update_todo", resource) when { ${hasRole('evil_genius')} };`,
    own: `permit(principal, action in [Action::"can_update_todo", Action::"can_delete_todo"], resource) when { ${hasRole('editor')} && resource.properties has ownerID && resource.properties.ownerID == principal.known.email };`,
    admin: `permit(principal, action == Action::"can_delete_todo", resource) when { ${hasRole('admin')} };`,
  },
  directory: peopleAs('user', people),
})

export const gateway = (people: readonly TodoPerson[]): Scenario => ({
  policies: {
    read: `permit(principal, action == Action::"GET", resource) when { ${known} };`,
    write: `permit(principal, action in [Action::"POST", Action::"PUT", Action::"DELETE"], resource) when { ${hasRole('admin')} || ${hasRole('editor')} };`,
  },
  directory: peopleAs('identity', people),
})

/** Owners do everything with their records; who delivers them is told by the scenario's data. */
export function idp(records: readonly { readonly id: string; readonly owner: string }[]): Scenario {
  const owners = [...new Set(records.map(({ owner }) => owner))]
  return {
    policies: {
      owner: `permit(principal, action, resource) when { resource.known has owner && principal.known has name && resource.known.owner == principal.known.name };`,
    },
    directory: [
      ...owners.map((name) => subject(name, { name })),
      ...records.map(({ id, owner }) => resource(id, { owner })),
      action('delete'),
    ],
  }
}

export type SearchData = {
  readonly users: readonly { readonly id: string; readonly role: string; readonly department: string }[]
  readonly records: readonly {
    readonly id: string | number
    readonly department: string
    readonly owner: string
  }[]
}

/** Managers see everything, others what is theirs or their department's; owners and its own managers change it. */
export function searchScenario({ users, records }: SearchData): Scenario {
  const owns =
    'resource.known has owner && principal.known has name && resource.known.owner == principal.known.name'
  const peers =
    'resource.known has department && principal.known has department && resource.known.department == principal.known.department'
  const manages = 'principal.known has role && principal.known.role == "manager"'
  return {
    policies: {
      view: `permit(principal, action == Action::"view", resource) when { (${owns}) || (${peers}) || (${manages}) };`,
      edit: `permit(principal, action == Action::"edit", resource) when { (${owns}) || ((${peers}) && ${manages}) };`,
      delete: `permit(principal, action == Action::"delete", resource) when { ${owns} };`,
    },
    directory: [
      ...users.map(({ id, role, department }) => subject(id, { name: id, role, department })),
      ...records.map(({ id, department, owner }) => resource(String(id), { department, owner })),
      ...['view', 'edit', 'delete'].map((name) => action(name)),
    ],
  }
}
