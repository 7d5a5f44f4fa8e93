import { activities, type EventClass } from '../event-class.ts'

/** The classes of OCSF category 4. Source: OCSF schema 1.9.0-dev, events/network/. */
const network = { categoryUid: 4, categoryName: 'Network Activity' } as const

const connectionActivities = ['Open', 'Close', 'Reset', 'Fail', 'Refuse', 'Traffic', 'Listen'] as const

export const httpActivity: EventClass = {
  ...network,
  uid: 4002,
  name: 'HTTP Activity',
  activities: activities(
    'Connect',
    'Delete',
    'Get',
    'Head',
    'Options',
    'Post',
    'Put',
    'Trace',
    'Patch',
    'ACL',
    'Baseline Control',
    'Bind',
    'Check In',
    'Check Out',
    'Copy',
    'Label',
    'Link',
    'Lock',
    'Merge',
    'Make Activity',
    'Make Calendar',
    'Make Collection',
    'Make Redirect Reference',
    'Make Workspace',
    'Move',
    'Order Patch',
    'PRI',
    'Property Find',
    'Property Patch',
    'Query',
    'Rebind',
    'Report',
    'Search',
    'Unbind',
    'Un-Check Out',
    'Unlink',
    'Unlock',
    'Update',
    'Update Redirect Reference',
    'Version Control',
  ),
}

export const dnsActivity: EventClass = {
  ...network,
  uid: 4003,
  name: 'DNS Activity',
  activities: new Map([...activities('Query', 'Response'), [6, 'Traffic']]),
}

export const dhcpActivity: EventClass = {
  ...network,
  uid: 4004,
  name: 'DHCP Activity',
  activities: activities(
    'Discover',
    'Offer',
    'Request',
    'Decline',
    'Ack',
    'Nak',
    'Release',
    'Inform',
    'Expire',
  ),
}

export const rdpActivity: EventClass = {
  ...network,
  uid: 4005,
  name: 'RDP Activity',
  activities: activities(
    'Initial Request',
    'Initial Response',
    'Connect Request',
    'Connect Response',
    'TLS Handshake',
    'Traffic',
    'Disconnect',
    'Reconnect',
  ),
}

export const smbActivity: EventClass = {
  ...network,
  uid: 4006,
  name: 'SMB Activity',
  activities: activities(
    'File Supersede',
    'File Open',
    'File Create',
    'File Open If',
    'File Overwrite',
    'File Overwrite If',
  ),
}

export const sshActivity: EventClass = {
  ...network,
  uid: 4007,
  name: 'SSH Activity',
  activities: activities(...connectionActivities),
}

export const ftpActivity: EventClass = {
  ...network,
  uid: 4008,
  name: 'FTP Activity',
  activities: activities('Put', 'Get', 'Poll', 'Delete', 'Rename', 'List'),
}

export const emailActivity: EventClass = {
  ...network,
  uid: 4009,
  name: 'Email Activity',
  activities: activities('Send', 'Receive', 'Scan', 'Trace', 'MTA Relay'),
}

export const networkFileActivity: EventClass = {
  ...network,
  uid: 4010,
  name: 'Network File Activity',
  activities: activities(
    'Upload',
    'Download',
    'Update',
    'Delete',
    'Rename',
    'Copy',
    'Move',
    'Restore',
    'Preview',
    'Lock',
    'Unlock',
    'Share',
    'Unshare',
    'Open',
    'Sync',
    'Unsync',
  ),
}
