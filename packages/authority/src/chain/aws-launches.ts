import { objectOf } from '@countersign/ocsf/fields'
import { awsKeyOfArn } from '@countersign/ocsf/identity/aws'
import type { AwsCall } from './aws-reading.ts'
import type { ChainMark } from './chain-event.ts'
import { listAt, textAt, textsWithin } from './native.ts'

const instanceId = /^i-[0-9a-zA-Z]{8,20}$/
/** A call that only reads names roles, too, and hands nothing to anybody. */
const changes =
  /^(?:Create|Run|Start|Update|Put|Register|Associate|Replace|Request|Submit|Launch|Modify|Attach|Deploy|Enable)/

/**
 * What a call started, and which roles it handed to a service. iam:PassRole is a permission and leaves no record of its
 * own: its trace is the role named in the request. Source: IAM User Guide, "Grant a user permissions to pass a role".
 */
export function launchMarks(call: AwsCall, source: string, region: string): readonly ChainMark[] {
  if (!changes.test(call.normalised.action)) return []
  const launched = [...instances(call), ...functions(call, source, region)]
  return [...launched.map((key): ChainMark => ({ kind: 'launches', key })), ...passed(call, launched)]
}

function instances({ normalised, request, response }: AwsCall): readonly string[] {
  const attached = /^(?:Associate|Replace)IamInstanceProfile/.test(normalised.action)
  if (normalised.action !== 'RunInstances' && !attached) return []
  const started = listAt(response, 'instancesSet', 'items').map((item) =>
    textAt(objectOf(item), 'instanceId'),
  )
  const given = attached
    ? [
        textAt(
          response,
          'AssociateIamInstanceProfileResponse',
          'iamInstanceProfileAssociation',
          'instanceId',
        ),
        textAt(response, 'iamInstanceProfileAssociation', 'instanceId'),
        textAt(request, 'AssociateIamInstanceProfileRequest', 'InstanceId'),
        textAt(request, 'instanceId'),
      ]
    : []
  return [...new Set([...started, ...given])].flatMap((id) =>
    id !== undefined && instanceId.test(id) ? [`aws:instance/${id}`] : [],
  )
}

/** `CreateFunction20150331`, `UpdateFunctionCode20150331v2`: Lambda writes its API version into the name. */
function functions(
  { normalised, request, response, account }: AwsCall,
  source: string,
  region: string,
): readonly string[] {
  if (source !== 'lambda.amazonaws.com' || !/^(?:Create|Update)Function/.test(normalised.action)) return []
  const named = textAt(response, 'functionName') ?? textAt(request, 'functionName')
  const name = named?.split(':').at(-1)
  return name === undefined ? [] : [`aws:${account}:function/${region}/${name}`]
}

function passed({ request }: AwsCall, launched: readonly string[]): readonly ChainMark[] {
  const about =
    launched[0] ?? textsWithin(request).find(([name]) => /(?:name|identifier|id)$/i.test(name))?.[1] ?? ''
  const keys = textsWithin(request).flatMap(([, text]) =>
    /^arn:[^:]*:iam::\d+:role\//.test(text) ? (awsKeyOfArn(text) ?? []) : [],
  )
  return [...new Set(keys)].map((key): ChainMark => ({ kind: 'passes', key, about }))
}
