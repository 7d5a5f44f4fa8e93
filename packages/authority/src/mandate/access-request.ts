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
  /** What whoever asks says of it. */
  readonly properties?: JsonObject
  /** What the tenant's directory says of it; put there by the decision point, never by whoever asks. */
  readonly known?: JsonObject
}

/** The entity in one word, by which policies name it: `type:id`, whatever the id holds. */
export function entityName({ type, id }: Pick<AccessEntity, 'type' | 'id'>): string {
  return `${type}:${id}`
}
