import { isObject, listOf, objectOf, textOf } from '@countersign/ocsf/fields'
import { federatedIdentity } from '@countersign/ocsf/identity/federated-subject'
import type { Json, JsonObject } from '@countersign/ocsf/record'

/** What a token says of whom it stands for and who acts: identity keys. */
export type TokenActors = {
  readonly subject: string
  readonly actor: string
  /** Actors before: "they are not to be considered in access control decisions" (RFC 8693, section 4.1). */
  readonly earlier: readonly string[]
}

const depthMax = 4
const membersMax = 200
const earlierMax = 10

/**
 * The claims of an exchanged token, wherever a record holds them: an object with `sub` and `act`. Only the outermost `act` is
 * the actor; those nested in it are history. Source: RFC 8693, section 4.1.
 */
export function tokenActorsIn(fields: JsonObject): TokenActors | undefined {
  return search(fields, 0)
}

function search(value: Json | undefined, depth: number): TokenActors | undefined {
  if (depth > depthMax) return undefined
  if (!isObject(value)) return firstOf(listOf(value), depth)
  return actorsOf(value) ?? firstOf(Object.values(value), depth)
}

function firstOf(values: readonly Json[], depth: number): TokenActors | undefined {
  for (const value of values.slice(0, membersMax)) {
    const found = search(value, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function actorsOf(claims: JsonObject): TokenActors | undefined {
  const subject = textOf(own(claims, 'sub'))
  const act = objectOf(own(claims, 'act'))
  const actor = textOf(own(act, 'sub'))
  if (subject === undefined || actor === undefined) return undefined
  const issuer = textOf(own(claims, 'iss'))
  return {
    subject: keyOf(issuer, subject),
    actor: keyOf(textOf(own(act, 'iss')) ?? issuer, actor),
    earlier: earlierOf(act, issuer),
  }
}

function earlierOf(act: JsonObject, issuer: string | undefined): readonly string[] {
  const earlier: string[] = []
  let nested = objectOf(own(act, 'act'))
  for (
    let sub = textOf(own(nested, 'sub'));
    sub !== undefined && earlier.length < earlierMax;
    sub = textOf(own(nested, 'sub'))
  ) {
    earlier.push(keyOf(textOf(own(nested, 'iss')) ?? issuer, sub))
    nested = objectOf(own(nested, 'act'))
  }
  return earlier
}

function keyOf(issuer: string | undefined, subject: string): string {
  return issuer === undefined ? `user:${subject.toLowerCase()}` : federatedIdentity(issuer, subject)
}

function own(from: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined
}
