import { parseArn } from '../aws/arn.ts'
import { matchesPattern } from '../aws/pattern.ts'
import type { AwsProvider } from './instance.ts'

/**
 * A configuration often names its own account by a variable nobody gives a value: `<var.account_id>` in an ARN, where the
 * resources stand in `<account-of-aws.prod>`. These are two names of one account, and the ARNs themselves tell which:
 * one that names what is declared here means the account it is declared in.
 * @returns placeholder → what it stands for, with the reason in words
 */
export function namesOfPlaces(
  text: string,
  declared: readonly string[],
  providers: readonly AwsProvider[],
): readonly { readonly from: string; readonly to: string; readonly because: string }[] {
  const written = [...new Set(text.match(/arn:aws[\w-]*:[\w-]*:[^:"\s]*:[^:"\s]*:[^"\s]+/g) ?? [])]
  const accounts = placeNames(written, 'accountId', text)
  const regions = placeNames(written, 'region', text)
  return [
    ...accounts.flatMap((from) => named(from, 'accountId', written, declared, providers)),
    ...regions.flatMap((from) => named(from, 'region', written, declared, providers)),
  ]
}

type Place = 'accountId' | 'region'

/** Placeholders that stand where an ARN has its account or region. */
function placeNames(written: readonly string[], place: Place, text: string): readonly string[] {
  const found = written.flatMap((arn) => parseArn(arn)?.[place] ?? [])
  const bare = place === 'accountId' ? (text.match(/<var\.[\w-]*account[\w-]*>/g) ?? []) : []
  return [...new Set([...found, ...bare])]
    .filter(
      (one) => /^<[^<>]+>$/.test(one) && !one.startsWith('<account-of') && !one.startsWith('<region-of'),
    )
    .toSorted()
}

function named(
  from: string,
  place: Place,
  written: readonly string[],
  declared: readonly string[],
  providers: readonly AwsProvider[],
): readonly { readonly from: string; readonly to: string; readonly because: string }[] {
  const own = [...new Set(providers.map((provider) => provider[place]))]
  const byArn = new Set(
    written
      .filter((arn) => parseArn(arn)?.[place] === from)
      .flatMap((arn) =>
        declared.filter((other) => sameThing(arn, other)).map((other) => parseArn(other)?.[place] ?? ''),
      ),
  )
  const [only, second] = byArn
  if (only !== undefined && only !== '' && second === undefined)
    return [{ from, to: only, because: 'an ARN with it names what is declared there' }]
  const alias = providers.find(({ key }) => hasWord(from, key.replace(/^aws\.?/, '')))
  if (alias !== undefined) return [{ from, to: alias[place], because: 'it bears the name of the provider' }]
  const [single, other] = own
  if (single !== undefined && other === undefined && isOwnName(from))
    return [{ from, to: single, because: 'the folder uses one provider' }]
  return []
}

/** The same but for account and region, which are what is asked for; a pattern names all it matches. */
function sameThing(pattern: string, declared: string): boolean {
  const [a, b] = [parseArn(pattern), parseArn(declared)]
  if (a === undefined || b === undefined || a.service !== b.service) return false
  // `*` names everything anywhere: no evidence.
  return a.resource !== '*' && !/^[\w-]+[/:]\*$/.test(a.resource) && matchesPattern(a.resource, b.resource)
}

function hasWord(placeholder: string, alias: string): boolean {
  return (
    alias !== '' &&
    placeholder
      .replace(/^<var\./, '')
      .split(/[_\-.<>]/)
      .includes(alias)
  )
}

/** `account_id`, `aws_account`, `region`: a name that says no more than that it is one's own. */
function isOwnName(placeholder: string): boolean {
  return /^<(?:var|local)\.(?:(?:aws|current|this|my)_)?(?:account(?:_id|_number)?|region(?:_name)?)>$/.test(
    placeholder,
  )
}
