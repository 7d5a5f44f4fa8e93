import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ContextMenuHost } from './actions/context-menu.tsx'
import { Keyboard } from './actions/keyboard.tsx'
import { ProblemError } from './api/client.ts'
import { makeRouter } from './router.tsx'
import { cssVariables, theme } from './theme/theme.ts'

const retriesMax = 3

/** Answers the server meant are not asked for again; a server that does not answer is. */
function retry(failures: number, error: Error): boolean {
  const status = error instanceof ProblemError ? error.problem.status : 0
  return (status === 0 || status >= 500) && failures < retriesMax
}

const client = new QueryClient({
  defaultOptions: { queries: { retry, staleTime: 5_000, refetchOnWindowFocus: true } },
})
const router = makeRouter(client)

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <QueryClientProvider client={client}>
        <Keyboard />
        <ContextMenuHost>
          <RouterProvider router={router} />
        </ContextMenuHost>
      </QueryClientProvider>
    </MantineProvider>
  )
}
