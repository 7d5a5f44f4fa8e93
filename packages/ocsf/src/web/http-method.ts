import type { Activity } from '../draft.ts'
import { httpActivity } from '../network/network-class.ts'
import { remember } from '../remember.ts'

/** Activity ids of HTTP methods. Source: OCSF 1.9.0-dev, events/network/http_activity.json; RFC 9110, RFC 4918. */
const methods: ReadonlyMap<string, number> = new Map([
  ['CONNECT', 1],
  ['DELETE', 2],
  ['GET', 3],
  ['HEAD', 4],
  ['OPTIONS', 5],
  ['POST', 6],
  ['PUT', 7],
  ['TRACE', 8],
  ['PATCH', 9],
  ['ACL', 10],
  ['CHECKIN', 13],
  ['CHECKOUT', 14],
  ['COPY', 15],
  ['LOCK', 18],
  ['MERGE', 19],
  ['MKCOL', 22],
  ['MOVE', 25],
  ['PROPFIND', 28],
  ['PROPPATCH', 29],
  ['QUERY', 30],
  ['REPORT', 32],
  ['SEARCH', 33],
  ['UNLOCK', 37],
])

const listed: ReadonlySet<string> = new Set([
  ...methods.keys(),
  ...'BASELINE-CONTROL BIND LABEL LINK MKACTIVITY MKCALENDAR MKREDIRECTREF MKWORKSPACE ORDERPATCH PRI REBIND'.split(
    ' ',
  ),
  ...'UNBIND UNCHECKOUT UNLINK UPDATE UPDATEREDIRECTREF VERSION-CONTROL'.split(' '),
])

/** `http_request.http_method` holds only methods that OCSF lists; any other is the activity's name. */
export function listedMethod(method: string | undefined): string | undefined {
  const upper = method?.toUpperCase()
  return upper !== undefined && listed.has(upper) ? upper : undefined
}

const unknown: Activity = { eventClass: httpActivity, id: 0 }

/** What a request does, from its method; a method that OCSF does not list keeps its own name. */
export const httpActivityOf: (method: string) => Activity = remember((method) => {
  if (method === '') return unknown
  const id = methods.get(method.toUpperCase())
  return id === undefined
    ? { eventClass: httpActivity, id: 99, name: method }
    : { eventClass: httpActivity, id }
})
