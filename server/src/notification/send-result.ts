/** How an attempt ended. Words never hold an address of a webhook, a secret or what a receiver answered at length. */
export type SendResult =
  /** `note`: something a person should know all the same, such as one recipient of three refused. */
  | { readonly kind: 'delivered'; readonly note?: string }
  /** The receiver will never take this message; another one may succeed. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfterSeconds?: number }
