import type { SplitRecord } from './split-records.ts'

/** Where a stream of JSON keeps its records: documents one after another, one array, or an array inside one document. */
export type DocumentLayout =
  | { readonly kind: 'documents' }
  | { readonly kind: 'array' }
  /** `headBytes`: up to and with the bracket that opens the array of records. */
  | { readonly kind: 'bundle'; readonly headBytes: number }

/** Cuts JSON documents. `rest` holds what follows the end of an array or bundle, to be looked at afresh. */
export type DocumentCutter = {
  readonly push: (chunk: Uint8Array) => readonly SplitRecord[]
  readonly end: () => readonly SplitRecord[]
  readonly rest: () => { readonly bytes: Uint8Array; readonly line: number } | undefined
}

const newline = 0x0a
const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** `between`: outside any record. `stray`: bytes that belong to no record; they become one, so that nothing is lost. */
type State = 'head' | 'between' | 'record' | 'stray' | 'tail' | 'done'

export function documentCutter(layout: DocumentLayout, maxBytes: number, line: number): DocumentCutter {
  const cutter = new Cutter(layout, maxBytes, line)
  return {
    push: (chunk) => cutter.push(chunk),
    end: () => cutter.end(),
    rest: () => cutter.rest,
  }
}

class Cutter {
  rest: { readonly bytes: Uint8Array; readonly line: number } | undefined
  readonly #layout: DocumentLayout
  readonly #maxBytes: number
  #state: State
  #headLeft: number
  #line: number
  #startLine: number
  #depth = 0
  #inString = false
  #escaped = false
  #afterNewline = false
  #pieces: Uint8Array[] = []
  #size = 0
  #found: SplitRecord[] = []

  constructor(layout: DocumentLayout, maxBytes: number, line: number) {
    this.#layout = layout
    this.#maxBytes = maxBytes
    this.#line = line
    this.#startLine = line
    this.#headLeft = layout.kind === 'bundle' ? layout.headBytes : 0
    this.#state = layout.kind === 'documents' ? 'between' : 'head'
  }

  push(chunk: Uint8Array): readonly SplitRecord[] {
    this.#found = []
    let from = 0
    for (let at = 0; at < chunk.length && this.rest === undefined; at++) {
      const byte = chunk[at] as number
      if (this.#state === 'record' && this.#resyncs(byte)) {
        this.#keep(chunk.slice(from, at))
        this.#finish()
      }
      const before = this.#state
      const ends = this.#step(byte)
      if (before !== this.#state && this.#isCapturing()) from = at
      if (ends !== 'no') {
        this.#keep(chunk.slice(from, ends === 'with' ? at + 1 : at))
        this.#finish()
      }
      if (byte === newline) this.#line++
      this.#afterNewline = byte === newline
      if (this.#isDone()) this.rest = { bytes: chunk.slice(at + 1), line: this.#line }
    }
    if (this.#isCapturing()) this.#keep(chunk.slice(from))
    return this.#found
  }

  end(): readonly SplitRecord[] {
    this.#found = []
    if (this.#isCapturing()) this.#finish()
    return this.#found
  }

  #isCapturing(): boolean {
    return this.#state === 'record' || this.#state === 'stray'
  }

  #isDone(): boolean {
    return this.#state === 'done'
  }

  /** Moves on by a byte; says whether a record ends here, with this byte or before it. */
  #step(byte: number): 'no' | 'with' | 'before' {
    if (this.#state === 'record') return this.#nest(byte) === 0 ? 'with' : 'no'
    if (this.#state === 'stray') return this.#strayEnds(byte) ? 'before' : 'no'
    if (this.#state === 'head') this.#enter(byte)
    else if (this.#state === 'tail') this.#leave(byte)
    else this.#between(byte)
    return 'no'
  }

  #enter(byte: number): void {
    this.#headLeft--
    const entered = this.#layout.kind === 'bundle' ? this.#headLeft === 0 : byte === openBracket
    if (entered) this.#state = 'between'
  }

  /** What stands in the document after its records is passed over, up to its closing brace. */
  #leave(byte: number): void {
    if (this.#nest(byte) === 0) this.#state = 'done'
  }

  #between(byte: number): void {
    if (byte <= 0x20 || byte === comma) return
    if (byte === closeBracket && this.#layout.kind !== 'documents') {
      this.#state = this.#layout.kind === 'bundle' ? 'tail' : 'done'
      this.#depth = this.#layout.kind === 'bundle' ? 1 : 0
      return
    }
    this.#startLine = this.#line
    this.#state = byte === openBrace || byte === openBracket ? 'record' : 'stray'
    if (this.#state === 'record') this.#depth = 1
  }

  #strayEnds(byte: number): boolean {
    return (
      byte === newline || (this.#layout.kind !== 'documents' && (byte === comma || byte === closeBracket))
    )
  }

  /** Follows nesting over bytes; strings and escapes are honoured, grammar is not checked. */
  #nest(byte: number): number {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false
      else if (byte === backslash) this.#escaped = true
      else if (byte === quote) this.#inString = false
      return this.#depth
    }
    if (byte === quote) this.#inString = true
    else if (byte === openBrace || byte === openBracket) this.#depth++
    else if (byte === closeBrace || byte === closeBracket) this.#depth--
    return this.#depth
  }

  /** A brace in the first column begins a new document, even when the one before it was never closed. */
  #resyncs(byte: number): boolean {
    return this.#layout.kind === 'documents' && this.#afterNewline && byte === openBrace
  }

  #keep(piece: Uint8Array): void {
    if (this.#size < this.#maxBytes) this.#pieces.push(piece)
    this.#size += piece.length
  }

  #finish(): void {
    const whole = concatenated(this.#pieces)
    this.#found.push({
      bytes: whole.subarray(0, this.#maxBytes),
      line: this.#startLine,
      truncated: this.#size > this.#maxBytes,
    })
    this.#pieces = []
    this.#size = 0
    this.#depth = 0
    this.#inString = false
    this.#escaped = false
    this.#state = 'between'
  }
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0]
  if (parts.length === 1 && only !== undefined) return only
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const bundleHeads = [
  // CloudTrail files, Azure Event Hubs, Graph pages.
  /^\ufeff?\s*\{\s*"(?:Records|records|value)"\s*:\s*\[/,
  /^\ufeff?\s*\{\s*(?:"@odata\.[^"]{1,64}"\s*:\s*"[^"]{0,4096}"\s*,\s*){1,4}"value"\s*:\s*\[/,
  // Kubernetes lists.
  /^\ufeff?\s*\{\s*"kind"\s*:\s*"\w{1,64}List"\s*,\s*"apiVersion"\s*:\s*"[^"]{1,64}"\s*,\s*(?:"metadata"\s*:\s*\{[^{}]{0,4096}\}\s*,\s*)?"items"\s*:\s*\[/,
]

/** Characters of a document's beginning that are looked at for its array of records. */
const bundleHeadMaxChars = 8192

/** Bytes before the records of a document that bundles them in one array, or undefined when it is no such document. */
export function bundleHeadBytes(head: Uint8Array): number | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(head.subarray(0, bundleHeadMaxChars))
  for (const pattern of bundleHeads) {
    const matched = pattern.exec(text)?.[0]
    if (matched !== undefined) return new TextEncoder().encode(matched).length
  }
  return undefined
}
