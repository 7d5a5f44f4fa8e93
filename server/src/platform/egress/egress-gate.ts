import type { EgressPurpose } from '@countersign/api/residency'
import type { TenantId } from '../tenancy/tenant-id.ts'

/** Whose data leaves, and for what. Null: nobody's in particular, the operator's own. */
export type Leaving = { readonly tenantId: TenantId | null; readonly purpose: EgressPurpose }

/** A way out: `host:port`. */
export type Passage = Leaving & { readonly host: string }

/** `refused`: by the gate, so nothing was sent. */
export type PassageEnd = {
  readonly outcome: 'answered' | 'failed' | 'refused'
  readonly sentBytes: number
  readonly error?: string
}

/** Where each connection is written down before it is opened, and how it ended after it. */
export type EgressRegister = {
  /** Errors: STATE_DOWN; then nothing leaves for a tenant. */
  readonly open: (passage: Passage) => Promise<void>
  /** Never throws: what is done is done. */
  readonly end: (passage: Passage, end: PassageEnd) => Promise<void>
}

/** The one gate. Errors: STATE_DOWN, and those of `connect`. */
export async function throughGate<T>(
  register: EgressRegister,
  passage: Passage,
  connect: () => Promise<T>,
  endOf: (result: T) => PassageEnd,
): Promise<T> {
  await register.open(passage)
  try {
    const result = await connect()
    await register.end(passage, endOf(result))
    return result
  } catch (error) {
    await register.end(passage, { outcome: 'failed', sentBytes: 0, error: (error as Error).message })
    throw error
  }
}

export type OutsideFetch = (address: string, init?: RequestInit) => Promise<Response>

/** For a library that does the asking itself, to an address that the operator set. */
export function gatedFetch(register: EgressRegister, leaving: Leaving): OutsideFetch {
  return (address, init) =>
    throughGate(
      register,
      { ...leaving, host: hostNamed(address) },
      () => fetch(address, init),
      ({ status }) => ({
        outcome: 'answered',
        sentBytes: bytesOf(init?.body),
        ...(status < 400 ? {} : { error: `it answered ${status}` }),
      }),
    )
}

const namedMaxCharacters = 260

/** `host:port` of an address; whatever stands there when it is none, cut. */
export function hostNamed(address: string): string {
  if (!URL.canParse(address)) return 'no address'
  const { hostname, port, protocol } = new URL(address)
  const usual = protocol === 'http:' ? '80' : '443'
  return `${hostname}:${port === '' ? usual : port}`.slice(0, namedMaxCharacters)
}

export function bytesOf(body: unknown): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  if (body instanceof URLSearchParams) return Buffer.byteLength(body.toString())
  return body instanceof Uint8Array ? body.byteLength : 0
}
