import type { OperatorPerson } from '@countersign/api/person'

/** `passkey, password with code`; undefined when nothing is set up, so an invitation waits to be taken up. */
export function waysText({ password, totp, passkeys, sso }: OperatorPerson['signInBy']): string | undefined {
  const ways = [
    ...(passkeys > 0 ? ['passkey'] : []),
    ...(password ? [totp ? 'password with code' : 'password alone'] : []),
    ...(sso > 0 ? ['single sign-on'] : []),
  ]
  return ways.length === 0 ? undefined : ways.join(', ')
}
