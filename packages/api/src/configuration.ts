import { type Static, Type } from 'typebox'
import { Instant } from './common.ts'

const name = Type.String({ minLength: 1, maxLength: 200 })

/** What the files do not say of themselves. */
export const ConfigurationContext = Type.Object({
  /** The cluster that Kubernetes objects are of, as its audit log names it; default: the id of the configuration. */
  cluster: Type.Optional(name),
  gitHubOrganization: Type.Optional(name),
  entraTenant: Type.Optional(name),
  /** Issuer of OAuth clients (RFC 8414). */
  oauthIssuer: Type.Optional(name),
})
export type ConfigurationContext = Static<typeof ConfigurationContext>

/**
 * POST /api/tenants/:tenantId/configurations: policy and inventory documents as files. The same `id` again is a new version.
 * What the files are is recognised by their content; without `validFrom` they are in force from now on.
 */
export const NewConfiguration = Type.Object({
  /** What it is called: the account, the cluster, the repository. */
  id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[A-Za-z0-9][A-Za-z0-9._:@/-]*$' }),
  context: Type.Optional(ConfigurationContext),
  validFrom: Type.Optional(Instant),
  files: Type.Array(
    Type.Object({ path: Type.String({ minLength: 1, maxLength: 1000 }), text: Type.String() }),
    { minItems: 1, maxItems: 5000 },
  ),
})
export type NewConfiguration = Static<typeof NewConfiguration>

export const ConfigurationVersion = Type.Object({
  configurationId: Type.String(),
  /** Counts from 1. */
  version: Type.Integer(),
  /** What its files were read as: `authorization-details`, `terraform`, `kubernetes`, `github`, … */
  sources: Type.Array(Type.String()),
  /** SHA-256 of its files, hex. */
  contentSha256: Type.String(),
  contentBytes: Type.Integer(),
  files: Type.Integer(),
  /** In force from then until the next version of the same configuration is. */
  validFrom: Instant,
  pushedAt: Instant,
  pushedBy: Type.String(),
  identities: Type.Integer(),
  /** What could not be read, in words. */
  gaps: Type.Array(Type.String()),
})
export type ConfigurationVersion = Static<typeof ConfigurationVersion>

/** `unchanged`: the newest version holds the same files already, and none was made. */
export const PushedConfiguration = Type.Object({
  ...ConfigurationVersion.properties,
  unchanged: Type.Boolean(),
})
export type PushedConfiguration = Static<typeof PushedConfiguration>

/** GET /api/tenants/:tenantId/configurations: the newest version of each; of one configuration: newest first. */
export const ConfigurationList = Type.Object({ items: Type.Array(ConfigurationVersion) })
export type ConfigurationList = Static<typeof ConfigurationList>

/** What changed from one version to another; lists hold 1,000 entries, `more` counts those that are left out. */
export const ConfigurationDiff = Type.Object({
  from: ConfigurationVersion,
  to: ConfigurationVersion,
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      change: Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('changed')]),
    }),
  ),
  identities: Type.Array(
    Type.Object({
      identityKey: Type.String(),
      change: Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('changed')]),
      /** Which parts of the entry differ: `inline`, `trust`, `credentials`, … */
      parts: Type.Array(Type.String()),
    }),
  ),
  more: Type.Integer(),
})
export type ConfigurationDiff = Static<typeof ConfigurationDiff>
