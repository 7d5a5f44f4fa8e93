import { isObject } from '@countersign/ocsf/fields'
import { listedStatements, readPolicyDocument, textList } from '../aws/policy-document.ts'
import { isList, isMap, memberOf, plainOf, type TfValue, textOf } from './tf-value.ts'

type Attributes = { readonly [name: string]: TfValue }
type Statement = Readonly<Record<string, unknown>>

/** `data "aws_iam_policy_document"` as the JSON it renders: sources, then its own statements, then overrides by `sid`. */
export function policyDocument(attributes: Attributes): string {
  const documents = (name: string): readonly Statement[] =>
    items(memberOf(attributes, name)).flatMap((one) =>
      listedStatements(readPolicyDocument(textOf(one))).filter(isObject),
    )
  const sources = [...documents('source_json'), ...documents('source_policy_documents')]
  const own = items(memberOf(attributes, 'statement')).flatMap((one) => (isMap(one) ? [statement(one)] : []))
  const overriding = [...documents('override_json'), ...documents('override_policy_documents')]
  const merged = overridden([...sources, ...own], overriding)
  return JSON.stringify({ Version: '2012-10-17', Statement: merged })
}

function items(value: TfValue | undefined): readonly TfValue[] {
  if (value === undefined || value === null) return []
  return isList(value) ? value : [value]
}

/** A statement with the same `sid` is replaced where it stands; others are added. */
function overridden(base: readonly Statement[], by: readonly Statement[]): readonly Statement[] {
  const replaced = base.map((one) => by.findLast(({ Sid }) => Sid !== undefined && Sid === one.Sid) ?? one)
  return [...replaced, ...by.filter((one) => !replaced.includes(one))]
}

/** In this data source `&{…}` stands for a policy variable, because `${…}` is Terraform's own. */
function written(value: TfValue | undefined): readonly string[] {
  return textList(plainOf(value ?? [])).map((one) => one.replaceAll('&{', '${'))
}

function statement(block: Attributes): Statement {
  const list = (name: string): readonly string[] => written(memberOf(block, name))
  const part = (key: string, values: readonly string[]): Statement =>
    values.length === 0 ? {} : { [key]: values }
  const conditions = conditionsOf(items(memberOf(block, 'condition')))
  const sid = memberOf(block, 'sid')
  return {
    ...(sid === undefined || sid === null || sid === '' ? {} : { Sid: textOf(sid) }),
    Effect: textOf(memberOf(block, 'effect') ?? 'Allow'),
    ...part('Action', list('actions')),
    ...part('NotAction', list('not_actions')),
    ...part('Resource', list('resources')),
    ...part('NotResource', list('not_resources')),
    ...principals('Principal', items(memberOf(block, 'principals'))),
    ...principals('NotPrincipal', items(memberOf(block, 'not_principals'))),
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  }
}

function principals(key: string, blocks: readonly TfValue[]): Statement {
  const entries = blocks.flatMap((one) =>
    isMap(one) ? [[textOf(memberOf(one, 'type') ?? ''), written(memberOf(one, 'identifiers'))] as const] : [],
  )
  if (entries.length === 0) return {}
  if (entries.some(([type]) => type === '*')) return { [key]: '*' }
  const types = Map.groupBy(entries, ([type]) => type)
  return { [key]: Object.fromEntries([...types].map(([type, all]) => [type, all.flatMap(([, ids]) => ids)])) }
}

function conditionsOf(
  blocks: readonly TfValue[],
): Readonly<Record<string, Record<string, readonly string[]>>> {
  const found: Record<string, Record<string, readonly string[]>> = {}
  for (const one of blocks) {
    if (!isMap(one)) continue
    const test = textOf(memberOf(one, 'test') ?? '')
    found[test] ??= {}
    const operator = found[test]
    const key = textOf(memberOf(one, 'variable') ?? '')
    operator[key] = [...(operator[key] ?? []), ...written(memberOf(one, 'values'))]
  }
  return found
}
