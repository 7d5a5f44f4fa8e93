import { MantineProvider } from '@mantine/core'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ContextMenuHost } from './actions/context-menu.tsx'
import { Keyboard } from './actions/keyboard.tsx'
import { ProblemError } from './api/client.ts'
import { makeRouter } from './router.tsx'
import { Branded } from './settings/branded.tsx'
import { cssVariables, theme } from './theme/theme.ts'

const retriesMax = 3

/** Answers the server meant are not asked for again; a server that does not answer is. */
function retry(failures: number, error: Error): boolean {
  const status = error instanceof ProblemError ? error.problem.status : 0
  return (status === 0 || status >= 500) && failures < retriesMax
}

/** A session that ended while the page was open: sign in, and come back to the same address. */
function onError(error: Error): void {
  const isOver = error instanceof ProblemError && error.problem.status === 401
  if (!isOver || window.location.pathname === '/sign-in') return
  const back = window.location.pathname + window.location.search
  window.location.assign(`/sign-in?back=${encodeURIComponent(back)}`)
}

const client = new QueryClient({
  queryCache: new QueryCache({ onError }),
  defaultOptions: { queries: { retry, staleTime: 5_000, refetchOnWindowFocus: true } },
})
const router = makeRouter(client)

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <QueryClientProvider client={client}>
        <Branded />
        <Keyboard />
        <ContextMenuHost>
          <RouterProvider router={router} />
        </ContextMenuHost>
      </QueryClientProvider>
    </MantineProvider>
  )
}
