import { isObject, textOf } from '@countersign/ocsf/fields'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import { csvRows } from '../inventory/csv.ts'
import type { Credential, InventoryItem } from '../inventory/inventory-item.ts'
import { isoTime, latest } from '../inventory/item-times.ts'
import type { ConfigurationDocument, Importer } from './importer.ts'

type Row = Readonly<Record<string, string>>

const columns = ['user', 'arn', 'user_creation_time', 'access_key_1_active'] as const

/**
 * The IAM credential report: ages and last use of keys and passwords, which authorization details do not hold. As CSV, or
 * as `aws iam get-credential-report` prints it. Source: IAM User Guide, "Getting credential reports".
 */
export const awsKeysImporter: Importer = {
  source: 'credential-report',
  recognise: (document) =>
    reportOf(document) === undefined ? undefined : 'it has the columns of an IAM credential report',
  read: (documents) => {
    const rows = documents.flatMap((document) => reportOf(document) ?? [])
    const items = rows.flatMap(itemOf)
    const lost = rows.length - items.length
    return { items, gaps: lost === 0 ? [] : [`${lost} rows of a credential report name no user by ARN`] }
  },
}

function reportOf({ text, value }: ConfigurationDocument): readonly Row[] | undefined {
  const csv = isObject(value) && value.ReportFormat === 'text/csv' ? decoded(textOf(value.Content)) : text
  return csv.startsWith('user,arn,') ? csvRows(csv, columns) : undefined
}

const decoded = (content: string | undefined): string => Buffer.from(content ?? '', 'base64').toString('utf8')

function itemOf(row: Row): readonly InventoryItem[] {
  const { arn = '', user = '' } = row
  const key = awsKeyOfArn(arn)
  if (key === undefined) return []
  const credentials = [
    ...passwordOf(row),
    ...keyOf(row, 1),
    ...keyOf(row, 2),
    ...certificateOf(row, 1),
    ...certificateOf(row, 2),
  ]
  const createdAt = isoTime(row.user_creation_time)
  const lastUsedAt = latest(credentials.map((credential) => credential.lastUsedAt))
  return [
    {
      key,
      kind: 'cloud-user',
      provider: 'aws',
      displayName: user === '<root_account>' ? 'root' : user,
      ...(createdAt === undefined ? {} : { createdAt }),
      accountable: [],
      credentials,
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
      grants: [],
      alsoKnownAs: [{ kind: 'arn', value: arn }],
      evidence: { source: 'credential-report', locator: arn },
    },
  ]
}

function passwordOf(row: Row): readonly Credential[] {
  if (row.password_enabled !== 'true') return []
  return [
    {
      kind: 'password',
      id: 'console password',
      active: true,
      ...times(row.password_last_changed, row.password_last_used),
    },
  ]
}

/** The report does not name keys by id: they are told apart by their place. */
function keyOf(row: Row, place: 1 | 2): readonly Credential[] {
  const rotated = row[`access_key_${place}_last_rotated`]
  if (isoTime(rotated) === undefined) return []
  return [
    {
      kind: 'access-key',
      id: `access key ${place}`,
      active: row[`access_key_${place}_active`] === 'true',
      ...times(rotated, row[`access_key_${place}_last_used_date`]),
    },
  ]
}

function certificateOf(row: Row, place: 1 | 2): readonly Credential[] {
  const rotated = row[`cert_${place}_last_rotated`]
  if (isoTime(rotated) === undefined) return []
  const active = row[`cert_${place}_active`] === 'true'
  return [{ kind: 'certificate', id: `signing certificate ${place}`, active, ...times(rotated, undefined) }]
}

function times(created: string | undefined, used: string | undefined) {
  const createdAt = isoTime(created)
  const lastUsedAt = isoTime(used)
  return {
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
  }
}
