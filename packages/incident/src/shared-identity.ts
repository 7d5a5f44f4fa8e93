import type { IdentityKey } from '@countersign/ocsf/event'

/**
 * Identities that many unrelated things act as. Two findings on one of them have nothing in common but the machinery,
 * so they never link findings; the host, address or resource does instead.
 */
const sharedPatterns: readonly RegExp[] = [
  // Windows built-ins, window and font driver accounts, and computer accounts (`HOST$`): as good as their host.
  /^windows:(?:.*\\)?(?:system|local ?service|network ?service|anonymous logon|iusr|defaultaccount)$/i,
  /^windows:(?:.*\\)?(?:dwm-\d+|umfd-\d+|(?:lokaler|netzwerk)dienst|système|sistema)$/i,
  /^windows:(?:.*\\)?[^\\]+\$$/,
  /^windows:(?:nt authority|nt service|window manager|font driver host|iis apppool)\\/i,
  // AWS services acting by themselves, and the Kubernetes control plane and anonymous callers.
  /^aws:service\//,
  /^k8s:[^:]*:(?:user\/)?system:/,
  // GitHub applications act for everybody in the organisation.
  /\[bot\]$/,
  // Placeholders.
  /(?:^|[:/\\])(?:-|n\/a|none|null|unknown|localhost|anonymous|root@localhost)?$/i,
]

/** A role that IAM Identity Center hands to many people: the session tells them apart, the role does not. */
const sharedRole = /^aws:[^:]*:assumed-role\/AWSReservedSSO_/i

export function isSharedIdentity(key: IdentityKey): boolean {
  return sharedRole.test(key) || sharedPatterns.some((pattern) => pattern.test(key))
}

/** Session ids that every machine has: the well-known logon sessions of SYSTEM and the services, and empty GUIDs. */
const sharedSession = /^(?:-|0x0+|0x3e[3-7]|999|996|997|\{?0{8}-0{4}-0{4}-0{4}-0{12}\}?)$/i

export function isSharedSession(key: string): boolean {
  return key === '' || sharedSession.test(key.slice(key.lastIndexOf(':') + 1))
}

/** Loopback, unspecified and link-local addresses, and the service names AWS writes in place of an address. */
const sharedAddress = /^(?:127\.|0\.0\.0\.0$|169\.254\.|::1?$|fe80:|::ffff:127\.)/i

export function isLinkableAddress(address: string): boolean {
  return /^[0-9a-f.:]+$/i.test(address) && /[.:]/.test(address) && !sharedAddress.test(address)
}

export function isLinkableHost(host: string): boolean {
  return host !== '' && host !== '-' && !/^(?:localhost(?:\..*)?|127\..*|::1)$/i.test(host)
}
