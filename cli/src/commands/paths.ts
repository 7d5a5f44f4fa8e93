import { escalationPaths } from '@countersign/authority/escalation/escalation-path'
import { pathJson } from '@countersign/authority/escalation/path-json'
import { type Command, flag, UsageError } from '../command.ts'
import { readSnapshots } from './paths-input.ts'
import { pathsText } from './paths-text.ts'

export const paths: Command = {
  name: 'paths',
  summary: 'Finds how a user or role could become more than it was made for, from AWS policy or Terraform.',
  usage: `countersign paths <authorization-details.json|terraform folder|plan.json…> [--conditional] [--json]

  Reads what "aws iam get-account-authorization-details" prints, Terraform folders (.tf, .tf.json, tfvars), and what
  "terraform show -json" prints of a state or plan. Needs no server and asks AWS nothing.

  --conditional  also paths that hang on conditions no policy tells, such as MFA or where a call comes from.
  --json         one array: {principal, path, hops, steps, escalatesTo, outcome, certainty, conditions, assumes}.

Exit code: 0 done, 2 wrong use.`,
  options: { json: { type: 'boolean' }, conditional: { type: 'boolean' } },
  run: async (parsed, terminal) => {
    if (parsed.positionals.length === 0)
      throw new UsageError('Name a file of account authorization details, or a Terraform folder.')
    const snapshots = await readSnapshots(parsed.positionals, new Date().toISOString())
    const found = snapshots.map((snapshot) => escalationPaths(snapshot))
    const all = found.flatMap((one) => one.paths)
    const shown = flag(parsed, 'conditional') ? all : all.filter(({ certainty }) => certainty === 'proven')
    const json = shown.map(pathJson)
    if (flag(parsed, 'json')) terminal.out(`${JSON.stringify(json, undefined, 2)}\n`)
    else
      terminal.out(
        pathsText(
          {
            paths: json,
            hidden: all.length - shown.length,
            cut: found.flatMap(({ cut }) => cut),
            gaps: snapshots.flatMap(({ gaps }) => gaps),
            principals: snapshots.reduce(
              (total, { principals }) => total + principals.filter(({ kind }) => kind !== 'group').length,
              0,
            ),
          },
          terminal,
        ),
      )
    await terminal.drained()
    return 0
  },
}
