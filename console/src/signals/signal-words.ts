const caepBase = 'https://schemas.openid.net/secevent/caep/event-type/'

/** Event types of CAEP by their short names, others whole. */
export function eventNames(types: readonly string[]): readonly string[] {
  return types.map((type) => (type.startsWith(caepBase) ? type.slice(caepBase.length) : type))
}

/** What every event that a signal source told is found by in the search over events. */
export const receivedTerm = 'action:caep/*'

const ways: Readonly<Record<string, string>> = {
  'urn:ietf:rfc:8935': 'push',
  'urn:ietf:rfc:8936': 'polling',
}

export function deliveryWord(method: string): string {
  return ways[method] ?? method
}
