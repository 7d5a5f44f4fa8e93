import type { MandateStage } from '@countersign/api/mandate'
import tableCss from '../rows/table.module.css'
import { stageLook } from './mandate-words.ts'

export function StageTag({ stage }: { readonly stage: MandateStage }) {
  const { words, tone } = stageLook(stage)
  return (
    <span className={tableCss.tag} data-tone={tone}>
      {words}
    </span>
  )
}
