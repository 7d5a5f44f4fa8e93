/** An OCSF class as far as a normaliser needs it. Source: OCSF schema 1.9.0-dev, events/. */
export type EventClass = {
  readonly uid: number
  readonly name: string
  readonly categoryUid: number
  readonly categoryName: string
  readonly activities: ReadonlyMap<number, string>
}

const iam = { categoryUid: 3, categoryName: 'Identity & Access Management' } as const

/** Activity ids are counted from 1 in the order of the schema; 0 and 99 belong to every class. */
export function activities(...names: readonly string[]): ReadonlyMap<number, string> {
  return new Map([
    [0, 'Unknown'],
    [99, 'Other'],
    ...names.map((name, at): [number, string] => [at + 1, name]),
  ])
}

export const baseEventClass: EventClass = {
  uid: 0,
  name: 'Base Event',
  categoryUid: 0,
  categoryName: 'Uncategorized',
  activities: activities(),
}

export const accountChange: EventClass = {
  ...iam,
  uid: 3001,
  name: 'Account Change',
  activities: activities(
    'Create',
    'Enable',
    'Password Change',
    'Password Reset',
    'Disable',
    'Delete',
    'Attach Policy',
    'Detach Policy',
    'Lock',
    'MFA Factor Enable',
    'MFA Factor Disable',
    'Unlock',
  ),
}

export const authentication: EventClass = {
  ...iam,
  uid: 3002,
  name: 'Authentication',
  activities: activities(
    'Logon',
    'Logoff',
    'Authentication Ticket',
    'Service Ticket Request',
    'Service Ticket Renew',
    'Preauth',
    'Account Switch',
  ),
}

export const entityManagement: EventClass = {
  ...iam,
  uid: 3004,
  name: 'Entity Management',
  activities: activities(
    'Create',
    'Read',
    'Update',
    'Delete',
    'Move',
    'Enroll',
    'Unenroll',
    'Enable',
    'Disable',
    'Activate',
    'Deactivate',
    'Suspend',
    'Resume',
  ),
}

export const userAccess: EventClass = {
  ...iam,
  uid: 3005,
  name: 'User Access Management',
  activities: activities('Assign Privileges', 'Revoke Privileges', 'Assign Role', 'Remove Role'),
}

export const groupManagement: EventClass = {
  ...iam,
  uid: 3006,
  name: 'Group Management',
  activities: activities(
    'Assign Privileges',
    'Revoke Privileges',
    'Add User',
    'Remove User',
    'Delete',
    'Create',
    'Add Subgroup',
    'Remove Subgroup',
    'Update',
    'Attach Policies',
    'Detach Policies',
    'Assign Roles',
    'Remove Roles',
  ),
}

export const detectionFinding: EventClass = {
  uid: 2004,
  name: 'Detection Finding',
  categoryUid: 2,
  categoryName: 'Findings',
  activities: activities('Create', 'Update', 'Close'),
}

export const networkActivity: EventClass = {
  uid: 4001,
  name: 'Network Activity',
  categoryUid: 4,
  categoryName: 'Network Activity',
  activities: activities('Open', 'Close', 'Reset', 'Fail', 'Refuse', 'Traffic', 'Listen'),
}

export const apiActivity: EventClass = {
  uid: 6003,
  name: 'API Activity',
  categoryUid: 6,
  categoryName: 'Application Activity',
  activities: activities('Create', 'Read', 'Update', 'Delete'),
}
