import { canonical, NotCanonical } from '@countersign/explanation/canonical'

/**
 * Canonical JSON (RFC 8785) of a document. What has none (a lone surrogate in a customer's record, say) is logged as the plain
 * JSON text that it does have, with the reason: one odd document holds up no others, and nothing of it is lost.
 */
export function documentText(document: unknown): string {
  try {
    return canonical(document)
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error
    return canonical({ notCanonical: error.message.toWellFormed(), json: plainJson(document) })
  }
}

/** `JSON.stringify` writes a lone surrogate as its escape, so the text is well-formed; null: a cycle, or a bigint. */
function plainJson(document: unknown): string | null {
  try {
    return JSON.stringify(document) ?? null
  } catch {
    return null
  }
}
