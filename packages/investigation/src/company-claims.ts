import { identityName } from '@countersign/authority/explain/identity-words'
import { counted } from '@countersign/authority/explain/words'
import type { Claim } from '@countersign/explanation/explanation'
import type { CompanyFacts } from './facts.ts'
import { listedOf, momentOf, quoted, shown } from './words.ts'

/** An address that more than this many use is a proxy or an office, and tells nothing of who it was. */
const telltaleMax = 10

/** Who else used the same session or address, or did the same. */
export function companyClaims(company: CompanyFacts): readonly Claim[] {
  const { shared, fromMs, toMs, cites } = company
  const span = `between ${momentOf(fromMs)} and ${momentOf(toMs)}`
  const told = shared.filter(({ total }) => total > 0)
  if (told.length === 0)
    return shown(
      'for',
      'inferred',
      `Nobody else used its sessions or addresses, or did the same, ${span}, as far as our logs show.`,
      cites,
    )
  return told.flatMap((one) => sharedClaim(one, span))
}

function sharedClaim(
  { by, value, companions, total }: CompanyFacts['shared'][number],
  span: string,
): readonly Claim[] {
  const who = listedOf(
    companions.map(({ identityKey, events }) => `${identityName(identityKey)} (${counted(events, 'event')})`),
    total,
  )
  const evidence = companions.flatMap(({ cites }) => cites)
  switch (by) {
    case 'session':
      return shown(
        'for',
        'proven',
        `The session or key ${quoted(value)} was also used by ${who}, ${span}.`,
        evidence,
      )
    case 'address':
      return total > telltaleMax
        ? shown(
            'against',
            'proven',
            `${counted(total, 'other identity')} came from ${quoted(value)} ${span}: an address so many use does not say who it was.`,
            evidence,
          )
        : shown('for', 'proven', `From ${quoted(value)} also came ${who}, ${span}.`, evidence)
    case 'action':
      return shown('against', 'proven', `${quoted(value)} was also done by ${who}, ${span}.`, evidence)
  }
}
