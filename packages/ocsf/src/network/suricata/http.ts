import { httpOutcome, observe, present, setStatus } from '../../draft.ts'
import { integerOf, objectOf, textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { httpActivityOf, listedMethod } from '../../web/http-method.ts'
import { type RequestUrl, requestUrl, urlObject, urlResource, urlText } from '../../web/request-url.ts'
import type { EveType } from './eve-type.ts'

export const httpType: EveType = {
  activity: (fields) => httpActivityOf(textOf(objectOf(fields.http).http_method) ?? ''),
  describe(event, fields, observables) {
    const url = urlOf(fields)
    event.http_request = httpRequestOf(fields)
    const response = httpResponseOf(fields)
    if (response !== undefined) event.http_response = response
    const outcome = httpOutcome(objectOf(fields.http).status)
    if (outcome !== undefined) setStatus(event, outcome)
    observe(observables, 'http_request.url.hostname', 'hostname', url.hostname)
    observe(observables, 'http_request.url.url_string', 'url', urlText(url))
    observe(
      observables,
      'http_request.user_agent',
      'userAgent',
      textOf(objectOf(fields.http).http_user_agent),
    )
  },
  resource: (fields) => urlResource(urlOf(fields)),
}

function urlOf(fields: JsonObject): RequestUrl {
  const http = objectOf(fields.http)
  return requestUrl(textOf(http.url), textOf(http.hostname), undefined, textOf(http.http_method))
}

export function httpRequestOf(fields: JsonObject): object {
  const http = objectOf(fields.http)
  const forwarded = textOf(http.xff)
  return present({
    http_method: listedMethod(textOf(http.http_method)),
    url: urlObject(urlOf(fields)),
    user_agent: textOf(http.http_user_agent),
    referrer: textOf(http.http_refer),
    version: textOf(http.protocol)?.replace(/^HTTP\//, ''),
    x_forwarded_for: forwarded?.split(',').map((address) => address.trim()),
  })
}

export function httpResponseOf(fields: JsonObject): object | undefined {
  const http = objectOf(fields.http)
  const code = integerOf(http.status)
  if (code === undefined) return undefined
  return present({ code, length: integerOf(http.length), content_type: textOf(http.http_content_type) })
}
