import type { AwsSnapshot } from '@countersign/authority/aws/aws-snapshot'
import { escalationPaths } from '@countersign/authority/escalation/escalation-path'
import { pathJson } from '@countersign/authority/escalation/path-json'
import { type Command, flag, listOption, type ParsedArguments, textOption, UsageError } from '../command.ts'
import { readSnapshots } from './paths-input.ts'
import { type OtherPaths, pathsFromGitHub, pathsInCluster } from './paths-other.ts'
import { pathsText, type ShownPath } from './paths-text.ts'

export const paths: Command = {
  name: 'paths',
  summary:
    'Finds how somebody could become more than they were made for: in AWS, in a cluster, through a pipeline.',
  usage: `countersign paths [<authorization-details.json|terraform folder|plan.json…>] [--kubernetes <folder|file>]
                  [--github <folder|file>] [--conditional] [--json]

  Reads what "aws iam get-account-authorization-details" prints, Terraform folders (.tf, .tf.json, tfvars), and what
  "terraform show -json" prints of a state or plan. Needs no server and asks AWS nothing.

  --kubernetes   RBAC manifests, or what "kubectl get clusterroles,roles,clusterrolebindings,rolebindings,serviceaccounts
                 -A -o json" prints: the ways of each subject to running the cluster. --cluster gives it a name.
  --github       repositories with .github/workflows, and beside them what GitHub's API lists of repositories, apps, deploy
                 keys and tokens: the ways from there into the AWS roles that trust GitHub. Give AWS policy as well.
                 --github-org names the organisation where the folders do not.
  --conditional  also paths that hang on conditions no policy tells, such as MFA or where a call comes from.
  --json         one array: {principal, path, hops, steps, escalatesTo, outcome, certainty, conditions, assumes}.

Exit code: 0 done, 2 wrong use.`,
  options: {
    json: { type: 'boolean' },
    conditional: { type: 'boolean' },
    kubernetes: { type: 'string', multiple: true },
    cluster: { type: 'string' },
    github: { type: 'string', multiple: true },
    'github-org': { type: 'string' },
  },
  run: async (parsed, terminal) => {
    const { aws, others } = await look(parsed)
    const found = aws.map((snapshot) => escalationPaths(snapshot))
    const all = found.flatMap((one) => one.paths)
    const shown = flag(parsed, 'conditional') ? all : all.filter(({ certainty }) => certainty === 'proven')
    const paths: readonly ShownPath[] = [...shown.map(pathJson), ...others.flatMap((one) => one.paths)]
    const report = {
      paths,
      hidden: all.length - shown.length,
      cut: found.flatMap(({ cut }) => cut),
      gaps: [...aws, ...others].flatMap(({ gaps }) => gaps),
      principals: aws.flatMap(({ principals }) => principals.filter(({ kind }) => kind !== 'group')).length,
      subjects: others.reduce((total, { subjects }) => total + subjects, 0),
    }
    terminal.out(
      flag(parsed, 'json') ? `${JSON.stringify(paths, undefined, 2)}\n` : pathsText(report, terminal),
    )
    await terminal.drained()
    return 0
  },
}

type Looked = { readonly aws: readonly AwsSnapshot[]; readonly others: readonly OtherPaths[] }

async function look(parsed: ParsedArguments): Promise<Looked> {
  const clusters = listOption(parsed, 'kubernetes')
  const hosts = listOption(parsed, 'github')
  if (parsed.positionals.length + clusters.length + hosts.length === 0)
    throw new UsageError(
      'Name a file of account authorization details, a Terraform folder, --kubernetes or --github with a folder.',
    )
  const takenAt = new Date().toISOString()
  const aws = await readSnapshots(parsed.positionals, takenAt)
  const cluster = textOption(parsed, 'cluster') ?? ''
  const organization = textOption(parsed, 'github-org') ?? ''
  const others = [
    ...clusters.map((path) => pathsInCluster(path, cluster, takenAt)),
    ...hosts.map((path) => pathsFromGitHub(path, organization, aws)),
  ]
  return { aws, others }
}
