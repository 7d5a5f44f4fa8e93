/** DNS response codes by name and number. Source: IANA DNS RCODEs; captions of OCSF `rcode_id`. */
const rcodes: ReadonlyMap<string, readonly [id: number, caption: string]> = new Map([
  ['NOERROR', [0, 'NoError']],
  ['FORMERR', [1, 'FormError']],
  ['SERVFAIL', [2, 'ServError']],
  ['NXDOMAIN', [3, 'NXDomain']],
  ['NOTIMP', [4, 'NotImp']],
  ['REFUSED', [5, 'Refused']],
  ['YXDOMAIN', [6, 'YXDomain']],
  ['YXRRSET', [7, 'YXRRSet']],
  ['NXRRSET', [8, 'NXRRSet']],
  ['NOTAUTH', [9, 'NotAuth']],
  ['NOTZONE', [10, 'NotZone']],
  ['BADVERS', [16, 'BADVERS']],
  ['BADKEY', [17, 'BADKEY']],
  ['BADTIME', [18, 'BADTIME']],
])

/** OCSF `rcode_id` and `rcode` of a code's name; a name that is not known keeps itself under 99. */
export function rcodeOf(
  name: string | undefined,
): { readonly id: number; readonly name: string } | undefined {
  if (name === undefined || name === '') return undefined
  const known = rcodes.get(name.toUpperCase())
  return known === undefined ? { id: 99, name } : { id: known[0], name: known[1] }
}

const classes: ReadonlyMap<string, string> = new Map([
  ['C_INTERNET', 'IN'],
  ['C_CHAOS', 'CH'],
  ['C_HESIOD', 'HS'],
])

/** `IN`, `CH`, `HS` (RFC 1035, section 3.2.4) from what the sensor writes. */
export function dnsClassOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : (classes.get(name) ?? name)
}
