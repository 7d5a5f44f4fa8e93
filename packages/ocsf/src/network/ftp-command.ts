import type { Activity } from '../draft.ts'
import { ftpActivity } from './network-class.ts'

/** Activities of FTP commands (RFC 959, section 4.1; RFC 3659). */
const commands: ReadonlyMap<string, number> = new Map([
  ['STOR', 1],
  ['STOU', 1],
  ['APPE', 1],
  ['RETR', 2],
  ['DELE', 4],
  ['RNFR', 5],
  ['RNTO', 5],
  ['LIST', 6],
  ['NLST', 6],
  ['MLSD', 6],
  ['MLST', 6],
])

/** FTP's activity from the command; one that OCSF does not list keeps its own name. */
export function ftpActivityOf(command: string | undefined): Activity {
  if (command === undefined) return { eventClass: ftpActivity, id: 0 }
  const id = commands.get(command.toUpperCase())
  return id === undefined
    ? { eventClass: ftpActivity, id: 99, name: command }
    : { eventClass: ftpActivity, id }
}
