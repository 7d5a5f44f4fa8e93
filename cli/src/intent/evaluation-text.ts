import type { Terminal } from '../command.ts'
import { styleFor } from '../style.ts'
import type { Evaluation } from './evaluate.ts'

export function evaluationText(test: string, scores: Evaluation, terminal: Terminal): string {
  const { bold, faint } = styleFor(terminal)
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
  const row = (name: string, value: string): string => `  ${name.padEnd(22)}${value}\n`
  const { closed, human, escalated, attackAlerts, steps, benign, items } = scores
  const lost = steps.lost.length === 0 ? 'none' : steps.lost.join(', ')
  return [
    `${bold(test)}\n`,
    row('closed', `${closed.count} alerts, ${percent(closed.share)}`),
    row(
      'escalated',
      `${escalated.count} alerts, ${percent(escalated.share)}, as ${items.incidents} incidents`,
    ),
    row('to a person', `${human.count} alerts, ${percent(human.share)}, as ${items.questions} questions`),
    ...Object.entries(scores.abstentions).map(([reason, count]) => faint(row(`  ${reason}`, String(count)))),
    row('attack alerts closed', `${attackAlerts.closed} of ${attackAlerts.total}`),
    row('attack steps lost', `${lost} (of ${steps.total})`),
    row(
      'benign alerts closed',
      `${benign.closed} of ${benign.total}, ${percent(benign.closed / Math.max(benign.total, 1))}`,
    ),
    row('calibration error', scores.ece.toFixed(4)),
    row(
      'processor seconds',
      `${scores.seconds.train.toFixed(1)} to learn, ${scores.seconds.test.toFixed(1)} to judge`,
    ),
    row('model', scores.modelHash),
  ].join('')
}
