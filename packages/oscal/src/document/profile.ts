import type { Parameter, Part } from './catalog.ts'
import type { BackMatter, Link, Metadata, Property } from './metadata.ts'

export type ControlSelection = {
  readonly 'with-child-controls'?: 'yes' | 'no'
  readonly 'with-ids'?: readonly string[]
  readonly matching?: readonly { readonly pattern?: string }[]
}

export type Selecting = {
  readonly 'include-all'?: object
  readonly 'include-controls'?: readonly ControlSelection[]
  readonly 'exclude-controls'?: readonly ControlSelection[]
}

export type ProfileImport = Selecting & { readonly href: string }

export type CustomGroup = {
  readonly id?: string
  readonly class?: string
  readonly title: string
  readonly groups?: readonly CustomGroup[]
  readonly 'insert-controls'?: readonly InsertControls[]
}

export type InsertControls = Selecting & { readonly order?: 'keep' | 'ascending' | 'descending' }

export type Merge = {
  readonly combine?: { readonly method?: 'use-first' | 'merge' | 'keep' }
  readonly flat?: object
  readonly 'as-is'?: boolean
  readonly custom?: {
    readonly groups?: readonly CustomGroup[]
    readonly 'insert-controls'?: readonly InsertControls[]
  }
}

export type SetParameter = Omit<Parameter, 'id'> & { readonly 'param-id': string }

export type Removal = {
  readonly 'by-name'?: string
  readonly 'by-class'?: string
  readonly 'by-id'?: string
  readonly 'by-item-name'?: string
  readonly 'by-ns'?: string
}

export type Addition = {
  readonly position?: 'before' | 'after' | 'starting' | 'ending'
  readonly 'by-id'?: string
  readonly title?: string
  readonly params?: readonly Parameter[]
  readonly props?: readonly Property[]
  readonly links?: readonly Link[]
  readonly parts?: readonly Part[]
}

export type Alter = {
  readonly 'control-id': string
  readonly removes?: readonly Removal[]
  readonly adds?: readonly Addition[]
}

export type Modify = {
  readonly 'set-parameters'?: readonly SetParameter[]
  readonly alters?: readonly Alter[]
}

export type Profile = {
  readonly uuid: string
  readonly metadata: Metadata
  readonly imports: readonly ProfileImport[]
  readonly merge?: Merge
  readonly modify?: Modify
  readonly 'back-matter'?: BackMatter
}
