/** One thing the doctor looked at. `next` says what to do, when there is anything. */
export type Finding = {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly what: string
  readonly detail: string
  readonly next?: string
}

export function ok(what: string, detail: string): Finding {
  return { status: 'ok', what, detail }
}

export function warn(what: string, detail: string, next: string): Finding {
  return { status: 'warn', what, detail, next }
}

export function fail(what: string, detail: string, next: string): Finding {
  return { status: 'fail', what, detail, next }
}
