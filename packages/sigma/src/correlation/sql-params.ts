export type SqlParam = string | number | readonly string[] | readonly number[]
export type SqlParams = Readonly<Record<string, SqlParam>>

/** Binds a value and returns its placeholder. Text from a rule reaches the engine only this way. */
export type Binder = {
  (value: SqlParam, type: string): string
  readonly params: SqlParams
}

export function binder(): Binder {
  const params: Record<string, SqlParam> = {}
  const bind = (value: SqlParam, type: string) => {
    const name = `p${Object.keys(params).length + 1}`
    params[name] = value
    return `{${name}:${type}}`
  }
  return Object.assign(bind, { params })
}
