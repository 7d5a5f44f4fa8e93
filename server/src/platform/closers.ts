/** Things to close, in the opposite order of opening. */
export type Closer = {
  readonly add: (close: () => Promise<void>) => void
  /** Closes all once; further calls wait for the first. A failure does not keep the rest open, and is thrown after. */
  readonly all: () => Promise<void>
}

export function closers(): Closer {
  const open: (() => Promise<void>)[] = []
  let closing: Promise<void> | undefined
  const closeAll = async () => {
    const failures: unknown[] = []
    for (let close = open.pop(); close !== undefined; close = open.pop()) {
      await close().catch((error) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }
  return {
    add: (close) => open.push(close),
    all: () => {
      closing ??= closeAll()
      return closing
    },
  }
}
