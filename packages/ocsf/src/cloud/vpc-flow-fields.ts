import { remember } from '../remember.ts'

const names = (
  'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action log_status ' +
  'vpc_id subnet_id instance_id tcp_flags type pkt_srcaddr pkt_dstaddr region az_id sublocation_type sublocation_id ' +
  'pkt_src_aws_service pkt_dst_aws_service flow_direction traffic_path reject_reason ecs_cluster_arn ecs_cluster_name ' +
  'ecs_container_instance_arn ecs_container_instance_id ecs_container_id ecs_second_container_id ecs_service_name ' +
  'ecs_task_definition_arn ecs_task_arn ecs_task_id'
).split(' ')

const bare = (name: string): string => name.replace(/[-_]/g, '').toLowerCase()
const known: ReadonlyMap<string, string> = new Map([
  ...names.map((name): [string, string] => [bare(name), name]),
  ['account', 'account_id'],
  ['status', 'log_status'],
])

/** The flow log field that a column name means, whatever its dashes, underscores and capitals. */
export const flowFieldOf: (name: string) => string | undefined = remember((name) => known.get(bare(name)))
