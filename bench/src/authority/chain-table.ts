/** `node bench/src/authority/chain-table.ts`: the table of docs/explain.md, one line a file, as markdown. */
import { corpus, missingCorpus } from '../corpora.ts'
import { type CaseScore, isRight, scoreCases } from './chain.ts'
import { detonationsPath } from './detonations.ts'

const folder = corpus(detonationsPath)
console.log(folder === undefined ? missingCorpus(detonationsPath) : tableOf(await scoreCases(folder)))

function tableOf(scores: readonly CaseScore[]): string {
  const head = [
    '| file | events | role actions | joined | chain | decisions: agree / against / undetermined | why undetermined |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ]
  return [...head, ...scores.map(lineOf)].join('\n')
}

function lineOf(score: CaseScore): string {
  const { name, events, roleActions, joined, decisions, reason } = score
  const counts = `${decisions.agrees} / ${decisions.disagrees} / ${decisions.undetermined}`
  return `| ${name} | ${events} | ${roleActions} | ${joined} | ${verdictOf(score)} | ${counts} | ${reason.replaceAll('|', '\\|')} |`
}

function verdictOf(score: CaseScore): string {
  if (!isRight(score)) return 'wrong'
  const unknown = score.roleActions - score.joined
  return unknown === 0 ? 'right' : `right; ${unknown} of unknown origin, and said so`
}
