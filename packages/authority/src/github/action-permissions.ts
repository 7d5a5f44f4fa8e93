/**
 * What a token needs for an audited action: a permission of an app, workflow or fine-grained token, or any one of the
 * scopes of a classic token or OAuth app. Sources: GitHub Docs, "Permissions required for GitHub Apps", "Scopes for OAuth
 * apps", "Audit log events for your organization". What is not in here is not known, never guessed.
 */
export type GitHubNeed = {
  readonly permission: string
  readonly level: 'read' | 'write'
  readonly scopes: readonly string[]
}

const need = (permission: string, level: GitHubNeed['level'], ...scopes: readonly string[]): GitHubNeed => ({
  permission,
  level,
  scopes,
})

const administration = need('administration', 'write', 'repo')
const organization = need('organization_administration', 'write', 'admin:org')
const members = need('members', 'write', 'admin:org')
const teams = need('members', 'write', 'admin:org', 'write:org')
const hooks = need('repository_hooks', 'write', 'repo', 'admin:repo_hook', 'write:repo_hook')
const runs = need('actions', 'write', 'repo')
const secrets = need('secrets', 'write', 'repo')
const organizationSecrets = need('organization_secrets', 'write', 'admin:org')
const pulls = need('pull_requests', 'write', 'repo')

const needs: ReadonlyMap<string, GitHubNeed> = new Map([
  ['git.clone', need('contents', 'read', 'repo')],
  ['git.fetch', need('contents', 'read', 'repo')],
  ['git.push', need('contents', 'write', 'repo')],
  ['pull_request.create', pulls],
  ['pull_request.close', pulls],
  ['pull_request.reopen', pulls],
  ['pull_request.merge', need('contents', 'write', 'repo')],
  ['repo.create', administration],
  ['repo.destroy', need('administration', 'write', 'delete_repo')],
  ['repo.access', administration],
  ['repo.archived', administration],
  ['repo.unarchived', administration],
  ['repo.transfer', administration],
  ['repo.add_member', administration],
  ['repo.update_member', administration],
  ['repo.remove_member', administration],
  ['repo.register_self_hosted_runner', administration],
  ['repo.remove_self_hosted_runner', administration],
  ['repo.create_actions_secret', secrets],
  ['repo.update_actions_secret', secrets],
  ['repo.remove_actions_secret', secrets],
  ['org.create_actions_secret', organizationSecrets],
  ['org.update_actions_secret', organizationSecrets],
  ['org.remove_actions_secret', organizationSecrets],
  ['org.register_self_hosted_runner', need('organization_self_hosted_runners', 'write', 'admin:org')],
  ['org.remove_self_hosted_runner', need('organization_self_hosted_runners', 'write', 'admin:org')],
  ['org.add_member', members],
  ['org.update_member', members],
  ['org.remove_member', members],
  ['org.invite_member', members],
  ['org.update_default_repository_permission', organization],
  ['protected_branch.create', administration],
  ['protected_branch.destroy', administration],
  ['repository_ruleset.create', administration],
  ['repository_ruleset.update', administration],
  ['repository_ruleset.destroy', administration],
  ['team.create', teams],
  ['team.destroy', teams],
  ['team.add_member', teams],
  ['team.remove_member', teams],
  ['team.add_repository', teams],
  ['hook.create', hooks],
  ['hook.config_changed', hooks],
  ['hook.destroy', need('repository_hooks', 'write', 'repo', 'admin:repo_hook')],
  ['workflows.delete_workflow_run', runs],
  ['workflows.cancel_workflow_run', runs],
  ['workflows.rerun_workflow_run', runs],
])

export function gitHubNeed(action: string): GitHubNeed | undefined {
  return needs.get(action)
}
