import { withComputed } from './computed-attribute.ts'
import type { AwsProvider } from './instance.ts'
import { policyDocument } from './policy-document-source.ts'
import { memberOf, ownMap, type TfValue, textOf } from './tf-value.ts'

type Attributes = { readonly [name: string]: TfValue }
type DataSource = (attributes: Attributes, provider: AwsProvider) => readonly (readonly [string, TfValue])[]

/** Data sources that can be answered without asking AWS. Others leave what is asked of them unknown. */
const sources: Readonly<Record<string, DataSource>> = {
  aws_caller_identity: (_, { accountId }) => [
    ['account_id', accountId],
    ['id', accountId],
  ],
  aws_region: (_, { region }) => [
    ['name', region],
    ['region', region],
    ['id', region],
  ],
  aws_partition: (_, { partition }) => [
    ['partition', partition],
    ['id', partition],
    ['dns_suffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
  ],
  aws_iam_policy_document: (attributes) => {
    const json = policyDocument(attributes)
    return [
      ['json', json],
      ['minified_json', json],
    ]
  },
}

/** Data sources that look something up by the arguments its resource would be declared with. */
const names: Readonly<Record<string, string>> = { aws_iam_role: 'name', aws_iam_user: 'user_name' }

export function dataSource(
  type: string,
  attributes: Attributes,
  provider: AwsProvider,
  address: string,
): TfValue {
  const known = sources[type]
  if (known !== undefined) return ownMap([...Object.entries(attributes), ...known(attributes, provider)])
  const given = memberOf(attributes, 'arn')
  const name = memberOf(attributes, names[type] ?? 'name')
  const named = name === undefined ? attributes : ownMap([...Object.entries(attributes), ['name', name]])
  const full = withComputed(type, named, provider, address)
  return given === undefined ? full : ownMap([...Object.entries(full), ['arn', textOf(given)]])
}
