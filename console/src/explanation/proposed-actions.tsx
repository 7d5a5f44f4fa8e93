import type { ProposedAction } from '@countersign/explanation/explanation'
import { copyText } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { Card } from './card.tsx'
import css from './explanation.module.css'

/** What could be done, in order: its effect, what it breaks, how to undo it. A person decides and does it. */
export function ProposedActions({
  actions = [],
}: {
  readonly actions: readonly ProposedAction[] | undefined
}) {
  if (actions.length === 0) return null
  return (
    <Card title="What to do">
      <ol className={css.actions}>
        {actions.map((action, at) => (
          <li key={action.title} className={css.action}>
            <h3>
              <span className={css.step}>{at + 1}</span> <LogText text={action.title} />
            </h3>
            {action.command === undefined ? null : <Command command={action.command} />}
            <dl>
              <dt>Effect</dt>
              <dd>
                <LogText text={action.effect} />
              </dd>
              <dt>Breaks</dt>
              <dd>
                <LogText text={action.breaks} />
              </dd>
              <dt>Undo</dt>
              <dd>
                <LogText text={action.reversal} />
              </dd>
            </dl>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function Command({ command }: { readonly command: string }) {
  return (
    <div className={css.command}>
      <code className="mono">
        <LogText text={command} lines />
      </code>
      <button type="button" className={css.cite} onClick={() => void copyText(command, 'Command')}>
        Copy
      </button>
    </div>
  )
}
