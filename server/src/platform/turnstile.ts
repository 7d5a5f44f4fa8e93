/** Lets `runningMax` pieces of work run at once and `waitingMax` wait, in order of arrival. */
export type Turnstile = {
  readonly pass: <T>(work: () => Promise<T>) => Promise<T>
  /** Resolves when nothing runs and nothing waits. */
  readonly idle: () => Promise<void>
}

export function turnstile(runningMax: number, waitingMax: number, full: () => Error): Turnstile {
  const waiting: (() => void)[] = []
  const watchers: (() => void)[] = []
  let running = 0

  const leave = () => {
    running--
    const next = waiting.shift()
    if (next !== undefined) next()
    else if (running === 0) for (const watcher of watchers.splice(0)) watcher()
  }

  const enter = async () => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax) throw full()
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    running++
  }

  return {
    pass: async (work) => {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve))),
  }
}
