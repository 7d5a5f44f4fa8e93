import type { ReactNode } from 'react'
import { useWords } from '../settings/use-words.ts'
import type { EmptyWordId } from '../text/words.ts'
import { Empty } from './empty.tsx'

/** `Empty`, in the words of whoever reads it. */
export function EmptyWords(props: {
  readonly of: EmptyWordId
  readonly action?: ReactNode
  readonly isGood?: boolean
}) {
  const say = useWords()
  return (
    <Empty title={say(props.of)} action={props.action} isGood={props.isGood ?? false}>
      {say(`${props.of}.why`)}
    </Empty>
  )
}
