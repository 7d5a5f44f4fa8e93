import type { Activity } from '../draft.ts'
import { dhcpActivity } from './network-class.ts'

const dhcpMessages: ReadonlyMap<string, number> = new Map([
  ['DISCOVER', 1],
  ['OFFER', 2],
  ['REQUEST', 3],
  ['DECLINE', 4],
  ['ACK', 5],
  ['NAK', 6],
  ['RELEASE', 7],
  ['INFORM', 8],
])

/** The activity of a DHCP message type, in any case. */
export function dhcpActivityOf(message: string | undefined): Activity {
  if (message === undefined) return { eventClass: dhcpActivity, id: 0 }
  const id = dhcpMessages.get(message.toUpperCase())
  return id === undefined
    ? { eventClass: dhcpActivity, id: 99, name: message }
    : { eventClass: dhcpActivity, id }
}
