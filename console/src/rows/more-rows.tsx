import { Button } from '@mantine/core'
import css from './list-page.module.css'

/** What of a paged query it takes to ask for the next page. */
type Paged = {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly fetchNextPage: () => Promise<unknown>
}

/** Below a list that is read page by page; nothing once all of it is there. */
export function MoreRows({ query, word }: { readonly query: Paged; readonly word: string }) {
  if (!query.hasNextPage) return null
  return (
    <p className={css.more}>
      <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {word}
      </Button>
    </p>
  )
}
