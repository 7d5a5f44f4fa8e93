import { identityName } from '@countersign/authority/explain/identity-words'
import { counted, sentence } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import { visibleText } from '@countersign/explanation/hostile-text'
import type { Change, ChangeFacts } from './facts.ts'
import { listedOf, missing, momentOf, quoted, shown } from './words.ts'

const addressesShown = 3

/** What changed shortly before: accounts and rights, credentials, sign-ins, configurations. */
export function changeClaims(facts: ChangeFacts): readonly Claim[] {
  const { changes, credentials, signIns, configurations, moreChanges, fromMs, toMs, cites } = facts
  const span = `between ${momentOf(fromMs)} and ${momentOf(toMs)}`
  const nothing = [changes, credentials, signIns, configurations].every((list) => list.length === 0)
  if (nothing)
    return shown(
      'against',
      'inferred',
      `No change of accounts, rights, credentials or configuration, and no sign-in, is in our logs ${span}.`,
      cites,
    )
  return [
    ...credentials.flatMap((change) => changeClaim(change)),
    ...changes.flatMap((change) => changeClaim(change)),
    ...(moreChanges > 0
      ? [
          missing(
            `${counted(moreChanges, 'further change')} of accounts and rights ${span} are not told here.`,
          ),
        ]
      : []),
    ...signIns.flatMap(signInClaim),
    ...configurations.flatMap(configurationClaim),
  ]
}

/** `On 3 March 2025, 09:12 UTC, the IAM user anna tried “CreateUser” on “backup”.` */
export function changeWords({ by, action, outcome, resource }: Change): string {
  const who = by === '' ? 'somebody unnamed' : identityName(by)
  const did = outcome === 'failure' ? 'failed to do' : 'did'
  const on = resource === undefined ? '' : ` on ${quoted(resource)}`
  return `${who} ${did} ${quoted(action)}${on}`
}

function changeClaim(change: Change): readonly Claim[] {
  return shown('for', 'proven', `On ${momentOf(change.timeMs)}, ${changeWords(change)}.`, change.cites)
}

function signInClaim({
  identityKey,
  succeeded,
  failed,
  addresses,
  cites,
}: ChangeFacts['signIns'][number]): readonly Claim[] {
  const from =
    addresses.length === 0
      ? ''
      : ` from ${listedOf(addresses.slice(0, addressesShown).map(quoted), addresses.length)}`
  const text = `Before it, ${counted(succeeded, 'sign-in')} of ${identityName(identityKey)} succeeded and ${failed} failed${from}.`
  return shown('for', 'proven', sentence(text), cites)
}

function configurationClaim({
  configurationId,
  version,
  validFromMs,
  pushedBy,
  cites,
}: ChangeFacts['configurations'][number]): readonly Claim[] {
  const text = `Version ${version} of the configuration ${quoted(configurationId)} holds since ${momentOf(validFromMs)}, pushed by ${visibleText(pushedBy, 80)}.`
  return shown('for', 'proven', text, cites)
}
