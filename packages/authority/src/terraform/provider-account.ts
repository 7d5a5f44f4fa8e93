import { accountOf } from '../aws/arn.ts'
import { type Block, bodiesOf, type ModuleSource, providerKey } from './configuration.ts'
import type { AwsProvider } from './instance.ts'
import { isList, isMap, isUnknown, memberOf, placeholder, type TfValue, textOf } from './tf-value.ts'

/** The providers a root module sets up or asks for. */
export function rootProviders(
  source: ModuleSource,
  evaluated: (value: unknown) => TfValue,
): ReadonlyMap<string, AwsProvider> {
  const keys = new Set(['aws', ...source.providers.keys(), ...usedKeys(source)])
  return new Map([...keys].map((key) => [key, providerFrom(key, source.providers.get(key), evaluated)]))
}

/** Aliases that resources name although the folder sets up none: whoever calls the folder hands them in. */
function usedKeys({ resources, data, modules }: ModuleSource): readonly string[] {
  const named = [...resources.values(), ...data.values()].map(({ provider }) => provider)
  const handed = [...modules.values()].flatMap(({ providers }) =>
    bodiesOf(providers).flatMap((one) => Object.values(one)),
  )
  return [...named, ...handed].flatMap((one) => keyOf(one) ?? [])
}

/** `${aws.prod}`, `aws.prod` → `aws.prod`. */
function keyOf(written: unknown): string | undefined {
  const text = typeof written === 'string' ? written.replace(/^\$\{|\}$/g, '') : ''
  return /^aws(?:\.[\w-]+)?$/.test(text) ? text : undefined
}

export function providerOf(providers: ReadonlyMap<string, AwsProvider>, written: unknown): AwsProvider {
  const key = keyOf(written) ?? providerKey(undefined)
  return providers.get(key) ?? providerFrom(key, undefined, () => null)
}

function providerFrom(
  key: string,
  block: Block | undefined,
  evaluated: (value: unknown) => TfValue,
): AwsProvider {
  const region = block?.region === undefined ? undefined : textOf(evaluated(block.region))
  return {
    key,
    partition:
      region?.startsWith('cn-') === true
        ? 'aws-cn'
        : region?.startsWith('us-gov-') === true
          ? 'aws-us-gov'
          : 'aws',
    accountId:
      (block === undefined ? undefined : declaredAccount(block, evaluated)) ??
      placeholder(`account of ${key}`),
    region: region ?? placeholder(`region of ${key}`),
  }
}

/** A provider block names its account where it limits itself to one, or assumes a role there. */
function declaredAccount(block: Block, evaluated: (value: unknown) => TfValue): string | undefined {
  const allowed = evaluated(block.allowed_account_ids ?? [])
  const [only] = isList(allowed) ? allowed : []
  if (only !== undefined && !isUnknown(only)) return textOf(only)
  const [assumed] = bodiesOf(block.assume_role).map((one) => evaluated(one.role_arn))
  return typeof assumed === 'string' ? accountOf(assumed) : undefined
}

/** What a called module's provider names stand for: what it is handed, and otherwise the caller's own. */
export function providersFor(
  source: ModuleSource,
  own: ReadonlyMap<string, AwsProvider>,
  handed: unknown,
  evaluated: (value: unknown) => TfValue,
): ReadonlyMap<string, AwsProvider> {
  const given = bodiesOf(handed).flatMap((one) => Object.entries(one))
  const mapped = given.map(([name, written]) => [name, providerOf(own, written)] as const)
  const inside = [...source.providers].map(
    ([key, block]) => [key, providerFrom(key, block, evaluated)] as const,
  )
  return new Map([...own, ...inside, ...mapped])
}

/** A tag map as text. */
export function tagsOf(value: TfValue | undefined): Readonly<Record<string, string>> {
  if (value === undefined || !isMap(value)) return {}
  return Object.fromEntries(Object.keys(value).map((key) => [key, textOf(memberOf(value, key) ?? null)]))
}
