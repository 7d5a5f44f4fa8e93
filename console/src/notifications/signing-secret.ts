/** Standard Webhooks: 24 to 64 bytes. */
const secretBytes = 32

/**
 * A secret to sign a webhook with, `whsec_` and base64. `fill` fills an array with random bytes, as
 * `crypto.getRandomValues` does.
 */
export function newSigningSecret(fill: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  return `whsec_${btoa(String.fromCharCode(...fill(new Uint8Array(secretBytes))))}`
}
