import { httpOutcome, observe, present, setStatus } from '../../draft.ts'
import { integerOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { httpActivityOf, listedMethod } from '../../web/http-method.ts'
import { type RequestUrl, requestUrl, urlObject, urlResource, urlText } from '../../web/request-url.ts'
import { userKey } from '../principal.ts'
import { fieldNames, type ZeekLog, zeekItems } from './zeek-log.ts'

/** `password` is left out on purpose: what a basic authentication carried stays in the raw record only. */
export const httpLog: ZeekLog = {
  mapped: fieldNames(
    'method host uri referrer version user_agent origin request_body_len response_body_len status_code status_msg ' +
      'username password proxied client_headers server_headers cookie resp_cookie accept accept_encoding accept_language',
  ),
  activity: (fields) => httpActivityOf(textOf(fields.method) ?? ''),
  describe(event, fields, observables) {
    const url = urlOf(fields)
    const user = userOf(fields)
    if (user !== undefined) event.actor = { user: { name: user } }
    event.http_request = requestOf(fields, url)
    const response = responseOf(fields)
    if (response !== undefined) event.http_response = response
    const outcome = httpOutcome(fields.status_code)
    if (outcome !== undefined) setStatus(event, outcome)
    const cookies = [...cookiesOf(fields.cookie), ...cookiesOf(fields.resp_cookie)]
    if (cookies.length > 0) event.http_cookies = cookies
    observe(observables, 'http_request.url.hostname', 'hostname', url.hostname)
    observe(observables, 'http_request.url.url_string', 'url', urlText(url))
    observe(observables, 'http_request.user_agent', 'userAgent', textOf(fields.user_agent))
    observe(observables, 'actor.user.name', 'userName', user)
  },
  identity: (fields) => userKey(userOf(fields)),
  resource: (fields) => urlResource(urlOf(fields)),
}

function urlOf(fields: JsonObject): RequestUrl {
  return requestUrl(textOf(fields.uri), textOf(fields.host), undefined, textOf(fields.method))
}

function userOf(fields: JsonObject): string | undefined {
  return textOf(fields.username)
}

function requestOf(fields: JsonObject, url: RequestUrl): object {
  const listed = headersOf(fields.client_headers)
  const headers = listed.length > 0 ? listed : namedHeaders(fields)
  const forwarded = forwardedFor(fields.proxied)
  return present({
    http_method: listedMethod(textOf(fields.method)),
    url: urlObject(url),
    user_agent: textOf(fields.user_agent),
    referrer: textOf(fields.referrer),
    version: textOf(fields.version),
    length: integerOf(fields.request_body_len),
    x_forwarded_for: forwarded.length === 0 ? undefined : forwarded,
    http_headers: headers.length === 0 ? undefined : headers,
  })
}

function responseOf(fields: JsonObject): object | undefined {
  const code = integerOf(fields.status_code)
  if (code === undefined) return undefined
  const headers = headersOf(fields.server_headers)
  return present({
    code,
    status: textOf(fields.status_msg),
    length: integerOf(fields.response_body_len),
    content_type: zeekItems(fields.resp_mime_types)[0],
    http_headers: headers.length === 0 ? undefined : headers,
  })
}

const headerNames = [
  ['accept', 'Accept'],
  ['accept_encoding', 'Accept-Encoding'],
  ['accept_language', 'Accept-Language'],
  ['origin', 'Origin'],
] as const

/** Headers that have columns of their own, where the sensor does not list them all. */
function namedHeaders(fields: JsonObject): readonly object[] {
  return headerNames.flatMap(([column, name]) => {
    const value = textOf(fields[column])
    return value === undefined ? [] : [{ name, value }]
  })
}

/** `USER-AGENT: curl/8`, as sensors list headers. */
function headersOf(value: JsonObject[string] | undefined): readonly object[] {
  return zeekItems(value).flatMap((header) => {
    const colon = header.indexOf(': ')
    return colon === -1 ? [] : [{ name: header.slice(0, colon), value: header.slice(colon + 2) }]
  })
}

function cookiesOf(value: JsonObject[string] | undefined): readonly object[] {
  return zeekItems(value).flatMap((cookie) => {
    const pair = cookie.split(';', 1)[0] ?? ''
    const equals = pair.indexOf('=')
    return equals === -1 ? [] : [{ name: pair.slice(0, equals), value: pair.slice(equals + 1) }]
  })
}

const forwardedPrefix = 'X-FORWARDED-FOR -> '

function forwardedFor(value: JsonObject[string] | undefined): readonly string[] {
  return zeekItems(value)
    .filter((header) => header.startsWith(forwardedPrefix))
    .flatMap((header) => header.slice(forwardedPrefix.length).split(','))
    .map((address) => address.trim())
}
