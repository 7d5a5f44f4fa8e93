import type { TfValue } from './tf-value.ts'

/** Whose account and which region a provider speaks for. */
export type AwsProvider = {
  /** `aws.prod` in the root module. */
  readonly key: string
  readonly partition: string
  readonly accountId: string
  readonly region: string
}

/** One instance of a managed resource, its expressions evaluated. */
export type ResourceInstance = {
  /** `module.x.aws_iam_role.y["z"]`. */
  readonly address: string
  readonly type: string
  readonly attributes: { readonly [name: string]: TfValue }
  readonly provider: AwsProvider
}
