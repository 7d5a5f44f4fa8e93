import { activities, type EventClass } from '../event-class.ts'

/** Classes of OCSF category 1 and of the extension `win`. Source: OCSF schema 1.9.0-dev, events/system, extensions/windows. */
const system = { categoryUid: 1, categoryName: 'System Activity' } as const

export const fileActivity: EventClass = {
  ...system,
  uid: 1001,
  name: 'File System Activity',
  activities: activities(
    'Create',
    'Read',
    'Update',
    'Delete',
    'Rename',
    'Set Attributes',
    'Set Security',
    'Get Attributes',
    'Get Security',
    'Encrypt',
    'Decrypt',
    'Mount',
    'Unmount',
    'Open',
  ),
}

export const kernelExtensionActivity: EventClass = {
  ...system,
  uid: 1002,
  name: 'Kernel Extension Activity',
  activities: activities('Load', 'Unload'),
}

export const moduleActivity: EventClass = {
  ...system,
  uid: 1005,
  name: 'Module Activity',
  activities: activities('Load', 'Unload', 'Invoke'),
}

export const scheduledJobActivity: EventClass = {
  ...system,
  uid: 1006,
  name: 'Scheduled Job Activity',
  activities: activities('Create', 'Update', 'Delete', 'Enable', 'Disable', 'Start'),
}

export const processActivity: EventClass = {
  ...system,
  uid: 1007,
  name: 'Process Activity',
  activities: activities('Launch', 'Terminate', 'Open', 'Inject', 'Set User ID'),
}

export const eventLogActivity: EventClass = {
  ...system,
  uid: 1008,
  name: 'Event Log Activity',
  activities: activities(
    'Clear',
    'Delete',
    'Export',
    'Archive',
    'Rotate',
    'Start',
    'Stop',
    'Restart',
    'Enable',
    'Disable',
  ),
}

export const scriptActivity: EventClass = {
  ...system,
  uid: 1009,
  name: 'Script Activity',
  activities: activities('Execute'),
}

export const registryKeyActivity: EventClass = {
  ...system,
  uid: 201_001,
  name: 'Registry Key Activity',
  activities: activities(
    'Create',
    'Read',
    'Modify',
    'Delete',
    'Rename',
    'Set Security',
    'Restore',
    'Import',
    'Export',
  ),
}

export const registryValueActivity: EventClass = {
  ...system,
  uid: 201_002,
  name: 'Registry Value Activity',
  activities: activities('Get', 'Set', 'Modify', 'Delete'),
}

export const windowsServiceActivity: EventClass = {
  ...system,
  uid: 201_004,
  name: 'Windows Service Activity',
  activities: activities('Create', 'Reconfigure', 'Start', 'Stop', 'Pause', 'Continue', 'Delete'),
}

export const authorizeSession: EventClass = {
  categoryUid: 3,
  categoryName: 'Identity & Access Management',
  uid: 3003,
  name: 'Authorize Session',
  activities: activities('Assign Privileges', 'Assign Groups', 'Assign Roles'),
}

/** Classes of an extension say so in `metadata.extensions`. */
export function ofWindowsExtension(eventClass: EventClass): boolean {
  return eventClass.uid >= 200_000 && eventClass.uid < 300_000
}
