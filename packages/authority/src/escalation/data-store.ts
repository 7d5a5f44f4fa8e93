import type { AwsResource } from '../aws/aws-snapshot.ts'
import type { Access, AccessTarget, PrincipalAuthority } from './access.ts'
import { decideAccess } from './decide-access.ts'
import { targetOfResource, type World } from './world.ts'

/** What is read of a store, and on which of its ARNs. */
type Reading = { readonly action: string; readonly suffix: string }

/** Stores whose content is worth a path of its own. */
const readings: Readonly<Record<string, Reading>> = {
  'AWS::S3::Bucket': { action: 's3:GetObject', suffix: '/*' },
  'AWS::SecretsManager::Secret': { action: 'secretsmanager:GetSecretValue', suffix: '' },
  'AWS::SSM::Parameter': { action: 'ssm:GetParameter', suffix: '' },
}

export type DataStore = {
  readonly resource: AwsResource
  readonly action: string
  readonly target: AccessTarget
}

/** Buckets, secrets and parameters of the snapshot. */
export function dataStoresOf(world: World): readonly DataStore[] {
  return Object.entries(readings).flatMap(([type, { action, suffix }]) =>
    (world.resources.get(type) ?? []).map((resource) => {
      const whole = targetOfResource(world, resource)
      const target = { ...whole, arn: `${resource.arn}${suffix}`, open: suffix !== '' }
      return { resource, action, target }
    }),
  )
}

/** How a principal reads a store, or undefined when it may not. */
export function readsStore(authority: PrincipalAuthority, { action, target }: DataStore): Access | undefined {
  return decideAccess(authority, { action, target })
}
