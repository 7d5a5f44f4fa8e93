import type { SigmaLevel } from '@countersign/sigma/match'
import type { Terminal } from './command.ts'

type Paint = (text: string) => string

export type Style = {
  readonly bold: Paint
  readonly faint: Paint
  readonly level: (level: SigmaLevel) => Paint
}

/** SGR codes of ECMA-48; the 16 basic colours, so that the person's own theme decides how they look. */
const levelCodes: Readonly<Record<SigmaLevel, string>> = {
  critical: '1;35',
  high: '1;31',
  medium: '33',
  low: '36',
  informational: '2',
}

/** Colours where a terminal shows them; elsewhere the text as it is. */
export function styleFor({ hasColours }: Pick<Terminal, 'hasColours'>): Style {
  const paint =
    (code: string): Paint =>
    (text) =>
      hasColours ? `\u001b[${code}m${text}\u001b[0m` : text
  return { bold: paint('1'), faint: paint('2'), level: (level) => paint(levelCodes[level]) }
}
