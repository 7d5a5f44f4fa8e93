/** OSCAL 1.1.3 / 1.2.2, the assemblies that every document shares. Names as in the JSON format. */
export type Property = {
  readonly name: string
  readonly ns?: string
  readonly value: string
  readonly class?: string
  readonly uuid?: string
  readonly remarks?: string
}

export type Link = { readonly href: string; readonly rel?: string; readonly text?: string }

export type Party = {
  readonly uuid: string
  readonly type: 'organization' | 'person'
  readonly name?: string
}

export type Role = { readonly id: string; readonly title: string }

export type ResponsibleParty = { readonly 'role-id': string; readonly 'party-uuids': readonly string[] }

export type Metadata = {
  readonly title: string
  readonly 'last-modified': string
  readonly version: string
  readonly 'oscal-version': string
  readonly props?: readonly Property[]
  readonly links?: readonly Link[]
  readonly roles?: readonly Role[]
  readonly parties?: readonly Party[]
  readonly 'responsible-parties'?: readonly ResponsibleParty[]
  readonly remarks?: string
}

export type Hash = { readonly algorithm: string; readonly value: string }

export type ResourceLink = {
  readonly href: string
  readonly 'media-type'?: string
  readonly hashes?: readonly Hash[]
}

export type Resource = {
  readonly uuid: string
  readonly title?: string
  readonly description?: string
  readonly props?: readonly Property[]
  readonly rlinks?: readonly ResourceLink[]
  readonly base64?: { readonly value: string; readonly filename?: string; readonly 'media-type'?: string }
  readonly remarks?: string
}

export type BackMatter = { readonly resources?: readonly Resource[] }
