import type { Ceremony } from '@countersign/api/sign-in'
import type { RequestOf } from '@countersign/client/client'

type SignInBody = RequestOf<'POST /api/sign-in/passkey'>['body']
type NewPasskeyBody = RequestOf<'POST /api/me/passkeys'>['body']

/** Why this browser has no passkeys here; undefined when it has. Browsers offer them to https and this machine only. */
export function missingPasskeys(): string | undefined {
  if (typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential)
    return undefined
  return window.isSecureContext
    ? 'This browser is too old for passkeys.'
    : 'Browsers allow passkeys over https only.'
}

/** Lets the person sign in with a passkey (WebAuthn section 7.2); the answer is the body of the request. */
export async function askForPasskey({ step, options }: Ceremony): Promise<SignInBody> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never)
  const credential = await orSay(navigator.credentials.get({ publicKey }))
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response as never as Record<
    string,
    ArrayBuffer | null
  >
  return {
    step,
    response: {
      ...shared(credential),
      response: {
        clientDataJSON: base64Url(clientDataJSON),
        authenticatorData: base64Url(authenticatorData),
        signature: base64Url(signature),
        ...(userHandle == null ? {} : { userHandle: base64Url(userHandle) }),
      },
    },
  }
}

/** Makes a passkey on this device or key (WebAuthn section 7.1). */
export async function makePasskey({ step, options }: Ceremony, name: string): Promise<NewPasskeyBody> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never)
  const credential = await orSay(navigator.credentials.create({ publicKey }))
  const response = credential.response as AuthenticatorAttestationResponse
  return {
    step,
    name,
    response: {
      ...shared(credential),
      response: {
        clientDataJSON: base64Url(response.clientDataJSON),
        attestationObject: base64Url(response.attestationObject),
        transports: response.getTransports(),
      },
    },
  }
}

function shared({ id, rawId, authenticatorAttachment }: PublicKeyCredential) {
  return {
    id,
    rawId: base64Url(rawId),
    // The only type of credential that `publicKey` options lead to.
    type: 'public-key' as const,
    clientExtensionResults: {},
    ...(authenticatorAttachment === null ? {} : { authenticatorAttachment }),
  }
}

function base64Url(bytes: ArrayBuffer | null | undefined): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Browsers say `NotAllowedError` for everything, on purpose: no site learns which passkeys there are. */
async function orSay(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const credential = await asked.catch((error: unknown) => {
    const name = error instanceof DOMException ? error.name : ''
    throw new Error(
      name === 'InvalidStateError'
        ? 'This device holds a passkey of yours already.'
        : 'No passkey was given: it was cancelled, took too long, or there is none on this device.',
    )
  })
  if (credential === null) throw new Error('The browser gave no passkey.')
  return credential as PublicKeyCredential
}
