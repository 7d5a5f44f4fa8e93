import type { JsonObject } from '@countersign/ocsf/record'

/** A question to the decision point. Source: OpenID AuthZEN Authorization API 1.0, sections 5.1 to 5.4. */
export type AccessRequest = {
  readonly subject: AccessEntity
  readonly action: { readonly name: string; readonly properties?: JsonObject }
  readonly resource: AccessEntity
  readonly context?: JsonObject
}

export type AccessEntity = {
  readonly type: string
  readonly id: string
  readonly properties?: JsonObject
}
