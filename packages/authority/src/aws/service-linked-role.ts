import { parseArn } from './arn.ts'
import type { AwsPrincipal } from './aws-snapshot.ts'
import { newPrincipal } from './policy-draft.ts'

/** Policies by service-linked role: AWS attaches them without a call (each service's "Using service-linked roles"). */
const policyByRole: Readonly<Record<string, string>> = {
  AWSServiceRoleForAPIGateway: 'APIGatewayServiceRolePolicy',
  AWSServiceRoleForAccessAnalyzer: 'AccessAnalyzerServiceRolePolicy',
  AWSServiceRoleForAmazonEKS: 'AmazonEKSServiceRolePolicy',
  AWSServiceRoleForAmazonEKSNodegroup: 'AWSServiceRoleForAmazonEKSNodegroup',
  AWSServiceRoleForAmazonGuardDuty: 'AmazonGuardDutyServiceRolePolicy',
  AWSServiceRoleForAmazonInspector2: 'AmazonInspector2ServiceRolePolicy',
  AWSServiceRoleForAmazonMacie: 'AmazonMacieServiceRolePolicy',
  AWSServiceRoleForAmazonOpenSearchService: 'AmazonOpenSearchServiceRolePolicy',
  AWSServiceRoleForAmazonSSM: 'AmazonSSMServiceRolePolicy',
  AWSServiceRoleForAutoScaling: 'AutoScalingServiceRolePolicy',
  AWSServiceRoleForBackup: 'AWSBackupServiceLinkedRolePolicyForBackup',
  AWSServiceRoleForCloudTrail: 'CloudTrailServiceRolePolicy',
  AWSServiceRoleForCloudWatchEvents: 'CloudWatchEventsServiceRolePolicy',
  AWSServiceRoleForComputeOptimizer: 'ComputeOptimizerServiceRolePolicy',
  AWSServiceRoleForConfig: 'AWSConfigServiceRolePolicy',
  AWSServiceRoleForEC2Fleet: 'AWSEC2FleetServiceRolePolicy',
  AWSServiceRoleForEC2Spot: 'AWSEC2SpotServiceRolePolicy',
  AWSServiceRoleForEC2SpotFleet: 'AWSEC2SpotFleetServiceRolePolicy',
  AWSServiceRoleForECS: 'AmazonECSServiceRolePolicy',
  AWSServiceRoleForElastiCache: 'ElastiCacheServiceRolePolicy',
  AWSServiceRoleForElasticLoadBalancing: 'AWSElasticLoadBalancingServiceRolePolicy',
  AWSServiceRoleForLambdaReplicator: 'AWSLambdaReplicator',
  AWSServiceRoleForOrganizations: 'AWSOrganizationsServiceTrustPolicy',
  AWSServiceRoleForRDS: 'AmazonRDSServiceRolePolicy',
  AWSServiceRoleForRedshift: 'AmazonRedshiftServiceLinkedRolePolicy',
  AWSServiceRoleForResourceExplorer: 'AWSResourceExplorerServiceRolePolicy',
  AWSServiceRoleForSSO: 'AWSSSOServiceRolePolicy',
  AWSServiceRoleForSecurityHub: 'AWSSecurityHubServiceRolePolicy',
  AWSServiceRoleForServiceQuotas: 'ServiceQuotasServiceRolePolicy',
  AWSServiceRoleForSupport: 'AWSSupportServiceRolePolicy',
  AWSServiceRoleForTrustedAdvisor: 'AWSTrustedAdvisorServiceRolePolicy',
}

/**
 * A role that only AWS can make: the path `aws-service-role/` is reserved (IAM User Guide, "Service-linked roles"). What
 * its policy allows is known; that AWS allows it no more is not. Undefined for other roles, and for unknown ones.
 */
export function serviceLinkedRole(arn: string): AwsPrincipal | undefined {
  const { partition, resource } = parseArn(arn) ?? {}
  const name = /^role\/aws-service-role\/[a-z0-9.-]+\/(\w+)$/.exec(resource ?? '')?.[1]
  if (name === undefined || !Object.hasOwn(policyByRole, name)) return undefined
  return {
    ...newPrincipal('role', arn),
    attached: [`arn:${partition}:iam::aws:policy/aws-service-role/${policyByRole[name]}`],
    incomplete: 'AWS alone says what its own roles may do',
  }
}
