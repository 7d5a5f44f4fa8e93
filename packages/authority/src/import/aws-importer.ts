import { isObject, listOf, textOf } from '@countersign/ocsf/fields'
import { awsSnapshotOf, isAuthorizationDetails } from '../aws/authorization-details.ts'
import type { AwsSnapshot } from '../aws/aws-snapshot.ts'
import { awsItems } from '../inventory/aws-items.ts'
import type { ConfigurationDocument, Importer } from './importer.ts'

/** `aws iam get-account-authorization-details`, and the policies of AWS Organizations beside it. */
export const awsImporter: Importer<AwsSnapshot> = {
  source: 'authorization-details',
  recognise({ value }) {
    if (isAuthorizationDetails(value)) return 'it holds UserDetailList, RoleDetailList or GroupDetailList'
    return isOrganizationAnswer(value) ? 'it is an answer of AWS Organizations' : undefined
  },
  read(documents, { takenAt }) {
    const snapshot = awsSnapshotOf(documents.flatMap(withValue), takenAt)
    return { items: awsItems(snapshot), snapshot, gaps: snapshot.gaps }
  },
}

function withValue({ name, value }: ConfigurationDocument) {
  return value === undefined ? [] : [{ name, value }]
}

/** `describe-policy`, `list-targets-for-policy`, `list-accounts-for-parent`. */
function isOrganizationAnswer(value: ConfigurationDocument['value']): boolean {
  if (!isObject(value)) return false
  if (isObject(value.Policy) && isObject(value.Policy.PolicySummary)) return true
  if (textOf(value.ParentId) !== undefined && Array.isArray(value.Accounts)) return true
  return listOf(value.Targets).some((target) => isObject(target) && textOf(target.TargetId) !== undefined)
}
