import type { Json } from '@countersign/ocsf/record'
import type { Imported } from '../inventory/inventory-item.ts'

/** A file as it was given; `name` is its path, for the evidence and the gaps. */
export type ConfigurationFile = { readonly name: string; readonly text: string }

/** One document of a file: JSON or YAML that was read, or the text alone where it is neither. */
export type ConfigurationDocument = {
  readonly name: string
  readonly text: string
  readonly value: Json | undefined
}

/** What documents do not say of themselves. */
export type ImportContext = {
  /** ISO 8601, UTC: when the files were exported or read. */
  readonly takenAt: string
  /** Name of the cluster that Kubernetes objects are of, as its audit log names it. */
  readonly cluster?: string
  /** GitHub organisation, where the lists name none. */
  readonly gitHubOrganization?: string
  /** Id of the Entra directory. */
  readonly entraTenant?: string
  /** Issuer whose OAuth clients these are (RFC 8414 `issuer`). */
  readonly oauthIssuer?: string
}

/**
 * Reads one kind of configuration. All documents of its kind come at once, because one often explains another: a role
 * assignment names a role by an id that the service principal's document spells out.
 */
export type Importer<Snapshot = unknown> = {
  readonly source: string
  /** Why a document is of this kind, in words, or undefined. */
  readonly recognise: (document: ConfigurationDocument) => string | undefined
  /** Never throws for data: what cannot be read becomes a gap. */
  readonly read: (
    documents: readonly ConfigurationDocument[],
    context: ImportContext,
  ) => Imported<Snapshot> | Promise<Imported<Snapshot>>
}
